"""Estimate the committed weights of the matching model from synthetic lists whose truth is known.

    uv run --group data python scripts/train_weights.py

m is counted over the true pairs of three runs of benchmarks/people_generator.py with seeds that no benchmark uses, u
over all pairs of a sample, both by Splink's own SQL, so that a level means the same as in matching. The error rates
of the generator are assumptions; where reviewers have decided enough real pairs, ``people learn`` replaces m by what
they found.
"""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))
sys.path.insert(0, str(ROOT / "benchmarks"))

# The lists have no double surnames; how often one list gives a part of the other's is assumed, and so is chance.
ASSUMED = {("family", "part"): (0.0005, 2e-6)}
SEEDS = (9001, 9002, 9003)
SIZE = 6000
FLOOR = 1e-6


def main() -> None:
    import duckdb
    from splink import DuckDBAPI, Linker

    import people_generator
    from safeconduct.people import link
    from safeconduct.people.engine import Record, table
    from safeconduct.people.keys import keys_of

    flat = {field: tuple([1 / len(levels)] * len(levels)) for field, levels in link.LEVELS.items()}
    m = {field: [0.0] * len(levels) for field, levels in link.LEVELS.items()}
    u = {field: [0.0] * len(levels) for field, levels in link.LEVELS.items()}
    for seed in SEEDS:
        lists = people_generator.make(SIZE, seed)
        con = duckdb.connect()
        con.execute("set threads = 1")
        person: dict[str, int] = {}
        for held, sought in sorted(lists.truth):
            number = person.setdefault(held, len(person))
            person.setdefault(sought, number)
        frames = []
        api = DuckDBAPI(con)
        for name, entries in (("a_left", lists.held), ("b_right", lists.sought)):
            records = [Record(entry.party, keys_of(entry)) for entry in entries]
            labels = [str(person.get(entry.entry_id, entry.entry_id)) for entry in entries]
            keyed = table(records, ()).append_column("label", [labels])
            con.register(f"{name}_arrow", keyed)
            con.execute(f"create table {name} as select * from {name}_arrow")
            frames.append(api.register(name, dataset_display_name=name))
        settings = link.settings(link.Weights(flat, flat), 1e-4, link.BLOCKS[:1], "1 = 1", "link_only")
        linker = Linker(frames, settings, log_level=logging.ERROR, validate_settings=False)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=seed)
        linker.training.estimate_m_from_label_column("label")
        for comparison in linker._settings_obj.comparisons:
            field = comparison.output_column_name
            levels = [level for level in comparison.comparison_levels if not level.is_null_level]
            for at, level in enumerate(levels):
                m[field][at] += _value(level.m_probability) / len(SEEDS)
                u[field][at] += _value(level.u_probability) / len(SEEDS)
    for (field, level), (true, chance) in ASSUMED.items():
        at = link.LEVELS[field].index(level)
        m[field][at], u[field][at] = true, chance
    out = ROOT / "src" / "safeconduct" / "people" / "data" / "weights.json"
    document = {"m": {f: _normal(v) for f, v in m.items()}, "u": {f: _normal(v) for f, v in u.items()}}
    out.write_text(json.dumps(document, indent=2) + "\n")
    for field, levels in link.LEVELS.items():
        for at, level in enumerate(levels):
            print(f"{field:8} {level:10} m {document['m'][field][at]:.6f}  u {document['u'][field][at]:.8f}")


def _value(probability: object) -> float:
    return float(probability) if isinstance(probability, float) else 0.0


def _normal(values: list[float]) -> list[float]:
    floored = [max(value, FLOOR) for value in values]
    return [round(value / sum(floored), 9) for value in floored]


if __name__ == "__main__":
    main()
