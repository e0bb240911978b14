"""Check a revision: python verify_revision.py selection.json certificate.json persons.csv [the certificate before]

Beside the six checkers of every selection, this one is for a selection that was made again after the announcement; it
runs alone with Python 3.10 or newer and nothing else. Whoever was received goes. In one step of the objective, after
the promises of the agreement and before its priorities, exactly the people to whom it was announced are counted;
verify.py proves that no more of them can stay. With the certificate of what was announced, it is checked that these
are the people.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]
LEVEL = "people to whom it was announced"


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def going(certificate: Json) -> set[str]:
    return {name for group in certificate["classes"] for unit in group["units"][: group["taken"]] for name in unit}


def check(selection: Json, certificate: Json, before: Json | None = None) -> Json:
    """Raise NotProven at the first thing that does not hold; return how many were announced and how many stay."""
    if "revision" not in certificate:
        return {}
    revision, levels = certificate["revision"], [level["name"] for level in certificate["levels"]]
    announced, received, kept = (set(revision[key]) for key in ("announced", "received", "kept"))
    need(levels.count(LEVEL) == 1, "nothing counts the people to whom it was announced")
    place, short = levels.index(LEVEL), ": people short of the promise"
    need(all(name.endswith(short) for name in levels[:place]), "something comes before the announced")
    for group in certificate["classes"]:
        told = {bool((announced | received).intersection(unit)) for unit in group["units"]}
        there = {bool(received.intersection(unit)) for unit in group["units"]}
        need(len(told) == len(there) == 1, "the announced and others are in one class")
        size = sum(count for _, count in group["counts"])
        need(group["levels"][place] == (size if True in told else 0), "the announced are counted wrongly")
        need(True not in there or group["taken"] == len(group["units"]), "somebody who was received does not go")
    goes = going(certificate)
    need(received <= goes, "somebody who was received does not go")
    need(kept.isdisjoint(goes), "somebody who was not handed over goes")
    vetoed = {one["person_id"] for one in selection["outcomes"] if one["reason"] == "vetoed"}
    need(kept <= vetoed, "somebody who was not handed over is told another reason")
    need(goes == {name for tranche in selection["tranches"] for name in tranche["order"]}, "others are in the tranches")
    if before is not None:
        need(before["sha256"] == revision["previous_certificate_sha256"], "another announcement was revised")
        need(going(before) == announced, "other people were announced")
    return {"announced": len(announced), "stay": len(announced & goes), "received": len(received), "kept": len(kept)}


def verify(selection_path: str, certificate_path: str, _persons_path: str, *before_path: str) -> Json:
    documents = [json.loads(Path(path).read_bytes()) for path in (selection_path, certificate_path, *before_path)]
    return check(*documents)


def words(report: Json) -> Iterator[str]:
    if report:
        yield (
            f"Of {report['announced']} people to whom it was announced {report['stay']} go; "
            f"{report['received']} had been received, and stay so; {report['kept']} were not handed over by "
            "their holder, which the book of custody must bear out."
        )


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:5])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
