"""Trimble's kidney_solver: ``NAME.input`` with the pairs and, beside it, ``NAME.ndds`` with goodwill releases.

Each has a first row ``persons arcs``, rows ``from to weight`` numbered from 0, and a last row ``-1 -1 -1``. In .ndds
"from" numbers the goodwill releases, which are called ndd-0, ndd-1 and so on; "to" is a pair of the .input.
"""

from __future__ import annotations

from pathlib import Path

from safeconduct.selection.swaps.draft import MOST_PERSONS, Draft

Rows = list[tuple[int, list[str]]]


def read_input(draft: Draft) -> None:
    """Read the draft's file, and the .ndds beside it, into it."""
    pairs = _read(draft, draft.path)
    if pairs is None:
        return
    persons, arcs = pairs
    for at in range(persons):
        draft.person(str(at), goodwill=False)
    _arcs(draft, arcs, "", persons, persons, draft.file)
    beside = draft.path.with_suffix(".ndds")
    if beside.is_file() and (releases := _read(draft, beside)) is not None:
        count, arcs = releases
        for at in range(count):
            draft.person(f"ndd-{at}", goodwill=True)
        _arcs(draft, arcs, "ndd-", count, persons, beside.name)


def _read(draft: Draft, path: Path) -> tuple[int, Rows] | None:
    text = draft.text(path)
    if text is None:
        return None
    lines = [(row, line.split()) for row, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines or len(lines[0][1]) != 2:
        found = repr(" ".join(lines[0][1])) if lines else "an empty file"
        draft.fault(found, "a first row 'persons arcs'", row=1, code="heading", file=path.name)
        return None
    row, cells = lines[0]
    persons = draft.whole(cells[0], least=0, most=MOST_PERSONS, row=row, field="persons", file=path.name)
    count = draft.whole(cells[1], least=0, most=999_999_999, row=row, field="arcs", file=path.name)
    ends = [at for at, (_, cells) in enumerate(lines) if cells[0] == "-1"]
    if not ends:
        draft.fault("no last row", "a last row '-1 -1 -1'", row=lines[-1][0], code="cut_short", file=path.name)
    arcs = lines[1 : ends[0]] if ends else lines[1:]
    if count is not None and ends and count != len(arcs):
        draft.fault(str(count), f"{len(arcs)}, as it has", row=row, field="arcs", code="count", file=path.name)
    return None if persons is None else (persons, arcs)


def _arcs(draft: Draft, arcs: Rows, prefix: str, tails: int, heads: int, file: str) -> None:
    for row, cells in arcs:
        if len(cells) != 3:
            draft.fault(repr(" ".join(cells)), "from to weight", row=row, code="columns", file=file)
            continue
        unknown = "unknown_person"
        tail = draft.whole(cells[0], least=0, most=tails - 1, row=row, field="from", file=file, code=unknown)
        head = draft.whole(cells[1], least=0, most=heads - 1, row=row, field="to", file=file, code=unknown)
        draft.number(cells[2], row=row, field="weight", file=file)
        if tail is not None and head is not None:
            draft.arc(f"{prefix}{tail}", str(head), row=row, file=file)
