"""What the papers say of a tranche in escrow: on every kind, in every language, and nothing where there is none."""

from __future__ import annotations

import dataclasses

import pytest

from paper_samples import (
    AMBULANCE,
    BUS,
    CORRIDORS,
    HEAD,
    ISSUED,
    MARKING,
    SITES,
    SLOT,
    VEHICLES,
    act,
    carriage,
    minutes,
    run,
)
from pdf_text import needs_poppler, text
from safeconduct.movement.model import Slot
from safeconduct.paper import convoy_manifest, handover_act, leader_manifest, movement_notification

RELEASE = minutes(150)  # 03:00 UTC, 06:00 in Minsk
AT = "2026-02-12 06:00 (03:00 UTC)"
WORDS = {
    "en": ("In escrow", "nobody is released before", "only those who go without condition do not wait"),
    "uk": ("Через посередника", "нікого не відпускають раніше", "лише ті, хто їде без умов, не чекають"),
    "ru": ("Через посредника", "никого не отпускают раньше", "только те, кто едет без условий, не ждут"),
    "be": ("Праз пасрэдніка", "нікога не адпускаюць раней за", "толькі тыя, хто едзе без умоў, не чакаюць"),
}


def notice(slot: Slot, language: str) -> str:
    return text(
        movement_notification(
            HEAD,
            "azure",
            slot=slot,
            runs=[run()],
            vehicles=VEHICLES,
            sites=SITES,
            corridors=CORRIDORS,
            duty_officer="M. Saroka",
            marking=MARKING,
            guarantees=(),
            languages=(language,),
            issued_at=ISSUED,
        )
    )


@needs_poppler
@pytest.mark.parametrize("language", WORDS)
def test_every_paper_of_the_road_tells_the_release(language: str) -> None:
    """Driver, leader and party read when people are released, that it is not before both sides are there, and that
    whoever goes without condition does not wait for it (GC III 109, 110)."""
    driver = text(
        convoy_manifest(
            HEAD,
            run(),
            vehicle=BUS,
            sites=SITES,
            carriage=carriage(),
            languages=(language,),
            issued_at=ISSUED,
            release=RELEASE,
        )
    )
    leader = text(
        leader_manifest(
            HEAD,
            [run()],
            vehicles={"bus-07": BUS, "amb-03": AMBULANCE},
            sites=SITES,
            carriage=carriage(),
            languages=(language,),
            issued_at=ISSUED,
            release=RELEASE,
        )
    )
    head, nobody, but = WORDS[language]
    for paper in (driver, leader):
        assert head in paper
        assert AT in paper
        assert but in " ".join(paper.split())
    party = notice(dataclasses.replace(SLOT, release=RELEASE), language)
    assert nobody in party
    assert but in " ".join(party.split())
    assert AT in party


@needs_poppler
def test_the_act_states_the_escrow_in_both_languages_with_the_time() -> None:
    """Printed before, with the plan's time and a line to fill in; after it, with when all were in custody."""
    blank = dataclasses.replace(act(4), release=RELEASE)
    filled = dataclasses.replace(act(4, filled=True), release=RELEASE, in_custody=minutes(141))
    languages = {"languages": ("uk", "ru"), "copy_for": "azure", "issued_at": ISSUED}
    before = text(handover_act(HEAD, blank, **languages))  # type: ignore[arg-type]
    assert "під опікою посередника (Приймаюча держава)" in before
    assert "на попечении посредника (Принимающее государство)" in before
    assert AT in before
    assert "лише ті, хто їде без умов, насамперед тяжкопоранені й тяжкохворі, не чекають" in " ".join(before.split())
    assert "2026-02-12 05:51" not in before
    assert "2026-02-12 05:51 (02:51 UTC)" in text(handover_act(HEAD, filled, **languages))  # type: ignore[arg-type]
    remains = text(handover_act(HEAD, dataclasses.replace(blank, remains=True), **languages))  # type: ignore[arg-type]
    assert "жодних останків із цієї групи не віддають" in remains


@needs_poppler
def test_without_escrow_nothing_is_said_of_it() -> None:
    """The papers of an agreement that hands people over one by one."""
    one = text(handover_act(HEAD, act(4), languages=("uk", "en"), copy_for="azure", issued_at=ISSUED))
    assert "escrow" not in (one + notice(SLOT, "en")).casefold()
