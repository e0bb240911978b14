"""Making a bulletin, and its page."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safeconduct.bulletin import Bulletin, Facts, Party, Scope, Total, Unit, in_turn, make_bulletin, received_totals
from safeconduct.bulletin.words import LANGUAGES, WORDS, day_in
from safeconduct.errors import RefusedByRule
from safeconduct.handover import Custody, CustodyEvent, EventKind
from safeconduct.people.model import Identity, Person

AZURE = Party("azure", {"en": "Azure", "uk": "Лазур", "ru": "Лазурь", "be": "Лазурак"})
AMBER = Party("amber", {"en": "Amber", "uk": "Бурштин", "ru": "Янтарь", "be": "Бурштын"})
FACTS = Facts(
    39,
    dt.date(2026, 2, 12),
    dt.date(2026, 2, 13),
    {"en": "The Host", "uk": "Приймаюча держава", "ru": "Принимающее государство", "be": "Прымаючая дзяржава"},
    (AZURE, AMBER),
)


def totals(to_amber: int | None, to_azure: int | None, remains: tuple[int | None, int | None] = (0, 0)) -> list[Total]:
    return [
        Total("azure", "amber", Unit.PERSONS, to_amber),
        Total("amber", "azure", Unit.PERSONS, to_azure),
        Total("azure", "amber", Unit.REMAINS, remains[0]),
        Total("amber", "azure", Unit.REMAINS, remains[1]),
    ]


def value(bulletin: Bulletin, giver: str | None, unit: Unit = Unit.PERSONS) -> dict[str, object]:
    rows = [row for row in bulletin.document["figures"] if row["giver"] == giver and row["unit"] == unit]
    assert len(rows) == 1
    return dict(rows[0]["value"])


def test_totals_are_published_by_direction_and_together() -> None:
    """Large numbers as they are; zero as zero."""
    made = make_bulletin(FACTS, totals(312, 298))
    assert value(made, "azure") == {"state": "number", "number": 312}
    assert value(made, None) == {"state": "number", "number": 610}
    assert value(made, "amber", Unit.REMAINS) == {"state": "number", "number": 0}


def test_a_small_number_is_a_band_and_its_total_a_range() -> None:
    """Nothing in the document or on the page says 7 or 319."""
    made = make_bulletin(FACTS, totals(312, 7))
    assert value(made, "amber") == {"state": "band", "low": 1, "high": 9}
    assert value(made, None) == {"state": "band", "low": 313, "high": 321}
    assert not re.search(r"\b(7|319)\b", "".join(s for lines in made.document["text"].values() for s in lines))


def test_withheld_and_not_stated_are_values_of_their_own() -> None:
    """Neither is a number, and the total of either is the same."""
    hidden = [replace(one, withheld=one.unit is Unit.PERSONS and one.giver == "azure") for one in totals(312, 298)]
    made = make_bulletin(FACTS, hidden)
    assert value(made, "azure") == {"state": "withheld"}
    assert value(made, None) == {"state": "withheld"}
    unknown = make_bulletin(FACTS, totals(312, 298)[:2])
    assert value(unknown, "azure", Unit.REMAINS) == {"state": "not_stated"}
    assert value(unknown, None, Unit.REMAINS) == {"state": "not_stated"}


def test_an_earlier_bulletin_together_with_the_new_one_gives_nothing_away() -> None:
    """The total 319 was published while the parts were unknown; 312 now would give 7 away, so all is withheld."""
    first = make_bulletin(FACTS, totals(312, 298))
    document = json.loads(first.json())
    for row in document["figures"]:
        if row["unit"] == "persons":
            row["value"] = {"state": "not_stated"} if row["giver"] else {"state": "number", "number": 319}
    later = make_bulletin(replace(FACTS, edition=2), totals(312, 7), earlier=[Bulletin(document)])
    assert {row["value"]["state"] for row in later.document["figures"] if row["unit"] == "persons"} == {"withheld"}
    assert value(later, "azure", Unit.REMAINS) == {"state": "number", "number": 0}


def test_what_earlier_bulletins_have_given_away_stops_the_press() -> None:
    """Withholding comes too late when the small number can already be worked out."""
    document = json.loads(make_bulletin(FACTS, totals(312, 298)).json())
    for row in document["figures"]:
        if row["unit"] == "persons" and row["giver"] == "amber":
            row["value"] = {"state": "number", "number": 7}
        if row["unit"] == "persons" and row["giver"] is None:
            row["value"] = {"state": "number", "number": 319}
    with pytest.raises(RefusedByRule, match="work out a number of persons below 10"):
        make_bulletin(replace(FACTS, edition=2), totals(312, 7), earlier=[Bulletin(document)])


def test_a_correction_names_what_it_corrects_and_a_contradiction_without_one_is_refused() -> None:
    """312 became 311: said as a correction it is published, said by the way it is not."""
    first = make_bulletin(FACTS, totals(312, 298))
    second = replace(FACTS, edition=2)
    with pytest.raises(RefusedByRule, match="contradict a bulletin"):
        make_bulletin(second, totals(311, 298), earlier=[first])
    corrected = make_bulletin(replace(second, corrects="039-1"), totals(311, 298), earlier=[first])
    assert value(corrected, "azure") == {"state": "number", "number": 311}
    assert "Corrects bulletin 039-1, which stays published." in corrected.html()
    third = make_bulletin(replace(FACTS, edition=3), totals(311, 298), earlier=[first, corrected])
    assert value(third, "azure") == {"state": "number", "number": 311}


def test_what_is_said_of_both_parties_is_the_same_but_for_name_and_number() -> None:
    """Equal wording, in every language: with names and figures taken out, the two sentences are one."""
    made = make_bulletin(FACTS, totals(312, 298, (40, 31)))
    for language in LANGUAGES:
        sentences = made.document["text"][language][1:]
        assert len(sentences) == 4
        bare = []
        for sentence in sentences:
            for party in (AZURE, AMBER):
                sentence = sentence.replace(party.names[language], "PARTY")
            bare.append(re.sub(r"\d+", "N", sentence))
        assert bare[0] == bare[1]
        assert bare[2] == bare[3]
        assert bare[0] != bare[2]


def test_which_party_comes_first_changes_with_each_operation() -> None:
    """The turn goes by the operation's number alone."""
    first = [in_turn((AZURE, AMBER), number)[0].party_id for number in range(38, 42)]
    assert first == ["azure", "amber", "azure", "amber"]
    made = make_bulletin(FACTS, totals(312, 298))
    assert [party["party"] for party in made.document["parties"]] == ["amber", "azure"]


@given(
    st.tuples(*[st.one_of(st.none(), st.integers(0, 400))] * 4),
    st.integers(1, 60),
    st.sampled_from(Scope),
)
@settings(max_examples=60, deadline=None)
def test_parties_exchanged_give_the_same_bulletin_with_the_names_exchanged(
    counts: tuple[int | None, ...], number: int, scope: Scope
) -> None:
    """The mirror test: neither order, nor wording, nor what is withheld depends on what a party is called."""
    facts = replace(FACTS, number=number, scope=scope)
    given_totals = totals(counts[0], counts[1], (counts[2], counts[3]))
    plain = make_bulletin(facts, given_totals).json().decode()
    swap = {"azure": "amber", "amber": "azure"}
    parties = (Party("amber", AMBER.names), Party("azure", AZURE.names))
    mirrored = (
        make_bulletin(
            replace(facts, parties=parties),
            [replace(one, giver=swap[one.giver], receiver=swap[one.receiver]) for one in given_totals],
        )
        .json()
        .decode()
    )
    words = dict(zip(["azure", *AZURE.names.values()], ["amber", *AMBER.names.values()], strict=True))
    words |= {new: old for old, new in words.items()}
    swapped = re.sub("|".join(sorted(words, key=len, reverse=True)), lambda found: words[found[0]], mirrored)
    assert json.loads(swapped) == json.loads(plain)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
@settings(max_examples=80, deadline=None)
def test_no_bulletin_lets_a_small_number_be_known(a: int, b: int, c: int, d: int) -> None:
    """Whatever the counts: the pairs that fit what is published leave each small number anywhere from 1 to 9."""
    made = make_bulletin(FACTS, totals(a, b, (c, d)))
    for unit, truth in ((Unit.PERSONS, (a, b)), (Unit.REMAINS, (c, d))):
        ranges = [_range(value(made, giver, unit)) for giver in ("azure", "amber", None)]
        fitting = [
            (x, y)
            for x in range(ranges[0][0], ranges[0][1] + 1)
            for y in range(ranges[1][0], ranges[1][1] + 1)
            if ranges[2][0] <= x + y <= ranges[2][1]
        ]
        assert truth in fitting
        for place in (0, 1):
            if 0 < truth[place] < 10:
                assert {pair[place] for pair in fitting} == set(range(1, 10))


def _range(figure: dict[str, object]) -> tuple[int, int]:
    low, high = figure.get("low", figure.get("number")), figure.get("high", figure.get("number"))
    assert isinstance(low, int)
    assert isinstance(high, int)
    return low, high


def test_counts_come_from_the_book_of_custody() -> None:
    """Received only, remains apart, every direction there even if nobody went."""
    persons = [
        Person("p1", "azure", "amber", Identity.MATCHED),
        Person("p2", "azure", "amber", Identity.MATCHED),
        Person("p3", "azure", "amber", Identity.MATCHED, remains=True),
    ]
    states = {"p1": Custody.RECEIVED, "p2": Custody.NEUTRAL, "p3": Custody.RECEIVED}
    counted = {(t.giver, t.unit): t.count for t in received_totals(states, persons, ["azure", "amber"])}
    assert counted == {
        ("azure", Unit.PERSONS): 1,
        ("azure", Unit.REMAINS): 1,
        ("amber", Unit.PERSONS): 0,
        ("amber", Unit.REMAINS): 0,
    }


def test_a_body_received_is_told_as_remains() -> None:
    """Who died on the way was listed as living and is received; the bulletin counts remains, not a living person."""
    persons = [Person("p1", "azure", "amber", Identity.MATCHED), Person("p2", "azure", "amber", Identity.MATCHED)]
    states = {"p1": Custody.RECEIVED, "p2": Custody.RECEIVED}
    when = dt.datetime(2026, 2, 12, 3, 0, tzinfo=dt.UTC)
    death = CustodyEvent("e1", "p2", EventKind.DIED, when, when, reason="the doctor of the convoy")
    counted = {(t.giver, t.unit): t.count for t in received_totals(states, persons, ["azure", "amber"], events=[death])}
    assert (counted["azure", Unit.PERSONS], counted["azure", Unit.REMAINS]) == (1, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ([Total("azure", "jade", Unit.PERSONS, 12)], "azure to jade"),
        ([Total("azure", "amber", Unit.PERSONS, -1)], "below 0"),
        ([Total("azure", "amber", Unit.PERSONS, 12)] * 2, "given twice"),
    ],
)
def test_totals_that_no_bulletin_can_hold_are_refused(wrong: list[Total], said: str) -> None:
    """With the direction named."""
    with pytest.raises(RefusedByRule, match=said):
        make_bulletin(FACTS, wrong)


def test_a_time_of_day_is_refused() -> None:
    """Nothing is more exact than the day."""
    with pytest.raises(RefusedByRule, match="time of day"):
        make_bulletin(replace(FACTS, day=dt.datetime(2026, 2, 12, 3, 0, tzinfo=dt.UTC)), totals(12, 12))


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (
            dt.date(2026, 2, 12),
            dt.date(2026, 2, 13),
            {
                "en": "From 12 to 13 February 2026, through The Host as intermediary:",
                "uk": "12–13 лютого 2026 року за посередництва",
                "ru": "12–13 февраля 2026 года при посредничестве",
                "be": "12–13 лютага 2026 года пры пасрэдніцтве",
            },
        ),
        (
            dt.date(2026, 2, 28),
            dt.date(2026, 3, 1),
            {
                "en": "From 28 February to 1 March 2026, through",
                "uk": "28 лютого – 1 березня 2026 року за",
                "ru": "28 февраля – 1 марта 2026 года при",
                "be": "28 лютага – 1 сакавіка 2026 года пры",
            },
        ),
        (
            dt.date(2026, 12, 31),
            dt.date(2027, 1, 1),
            {
                "en": "From 31 December 2026 to 1 January 2027, through",
                "uk": "31 грудня 2026 року – 1 січня 2027 року за",
                "ru": "31 декабря 2026 года – 1 января 2027 года при",
                "be": "31 снежня 2026 года – 1 студзеня 2027 года пры",
            },
        ),
    ],
)
def test_a_handover_over_midnight_is_told_with_its_first_and_last_day(
    first: dt.date, last: dt.date, said: dict[str, str]
) -> None:
    """In each language, on the page and in the document; what the two days share is said once."""
    made = make_bulletin(replace(FACTS, day=first, last_day=last), totals(312, 298))
    assert made.document["day"] == {"date": first.isoformat(), "precision": "day"}
    assert made.document["last_day"] == {"date": last.isoformat(), "precision": "day"}
    for language in LANGUAGES:
        assert made.document["text"][language][0].startswith(said[language])
        assert said[language] in made.html()


def test_what_is_agreed_for_two_days_is_told_of_both() -> None:
    """The sentence under embargo names the two days as well."""
    made = make_bulletin(replace(FACTS, scope=Scope.AGREED, last_day=dt.date(2026, 2, 13)), totals(312, 298))
    opening = {language: made.document["text"][language][0] for language in LANGUAGES}
    assert opening["en"] == "For 12 to 13 February 2026, through The Host as intermediary, it is agreed that:"
    assert opening["uk"].startswith("На 12–13 лютого 2026 року за")
    assert opening["ru"].startswith("На 12–13 февраля 2026 года при")
    assert opening["be"].startswith("На 12–13 лютага 2026 года пры")


def test_one_day_is_told_as_one_day() -> None:
    """Left out or the same as the first, the last day changes neither words nor document."""
    plain = make_bulletin(FACTS, totals(312, 298))
    assert plain.document["text"]["en"][0] == "On 12 February 2026, through The Host as intermediary:"
    assert plain.document["last_day"] == plain.document["day"]
    assert make_bulletin(replace(FACTS, last_day=FACTS.day), totals(312, 298)).json() == plain.json()


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (dt.date(2026, 2, 11), "'last_day' 2026-02-11 is before 'day' 2026-02-12"),
        (dt.datetime(2026, 2, 13, 3, 0, tzinfo=dt.UTC), "'last_day' has a time of day"),
    ],
)
def test_a_last_day_that_no_bulletin_can_hold_is_refused(last: dt.date, said: str) -> None:
    """Before the first, or more exact than a day."""
    with pytest.raises(RefusedByRule, match=said):
        make_bulletin(replace(FACTS, last_day=last), totals(12, 12))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_the_page_holds_four_languages_and_needs_no_network() -> None:
    """One section per language with its own lang, a captioned table each, and no link that leaves the page."""
    page = _Page()
    page.feed(make_bulletin(replace(FACTS, rehearsal=True), totals(312, 7)).html())
    assert [attrs["lang"] for tag, attrs in page.tags if tag == "section"] == list(LANGUAGES)
    assert sum(tag == "caption" for tag, _ in page.tags) == 4
    assert not [tag for tag, _ in page.tags if tag in ("script", "img", "link", "iframe")]
    links = [attrs[key] or "" for _, attrs in page.tags for key in ("href", "src") if key in attrs]
    assert all(link.startswith("#") for link in links)
    words = " ".join(page.words)
    for language in LANGUAGES:
        assert WORDS["rehearsal"][language] in words
        assert day_in(FACTS.day, language) in words


def test_names_are_escaped() -> None:
    """A party called <script> stays text."""
    party = Party("azure", {"en": "<script>alert(1)</script>"})
    html = make_bulletin(replace(FACTS, parties=(party, AMBER)), totals(12, 12)).html()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_agreed_totals_are_under_embargo_until_the_handover_is_over() -> None:
    """What is agreed is not yet public, and the page says so."""
    made = make_bulletin(replace(FACTS, scope=Scope.AGREED), totals(312, 298))
    assert made.document["embargo"] is True
    assert "Not for release before the handover is over." in made.html()
    assert "Not for release" not in make_bulletin(FACTS, totals(312, 298)).html()


def test_the_same_facts_are_the_same_bytes() -> None:
    """JSON, page and digest."""
    one, two = make_bulletin(FACTS, totals(312, 7)), make_bulletin(FACTS, totals(312, 7))
    assert (one.json(), one.html(), one.sha256()) == (two.json(), two.html(), two.sha256())


@pytest.mark.parametrize("key", WORDS)
def test_the_four_texts_of_a_key_have_the_same_braces(key: str) -> None:
    """What is filled in stands in every language."""
    braces = {tuple(sorted(re.findall(r"\{\w+\}", text))) for text in WORDS[key].values()}
    assert len(braces) == 1


def test_each_language_is_written_in_its_own_letters() -> None:
    """No Russian letters in Ukrainian or Belarusian texts, and the reverse."""
    foreign = {"en": "а-яіїєґўёъыэ", "uk": "ёъыэў", "ru": "іїєґў", "be": "ищъїєґ"}
    for key, texts in WORDS.items():
        for language in LANGUAGES:
            assert not re.search(f"[{foreign[language]}]", texts[language].casefold()), (key, language)
