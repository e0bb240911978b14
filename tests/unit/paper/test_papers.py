"""The printed papers, read back from the PDF."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from paper_samples import (
    BUS,
    CORRIDORS,
    DIGEST,
    GUARANTEES,
    HEAD,
    ISSUED,
    MARKING,
    SITES,
    SLOT,
    VEHICLES,
    act,
    carriage,
    minutes,
    name,
    person,
    run,
)
from pdf_text import info, needs_poppler, pages, text
from safeconduct.handover import Custody, CustodyEvent, EventKind
from safeconduct.paper import (
    Letterhead,
    act_after,
    act_lines,
    act_number,
    convoy_manifest,
    handover_act,
    leader_manifest,
    movement_notification,
)
from safeconduct.paper.words import say

SWAP = {"azure": "amber", "amber": "azure"}


def driver(head: Letterhead = HEAD, **change: object) -> bytes:
    arguments: dict[str, object] = {
        "vehicle": BUS,
        "sites": SITES,
        "carriage": carriage(),
        "languages": ("be", "en"),
        "issued_at": ISSUED,
    }
    return convoy_manifest(head, run(), **(arguments | change))  # type: ignore[arg-type]


def notice(party: str = "azure", **change: object) -> bytes:
    arguments: dict[str, object] = {
        "slot": SLOT,
        "runs": [run(), run(4, "amb-03", holder="amber")],
        "vehicles": VEHICLES,
        "sites": SITES,
        "corridors": CORRIDORS,
        "duty_officer": "M. Saroka",
        "reached_by": "channel 4",
        "marking": MARKING,
        "guarantees": GUARANTEES,
        "languages": ("uk", "en"),
        "issued_at": ISSUED,
    }
    return movement_notification(HEAD, party, **(arguments | change))  # type: ignore[arg-type]


def signed(people: int = 40, **change: object) -> bytes:
    arguments: dict[str, object] = {"languages": ("uk", "ru"), "copy_for": "azure", "issued_at": ISSUED}
    return handover_act(HEAD, act(people), **(arguments | change))  # type: ignore[arg-type]


def test_the_same_values_make_the_same_bytes() -> None:
    """A paper can be printed again and its digest still fits the log."""
    for make in (driver, notice, signed):
        assert make() == make()


@needs_poppler
def test_a_paper_is_tagged_for_screen_readers_and_dated_as_told() -> None:
    """PDF/UA-1, a title, and the creation date that was passed in."""
    about = info(driver())
    assert about["Tagged"] == "yes"
    assert about["Title"].startswith("Маршрутны ліст 039-M03-")
    assert about["CreationDate"].startswith("Wed Feb 11 18:00:00 2026")


@needs_poppler
def test_the_driver_reads_seats_times_and_counts_but_no_person() -> None:
    """No name, no person number; the seats of each stop and the number at each door."""
    seen = text(driver())
    assert not any(person(i) in seen or name(i) in seen for i in range(40))
    assert "S1, S2" in seen
    assert "2026-02-12 03:02" in seen  # in the operation's zone
    assert "2026-02-12 00:02 UTC" in seen
    assert "Прыезд: Novaya Guta Arriving: Novaya Guta 40" in seen
    assert "AB 1207-3" in seen


@needs_poppler
def test_the_leader_reads_numbers_and_only_with_consent_of_the_caller_names() -> None:
    """Names stand on the sealed copy only when they were passed in."""
    arguments = {
        "vehicles": VEHICLES,
        "sites": SITES,
        "carriage": carriage(),
        "languages": ("en",),
        "issued_at": ISSUED,
    }
    bare = text(leader_manifest(HEAD, [run()], **arguments))  # type: ignore[arg-type]
    assert all(person(i) in bare for i in range(40))
    assert "Їжакевич" not in bare
    named = text(leader_manifest(HEAD, [run()], names={person(3): name(3)}, **arguments))  # type: ignore[arg-type]
    assert "Їжакевич" in named


@needs_poppler
def test_an_act_of_many_pages_repeats_its_headings_and_counts_its_pages() -> None:
    """Each page of the table has the headings, each page the number of the act and its place among the pages."""
    printed = pages(signed(60))
    number = act_number(HEAD, act(60))
    last = len(printed)
    assert last >= 5
    for place, page in enumerate(printed, start=1):
        assert number in page
        assert f"{place} з / из {last}" in " ".join(page.split())
    for page in printed[: last - 2]:
        assert "Номер особи" in page


@needs_poppler
@pytest.mark.parametrize("people", [1, 5, 6, 7, 8, 12, 13, 21, 40])
def test_signatures_never_stand_alone(people: int) -> None:
    """Wherever the table ends, the page with the signatures has the totals and the digest of the agreed list too."""
    signature_page = next(page for page in pages(signed(people)) if "Підписи" in page)
    assert DIGEST in signature_page
    assert "Підсумки в обох напрямках" in signature_page
    assert all(role in signature_page for role in ("Сторона, що передає", "Посередник", "Сторона, що приймає"))


@needs_poppler
def test_each_party_has_its_own_language_on_the_left() -> None:
    """The two copies hold the same lines and the same number, with the columns exchanged."""
    azure, amber = pages(signed()), pages(signed(copy_for="amber"))
    left, right = azure[0].index("Акт передачі"), azure[0].index("Акт передачи")
    assert left < right
    assert amber[0].index("Акт передачи") < amber[0].index("Акт передачі")
    numbers = [person(i) for i in range(40)]
    assert [p for p in "".join(azure).split() if p in numbers] == [p for p in "".join(amber).split() if p in numbers]
    assert act_number(HEAD, act()) in amber[0]


@needs_poppler
def test_a_filled_act_says_who_was_given_and_why_another_was_not() -> None:
    """The book's answers stand in the act; what the book does not know stays a box."""
    seen = text(handover_act(HEAD, act(8, filled=True), languages=("uk", "ru"), copy_for="azure", issued_at=ISSUED))
    assert "R сказав наодинці, що залишається" in seen
    assert "розмова тривала 10 хвилин" in seen
    assert "Передає Лазур, приймає Бурштин / Передаёт Лазурь, принимает Янтарь 8 7 1" in seen


@needs_poppler
def test_an_act_on_remains_asks_nothing_of_the_living() -> None:
    """No will, no fitness to travel; the reasons fit."""
    remains = replace(act(3, named=False), remains=True)
    seen = text(handover_act(HEAD, remains, languages=("en", "be"), copy_for="neutral", issued_at=ISSUED))
    assert "receives the remains listed in this act" in seen
    assert "Reasons: A absent · I identity not confirmed" in seen
    assert "Will confirmed" not in seen
    assert "refused to go" not in seen


def test_the_lines_of_an_act_follow_from_the_book() -> None:
    """Received is given; a refusal is reason R with its words; who was not asked about has no reason."""
    refusal = CustodyEvent("e1", "p2", EventKind.REFUSED_TO_GO, ISSUED, ISSUED, reason="stays with his brother")
    lines = act_lines(
        ["p1", "p2", "p3"], {"p1": Custody.RECEIVED, "p2": Custody.RETURNED, "p3": Custody.HELD}, [refusal]
    )
    assert [(line.given, line.will, line.reason) for line in lines] == [
        (True, True, ""),
        (False, False, "R stays with his brother"),
        (False, None, ""),
    ]


def test_an_act_is_filled_from_the_book_after_the_handover() -> None:
    """Lines, totals of both directions, and in escrow when all were in custody; names and remarks stay."""
    blank = replace(act(2), release=minutes(150))
    there = [person(0), person(1)]
    ways = {("azure", "amber"): there, ("amber", "azure"): [f"b{i}" for i in range(4)]}
    refusal = CustodyEvent("e1", there[1], EventKind.REFUSED_TO_GO, ISSUED, ISSUED, reason="stays with his brother")
    states = {there[0]: Custody.RECEIVED, there[1]: Custody.RETURNED, **{f"b{i}": Custody.RECEIVED for i in range(4)}}
    made = act_after(blank, ways, states, [refusal], {3: minutes(141), 4: minutes(170)})
    assert [(line.given, line.names) for line in made.lines] == [
        (True, blank.lines[0].names),
        (False, blank.lines[1].names),
    ]
    assert [(total.giver, total.given, total.not_given) for total in made.totals] == [("azure", 1, 1), ("amber", 4, 0)]
    assert (made.in_custody, made.agreed_sha256) == (minutes(141), blank.agreed_sha256)
    assert act_after(replace(blank, release=None), ways, states, [refusal], {}).in_custody is None


def test_whoever_died_on_the_way_is_not_given() -> None:
    """Though the body was received, the act of the living says D and confirms neither will nor health."""
    death = CustodyEvent("e1", "p1", EventKind.DIED, ISSUED, ISSUED, reason="heart failure")
    (line,) = act_lines(["p1"], {"p1": Custody.RECEIVED}, [death])
    assert (line.given, line.will, line.fit, line.reason) == (False, None, None, "D heart failure")


@needs_poppler
def test_a_party_is_notified_of_its_own_leg_only() -> None:
    """Azure's notification has azure's vehicle and not amber's; amber's has amber's."""
    azure, amber = text(notice()), text(notice("amber"))
    assert "AB 1207-3" in azure
    assert "AM 0003-3" not in azure
    assert "AM 0003-3" in amber
    assert "AB 1207-3" not in amber
    assert "This is a notification, not a request for permission." in azure
    assert "2026-02-12 05:40 (02:40 UTC)" in azure
    assert "запасний / alternate" in azure
    assert "Col. R. Veresko" in azure
    assert "Brig. T. Olmin" not in azure  # whose guarantee is known to have come, and when
    assert "2026-02-11 17:40" in azure
    assert "Novaya Guta – Gomel base 41 50" in azure  # the way back
    assert "– 2026-02-12 08:00 (05:00 UTC)" in azure  # and the vehicles are back at their base by then
    assert not any(person(i) in azure for i in range(40))


@needs_poppler
def test_a_notification_without_guarantees_says_that_nobody_drives() -> None:
    """An empty list of guarantees is not an empty table."""
    assert "Nobody drives before both parties’ guarantees are here." in text(notice(guarantees=()))


RECEIVER_READS = {
    "en": ("A handover to the addressee takes place", "all forces near the place of handover"),
    "uk": ("відбудеться передача адресатові", "всім силам поблизу місця передачі"),
    "ru": ("состоится передача адресату", "всем силам вблизи места передачи"),
    "be": ("адбудзецца перадача адрасату", "ўсім сілам паблізу месца перадачы"),
}


@needs_poppler
@pytest.mark.parametrize("language", RECEIVER_READS)
def test_a_party_that_only_receives_reads_the_slot_and_nothing_of_the_other_side(language: str) -> None:
    """Place, times, marking and who answers; neither vehicle, route, place of detention nor a number of people."""
    seen = text(notice("amber", runs=[run()], languages=(language,)))
    for words in (*RECEIVER_READS[language], MARKING[language], "Novaya Guta (52.0800, 31.0500)", "M. Saroka"):
        assert words in seen
    assert "2026-02-12 05:30 (02:30 UTC) – 2026-02-12 06:30 (03:30 UTC)" in seen, "the slot, from its start to its end"
    assert "2026-02-12 05:40 (02:40 UTC)" in seen, "when both sides meet"
    sites = [SITES[stop.site].name for stop in run().stops if stop.site != SLOT.handover]
    for hidden in (*sites, BUS.plate, BUS.vehicle_id, "128", "40", "41"):
        assert not re.search(rf"(?<![\w:.-]){re.escape(hidden)}(?![\w.-])", seen), hidden
    for key in ("vehicles", "route", "halts", "plate", "purpose", "ask"):
        assert say(key, language, **({"neutral": HEAD.intermediary[language]} if key == "purpose" else {})) not in seen


@needs_poppler
def test_a_paper_for_who_only_receives_has_a_number_of_its_own() -> None:
    """The number follows from the slot: the same slot is the same paper, another time another."""
    number = re.compile(r"039-N03-[0-9a-f]{6}")
    slot_only = number.findall(text(notice("amber", runs=[run()])))[0]
    assert slot_only == number.findall(text(notice("amber", runs=[run(4, "amb-03")])))[0]
    assert slot_only != number.findall(text(notice()))[0]
    later = replace(SLOT, end=SLOT.end + dt.timedelta(minutes=10))
    assert slot_only != number.findall(text(notice("amber", runs=[run()], slot=later)))[0]


@needs_poppler
def test_who_answers_is_named_with_how_or_with_a_line_to_write_it_on() -> None:
    """What the operation does not know of how to reach the officer is a line to fill in, and never a dash."""
    known, unknown = notice(), notice(duty_officer="st-07", reached_by="")
    assert "M. Saroka Зв’язок (телефон, канал) / Reached by (telephone, channel): channel 4" in text(known)
    seen = text(unknown)
    assert "st-07 Зв’язок (телефон, канал) / Reached by (telephone, channel): Розпізнавальні знаки" in seen
    assert "—" not in seen.split("Черговий офіцер")[1].split("Розпізнавальні знаки")[0]


def test_a_tranche_in_which_nobody_drives_is_not_notified() -> None:
    """There is nothing to say, and an empty form would be worse than none."""
    for party in ("azure", "amber"):
        with pytest.raises(ValueError, match="tranche 9 has no runs"):
            notice(party, slot=replace(SLOT, tranche=9))


@needs_poppler
def test_rehearsal_is_printed_on_each_page_and_only_in_a_rehearsal() -> None:
    """A paper of an exercise cannot be taken for a real one."""
    assert all("Rehearsal" in page for page in pages(driver()))
    assert "Rehearsal" not in text(driver(replace(HEAD, rehearsal=False)))


@needs_poppler
def test_parties_exchanged_give_the_same_papers_with_the_names_exchanged() -> None:
    """Numbers of papers, order of lines and words do not depend on what a party is called."""
    names = {SWAP[party]: words for party, words in HEAD.parties.items()}
    plain = text(signed())
    one = act()
    mirrored = replace(
        one,
        giver="amber",
        receiver="azure",
        totals=tuple(replace(t, giver=SWAP[t.giver], receiver=SWAP[t.receiver]) for t in one.totals),
    )
    other = handover_act(
        replace(HEAD, parties=names), mirrored, languages=("uk", "ru"), copy_for="amber", issued_at=ISSUED
    )
    assert text(other) == plain


@needs_poppler
def test_a_character_without_a_glyph_is_printed_as_its_code() -> None:
    """A Georgian name does not stop the press, and nothing is dropped unseen."""
    site = replace(SITES["az-01"], name="Place ა\nof two lines")
    assert "Place [U+10D0] of two lines" in text(driver(sites={**SITES, "az-01": site}))


@pytest.mark.parametrize("languages", [(), ("en", "en"), ("en", "uk", "ru"), ("de",)])
def test_languages_are_checked(languages: tuple[str, ...]) -> None:
    """One or two different ones of the four."""
    with pytest.raises(ValueError, match="one or two different languages"):
        driver(languages=languages)
