"""What both offices have opened, as pairs with a probability and a band: the way on to the reviewers' decisions.

Only what both sides have opened counts, so both offices come to the same pairs; that the keys matched is no evidence
here, and a field that one side keeps back weighs nothing. A pair is *proposed* only where the opened fields justify it
by the usual model; every other one is for *review*, never *no*: the program drops nobody whom the comparison has found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import log2

from safeconduct.errors import DoesNotVerify, RefusedByRule
from safeconduct.people import bands, link
from safeconduct.people.keys import keys_of
from safeconduct.people.match import probability_of
from safeconduct.people.model import Entry, ListKind
from safeconduct.people.pairs import Band, FieldWeight, Matches, Pair
from safeconduct.people.private.disclose import as_entry
from safeconduct.people.private.disclosure import FIELDS
from safeconduct.people.private.keys import KEY, values_of
from safeconduct.people.private.model import Disclosure, Run, aliases
from safeconduct.people.tables import key_version
from safeconduct.people.weigh import weigh_pairs
from safeconduct.record import canonical

NOT_ALL_OPENED = "candidates_not_opened"
UNLIKE_ITS_KEY = "unlike_its_key"
MOST_PAIRS = 200_000


@dataclass(frozen=True, slots=True)
class Weighed:
    """The pairs, and the opened part of either list. ``digest`` (hex) is the same on both sides if both have seen the
    same openings."""

    matches: Matches
    held: tuple[Entry, ...]
    sought: tuple[Entry, ...]
    digest: str


@dataclass(slots=True)
class _Side:
    """What one side has opened so far, by alias, and the pseudonyms that it chose."""

    party: str
    kind: ListKind
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    chosen: set[str] = field(default_factory=set)


def weigh(run: Run, ours: Iterable[Disclosure], theirs: Iterable[Disclosure], office: str) -> Weighed:
    """Weigh every pair of entries of which both sides have opened something and that share a pseudonym.

    ``office`` is the name of this office. Our entries have their ids, theirs the id they opened, or their pseudonym.
    Raises RefusedByRule unless one list is held and the other sought and both have opened something, DoesNotVerify if
    one side has opened one field in two ways, or two entries under one id.
    """
    assert run.theirs is not None
    kinds = {run.ours.kind, run.theirs.kind}
    if kinds != {ListKind.HELD, ListKind.SOUGHT}:
        raise RefusedByRule(
            f"Pairs are made of a held and a sought list; this office compared a {run.ours.kind} list with a "
            f"{run.theirs.kind} list. Read what was opened with `people private compare`."
        )
    us, them = _side(office, run.ours.kind, ours), _side(run.peer.name, run.theirs.kind, theirs)
    for side, verb in ((us, "open"), (them, "compare")):
        if not side.words:
            raise RefusedByRule(f"Of {side.party} nothing is opened yet: `people private {verb}` comes first.")
    by_alias = {alias: entry_id for entry_id, alias in aliases(run).items()}
    called = {us.party: by_alias, them.party: {a: words.get("entry_id") or a for a, words in them.words.items()}}
    held, sought = (us, them) if us.kind is ListKind.HELD else (them, us)
    asked = _asked(held, sought)
    keys_of_name = {hit.pseudonym: hit.key for hit in run.hits}
    prior = log2(0.3 / max(run.ours.entries, run.theirs.entries))
    pairs = _pairs(held, sought, asked, prior, keys_of_name, called)
    matches = Matches(pairs, key_version(), link.default_weights().version)
    said = [
        [side.party, sorted(side.chosen), [[alias, side.words[alias]] for alias in sorted(side.words)]]
        for side in (held, sought)
    ]
    digest = hashlib.sha256(canonical(said)).hexdigest()
    return Weighed(matches, _entries(held, called[held.party]), _entries(sought, called[sought.party]), digest)


def _side(party: str, kind: ListKind, disclosures: Iterable[Disclosure]) -> _Side:
    side = _Side(party, kind)
    for one in disclosures:
        side.chosen |= set(one.pseudonyms)
        for row in one.rows:
            words = side.words.setdefault(row.alias, {})
            if side.names.setdefault(row.alias, row.names) != row.names or any(
                words.setdefault(name, word) != word for name, word in row.words.items()
            ):
                raise DoesNotVerify(f"{party} has opened {row.alias} in two ways that contradict each other. Ask why.")
    return side


def _entries(side: _Side, called: Mapping[str, str]) -> tuple[Entry, ...]:
    found = sorted((called[alias], alias) for alias in side.words)
    if len({entry_id for entry_id, _ in found}) != len(found):
        raise DoesNotVerify(f"{side.party} has opened two entries under one id. Ask why.")
    return tuple(
        replace(as_entry(side.words[alias]), entry_id=entry_id, party=side.party, kind=side.kind, row=row)
        for row, (entry_id, alias) in enumerate(found, start=2)
    )


def _asked(held: _Side, sought: _Side) -> list[tuple[str, str]]:
    """The pairs, by alias, whose entries share a pseudonym."""
    at: dict[str, list[str]] = {}
    for alias, names in sought.names.items():
        for name in names:
            at.setdefault(name, []).append(alias)
    count = sum(len(at.get(name, ())) for names in held.names.values() for name in names)
    if count > MOST_PAIRS:
        raise RefusedByRule(f"The openings make {count:,} pairs, and no more than {MOST_PAIRS:,} are weighed.")
    return sorted({(one, other) for one, names in held.names.items() for name in names for other in at.get(name, ())})


def _pairs(
    held: _Side,
    sought: _Side,
    asked: Sequence[tuple[str, str]],
    prior: float,
    keys: Mapping[str, str],
    called: Mapping[str, Mapping[str, str]],
) -> tuple[Pair, ...]:
    both = []
    for one, other in asked:
        shown = held.words[one].keys() & sought.words[other].keys()
        both.append(
            tuple(as_entry({name: side[name] for name in shown}) for side in (held.words[one], sought.words[other]))
        )
    if not both:
        return ()
    levels_of, bits_of = weigh_pairs([(keys_of(one), keys_of(other)) for one, other in both], link.default_weights())
    rows = [
        {name: (level, bits) for name, level, bits in zip(link.FIELDS, levels, weights, strict=True)}
        for levels, weights in zip(levels_of.tolist(), bits_of.round(3).tolist(), strict=True)
    ]
    margins = _margins(held, sought, asked, rows)
    found = []
    for (one, other), (left, right), row, margin in zip(asked, both, rows, margins, strict=True):
        bits = round(prior + sum(weight for _, weight in row.values()), 3)
        probability = probability_of(bits)
        levels = [level for level, _ in row.values()]
        band, codes = bands.band_of(probability, margin, levels, left, right)
        names = set(held.names[one]) | set(sought.names[other])
        shared = sorted(keys[name] for name in set(held.names[one]) & set(sought.names[other]))
        doubts = [] if names <= held.chosen & sought.chosen else [NOT_ALL_OPENED]
        doubts += [UNLIKE_ITS_KEY] if any(_unlike(left, right, code) for code in shared) else []
        if doubts or band is Band.NO:
            band = Band.REVIEW
        shown_levels = {name: link.LEVELS[name][level] for name, (level, _) in row.items() if level >= 0}
        reasons = (
            *codes,
            *doubts,
            *(f"private:{code}" for code in shared),
            *(f"{name}:{level}" for name, level in shown_levels.items()),
        )
        fields = tuple(
            FieldWeight(name, shown_levels.get(name, "nothing"), weight) for name, (_, weight) in row.items()
        )
        ids = called[held.party][one], called[sought.party][other]
        found.append(Pair(*ids, held.party, sought.party, probability, bits, band, reasons, fields))
    return tuple(sorted(found, key=lambda pair: (pair.held_id, pair.sought_id)))


def _margins(
    held: _Side, sought: _Side, asked: Sequence[tuple[str, str]], rows: Sequence[Mapping[str, tuple[int, float]]]
) -> list[float]:
    """For each pair, its bits less those of its nearest rival, counted on the fields that are opened for both pairs."""
    fields = {key: name for name, key in FIELDS.items() if key}
    opened = [held.words[one].keys() & sought.words[other].keys() for one, other in asked]
    at: dict[tuple[int, str], list[int]] = {}
    for number, pair in enumerate(asked):
        for side in (0, 1):
            at.setdefault((side, pair[side]), []).append(number)
    margins = []
    for number, pair in enumerate(asked):
        rivals = {rival for side in (0, 1) for rival in at[side, pair[side]]} - {number}
        margin = float("inf")
        for rival in rivals:
            common = [name for name in link.FIELDS if fields[name] in opened[number] & opened[rival]]
            margin = min(margin, sum(rows[number][name][1] - rows[rival][name][1] for name in common))
        margins.append(margin)
    return margins


def _unlike(left: Entry, right: Entry, code: str) -> bool:
    """Whether the opened words give two values of the key by which the entries matched: one side has opened other words
    than those it had compared, or a name cannot be read without a part that was not opened."""
    index = [key.code for key in KEY.values() if key.round is KEY[code].round].index(code)
    one, other = (values_of(entry, KEY[code].round)[index] for entry in (left, right))
    return one is not None and other is not None and one != other
