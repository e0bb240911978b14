from __future__ import annotations

import pytest

from operations import changing, decision, digest, persons, receive_lists
from safeconduct.errors import RefusedByRule
from safeconduct.people.model import Verdict
from safeconduct.store import queries
from safeconduct.store.queries import Operation
from safeconduct.work.people import decide, decide_all, record_matches, record_persons


@pytest.fixture
def listed(operation: Operation) -> Operation:
    """An operation whose four lists have three entries each."""
    receive_lists(operation)
    return operation


def test_decisions_come_back_in_their_order(listed: Operation) -> None:
    """As they were made, with reviewers, reason and versions; each is a fact in the log."""
    made = [decision(0), decision(1, verdict=Verdict.DIFFERENT), decision(2, verdict=Verdict.UNSURE)]
    with changing(listed) as c:
        decide_all(c, made)
    assert queries.decisions(listed) == tuple(made)
    facts = [entry.document["fact"]["verdict"] for entry in queries.log_entries(listed)[-3:]]
    assert facts == ["same", "different", "unsure"]


def test_a_decision_is_taken_back_by_another(listed: Operation) -> None:
    """The withdrawal stands beside what it withdraws; both stay, and the log says *withdrawn*."""
    with changing(listed) as c:
        decide(c, decision(0))
    with changing(listed) as c:
        decide(c, decision(0, decision_id="W", verdict=None, withdraws="D0", reason="another scar"))
    assert [one.decision_id for one in queries.decisions(listed)] == ["D0", "W"]
    assert queries.log_entries(listed)[-1].document["fact"]["verdict"] == "withdrawn"


def test_the_same_decisions_again_are_nothing_to_do(listed: Operation) -> None:
    """A run that is repeated records nothing twice; new decisions among old ones are recorded."""
    with changing(listed) as c:
        decide_all(c, [decision(0), decision(1)])
    size = queries.log_size(listed)
    with changing(listed) as c:
        decide_all(c, [decision(0), decision(1)])
    assert queries.log_size(listed) == size
    with changing(listed) as c:
        decide_all(c, [decision(0), decision(1), decision(2)])
    assert queries.log_size(listed) == size + 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reviewer_2": "olena"}, "reviewer_2"),
        ({"reviewer_2": " OLENA "}, "reviewer_2"),
        ({"reviewer_2": ""}, "reviewer_2"),
        ({"reviewer_1": ""}, "reviewer_2"),
        ({"withdraws": "D9"}, "withdraws"),
        ({"verdict": None}, "verdict"),
        ({"held_id": "H9"}, "held_id"),
        ({"sought_party": "azure", "sought_id": ""}, "sought_id"),
    ],
)
def test_what_is_no_decision_of_two_reviewers_is_refused(listed: Operation, fields: dict, field: str) -> None:
    """One reviewer under two spellings, nobody, a withdrawal of nothing, no verdict, an entry on no list."""
    with pytest.raises(RefusedByRule, match="not recorded") as caught, changing(listed) as c:
        decide_all(c, [decision(1), decision(0, **fields)])
    assert [(fault.file, fault.field) for fault in caught.value.faults] == [("decision D0", field)]
    assert queries.decisions(listed) == ()


def test_a_decision_is_never_changed(listed: Operation) -> None:
    """An id that was used does not come with another content."""
    with changing(listed) as c:
        decide(c, decision(0))
    with pytest.raises(RefusedByRule, match="decisions stay as made"), changing(listed) as c:
        decide(c, decision(0, verdict=Verdict.DIFFERENT))


def test_a_decision_is_withdrawn_once(listed: Operation) -> None:
    """The second withdrawal of one decision is refused, within a batch as across changes."""
    twice = [decision(0), *(decision(0, decision_id=name, verdict=None, withdraws="D0") for name in ("W1", "W2"))]
    with pytest.raises(RefusedByRule, match="a decision that stands"), changing(listed) as c:
        decide_all(c, twice)
    with changing(listed) as c:
        decide_all(c, twice[:2])
    with pytest.raises(RefusedByRule, match="a decision that stands"), changing(listed) as c:
        decide(c, twice[2])


def test_a_comparison_is_found_by_its_input(listed: Operation) -> None:
    """The document comes back for the same input, and for no other."""
    with changing(listed) as c:
        record_matches(c, "held_id,...", digest("in"), key_version="k1", model_version="m1", proposed=2, review=1)
    found = queries.latest_matching(listed, digest("in"))
    assert found is not None
    assert found.text == "held_id,..."
    assert queries.latest_matching(listed, digest("other")) is None
    assert queries.log_entries(listed)[-1].document["fact"]["proposed"] == 2


def test_persons_come_back_and_the_newest_count(listed: Operation) -> None:
    """The newest roster is the one that is read; an older one is not found by its input any more."""
    with changing(listed) as c:
        record_persons(c, persons(3), digest("first"), digest("persons 3"))
    with changing(listed) as c:
        record_persons(c, persons(2), digest("second"), digest("persons 2"))
    assert queries.persons(listed) == tuple(persons(2))
    assert queries.latest_roster(listed, digest("second")) is not None
    assert queries.latest_roster(listed, digest("first")) is None
