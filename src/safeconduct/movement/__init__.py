"""Movement: how the selected people travel, so that both parties' convoys meet in a silence window.

Start with ``plan``: passengers, places, zones, vehicles, staff and an opened road map in, a ``Plan`` out.
``read_world`` reads the files of a case folder, ``open_map`` opens the road map, ``check_plan`` measures a plan
against the rules again without the code that made it, and ``figures`` draws it. The values are in ``model``.
"""
