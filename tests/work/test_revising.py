"""What the book of custody says that a revised selection has to know."""

from __future__ import annotations

from pathlib import Path

from safeconduct.people.model import Consent, Identity, Person
from safeconduct.work.revising import news

HEAD = "event_id,person_id,event,occurred_at,recorded_at,place,by,reason\n"


def row(number: int, person: str, event: str, by: str = "s1") -> str:
    time = f"2026-02-12T01:{number:02d}:00Z"
    return f"e{number},{person},{event},{time},{time},bus-1,{by},said at the line\n"


def test_the_word_of_the_parties_does_not_hide_why_somebody_dropped_out(tmp_path: Path) -> None:
    """Left out of a tranche in escrow by both sides: kept by a party, or unwilling, all the same."""
    people = [Person(f"p{n}", "azure", "amber", Identity.MATCHED, consent=Consent.YES) for n in range(2)]
    path = tmp_path / "events.csv"
    rows = [
        row(1, "p0", "refused_by_party", "azure"),
        row(2, "p1", "refused_to_go"),
        *(row(3 + n, f"p{n // 2}", "left_out", ("azure", "amber")[n % 2]) for n in range(4)),
    ]
    path.write_text(HEAD + "".join(rows))
    told = news(people, [path], ())
    assert list(told.kept) == ["p0"]
    assert "e1" in told.kept["p0"]
    assert {one.person_id: one.consent for one in told.persons} == {"p0": Consent.YES, "p1": Consent.NO}
    assert told.said["p1"] == "refused to go (e2)"


def test_the_same_events_are_no_news_after_a_revision(tmp_path: Path) -> None:
    """A second revision is given all that was booked, and stands on the persons of the first: one escaped, one died."""
    people = [Person(f"p{n}", "azure", "amber", Identity.MATCHED, consent=Consent.YES) for n in range(3)]
    path = tmp_path / "events.csv"
    rows = [row(1, "p0", "boarded"), row(2, "p0", "missed"), row(3, "p1", "boarded"), row(4, "p1", "died")]
    path.write_text(HEAD + "".join(rows))
    first = news(people, [path], ())
    assert (first.persons[0].identity, first.persons[1].remains) == (Identity.CLAIMED, True)
    (tmp_path / "later.csv").write_text(HEAD + row(5, "p2", "refused_to_go"))
    second = news(first.persons, [path, tmp_path / "later.csv"], ())
    assert second.persons[:2] == first.persons[:2]
    assert second.persons[2].consent is Consent.NO
