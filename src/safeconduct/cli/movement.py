"""``safeconduct movement``: a road that keeps out of the hazard zones, and the map it is looked up on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli.common import JsonFlag, emit, say
from safeconduct.cli.places import cache_folder
from safeconduct.errors import UsageError

app = typer.Typer(help="Roads: corridors outside the hazard zones, and the road map.", no_args_is_help=True)

MapOption = Annotated[
    Path | None,
    typer.Option("--map", help="An OpenStreetMap extract (.osm.pbf); without it the embedded rehearsal map."),
]


@app.callback()
def _group() -> None:
    """Roads: corridors outside the hazard zones, and the road map."""


@app.command("route")
def route_command(
    start: Annotated[str, typer.Option("--from", help="Where from: longitude,latitude.", show_default=False)],
    end: Annotated[str, typer.Option("--to", help="Where to: longitude,latitude.", show_default=False)],
    avoid: Annotated[
        Path | None, typer.Option("--avoid", help="zones.geojson: its hazard zones are kept out of.")
    ] = None,
    at: Annotated[str, typer.Option("--at", help="Only zones in force at this time, as 2026-02-12T04:00:00Z.")] = "",
    map_: MapOption = None,
    json_: JsonFlag = False,
) -> None:
    """Find a road that no hazard zone crosses, and a second one for when the first is closed.

    Without --at every hazard zone of the file counts, whenever it is in force.
    """
    a, b, moment = _position("--from", start), _position("--to", end), _moment(at)
    from safeconduct.movement import find_road, open_map, read_zones
    from safeconduct.movement.zones import in_force

    road_map = open_map(cache_folder(), map_)
    zones = read_zones(avoid, None, road_map.bounds) if avoid is not None else ()
    if moment is not None:
        zones = tuple(zone for zone in zones if in_force(zone, moment, moment))
    found, backup = find_road(road_map, a, b, zones)
    if json_:
        emit(
            {
                "rehearsal": road_map.rehearsal,
                "map_sha256": road_map.sha256,
                "attribution": road_map.attribution,
                "avoids": list(found.avoids),
                "roads": [
                    {
                        "backup": road.backup,
                        "distance_km": road.distance_km,
                        "duration_s": road.duration_s,
                        "line": [list(point) for point in road.line],
                    }
                    for road in (found, backup)
                    if road is not None
                ],
            }
        )
        return
    say(f"Road: {found.distance_km:.1f} km, {_hours(found.duration_s)} without delay.")
    if found.avoids:
        say(f"It goes around {', '.join(found.avoids)}, which the direct road would cross.")
    if backup is None:
        say("There is no second road within nine hours.")
    else:
        say(f"Second road: {backup.distance_km:.1f} km, {_hours(backup.duration_s)}.")
    if road_map.rehearsal:
        say("Rehearsal map: not for a live corridor.")
    say(road_map.attribution)


@app.command("map")
def map_command(map_: MapOption = None, json_: JsonFlag = False) -> None:
    """Build the road map if that has not been done yet, and say where it is and what it may be used for."""
    from safeconduct.movement import open_map

    road_map = open_map(cache_folder(), map_)
    if json_:
        emit(
            {
                "file": str(road_map.pbf),
                "sha256": road_map.sha256,
                "tiles": str(road_map.tiles),
                "rehearsal": road_map.rehearsal,
                "bounds": list(road_map.bounds) if road_map.bounds else None,
                "attribution": road_map.attribution,
            }
        )
        return
    say(f"Map:     {road_map.pbf}")
    say(f"Digest:  {road_map.sha256} (SHA-256)")
    say(f"Tiles:   {road_map.tiles}")
    say(f"Licence: {road_map.attribution}")
    say("Use:     rehearsals only, never a live corridor." if road_map.rehearsal else "Use:     live and rehearsal.")


def _position(option: str, value: str) -> tuple[float, float]:
    parts = value.split(",")
    try:
        lon, lat = (float(part) for part in parts)
    except ValueError:
        lon = lat = float("nan")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise UsageError(f'{option} "{value}" is no place; write longitude,latitude, such as 30.968,52.095.')
    return lon, lat


def _moment(value: str) -> dt.datetime | None:
    if not value:
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise UsageError(f'--at "{value}" is no time with its offset; write it as 2026-02-12T04:00:00Z.')
    return moment


def _hours(seconds: int) -> str:
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"
