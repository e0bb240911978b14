"""Movement: how the selected people travel, so that both parties' convoys meet in a silence window.

Start with ``plan``: passengers, places, zones, vehicles, staff and an opened road map in, a ``Plan`` out.
``read_world`` reads the files of a case folder, ``open_map`` opens the road map, ``check_plan`` measures a plan
against the rules again without the code that made it, and ``figures`` and ``map_figure`` draw it. The values are in
``model``.
"""

from safeconduct.movement.check import check_plan
from safeconduct.movement.corridors import find_road
from safeconduct.movement.documents import plan_bytes, plan_document
from safeconduct.movement.figures import timetable_svg
from safeconduct.movement.map_figure import map_page, map_svg
from safeconduct.movement.maps import RoadMap, open_map
from safeconduct.movement.model import Passenger, Plan, Site, Slot, Staff, Vehicle, Zone
from safeconduct.movement.pace import Pace
from safeconduct.movement.plan import plan
from safeconduct.movement.read import World, read_world, read_zones

__all__ = [
    "Pace",
    "Passenger",
    "Plan",
    "RoadMap",
    "Site",
    "Slot",
    "Staff",
    "Vehicle",
    "World",
    "Zone",
    "check_plan",
    "find_road",
    "map_page",
    "map_svg",
    "open_map",
    "plan",
    "plan_bytes",
    "plan_document",
    "read_world",
    "read_zones",
    "timetable_svg",
]
