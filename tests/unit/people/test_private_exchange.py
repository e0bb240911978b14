"""A private run: both sides find whom both list, and no more than that."""

import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from private_sides import (
    AMBER,
    AMBER_LIST,
    AZURE,
    AZURE_LIST,
    after_core,
    answered,
    begun,
    both,
    entry,
    found,
    of_round,
    through,
    usual,
)
from safeconduct.errors import RefusedByRule, UnreadableInput
from safeconduct.people.private import ROUNDS, Round, advance, finish, look, start_file, values_of
from safeconduct.people.private import keys_of_round as keys_of


def test_both_learn_the_same_and_only_what_both_list() -> None:
    """Two spellings with day and month exchanged meet under one pseudonym; nobody else does."""
    azure, amber = after_core()
    assert of_round(azure, Round.CORE) == [("k1", ("1",)), ("k2", ("1",))]
    assert of_round(amber, Round.CORE) == [("k1", ("7",)), ("k2", ("7",))]
    assert found(azure).keys() == found(amber).keys()
    assert azure.result == amber.result
    assert azure.run_id == amber.run_id


def test_later_rounds_compare_only_whom_the_earlier_left_unmatched() -> None:
    """Another year of birth is found by the wide round, a missing birth date by the undated one."""
    azure, amber = after_core()
    azure, amber = through(advance(azure), advance(amber))
    assert of_round(azure, Round.WIDE) == [("k3", ("3",))]
    assert of_round(amber, Round.WIDE) == [("k3", ("9",))]
    azure, amber = through(advance(azure), advance(amber))
    assert of_round(azure, Round.UNDATED) == [("k5", ("4",))]
    assert of_round(amber, Round.UNDATED) == [("k5", ("10",))]
    assert azure.result == amber.result
    assert len({hit.pseudonym for hit in azure.hits}) == 4


def test_a_wide_key_that_a_matched_entry_shares_names_the_other_one_only() -> None:
    """Father and son of one name and birthday: the father matched strictly, so the wide round is about the son."""
    azure, amber = through(
        *both(
            [entry("1", "Коваль Петро", "1961-12-05"), entry("2", "Коваль Петро", "1991-12-05")],
            [entry("8", "Коваль Пётр", "1961-12-05"), entry("9", "Коваль Пётр", "1992-12-05")],
        )
    )
    azure, amber = through(advance(azure), advance(amber))
    assert of_round(azure, Round.WIDE) == [("k3", ("2",))]
    assert of_round(amber, Round.WIDE) == [("k3", ("9",))]


def test_a_matched_entry_is_kept_back_in_the_wide_round() -> None:
    """Its places go as digests, so that the peer cannot compare what it has no need to."""
    azure, amber = after_core()
    azure, amber = advance(azure), advance(amber)
    amber, _ = answered(amber, AMBER, start_file(azure, AZURE))
    assert amber.again is not None
    width = len(keys_of(Round.WIDE))
    assert len(amber.again) == (256 - 1) * width


def test_the_undated_round_takes_the_consent_of_both() -> None:
    """If one side alone agrees, the run is over after the wide round, and the message says who has not."""
    azure, amber = begun(AZURE_LIST, undated=True), begun(AMBER_LIST, AMBER, AZURE)
    azure, amber = through(azure, amber)
    azure, amber = through(advance(azure), advance(amber))
    assert Round.UNDATED in azure.layouts
    assert Round.UNDATED not in amber.layouts
    with pytest.raises(RefusedByRule, match="amber has not agreed to the round undated"):
        advance(azure)
    with pytest.raises(RefusedByRule, match="This office has not agreed"):
        advance(amber)


def test_two_entries_with_one_key_are_both_named_and_hidden_from_the_peer() -> None:
    """A person entered twice has one place; the second is a dummy, and both entries stand behind the pseudonym."""
    twice = [entry("1", "Коваль Петро", "1991-12-05"), entry("2", "Koval Petro", "1991-12-05")]
    azure, amber = through(*both(twice, [entry("9", "Коваль Пётр", "1991-12-05")]))
    assert of_round(azure, Round.CORE) == [("k1", ("1", "2")), ("k2", ("1", "2"))]
    assert of_round(amber, Round.CORE) == [("k1", ("9",)), ("k2", ("9",))]
    layout = azure.layouts[Round.CORE]
    assert len(set(layout.points)) == len(layout.points) == 512


@pytest.mark.parametrize("people", [1, 256, 257])
def test_lists_between_two_powers_of_two_look_alike(people: int) -> None:
    """Number of places and size of the files depend on the padded list alone."""
    run = begun([entry(str(at), f"Коваль{'а' * at} Петро", "1991-12-05") for at in range(people)])
    size = 256 if people <= 256 else 512
    assert run.ours.entries == size
    assert [len(layout.points) for layout in run.layouts.values()] == [size * 2, size * 6]
    like = begun([entry("1", "Гай Олег")] if size == 256 else [entry(str(at), "Гай Олег") for at in range(300)])
    assert abs(len(start_file(run, AZURE)) - len(start_file(like, AZURE))) < 16


def test_a_key_without_all_its_parts_is_none() -> None:
    """A year alone is no birth date, and an initial is no given name; the weaker keys still have them."""
    bare = dict(zip([key.code for key in keys_of(Round.WIDE)], values_of(AZURE_LIST[1], Round.WIDE), strict=True))
    assert values_of(AZURE_LIST[1], Round.CORE) == (None, None)
    assert not any(bare.values())
    initial = values_of(entry("1", "Коваль П.", "1991-12-05"), Round.WIDE)
    assert [value is not None for value in initial] == [False, False, False, False, False, True]


def test_values_of_two_keys_never_meet() -> None:
    """Each value begins with its key's code, so that no key of a round answers for another."""
    for round_ in ROUNDS:
        values = [value for value in values_of(AZURE_LIST[0], round_) if value]
        assert len({value.split("\x1f")[0] for value in values}) == len(values)


def test_what_a_side_sends_says_nothing_twice() -> None:
    """Two runs over one list have no blinded value in common, for each has its own secret."""
    one, other = usual()[0], begun(AZURE_LIST, seed="other")
    assert set(one.layouts[Round.CORE].points).isdisjoint(other.layouts[Round.CORE].points)


def test_neither_a_name_nor_a_bare_value_is_in_the_files() -> None:
    """Not the words, and not the digest of any key, in what travels; and the same value has another point there."""
    azure, amber = usual()
    start = start_file(azure, AZURE)
    _, back = answered(amber, AMBER, start)
    for data in (start, back, azure.note):
        for value in filter(None, values_of(AZURE_LIST[0], Round.CORE)):
            assert hashlib.sha256(value.encode()).digest() not in data
        for word in ("Нечитайленко", "Пилип", "1990", "nicitalink"):
            assert word.encode() not in data
    assert not any(point in start for point in azure.layouts[Round.CORE].points)


def test_a_run_with_oneself_is_refused() -> None:
    """The card of one's own office is not that of a peer."""
    with pytest.raises(RefusedByRule, match="this office's own"):
        begun(AZURE_LIST, AZURE, AZURE)


def test_an_id_that_stands_twice_is_refused() -> None:
    """Matches could not be told apart."""
    with pytest.raises(UnreadableInput, match="entry id stands twice"):
        begun([AZURE_LIST[0], AZURE_LIST[0]])


PEOPLE = [entry(str(at), name, "1991-12-05") for at, name in enumerate(("Коваль Петро", "Гай Олег", "Мороз Іван"))]


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sets(st.sampled_from(range(3))), st.sets(st.sampled_from(range(3))))
def test_the_intersection_is_that_of_the_lists(ours: set[int], theirs: set[int]) -> None:
    """Whoever is on both lists is found, by both sides, and nobody else; the mirror finds the mirror."""
    one = [PEOPLE[at] for at in sorted(ours)]
    other = [PEOPLE[at] for at in sorted(theirs)]
    azure, amber = through(*both(one, other))
    matched = {str(at) for at in ours & theirs}
    assert {name for names in found(azure).values() for name in names} == matched
    assert {name for names in found(amber).values() for name in names} == matched
    assert azure.result == amber.result


def test_the_same_input_and_randomness_give_the_same_run() -> None:
    """Nothing but what is passed in decides; only the seal draws its own one-time key."""
    azure, _ = usual()
    assert begun(AZURE_LIST, undated=True) == azure
    assert len(start_file(azure, AZURE)) == len(start_file(azure, AZURE))


def test_finishing_needs_the_answer_that_was_given() -> None:
    """Whoever has not answered has not blinded the peer's values, and so has nothing to compare with."""
    azure, amber = usual()
    _, back = answered(amber, AMBER, start_file(azure, AZURE))
    with pytest.raises(RefusedByRule, match="Answer the start file of amber first"):
        finish(azure, look(back, "answer"), AZURE)
