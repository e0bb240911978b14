"""The places, dangers, vehicles and staff of the example cases.

Twelve places of detention, two handover points, three bases and two hospitals stand on real road junctions of the
Homyel, Chernihiv and Mazyr region; their names are made up. ``world`` returns the four files of a case folder that
describe them. The fleet and the staff grow with the number of people; the silence windows with the hours.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
import random
from collections.abc import Iterable, Sequence
from typing import Any

PARTIES = ("azure", "amber")
LANGUAGES = {"azure": "uk", "amber": "ru"}

# site_id, name, kind, which of the two parties (or none), longitude, latitude
_SITES: tuple[tuple[str, str, str, int | None, float, float], ...] = (
    ("heron", "Site Heron", "detention", 0, 31.304, 51.489),
    ("stork", "Site Stork", "detention", 0, 31.967, 51.782),
    ("lapwing", "Site Lapwing", "detention", 0, 32.250, 51.774),
    ("wren", "Site Wren", "detention", 0, 30.738, 51.399),
    ("swift", "Site Swift", "detention", 0, 31.157, 51.068),
    ("bittern", "Site Bittern", "detention", 0, 31.790, 51.578),
    ("osprey", "Site Osprey", "detention", 1, 30.946, 52.464),
    ("plover", "Site Plover", "detention", 1, 29.376, 52.126),
    ("teal", "Site Teal", "detention", 1, 30.049, 52.928),
    ("lark", "Site Lark", "detention", 1, 31.164, 52.568),
    ("kestrel", "Site Kestrel", "detention", 1, 31.998, 52.509),
    ("crake", "Site Crake", "detention", 1, 30.722, 52.819),
    ("north-crossing", "North Crossing", "handover", None, 30.968, 52.095),
    ("south-crossing", "South Crossing", "handover", None, 31.085, 51.812),
    ("base-oak", "Base Oak", "base", None, 30.467, 52.292),
    ("base-birch", "Base Birch", "base", None, 31.250, 51.560),
    ("base-linden", "Base Linden", "base", None, 31.435, 51.769),
    ("hospital-willow", "Hospital Willow", "hospital", None, 30.994, 52.432),
    ("hospital-aspen", "Hospital Aspen", "hospital", None, 31.285, 51.501),
)

# zone_id, longitude, latitude, radius east-west and north-south in km, from and until in hours (None: the end), source
_HAZARDS: tuple[tuple[str, float, float, float, float, float, float | None, str], ...] = (
    ("mines-1", 29.900, 52.213, 9.0, 7.0, 0.0, None, "mine survey"),
    ("mines-2", 31.165, 51.700, 4.0, 5.0, 0.0, None, "mine survey"),
    ("shelling-1", 30.464, 52.604, 4.0, 4.0, 0.0, 20.0, "both parties"),
    ("shelling-2", 31.800, 51.845, 6.0, 4.0, 18.0, None, "both parties"),
    ("bridge-1", 30.900, 51.592, 4.0, 4.0, 24.0, None, "road authority"),
    ("flood-1", 30.790, 52.705, 5.0, 5.0, 6.0, 40.0, "road authority"),
)

# Hours of the cycle of 48 in which both parties promise quiet at the first and at the second handover point.
_QUIET = ((0, 7, 15), (1, 9, 18), (0, 15, 24), (1, 21, 30), (0, 27, 36), (1, 33, 42), (0, 39, 48))
_QUIET_RADIUS_KM = 12.0

# Of 48 staff, how many have which role, and whether they are based nearest to the crossings or spread over the bases.
_ROLES = (
    ("coordinator", 1, True),
    ("convoy_leader", 14, False),
    ("doctor", 6, False),
    ("nurse", 8, False),
    ("handover", 7, True),
    ("interpreter", 6, True),
    ("psychologist", 6, True),
)
_NEAREST_BASE = "base-linden"
_SHIFTS = ((0.0, 40.0), (8.0, 48.0))  # hours in which half of each role may be called on, with the rest they need
_PEOPLE = 900  # the size of case for which the fleet and staff below are meant
_BUSES, _AMBULANCES, _TRUCKS = 26, 34, 6


def site_ids(party: str, parties: Sequence[str] = PARTIES) -> tuple[str, ...]:
    """The places of detention of a party, in a fixed order."""
    number = list(parties).index(party)
    return tuple(site[0] for site in _SITES if site[2] == "detention" and site[3] == number)


def world(
    people: int, seed: int, start: dt.datetime, hours: int = 48, parties: Sequence[str] = PARTIES
) -> dict[str, str]:
    """The files ``sites.csv``, ``zones.geojson``, ``fleet.csv`` and ``staff.csv`` of a case, by name.

    Deterministic in its arguments. ``start`` is aware; the zones and shifts run from it for ``hours``.
    """
    draw = random.Random(seed)  # noqa: S311 - an example is made reproducible, nothing is kept secret
    scale = max(1.0, people / _PEOPLE)
    return {
        "sites.csv": _sites(parties, max(120, people * 2 // 15)),
        "zones.geojson": _zones(start, hours),
        "fleet.csv": _fleet(scale, draw),
        "staff.csv": _staff(scale, start, hours, [LANGUAGES.get(party, "en") for party in parties], draw),
    }


def _sites(parties: Sequence[str], room: int) -> str:
    """``room`` is how many people each handover point can keep in escrow: more than both sides' of a tranche."""
    rows = [
        (
            site_id,
            name,
            kind,
            "" if owner is None else parties[owner],
            f"{lon:.3f}",
            f"{lat:.3f}",
            room if kind == "handover" else "",
        )
        for site_id, name, kind, owner, lon, lat in _SITES
    ]
    return _csv(("site_id", "name", "kind", "party", "lon", "lat", "capacity"), rows)


def _zones(start: dt.datetime, hours: int) -> str:
    def moment(after_h: float) -> str:
        return _iso(start + dt.timedelta(hours=after_h))

    features = [
        _feature(
            _ring(lon, lat, east_km, north_km),
            zone_id=zone_id,
            kind="hazard",
            start=moment(begin),
            end=moment(hours if end is None else min(end, hours)),
            source=source,
        )
        for zone_id, lon, lat, east_km, north_km, begin, end, source in _HAZARDS
        if begin < hours
    ]
    points = [site for site in _SITES if site[2] == "handover"]
    count = dict.fromkeys(range(len(points)), 0)
    for cycle in range(math.ceil(hours / 48)):
        for which, begin, end in _QUIET:
            if cycle * 48 + end > hours:
                continue
            count[which] += 1
            site_id, _, _, _, lon, lat = points[which]
            features.append(
                _feature(
                    _ring(lon, lat, _QUIET_RADIUS_KM, _QUIET_RADIUS_KM),
                    zone_id=f"quiet-{site_id}-{count[which]}",
                    kind="silence",
                    start=moment(cycle * 48 + begin),
                    end=moment(cycle * 48 + end),
                    source="both parties",
                    handover_id=site_id,
                )
            )
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1) + "\n"


def _fleet(scale: float, draw: random.Random) -> str:
    bases = [site[0] for site in _SITES if site[2] == "base"]
    kinds = (
        ("BUS", "bus", math.ceil(_BUSES * scale), 45, 0, 0),
        ("AMB", "ambulance", math.ceil(_AMBULANCES * scale), 1, 2, 0),
        ("REM", "remains_truck", math.ceil(_TRUCKS * scale), 0, 0, 20),
    )
    plates = draw.sample(range(10_000, 10_000 + 20 * sum(kind[2] for kind in kinds)), sum(kind[2] for kind in kinds))
    rows: list[Sequence[object]] = []
    for letters, kind, number, seats, stretchers, remains in kinds:
        width = max(2, len(str(number)))
        for k in range(number):
            plate = f"SC {plates[len(rows)]}"
            name = f"{letters}-{k + 1:0{width}d}"
            rows.append((name, kind, bases[k % len(bases)], seats, stretchers, remains, "", plate))
    return _csv(("vehicle_id", "kind", "base", "seats", "stretchers", "remains", "party", "plate"), rows)


def _staff(scale: float, start: dt.datetime, hours: int, languages: Sequence[str], draw: random.Random) -> str:
    bases = [site[0] for site in _SITES if site[2] == "base"]
    both = ";".join(sorted({*languages, "en"}))
    rows: list[Sequence[object]] = []
    total = sum(math.ceil(number * scale) for _, number, _ in _ROLES)
    width = max(2, len(str(total)))
    for role, number, near in _ROLES:
        for k in range(math.ceil(number * scale)):
            spoken = both if role in ("interpreter", "coordinator") else f"en;{draw.choice(sorted(set(languages)))}"
            begin, end = _SHIFTS[k % len(_SHIFTS)]
            end = hours if end == 48.0 else end + max(0, hours - 48)
            rows.append(
                (
                    f"ST-{len(rows) + 1:0{width}d}",
                    role,
                    spoken,
                    _iso(start + dt.timedelta(hours=begin)),
                    _iso(start + dt.timedelta(hours=min(end, hours))),
                    _NEAREST_BASE if near else bases[k % len(bases)],
                )
            )
    return _csv(("staff_id", "role", "languages", "from", "until", "base"), rows)


def _ring(lon: float, lat: float, east_km: float, north_km: float, corners: int = 12) -> list[list[float]]:
    """A closed oval ring of ``corners`` corners, against the clock as RFC 7946 asks."""
    ring = []
    for k in range(corners):
        turn = 2 * math.pi * k / corners
        x = lon + east_km * math.cos(turn) / (111.32 * math.cos(math.radians(lat)))
        ring.append([round(x, 4), round(lat + north_km * math.sin(turn) / 110.57, 4)])
    return [*ring, ring[0]]


def _feature(ring: list[list[float]], **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return text.getvalue()


def _iso(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
