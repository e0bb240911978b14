"""The six answers, one tiny case each, with the evidence that the coordinator can look up."""

from __future__ import annotations

from agreements import FAMILIES, ON, ONE_FOR_ONE, PRIORITIES, SEED, agreement, person
from safeconduct.people.model import Consent, GroupKind, Identity, Medical, Person, Status
from safeconduct.selection import answers, select, ticket
from safeconduct.selection.answers import Why

FAMILY = {"group_kind": GroupKind.FAMILY}
VETO = '[[veto]]\nid = "v"\nby = "azure"\nentries = ["H-kept"]\nreason = "criminal_sentence"\nexpires = 2026-05-01\n'


def asked(people: list[Person], name: str, *parts: str, **values: object) -> Why:
    terms = agreement(*parts, **values)
    made = select(terms, people, on=ON, seed=SEED)
    by_id = {one.person_id: one for one in people}
    return answers.why(made, terms, by_id, answers.ties(terms, people, ON), ON, name)


def said(why: Why) -> dict[str, str]:
    return {one.fact: one.value for one in why.evidence}


def test_selected_names_clause_and_tranche() -> None:
    """Somebody who goes: the clause, the tranche, and by which two entries they are known."""
    why = asked([person("a"), person("b", "amber", "azure")], "a", ONE_FOR_ONE, PRIORITIES, most=1)
    assert (why.answer, why.outcome.clause, why.outcome.tranche) == ("selected", "others", 1)
    assert said(why)["clause"] == "others (one_for_one)"
    identity = next(one for one in why.evidence if one.fact == "identity")
    assert (
        identity.source
        == "azure's held list, entry H-a, and amber's sought list, entry S-a, tied by two reviewers' decision"
    )


def test_not_eligible_names_the_fact_that_no_clause_covers() -> None:
    """A combatant under an agreement for the wounded and the protected: each test that fails, with what is known."""
    why = asked([person("a")], "a", PRIORITIES)
    assert why.answer == "not_eligible"
    assert said(why)["clause wounded asks for medical seriously_wounded or seriously_sick"] == "medical none"
    assert said(why)["clause protected asks for age under 18"] == "birth_date 1996-01-01"
    assert said(why)["clause protected asks for status civilian or medical_personnel"] == "status combatant"


def test_a_birth_date_that_leaves_it_open_is_the_fact() -> None:
    """Nobody knows when they were born: the evidence says that this is what is missing."""
    quota = '[[clause]]\nid = "y"\nkind = "quota"\ncategory = "young"\nbetween = ["azure", "amber"]\nmax = 3\n'
    why = asked([person("a", birth_date=None, guardian_consent=Consent.UNKNOWN)], "a", quota, PRIORITIES)
    assert said(why)["clause y asks for age under 25"] == "birth_date not known"


def test_not_eligible_names_what_was_not_confirmed_answered_or_lifted() -> None:
    """Claimed, unasked and vetoed people: identity, consent, and the veto with its ground and end."""
    people = [
        person("claimed", identity=Identity.CLAIMED, held_id=""),
        person("unasked", consent=Consent.UNKNOWN),
        person("kept"),
    ]
    parts = (ONE_FOR_ONE, PRIORITIES, VETO)
    claimed = asked(people, "claimed", *parts, most=1)
    assert (claimed.answer, said(claimed)) == ("not_eligible", {"identity": "claimed"})
    assert claimed.evidence[0].source == "amber's sought list, entry S-claimed"
    unasked = asked(people, "unasked", *parts, most=1)
    assert (unasked.answer, said(unasked)["consent"]) == ("not_eligible", "unknown")
    assert unasked.evidence[0].source == "azure's held list, entry H-unasked"
    kept = asked(people, "kept", *parts, most=1)
    assert said(kept) == {"veto v of azure": "criminal_sentence", "expires": "2026-05-01", "held entry": "H-kept"}
    assert kept.evidence[0].source.startswith("terms.toml, line ")


def test_group_blocked_names_who_and_why() -> None:
    """The mate who has said no is named by person_id, with the reason."""
    people = [person("with", group="g", **FAMILY), person("refuses", group="g", consent=Consent.NO, **FAMILY)]
    why = asked(people, "with", ONE_FOR_ONE, FAMILIES, PRIORITIES, most=3)
    assert why.answer == "group_blocked"
    assert said(why)["refuses cannot go"].startswith("no_consent: Does not go: they have said")


def test_group_blocked_names_who_would_go_elsewhere() -> None:
    """A family of which one belongs to the other party: the way of that one is told."""
    people = [person("a", group="g", **FAMILY), person("b", "amber", "azure", group="g", **FAMILY)]
    why = asked(people, "a", ONE_FOR_ONE, FAMILIES, PRIORITIES, most=3)
    assert said(why) == {"b has another way": "from amber to azure"}


def test_binding_clause_gives_the_number_reached_and_the_limit() -> None:
    """Nobody on the other side: one for one stands at its limit."""
    why = asked([person("a")], "a", ONE_FOR_ONE, PRIORITIES, most=3)
    assert why.answer == "binding_clause"
    assert "0 of 0" in {value for fact, value in said(why).items() if fact.startswith("one for one between")}


def test_lower_priority_compares_with_the_marginal_class() -> None:
    """Months held here, and in the last class that goes."""
    people = [person("long", months=30), person("short", months=7), person("b", "amber", "azure")]
    why = asked(people, "short", ONE_FOR_ONE, PRIORITIES, most=1)
    assert why.answer == "lower_priority"
    assert said(why)["priority time in captivity"] == "7 months here, 30 in the last class that goes"


def test_lost_draw_gives_ticket_and_cut_off() -> None:
    """Both whole, so that anybody can draw again."""
    people = [*(person(f"a{n}") for n in range(3)), person("b", "amber", "azure")]
    tickets = sorted((ticket(SEED, [f"a{n}"]), f"a{n}") for n in range(3))
    why = asked(people, tickets[2][1], ONE_FOR_ONE, PRIORITIES, most=9)
    assert why.answer == "lost_draw"
    assert said(why)["ticket"] == tickets[2][0]
    assert said(why)["cut-off"] == tickets[0][0]


def test_classmates_read_the_same_sentence() -> None:
    """Whom the agreement cannot tell apart, it tells the same, but for the ticket that each drew."""
    people = [*(person(f"a{n}", months=3) for n in range(3)), person("long", months=9), person("b", "amber", "azure")]
    sentences = {asked(people, f"a{n}", ONE_FOR_ONE, PRIORITIES, most=1).outcome.sentence for n in range(3)}
    assert len(sentences) == 1
    assert {asked(people, f"a{n}", ONE_FOR_ONE, PRIORITIES, most=1).answer for n in range(3)} == {"lower_priority"}


def test_every_reason_has_one_of_six_answers() -> None:
    """The map is complete."""
    from safeconduct.selection import Reason

    assert set(answers.ANSWERS) == set(Reason)
    assert len(set(answers.ANSWERS.values())) == 6


def test_remains_and_the_seriously_wounded_have_answers_too() -> None:
    """People who are owed a place are in a class of which all go."""
    hurt = person("a", medical=Medical.SERIOUSLY_SICK, status=Status.COMBATANT)
    why = asked([hurt], "a", ONE_FOR_ONE, PRIORITIES, most=0)
    assert (why.answer, said(why)["class"]) == ("selected", "1 of 1 go")
