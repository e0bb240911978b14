"""PrefLib's weighted matching data (.wmd, or the same text as .txt), of today and of before 2022.

Today (PrefLib 00036): ``# ALTERNATIVE NAME 3: Pair 3`` and rows ``from,to,weight`` that number alternatives from 1.
Before, as KidneyExchange.jl still writes it: a first row ``persons,arcs``, a row ``3,Pair 3`` each, and rows
``from,to,weight`` that number them from 0; beside it may lie a .dat whose column Altruist says the same as the names.
"Pair" is a person who goes against others, "Altruist" (PrefLib writes "Alturist") a goodwill release. An arc of
weight 0 to one of them means that a chain may end there; it is left out, as a chain may end anywhere.
"""

from __future__ import annotations

import re

from safeconduct.selection.swaps.draft import MOST_PERSONS, Draft

_NAME = re.compile(r"#\s*ALTERNATIVE NAME\s+(\S+?)\s*:(.*)")
_COUNT = re.compile(r"#\s*(NUMBER ALTERNATIVES|NUMBER EDGES)\s*:(.*)")


def read_wmd(draft: Draft) -> None:
    """Read the draft's file into it."""
    text = draft.text()
    if text is None:
        return
    lines = [(row, line.strip()) for row, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines:
        draft.fault("an empty file", "rows of PrefLib's .wmd", code="empty")
    elif lines[0][1].startswith("#"):
        _today(draft, lines)
    else:
        _before(draft, lines)


def _today(draft: Draft, lines: list[tuple[int, str]]) -> None:
    counts: dict[str, tuple[int, int]] = {}
    for row, line in lines:
        if match := _NAME.fullmatch(line):
            at = draft.whole(match[1], least=1, most=MOST_PERSONS, row=row, field="ALTERNATIVE NAME")
            if at is not None:
                _person(draft, at, match[2], row)
        elif match := _COUNT.fullmatch(line):
            number = draft.whole(match[2], least=0, most=999_999_999, row=row, field=match[1])
            if number is not None:
                counts[match[1]] = number, row
    arcs = [(row, line) for row, line in lines if not line.startswith("#")]
    _arcs(draft, arcs, base=1)
    for key, present in (("NUMBER ALTERNATIVES", len(draft.goodwill)), ("NUMBER EDGES", len(arcs))):
        number, row = counts.get(key, (present, 0))
        if number != present:
            draft.fault(str(number), f"{present}, as the file has", row=row, field=key, code="count")


def _before(draft: Draft, lines: list[tuple[int, str]]) -> None:
    row, line = lines[0]
    cells = line.split(",")
    if len(cells) != 2:
        draft.fault(repr(line), "the row 'persons,arcs', or one that starts with #", row=row, code="heading")
        return
    persons = draft.whole(cells[0], least=0, most=min(MOST_PERSONS, len(lines) - 1), row=row, field="persons")
    if persons is None:
        return
    arcs = draft.whole(cells[1], least=0, most=999_999_999, row=row, field="arcs")
    for place, (row, line) in enumerate(lines[1 : persons + 1], start=1):
        number, _, name = line.partition(",")
        at = draft.whole(number, least=place, most=place, row=row, field="person")
        if at is not None:
            _person(draft, at, name, row)
    rest = lines[persons + 1 :]
    if arcs is not None and arcs != len(rest):
        draft.fault(str(arcs), f"{len(rest)}, as the file has", row=lines[0][0], field="arcs", code="count")
    _arcs(draft, rest, base=0)
    _dat(draft)


def _person(draft: Draft, at: int, name: str, row: int) -> None:
    word = name.strip().partition(" ")[0]
    if word not in ("Pair", "Altruist", "Alturist"):
        draft.fault(repr(name.strip()), "'Pair' or 'Altruist', and a number", row=row, field="name", code="name")
    draft.person(str(at), goodwill=word.startswith("Alt"), row=row, field="name")


def _arcs(draft: Draft, lines: list[tuple[int, str]], *, base: int) -> None:
    top = len(draft.goodwill) - 1 + base
    for row, line in lines:
        cells = line.split(",")
        if len(cells) != 3:
            draft.fault(repr(line), "from,to,weight", row=row, code="columns")
            continue
        ends = [
            draft.whole(cell, least=base, most=top, row=row, field=field, code="unknown_person")
            for cell, field in zip(cells, ("from", "to"), strict=False)
        ]
        weight = draft.number(cells[2], row=row, field="weight")
        if ends[0] is None or ends[1] is None or weight is None:
            continue
        tail, head = (str(end - base + 1) for end in ends if end is not None)
        if not {tail, head} <= draft.goodwill.keys():
            draft.fault(repr(line), "two persons who have a name", row=row, code="unknown_person")
        elif weight < 0 or (weight == 0 and not draft.goodwill[head]):
            draft.fault(cells[2].strip(), "a weight above 0", row=row, field="weight", code="weight")
        elif weight > 0:
            draft.arc(tail, head, row=row)


def _dat(draft: Draft) -> None:
    """Compare the .dat that lies beside the file, if one does."""
    beside = draft.path.with_suffix(".dat")
    text = draft.text(beside) if beside.is_file() else None
    if text is None:
        return
    lines = [(row, line.split(",")) for row, line in enumerate(text.splitlines(), start=1) if line.strip()]
    titles = [title.strip() for title in lines[0][1]] if lines else []
    if "Pair" not in titles or "Altruist" not in titles:
        draft.fault(", ".join(titles), "the columns Pair and Altruist", row=1, code="heading", file=beside.name)
        return
    for row, cells in lines[1:]:
        if len(cells) != len(titles):
            draft.fault(f"{len(cells)} cells", f"{len(titles)} cells", row=row, code="columns", file=beside.name)
            continue
        person, altruist = cells[titles.index("Pair")].strip(), cells[titles.index("Altruist")].strip()
        goodwill = draft.goodwill.get(person)
        if goodwill is None:
            draft.fault(repr(person), f"a person of {draft.file}", row=row, code="unknown_person", file=beside.name)
        elif altruist != str(int(goodwill)):
            expected = f"{int(goodwill)}, as the name in {draft.file} says"
            draft.fault(repr(altruist), expected, row=row, field="Altruist", code="contradiction", file=beside.name)
