"""Derive the embedded rehearsal map from the world highway network in the package scgraph_data.

    python scripts/build_rehearsal_map.py

Needs the dependency group ``data`` (osmium, scgraph-data). Writes ``rehearsal.osm.pbf`` and ``rehearsal.json`` into
src/safeconduct/movement/data; both are committed. The result is a database derived from OpenStreetMap: ODbL 1.0,
(c) OpenStreetMap contributors.

An edge of the source knows its length on the ground but is drawn as a straight line. The speed of each way is lowered
by the same ratio, so that travel times are those of the true length.
"""

from __future__ import annotations

import ast
import hashlib
import json
import math
from importlib.metadata import distribution, version
from pathlib import Path

import osmium
from osmium.osm.mutable import Node, Way

WEST, SOUTH, EAST, NORTH = 22.0, 44.0, 40.5, 56.5
CONVOY_KMH = 60
DATA = Path(__file__).resolve().parents[1] / "src/safeconduct/movement/data"


def straight_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance between two (latitude, longitude) pairs in degrees."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * 6371.0088 * math.asin(math.sqrt(half))


def source_network() -> tuple[list[tuple[float, float]], list[dict[int, float]]]:
    """Positions (latitude, longitude) and neighbours with lengths in km, by node.

    The two literals are read from the module's text: importing it would tie us to one version of scgraph.
    """
    module = distribution("scgraph-data").locate_file("scgraph_data/world_highways.py")
    literals = {}
    for statement in ast.parse(Path(str(module)).read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if name in ("graph", "nodes"):
                literals[name] = ast.literal_eval(statement.value)
    return [(float(lat), float(lon)) for lat, lon in literals["nodes"]], literals["graph"]


def main() -> None:
    places, graph = source_network()
    inside = {i for i, (lat, lon) in enumerate(places) if SOUTH <= lat <= NORTH and WEST <= lon <= EAST}
    edges: dict[tuple[int, int], float] = {}
    for i in sorted(inside):
        for j, length_km in graph[i].items():
            if j in inside:
                edges[min(i, j), max(i, j)] = float(length_km)
    kept = sorted({node for edge in edges for node in edge})
    DATA.mkdir(parents=True, exist_ok=True)
    target = DATA / "rehearsal.osm.pbf"
    header = osmium.io.Header()
    header.set("generator", "safeconduct build_rehearsal_map")
    with osmium.SimpleWriter(str(target), header=header, overwrite=True) as writer:
        for node in kept:
            lat, lon = places[node]
            writer.add_node(Node(id=node + 1, version=1, location=(lon, lat)))
        for number, ((i, j), length_km) in enumerate(sorted(edges.items()), start=1):
            ratio = min(1.0, straight_km(places[i], places[j]) / length_km) if length_km else 1.0
            speed = max(5, round(CONVOY_KMH * ratio))
            writer.add_way(
                Way(id=number, version=1, nodes=[i + 1, j + 1], tags={"highway": "primary", "maxspeed": str(speed)})
            )
    pbf = target.read_bytes()
    about = {
        "title": "Safeconduct rehearsal map",
        "rehearsal": True,
        "sha256": hashlib.sha256(pbf).hexdigest(),
        "bounds": [WEST, SOUTH, EAST, NORTH],
        "nodes": len(kept),
        "ways": len(edges),
        "source": f"scgraph-data {version('scgraph-data')}, world_highways, derived from OpenStreetMap",
        "licence": "ODbL-1.0",
        "attribution": "(c) OpenStreetMap contributors, ODbL",
        "limits": "Main highways only, straight edges, no one-way streets, no names. Not for a live corridor.",
    }
    (DATA / "rehearsal.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    print(f"{target}: {len(kept)} nodes, {len(edges)} ways, {len(pbf)} bytes")


if __name__ == "__main__":
    main()
