"""What both offices have opened becomes pairs: the same on both sides, by the usual model, and nothing else shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from private_sides import AMBER_LIST, AZURE_LIST, after_core, both, entry, through
from safeconduct.errors import DoesNotVerify, RefusedByRule
from safeconduct.people import Band, Entry, ListKind, Pair
from safeconduct.people.explain import explain
from safeconduct.people.private import Disclosure, Run, Weighed, aliases, disclose, weigh

EVERY = ("family_name", "given_name", "patronymic", "birth_date")


def opened(run: Run, entries: Sequence[Entry], fields: Sequence[str] = EVERY, names: int = 99) -> Disclosure:
    """What one side opens of its first pseudonyms."""
    return disclose(
        run,
        entries,
        list_sha256="0" * 64,
        pseudonyms=[hit.pseudonym for hit in run.hits[:names]],
        chosen=fields,
        reviewers=["L. K.", "M. T."],
        because="to be sure",
    )


def sides(azure: Run, amber: Run) -> tuple[Run, Run]:
    """The two runs, of a held and a sought list."""
    theirs = replace(amber.ours, kind=ListKind.SOUGHT)
    return replace(azure, theirs=theirs), replace(amber, ours=theirs)


def weighed(
    azure: Run, amber: Run, ours: Sequence[Disclosure], theirs: Sequence[Disclosure]
) -> tuple[Weighed, Weighed]:
    """What either side makes of it."""
    one, other = sides(azure, amber)
    return weigh(one, ours, theirs, "azure"), weigh(other, theirs, ours, "amber")


def at_azure(azure: Run, amber: Run, ours: Sequence[Disclosure], theirs: Sequence[Disclosure]) -> Weighed:
    """What the holder makes of it."""
    return weigh(sides(azure, amber)[0], ours, theirs, "azure")


def neutral(pair: Pair) -> Pair:
    return replace(pair, held_id="", sought_id="")


def test_both_sides_make_the_same_pairs_and_each_has_its_own_ids() -> None:
    """Two spellings of one man: proposed by both, each under its own id and the pseudonym of the other side's entry."""
    azure, amber = after_core()
    one, other = weighed(azure, amber, [opened(azure, AZURE_LIST)], [opened(amber, AMBER_LIST)])
    (ours,), (theirs,) = one.matches.pairs, other.matches.pairs
    name = azure.hits[0].pseudonym
    assert (ours.held_id, ours.sought_id) == ("1", name)
    assert (theirs.held_id, theirs.sought_id) == (name, "7")
    assert neutral(ours) == neutral(theirs)
    assert ours.reasons[:2] == ("private:k1", "private:k2")
    assert (ours.held_party, ours.sought_party) == ("azure", "amber")
    assert one.digest == other.digest
    assert one.matches.model_version == other.matches.model_version


def test_an_id_that_was_opened_takes_the_place_of_the_pseudonym() -> None:
    """If both open it, the pairs are the same to the last letter."""
    azure, amber = after_core()
    fields = (*EVERY, "entry_id")
    one, other = weighed(azure, amber, [opened(azure, AZURE_LIST, fields)], [opened(amber, AMBER_LIST, fields)])
    assert one.matches.pairs == other.matches.pairs
    assert [(pair.held_id, pair.sought_id) for pair in one.matches.pairs] == [("1", "7")]
    assert (one.held, one.sought) == (other.held, other.sought)


def test_only_what_both_have_opened_counts() -> None:
    """A field that one side keeps back weighs nothing, and a pair of which little is opened stays in review."""
    azure, amber = after_core()
    ours, theirs = [opened(azure, AZURE_LIST)], [opened(amber, AMBER_LIST, ["given_name"])]
    one, other = weighed(azure, amber, ours, theirs)
    (pair,) = one.matches.pairs
    assert pair.band is Band.REVIEW
    assert {field.field for field in pair.fields if field.bits} == {"given", "sex"}  # which a given name tells
    assert [neutral(pair)] == [neutral(one) for one in other.matches.pairs]
    (nothing,) = at_azure(azure, amber, ours, [opened(amber, AMBER_LIST, ["rank"])]).matches.pairs
    assert nothing.band is Band.REVIEW
    assert not any(field.bits for field in nothing.fields)
    assert nothing.probability < 0.01


def test_openings_add_up_in_any_order() -> None:
    """Two of some fields are worth one of all; a second look at the same file changes nothing."""
    azure, amber = after_core()
    theirs = [opened(amber, AMBER_LIST)]
    whole = at_azure(azure, amber, [opened(azure, AZURE_LIST)], theirs)
    parts = [opened(azure, AZURE_LIST, EVERY[2:]), opened(azure, AZURE_LIST, EVERY[:2])]
    assert at_azure(azure, amber, [*parts, parts[0]], theirs * 2) == whole


def test_a_conflict_in_what_was_opened_keeps_a_pair_in_review() -> None:
    """Another given name than the key was made of: the usual conflict, and that it is not what had matched."""
    azure, amber = after_core()
    lie = opened(amber, AMBER_LIST)
    row = lie.rows[0]
    lie = replace(lie, rows=(replace(row, words={**row.words, "given_name": "Василь"}),))
    (pair,) = at_azure(azure, amber, [opened(azure, AZURE_LIST)], [lie]).matches.pairs
    assert pair.band is Band.REVIEW
    assert {"given_name_conflict", "unlike_its_key"} <= set(pair.reasons)


def test_nobody_is_proposed_while_another_candidate_stays_closed() -> None:
    """An entry opened under one of its pseudonyms may share the other one with somebody who is not opened."""
    azure, amber = after_core()
    weighed = at_azure(azure, amber, [opened(azure, AZURE_LIST, names=1)], [opened(amber, AMBER_LIST)])
    (pair,) = weighed.matches.pairs
    assert pair.band is Band.REVIEW
    assert "candidates_not_opened" in pair.reasons
    (ours,), theirs = weighed.held, {entry.entry_id: entry for entry in weighed.sought}
    assert "another candidate may not be seen" in " ".join(explain(pair, ours, theirs[pair.sought_id]).reasons)


def test_a_person_entered_twice_is_never_proposed() -> None:
    """Two entries under one pseudonym are told apart, and each is the other's near rival."""
    twice = [entry("1", "Коваль Петро Іванович", "1991-12-05"), entry("2", "Koval Petro Ivanovych", "1991-12-05")]
    other = [entry("9", "Коваль Пётр Иванович", "1991-12-05")]
    azure, amber = through(*both(twice, other))
    name = azure.hits[0].pseudonym
    assert aliases(azure) == {"1": name, "2": f"{name}-2"}
    one, two = weighed(azure, amber, [opened(azure, twice)], [opened(amber, other)])
    assert [pair.held_id for pair in one.matches.pairs] == ["1", "2"]
    assert [pair.held_id for pair in two.matches.pairs] == [name, f"{name}-2"]
    for pair in (*one.matches.pairs, *two.matches.pairs):
        assert pair.band is Band.REVIEW
        assert "another_candidate_is_near" in pair.reasons


def test_twins_are_never_proposed_as_each_other() -> None:
    """Twins of one initial meet by the wide key; opened, each is proposed as himself at most."""
    ours = [entry("1", "Мороз Іван Ілліч", "1990-05-12"), entry("2", "Мороз Ілля Ілліч", "1990-05-12")]
    theirs = [entry("8", "Мороз Иван Ильич", "1990-05-12"), entry("9", "Мороз Илья Ильич", "1990-05-12")]
    azure, amber = through(*both(ours, theirs))
    one = at_azure(azure, amber, [opened(azure, ours)], [opened(amber, theirs)])
    called = {alias: entry_id for entry_id, alias in aliases(amber).items()}
    proposed = {(p.held_id, called[p.sought_id]) for p in one.matches.pairs if p.band is Band.PROPOSE}
    assert proposed <= {("1", "8"), ("2", "9")}


def test_words_that_contradict_each_other_do_not_verify() -> None:
    """A side that opens one field twice in two ways, or two entries under one id, is not believed."""
    azure, amber = after_core()
    ours, theirs = opened(azure, AZURE_LIST), opened(amber, AMBER_LIST)
    row = theirs.rows[0]
    other = replace(theirs, rows=(replace(row, words={**row.words, "birth_date": "1991-01-01"}),))
    with pytest.raises(DoesNotVerify, match=r"amber has opened .* in two ways"):
        weighed(azure, amber, [ours], [theirs, other])
    twin = replace(row, alias=f"{row.alias}-2", words={"entry_id": "7"})
    same_id = replace(theirs, rows=(replace(row, words={"entry_id": "7"}), twin))
    with pytest.raises(DoesNotVerify, match="two entries under one id"):
        weighed(azure, amber, [ours], [same_id])


def test_pairs_need_a_held_and_a_sought_list_and_openings_of_both() -> None:
    """The message says who has opened nothing, and what to call."""
    azure, amber = after_core()
    assert azure.theirs is not None
    with pytest.raises(RefusedByRule, match="a held list with a held list"):
        weigh(azure, [opened(azure, AZURE_LIST)], [opened(amber, AMBER_LIST)], "azure")
    one, other = sides(azure, amber)
    with pytest.raises(RefusedByRule, match="Of amber nothing is opened yet: `people private compare`"):
        weigh(one, [opened(azure, AZURE_LIST)], [], "azure")
    with pytest.raises(RefusedByRule, match="Of amber nothing is opened yet: `people private open`"):
        weigh(other, [], [opened(azure, AZURE_LIST)], "amber")
