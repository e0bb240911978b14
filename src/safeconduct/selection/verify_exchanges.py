"""Check words, exchanges and preferred groups: python verify_exchanges.py selection.json certificate.json persons.csv

The fifth of six checkers, of which each runs alone with Python 3.10 or newer and nothing else. From the agreement it
lists every exchange that the ``named`` clauses allow among those who were weighed, and every group that a ``prefer``
clause asks to keep whole; the programme must hold each of them once and nothing else. Every exchange that is carried
out is closed, or starts with a release against nobody; nobody is in two, and its people go in one tranche. Nothing
stands in persons.csv that another program could read otherwise ("No" for "no", "H-1 " for "H-1"), and every guardian is
there.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict, namedtuple
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

Json = dict[str, Any]
record: Any = namedtuple  # a row whose values have names, with ``_make`` to make one
Route = tuple[str, ...]
WORDS = {"identity": "matched acknowledged claimed", "remains": "yes no", "consent": "yes no unknown",
         "guardian_consent": "yes no unknown", "medical": "none wounded seriously_wounded seriously_sick",
         "status": "combatant civilian medical_personnel",
         "sex": " female male", "group_kind": " family unit"}  # fmt: skip
FREE = ("group", "guardian", "rank", "unit", "site")  # columns in which there is any word, without blanks around it


class NotProven(Exception):
    """What does not hold, in one sentence."""


def need(truth: object, sentence: str) -> None:
    if not truth:
        raise NotProven(sentence)


def read(path: Any) -> list[Any]:
    """persons.csv, with each cell under the name of its column, of which there is one."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        return list(map(record("Row", next(rows))._make, rows))


def allowed(clause: Json, there: set[str]) -> dict[str, Route]:
    """Every exchange of a named clause among those who are there, by its name; a cycle once for each of its starts."""
    goodwill, cycle, chain = set(clause["goodwill"]), clause["longest_cycle"], clause["longest_chain"]
    wants = {entry: {*against} & there for entry, against in clause["wants"] if entry in there - goodwill}
    wanted_by: dict[str, list[str]] = defaultdict(list)
    for entry, against in wants.items():
        for other in against - {entry}:
            wanted_by[other].append(entry)
    found: dict[str, Route] = {}
    paths: list[Route] = [(entry,) for entry in there]
    while paths:
        path = paths.pop()
        starts = path[0] in goodwill and len(path) <= chain
        closes = 1 < len(path) <= cycle and path[-1] in wants.get(path[0], ())
        if starts or closes:
            found[f"{clause['id']}: exchange {' > '.join(path)}"] = path
        if len(path) < (chain if path[0] in goodwill else cycle):
            paths += [(*path, following) for following in wanted_by[path[-1]] if following not in path]
    return found


def check_named(clause: Json, certificate: Json) -> tuple[dict[str, Route], set[str]]:
    """The exchanges of the programme by name, each possible set of people once; and those that are carried out."""
    ways = certificate["ways"]
    there = {f"{way[1]}/{way[0].partition('#')[2]}": at for at, way in enumerate(ways)
             if way[0].partition("#")[0] == clause["id"]}  # fmt: skip
    possible = allowed(clause, set(there))
    own = {at: v for at, v in enumerate(certificate["aux"]) if v["clause"] == clause["id"]}
    need(all(v["name"] in possible and v["most"] == 1 for v in own.values()), "an exchange that the terms do not allow")
    path_of = {at: possible[v["name"]] for at, v in own.items()}
    sets = Counter(map(frozenset, path_of.values()))
    need(set(sets) == set(map(frozenset, possible.values())), f"clause {clause['id']}: an exchange was not considered")
    need(max(sets.values(), default=1) == 1, "the same people stand in two exchanges of the programme")
    rows = sorted((r["weights"], sorted(r["aux"]), r["least"], r["most"], r["marks"]) for r in certificate["rows"]
                  if r["clause"] == clause["id"])  # fmt: skip
    mine: dict[str, list[list[int]]] = {label: [] for label in there}
    for at, path in path_of.items():
        for label in path:
            mine[label].append([at, -1])
    bound: list[Any] = sorted(([[way, 1]], sorted(mine[label]), 0, 0, {}) for label, way in there.items())
    need(rows == bound, f"clause {clause['id']}: somebody may go without an exchange, or in two")
    done = {v["name"] for v in own.values() if v["value"]}
    return {certificate["aux"][at]["name"]: path for at, path in path_of.items()}, done


def check_prefer(certificate: Json, people: dict[str, Any]) -> dict[str, str]:
    """Every group that should rather be whole stands in the programme once; by variable, the level that it lowers."""
    terms, levels = certificate["agreement"], {}
    strict = {kind for c in terms["clauses"] if c.get("rule") == "indivisible" for kind in c["groups"]}
    prefers = [c for c in terms["clauses"] if c.get("rule") == "prefer"]
    clause_of = {kind: c["id"] for c in reversed(prefers) for kind in c["groups"]}  # of the first that names it
    if not clause_of:
        need(not any(group["marks"] for group in certificate["classes"]), "a group nobody knows")
    sizes, units, marks = Counter[tuple[str, str]](), Counter[tuple[str, str]](), {}
    for group in certificate["classes"] if clause_of else ():
        for unit in group["units"]:
            free = [p for p in map(people.__getitem__, unit) if p.group and p.remains != "yes"]
            own = Counter((clause_of[p.group_kind], p.group) for p in free if p.group_kind in clause_of.keys() - strict)
            sizes.update(own)
            units.update(own.keys())
            marks[unit[0]] = own, group
    several = {key for key, number in units.items() if number > 1}
    for own, group in marks.values():
        wanted = {f"{clause}: {name}": n for (clause, name), n in own.items() if (clause, name) in several}
        need(group["marks"] == wanted, "a group that should rather be whole is counted wrongly")
    names = {v["name"]: at for at, v in enumerate(certificate["aux"])}
    wanted_rows: list[Any] = []
    for clause, name in several:
        label, size = f"{clause}: {name}", sizes[clause, name]
        whole, parted = names.get(f"{label} whole"), names.get(f"{label} parted")
        need(whole is not None and parted is not None, f"the group {name} was not considered")
        need(all(certificate["aux"][at]["most"] == 1 for at in (whole, parted)), f"the group {name} counts otherwise")
        wanted_rows.append((clause, [], [[whole, -size]], 0, None, {label: 1}))
        wanted_rows.append((clause, [], sorted([[whole, -size], [parted, 1 - size]]), None, 0, {label: 1}))
        levels[f"{label} parted"] = f"{clause}: groups parted"
    keep = {c["id"] for c in terms["clauses"] if c["kind"] == "keep_together"}  # others of them demand nothing
    rows = [(r["clause"], r["weights"], sorted(r["aux"]), r["least"], r["most"], r["marks"])
            for r in certificate["rows"] if r["clause"] in keep]  # fmt: skip
    need(sorted(map(json.dumps, rows)) == sorted(map(json.dumps, wanted_rows)), "a group is bound otherwise")
    own_aux = {v["name"] for v in certificate["aux"] if v["clause"] in keep}
    need(own_aux == {f"{c}: {n} {end}" for c, n in several for end in ("whole", "parted")}, "a group nobody knows")
    return levels


def check_levels(certificate: Json, lowered: dict[str, str]) -> None:
    """The levels after all others: each counts the variables that lower it, and nobody."""
    order = {v["name"]: at for at, v in enumerate(certificate["aux"])}
    tails = list(dict.fromkeys(lowered[name] for name in sorted(lowered, key=order.__getitem__)))
    names = [level["name"] for level in certificate["levels"]]
    ends = range(len(names) - len(tails), len(names))
    need(names[ends.start :] == tails, "the last levels are not those of the agreement")
    need(not any(group["levels"][at] for group in certificate["classes"] for at in ends), "a last level counts people")
    for variable in certificate["aux"]:
        for at in ends:
            fitting = -(lowered.get(variable["name"]) == names[at])
            need(variable["levels"][at] == fitting, f"{variable['name']} counts otherwise for {names[at]}")


def check(selection: Json, certificate: Json, rows: list[Any]) -> Json:
    """Raise NotProven at the first thing that does not hold; return the number of exchanges and of groups."""
    known = {column: words.split(" ") for column, words in WORDS.items()}
    known |= dict.fromkeys(("holder", "home"), certificate["agreement"]["parties"])
    different = set(map(attrgetter(*known, *FREE), rows))
    for at, column in enumerate((*known, *FREE)):
        cells = {row[at] for row in different}
        odd = {cell for cell in cells if cell != cell.strip() or cell not in known.get(column, cells)}
        words = ", ".join(known.get(column, ["words without blanks around them"]))
        need(not odd, f"{min(odd, default='')} in the column {column}, which has one of {words}")
    people = {p.person_id: p for p in rows}
    odd = {name for name in {*people, *map(attrgetter("held_id"), rows)} if name != name.strip()}
    dates = {*map(attrgetter("birth_date"), rows), *map(attrgetter("held_since"), rows)} - {""}
    odd |= {date for date in dates if not re.fullmatch("[0-9]{4}(-[0-9]{2}){0,2}", date)}
    need(not odd, f"another program may read {min(odd, default='')!r} as something else")
    odd = {*map(attrgetter("guardian"), rows)} - {"", *people}
    need(not odd, f"{min(odd, default='')} is a guardian who is not in persons.csv")
    tranche = {name: t["number"] for t in selection["tranches"] for name in t["order"]}
    lowered, carried = dict[str, str](), 0
    for clause in (c for c in certificate["agreement"]["clauses"] if c["kind"] == "named"):
        paths, done = check_named(clause, certificate)
        long = (name for name, path in paths.items() if len(path) > 2)
        lowered |= dict.fromkeys(long, f"{clause['id']}: exchanges of more than two")
        entry = {f"{p.holder}/{p.held_id}": name for name, p in people.items() if p.held_id}
        inside = [label for name in done for label in paths[name]]
        need(len(inside) == len(set(inside)), "somebody is in two exchanges")
        for name in done:
            numbers = {tranche.get(entry[label]) for label in paths[name]}
            need(len(numbers) == 1 and None not in numbers, f"{name}: not all of it goes in one tranche")
        carried += len(done)
    groups = check_prefer(certificate, people)
    check_levels(certificate, lowered | groups)
    return {"exchanges": carried, "groups_preferred": len(groups)}


def verify(selection: str, certificate: str, persons: str) -> Json:
    one, other = (json.loads(Path(path).read_bytes()) for path in (selection, certificate))
    return check(one, other, read(persons))


def words(report: Json) -> Iterator[str]:
    if report["exchanges"]:
        yield f"{report['exchanges']} named exchanges are carried out: each closed or begun freely, nobody in two."
    if report["groups_preferred"]:
        yield f"{report['groups_preferred']} groups that should rather be whole were weighed as agreed."


if __name__ == "__main__":
    try:
        print(*words(verify(*sys.argv[1:4])), sep="\n")
    except NotProven as error:
        sys.exit(f"Does not verify: {error}.")
