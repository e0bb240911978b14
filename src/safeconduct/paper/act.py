"""The handover act: what was given and received, line by line, signed by three."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from safeconduct.handover import died
from safeconduct.handover.model import Custody, CustodyEvent, EventKind
from safeconduct.paper._parts import Clock, document_number, frame, name_in
from safeconduct.paper.model import Act, ActLine, Letterhead
from safeconduct.paper.render import render

NEUTRAL = "neutral"
_LETTERS = {
    EventKind.REFUSED_TO_GO: "R",
    EventKind.TO_HOSPITAL: "U",
    EventKind.NOT_BOARDED: "A",
    EventKind.MISSED: "A",
    EventKind.DIED: "D",
    EventKind.REFUSED_BY_PARTY: "P",
}


def act_lines(
    persons: Sequence[str],
    states: Mapping[str, Custody],
    events: Sequence[CustodyEvent],
    names: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[ActLine, ...]:
    """The lines of an act after the handover, filled from the book as far as the book knows.

    Given is who was received alive: whoever died on the way is not given, whatever became of the body, and goes into
    an act of remains. For the others the reason is the letter and the words of the last event that kept them.
    Whether the seals were intact stays open: the book does not know.
    """
    kept: dict[str, CustodyEvent] = {}
    for event in events:
        if event.kind in _LETTERS:
            kept[event.person_id] = event
    dead = died(events)
    lines = []
    for person in persons:
        given = states[person] is Custody.RECEIVED and person not in dead
        cause = None if given else kept.get(person)
        lines.append(
            ActLine(
                person,
                (names or {}).get(person, ()),
                identity=True if given else None,
                will=True if given else False if cause and cause.kind is EventKind.REFUSED_TO_GO else None,
                fit=True if given else False if cause and cause.kind is EventKind.TO_HOSPITAL else None,
                given=given,
                reason=f"{_LETTERS[cause.kind]} {cause.reason}".strip() if cause else "",
            )
        )
    return tuple(lines)


def act_after(
    act: Act,
    ways: Mapping[tuple[str, str], Sequence[str]],
    states: Mapping[str, Custody],
    events: Sequence[CustodyEvent],
    in_custody: Mapping[int, dt.datetime],
) -> Act:
    """The blank act of a tranche as the book of custody fills it in after the handover.

    ``ways`` are the person ids of the tranche by (giver, receiver); ``in_custody`` is what
    ``handover.all_in_custody`` says of the tranches in escrow. Remarks, and what the book does not know, stay open.
    """
    names = {line.person_id: line.names for line in act.lines}
    totals = []
    for total in act.totals:
        given = sum(bool(line.given) for line in act_lines(ways[total.giver, total.receiver], states, events))
        totals.append(replace(total, given=given, not_given=total.listed - given))
    lines = act_lines([line.person_id for line in act.lines], states, events, names)
    when = in_custody.get(act.tranche) if act.release is not None else None
    return replace(act, lines=lines, totals=tuple(totals), in_custody=when)


def languages_of_copy(
    act_number: str, languages: tuple[str, str], *, copy_for: str, giver: str, receiver: str
) -> tuple[str, str]:
    """Left and right column. ``languages`` are the giver's and the receiver's.

    Each party's own language stands left on its copy. On the intermediary's copy the order is drawn from the SHA-256
    of the act's number, so that over many acts each language stands left as often as the other.
    """
    first, second = languages
    if copy_for == giver:
        return first, second
    if copy_for == receiver:
        return second, first
    even = hashlib.sha256(act_number.encode()).digest()[0] % 2 == 0
    return (first, second) if even else (second, first)


def act_number(head: Letterhead, act: Act) -> str:
    """The number of an act; all three copies bear the same."""
    return document_number("A", head.number, act.tranche, [[line.person_id for line in act.lines], act.agreed_sha256])


def handover_act(
    head: Letterhead, act: Act, *, languages: tuple[str, str], copy_for: str, issued_at: dt.datetime
) -> bytes:
    """One copy of a handover act, in the giver's and the receiver's language side by side.

    ``copy_for`` is the giver, the receiver or ``"neutral"``. What a line leaves open is a box to fill in by hand, so
    the same act is printed blank before the handover and filled in after it.
    """
    number = act_number(head, act)
    columns = languages_of_copy(number, languages, copy_for=copy_for, giver=act.giver, receiver=act.receiver)
    data = frame(head, number, "act", columns, issued_at, act.tranche)
    parties = {**head.parties, NEUTRAL: head.intermediary}
    words, clock = data["words"], Clock(head.time_zone)
    when = clock.both(act.at)

    def named(party: str) -> list[str]:
        return [name_in(parties[party], language) for language in columns]

    fill = [
        {
            "place": act.place,
            "day": when["local"][:10],
            "local": when["local"][11:],
            "utc": when["utc"] if when["utc"][:10] != when["local"][:10] else when["utc"][11:],
            "giver": named(act.giver)[i],
            "receiver": named(act.receiver)[i],
            "neutral": named(NEUTRAL)[i],
        }
        for i in range(2)
    ]
    text = "act_text_remains" if act.remains else "act_text"
    data |= {
        "copy": [words["copy_for"][i].format(name=named(copy_for)[i]) for i in range(2)],
        "text": [words[text][i].format(**fill[i]) for i in range(2)],
        "escrow": _escrow(act, columns, words, clock, named(NEUTRAL)),
        "in_custody": clock.sentence(act.in_custody) if act.in_custody else "",
        "place": act.place,
        "at": when,
        "named": any(line.names for line in act.lines),
        "remains": act.remains,
        "lines": [_line(line) for line in act.lines],
        "totals": [
            {
                "label": [
                    words["from_to"][i].format(giver=named(total.giver)[i], receiver=named(total.receiver)[i])
                    for i in range(2)
                ],
                "listed": total.listed,
                "given": total.given,
                "not_given": total.not_given,
            }
            for total in act.totals
        ],
        "digest": act.agreed_sha256,
        "remarks": [
            {
                "label": [words["remarks_of"][i].format(name=named(party)[i]) for i in range(2)],
                "text": act.remarks.get(party, ""),
            }
            for party in (act.giver, NEUTRAL, act.receiver)
        ],
        "signatories": [
            {"role": words[role], "name": named(party)}
            for role, party in (("giver", act.giver), ("neutral", NEUTRAL), ("receiver", act.receiver))
        ],
    }
    return render("handover_act", data, made_at=issued_at)


def _escrow(
    act: Act, columns: Sequence[str], words: Mapping[str, list[str]], clock: Clock, neutral: Sequence[str]
) -> list[str]:
    """The sentence on escrow in both languages; none where people are handed over one by one."""
    if act.release is None:
        return []
    key, release = "act_escrow_remains" if act.remains else "act_escrow", clock.sentence(act.release)
    return [words[key][i].format(neutral=neutral[i], release=release) for i in range(len(columns))]


def _line(line: ActLine) -> dict[str, Any]:
    return {
        "person": line.person_id,
        "names": list(line.names),
        "identity": line.identity,
        "will": line.will,
        "fit": line.fit,
        "seals": line.seals,
        "given": line.given,
        "reason": line.reason,
    }
