"""How often proposals are right, and what decisions teach."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.errors import UnreadableInput
from safeconduct.people import link
from safeconduct.people.audit import audit, audit_sample, interval
from safeconduct.people.learn import PRIOR, learn, read_weights, write_weights
from safeconduct.people.model import Decision, Entry, ListKind, Medical, PartialDate, Verdict
from safeconduct.people.pairs import Band, FieldWeight, Pair
from safeconduct.people.queue import review_queue

NOON = dt.datetime(2026, 2, 11, 12, tzinfo=dt.UTC)
KEY = b"k" * 32


def pair(number: int, band: Band = Band.PROPOSE, bits: float = 12.0, family: str = "same") -> Pair:
    levels = dict.fromkeys(link.FIELDS, "same") | {"family": family, "place": "nothing"}
    fields = tuple(FieldWeight(field, level, 0.0) for field, level in levels.items())
    return Pair(f"H{number}", f"S{number}", "azure", "amber", 0.999, bits, band, (), fields)


def decision(number: int, verdict: Verdict = Verdict.SAME) -> Decision:
    return Decision(f"D{number}", "azure", f"H{number}", "amber", f"S{number}", verdict, "olena", "peter", NOON)


def test_the_sample_is_fixed_by_its_key() -> None:
    """The same key draws the same pairs, in whatever order they come; another key draws others."""
    pairs = [pair(number) for number in range(300)]
    drawn = audit_sample(pairs, size=40, key=KEY)
    assert audit_sample(pairs[::-1], size=40, key=KEY) == drawn
    assert audit_sample(pairs, size=40, key=b"x") != drawn


def test_the_sample_hardly_changes_when_the_list_grows() -> None:
    """A pair keeps its place in the draw: of the old sample only those leave whom new pairs push out."""
    old = audit_sample([pair(n) for n in range(300)], size=40, key=KEY)
    new = audit_sample([pair(n) for n in range(330)], size=40, key=KEY)
    assert set(new) - {pair(n) for n in range(300, 330)} <= set(old)


def test_only_proposals_are_drawn() -> None:
    """Pairs of the other bands say nothing of proposals."""
    pairs = [pair(0), pair(1, Band.REVIEW), pair(2, Band.NO)]
    assert audit_sample(pairs, size=10, key=KEY) == (pair(0),)


def test_precision_is_that_of_the_decided_pairs() -> None:
    """Unsure and undecided pairs count for neither side, and are told."""
    sample = [pair(number) for number in range(10)]
    made = [decision(n) for n in range(6)] + [decision(6, Verdict.DIFFERENT), decision(7, Verdict.UNSURE)]
    found = audit(sample, made)
    assert (found.same, found.different, found.unsure, found.undecided) == (6, 1, 1, 2)
    assert found.precision == 6 / 7
    assert found.low < 6 / 7 < found.high
    assert audit(sample, []).precision is None


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [
        (0, 10, 0.0, 0.3085),
        (10, 10, 0.6915, 1.0),
        (58, 60, 0.8847, 0.9959),
        (0, 0, 0.0, 1.0),
        (199, 200, 0.9725, 0.9999),
    ],
)
def test_intervals_are_those_of_the_tables(hits: int, trials: int, low: float, high: float) -> None:
    """Clopper and Pearson, 95 %."""
    assert interval(hits, trials) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_the_share(case: tuple[int, int]) -> None:
    """Low, share and high stand in order, and within 0 and 1."""
    low, high = interval(*case)
    assert 0 <= low <= case[0] / case[1] <= high <= 1


def test_decisions_move_the_weights_towards_what_was_found() -> None:
    """Reviewers tie many pairs whose family names are only alike: that level counts for more than before."""
    pairs = [pair(n, family="like") for n in range(60)] + [pair(n) for n in range(60, 100)]
    learned = learn(pairs, [decision(n) for n in range(100)])
    before = link.default_weights()
    at = link.LEVELS["family"].index("like")
    expected = (60 + PRIOR * before.m["family"][at]) / (100 + PRIOR)
    assert learned.weights.m["family"][at] == pytest.approx(expected)
    assert learned.weights.m["place"] == pytest.approx(before.m["place"])
    assert learned.weights.version != before.version
    assert all(sum(values) == pytest.approx(1) for values in learned.weights.m.values())
    change = next(one for one in learned.changes if (one.field, one.level) == ("family", "like"))
    assert (change.pairs, change.m_before) == (60, before.m["family"][at])
    assert change.bits_after > change.bits_before


def test_only_standing_ties_teach() -> None:
    """Decisions that say different, are withdrawn, or tie what was never compared do not."""
    made = [decision(0), decision(1, Verdict.DIFFERENT), decision(2), decision(9)]
    made.append(replace(decision(3), verdict=None, withdraws="D2"))
    learned = learn([pair(n) for n in range(4)], made)
    assert (learned.pairs, learned.unseen) == (1, 1)


def test_weights_are_written_and_read_back(tmp_path: Path) -> None:
    """And what does not add up is refused, with the field's name."""
    path = tmp_path / "weights.json"
    write_weights(link.default_weights(), path)
    assert read_weights(path).version == link.default_weights().version
    path.write_text(path.read_text().replace('"sex"', '"gender"'))
    with pytest.raises(UnreadableInput) as caught:
        read_weights(path)
    assert [fault.field for fault in caught.value.faults] == ["m.sex", "u.sex"]


def test_the_queue_puts_the_wounded_and_children_first_and_then_the_least_certain() -> None:
    """Decided pairs, and entries that are tied elsewhere, are out of it."""

    def said(number: int, **more: object) -> list[Entry]:
        return [
            Entry(f"H{number}", "azure", ListKind.HELD, 2, **more),  # type: ignore[arg-type]
            Entry(f"S{number}", "amber", ListKind.SOUGHT, 2),
        ]

    entries = (
        said(0) + said(1, birth_date=PartialDate(2012)) + said(2, medical=Medical.SERIOUSLY_SICK) + said(3) + said(4)
    )
    pairs = [pair(0, bits=12), pair(1, bits=14), pair(2, bits=15), pair(3, Band.REVIEW, bits=-1), pair(4)]
    pairs.append(pair(0, Band.NO))
    queue = review_queue(pairs, [decision(4)], entries, year=2026)
    assert [item.pair.held_id for item in queue] == ["H2", "H1", "H3", "H0"]
