"""Keys of ranks, units and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.people import tables
from safeconduct.people.places import canonical_place, canonical_unit
from safeconduct.people.ranks import canonical_rank

RANKS = {
    "private": "солдат сол. рядовий рядовой ряд. р-й салдат радавы шараговец private Pte ryadovoy",
    "private_1": "старший_солдат ст.солд. ст._солдат еф-р ефр. ефрейтор яфрэйтар PFC lance_corporal starshyi_soldat",
    "junior_sergeant": "мол.сержант мол._с-т мл._с-т мл/с-т малодшы_сержант мал._с-т junior_sergeant Jr._Sgt. corporal",
    "sergeant": "сержант с-т серж. сяржант sergeant Sgt. serzhant гвардии_сержант сержант_запасу",
    "senior_sergeant": "ст._с-т ст.с-т ст.сержант старший_сержант головний_сержант старшы_сержант Sr_Sgt SSgt",
    "master_sergeant": "старшина ст-на штаб-сержант шт._сержант майстер-сержант головний_майстер-сержант старшына",
    "senior_ensign": "старший_прапорщик ст._прап. ст._пр-к старшы_прапаршчык chief_warrant_officer",
    "junior_lieutenant": "мол._лейт. мл._л-т мл.лейтенант малодшы_лейтэнант 2nd_Lt",
    "senior_lieutenant": "ст.л-т ст._л-нт ст._лейт. гв._ст._лейтенант старшы_лейтэнант 1st_Lt starshiy_leytenant",
    "captain": "капітан капитан к-н кап. Capt. капитан_мед._службы",
    "captain_lieutenant": "капітан-лейтенант капитан-лейтенант кап.-лейт. каплей",
    "captain_3rd_rank": "капітан_3_рангу капитан_3-го_ранга кап._3_р. к3р",
    "major": "майор м-р майор_юстиції маёр Maj.",
    "lieutenant_colonel": "підполковник п/п-к пп-к підп-к подполк. падпалкоўнік Lt._Col. podpolkovnik",
    "colonel": "полковник п-к полк. палкоўнік Col.",
    "general": "генерал-майор генерал-лейтенант ген.-полковник Brig._Gen.",
}


@pytest.mark.parametrize(("rank", "spelling"), [(r, s) for r, words in RANKS.items() for s in words.split()])
def test_a_rank_is_known_in_four_languages_and_shortened(rank: str, spelling: str) -> None:
    """With dots, hyphens and strokes as lists have them; branches of service do not matter."""
    assert canonical_rank(spelling.replace("_", " ")) == rank
    assert canonical_rank(spelling.replace("_", " ").upper()) == rank


def test_every_way_to_a_rank_is_made_of_words_of_the_table() -> None:
    """And no way leads to two ranks."""
    words = {word for word, _ in tables.rank_words()}
    seen: set[frozenset[str]] = set()
    for _, ways in tables.ranks():
        for way in ways:
            assert set(way) <= words
            assert frozenset(way) not in seen
            seen.add(frozenset(way))


def test_what_is_no_rank_is_compared_by_its_sounds() -> None:
    """And nothing gives nothing."""
    assert canonical_rank("цивільний") == canonical_rank("Цивільний")
    assert (canonical_rank("курсант") or "").startswith("?")
    assert canonical_rank("") is canonical_rank(" - ") is None


@pytest.mark.parametrize(
    "spellings",
    [
        ("м. Київ", "г. Киев", "м.Київ", "Kyiv", "Kiev", "Київ, Україна", "місто Київ"),
        ("с. Озерне", "д. Озёрное", "смт Озерне", "п. Озёрный", "х. Озерний", "аг. Азёрнае", "станица Озёрная"),
        ("м. Бровари", "Київська область, м. Бровари", "Киевская обл., г. Бровары", "Бровари Київської обл."),
        ("с. Озерне, Конотопський р-н", "Сумська обл., Конотопський р-н, с. Озерне", "Озерне"),
        ("м. Кривий Ріг", "г. Кривой Рог"),
        ("Київська обл.", "Киевская область", "обл. Київська"),
        ("АР Крим", "Республика Крым"),
    ],
)
def test_a_place_is_known_with_and_without_what_surrounds_it(spellings: tuple[str, ...]) -> None:
    """Kinds of settlement, oblast, district and country are passed over where the place itself is named."""
    assert len({canonical_place(spelling) for spelling in spellings}) == 1


def test_different_places_stay_apart() -> None:
    """The second word of a name counts, and an oblast is not its city."""
    assert canonical_place("Новий Яр") != canonical_place("Нова Рудня")
    assert canonical_place("Київська обл.") != canonical_place("Київ")
    assert canonical_place("") is canonical_place("м.") is None


def test_a_unit_is_known_by_the_number_of_its_brigade() -> None:
    """Not by that of a battalion in it; field post numbers and names do as well."""
    assert {canonical_unit(text) for text in ("72 ОМБр", "1 батальйон 72 ОМБр", "рота 3, 72-а бригада")} == {"72"}
    assert {canonical_unit(text) for text in ("в/ч А1234", "вч А-1234", "військова частина А1234")} == {"1234"}
    assert canonical_unit("полк Азов") == canonical_unit("Азов")
    assert canonical_unit("") is None


@given(st.text(max_size=60))
def test_no_text_breaks_the_keys(text: str) -> None:
    """Whatever stands in the cell."""
    for key in (canonical_rank, canonical_place, canonical_unit):
        assert key(text) == key(text)
