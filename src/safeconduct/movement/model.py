"""The values of the movement room: places, dangers, vehicles, people on duty, and the plan made of them.

Times are aware ``datetime`` in UTC; distances are in km and durations in s; positions are (longitude, latitude) in
degrees, WGS 84.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum

from safeconduct.people.model import Carriage

Position = tuple[float, float]


class SiteKind(StrEnum):
    DETENTION = "detention"
    HANDOVER = "handover"
    BASE = "base"
    HOSPITAL = "hospital"


@dataclass(frozen=True, slots=True)
class Site:
    """A place that vehicles go to. ``party`` is empty for the intermediary's own places and for handover points.

    ``capacity`` is how many people the intermediary can keep at a handover point at once; None where nobody has said.
    """

    site_id: str
    name: str
    kind: SiteKind
    position: Position
    party: str = ""
    capacity: int | None = None


class ZoneKind(StrEnum):
    HAZARD = "hazard"  # an area no vehicle may enter while it is in force
    SILENCE = "silence"  # an area and time in which both parties have promised not to fire


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon with the time it is in force, ``[start, end)``, and who says so."""

    zone_id: str
    kind: ZoneKind
    rings: tuple[tuple[Position, ...], ...]  # outer ring first, then holes; each closed
    start: dt.datetime
    end: dt.datetime
    source: str = ""
    handover_id: str = ""  # for a silence window: the handover point it covers


class VehicleKind(StrEnum):
    BUS = "bus"
    AMBULANCE = "ambulance"
    REMAINS_TRUCK = "remains_truck"


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle of the fleet. ``base`` is a site_id; ``party`` is whose people it carries, empty for either."""

    vehicle_id: str
    kind: VehicleKind
    base: str  # site_id
    seats: int
    stretchers: int
    remains: int = 0
    party: str = ""  # whose people it carries; empty: either
    plate: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """One person on duty for the intermediary. ``from_`` and ``until`` bound the hours the roster allows."""

    staff_id: str
    role: str  # coordinator, convoy_leader, doctor, nurse, handover, interpreter, psychologist, driver
    languages: tuple[str, ...]
    from_: dt.datetime
    until: dt.datetime
    base: str = ""


@dataclass(frozen=True, slots=True)
class Passenger:
    """A selected person, as much of them as a planner needs. ``group`` travels in one vehicle; whoever goes
    ``unconditional`` is not kept back in escrow."""

    person_id: str
    holder: str
    site: str
    tranche: int
    carriage: Carriage
    group: str = ""
    unconditional: bool = False


@dataclass(frozen=True, slots=True)
class Corridor:
    """A checked road from one place to another: no active hazard zone is crossed while a vehicle may be on it."""

    corridor_id: str
    start: str  # site_id
    end: str  # site_id
    line: tuple[Position, ...]
    distance_km: float
    duration_s: int
    avoids: tuple[str, ...]  # zone ids that the direct road would cross
    backup: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """When and where a tranche is handed over: both parties' convoys arrive at ``meet`` and have left by ``end``.

    ``release`` is set in escrow: from ``meet`` until then everybody is taken into the intermediary's custody, and
    nobody is released before but those who go without condition.
    """

    tranche: int
    handover: str  # site_id
    start: dt.datetime
    meet: dt.datetime
    end: dt.datetime
    window: str  # zone_id of the silence window that covers the slot
    release: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    site: str
    arrive: dt.datetime
    depart: dt.datetime
    boards: tuple[str, ...] = ()  # person ids, in seat order
    corridor: str = ""  # the corridor driven to get here


@dataclass(frozen=True, slots=True)
class Run:
    """One vehicle's work for one tranche: from its base by places of detention to the handover point.

    The last of ``stops`` is the handover point; ``back`` is the return to the base after it.
    """

    run_id: str
    vehicle: str
    tranche: int
    holder: str
    stops: tuple[Stop, ...]
    seats: tuple[tuple[str, str], ...]  # (seat label, person_id)
    back: Stop | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Who of the staff is with which tranche and holder's convoy, from when to when."""

    staff: str
    tranche: int
    holder: str
    start: dt.datetime
    end: dt.datetime
    task: str


@dataclass(frozen=True, slots=True)
class Uncarried:
    person_id: str
    tranche: int
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How the selected people travel. ``rehearsal`` is true where the road map must not be used for a live corridor.

    ``escrow`` is empty, or what the agreement says of a drop-out where its tranches are handed over in escrow.
    ``unconditional`` are the person ids of those who go without condition: nobody keeps them back in custody.
    """

    rehearsal: bool
    map_sha256: str
    corridors: tuple[Corridor, ...]
    slots: tuple[Slot, ...]
    runs: tuple[Run, ...]
    duties: tuple[Duty, ...] = ()
    uncarried: tuple[Uncarried, ...] = ()
    warnings: tuple[str, ...] = field(default=())
    escrow: str = ""
    unconditional: tuple[str, ...] = ()
