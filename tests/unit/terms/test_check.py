"""The linter: each fault of an agreement with its code, its law and a way to mend it."""

from __future__ import annotations

import datetime as dt

import pytest

from agreements import FAMILIES, HEAD, ON, ONE_FOR_ONE, PRIORITIES, agreement, person, template
from safeconduct.errors import RefusedByRule
from safeconduct.people.model import Consent, GroupKind, Medical
from safeconduct.terms import Finding, Severity, check, parse_terms, require

YOUNG = '[[category]]\nid = "young"\nwho = { age_under = 25 }\n'
LOTTERY = '[lottery]\nparties = ["azure", "amber", "host"]\nno_reveal = "stop"\n'
TRANCHES = "[tranches]\ncap_per_side = 10\n"
SOUND = HEAD + ONE_FOR_ONE.replace("{most}", "5") + FAMILIES + PRIORITIES + TRANCHES + LOTTERY


def clause(kind: str, *lines: str, name: str = "c") -> str:
    ways = "" if any(line.startswith(("from", "give")) for line in lines) else 'between = ["azure", "amber"]\n'
    return f'[[clause]]\nid = "{name}"\nkind = "{kind}"\n{ways}' + "\n".join(lines) + "\n"


def codes(text: str, severity: Severity | None = None) -> set[str]:
    found = check(parse_terms(text), on=ON)
    return {finding.code for finding in found if severity in (None, finding.severity)}


def one(text: str, code: str) -> Finding:
    found = [finding for finding in check(parse_terms(text), on=ON) if finding.code == code]
    assert found, f"no {code}"
    return found[0]


def test_a_sound_agreement_has_nothing_to_mend() -> None:
    """Neither the agreement of these tests nor that of the example has a finding, for the date of the exchange."""
    assert codes(SOUND.replace(YOUNG, "")) == set()
    assert check(template(), on=ON) == ()


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("unknown-party", SOUND.replace('between = ["azure", "amber"]\ncategory = "any', 'between = ["azure", "teal"]\ncategory = "any')),  # noqa: E501
        ("unknown-category", SOUND.replace('category = "anyone"', 'category = "anybody"')),
        ("unknown-clause", SOUND + clause("quota", 'over = ["nothing"]', "max = 5")),
        ("same-party", SOUND + clause("quota", 'from = "azure"', 'to = "azure"', 'category = "young"')),
        ("remains-with-living", SOUND.replace('id = "anyone"', 'id = "anyone"\nwho = { remains = true }')),
        ("priority-by-worth", SOUND + '[[priority]]\nid = "officers"\nwho = { rank = "colonel" }\n'),
        ("veto-without-reason", SOUND + '[[veto]]\nid = "v"\nby = "azure"\nentries = ["1"]\nexpires = 2026-05-01\n'),
        ("veto-reason", SOUND + '[[veto]]\nid = "v"\nby = "azure"\nentries = ["1"]\nexpires = 2026-05-01\nreason = "disciplinary"\n'),  # noqa: E501
        ("veto-without-expiry", SOUND + '[[veto]]\nid = "v"\nby = "azure"\nentries = ["1"]\nreason = "own_request"\n'),
        ("lottery-parties", SOUND.replace('"amber", "host"]\nno', '"amber"]\nno')),
        ("floor-above-ceiling", SOUND.replace("max = 5", "max = 5\nmin = 6")),
        ("floor-above-ceiling", SOUND + clause("quota", 'over = ["others"]', "min = 6")),
        ("all-with-ceiling", SOUND.replace('category = "protected"', 'category = "protected"\nmax = 4')),
        ("ratio-zero", SOUND + clause("ratio", 'category = "young"', 'give = { party = "azure", n = 0 }', 'get = { party = "amber", n = 1 }')),  # noqa: E501
        ("ratio-not-reduced", SOUND + clause("ratio", 'category = "young"', 'give = { party = "azure", n = 2 }', 'get = { party = "amber", n = 4 }')),  # noqa: E501
        ("tranche-sizes", SOUND.replace("cap_per_side = 10", "sizes = [3, 4]\ncount = 3")),
        ("tranche-sizes", SOUND.replace("cap_per_side = 10", "sizes = [30, 4]\ncap_per_side = 10")),
        ("consent-missing", SOUND.replace('required_for = "living"', 'required_for = "nobody"')),
        ("guardian-missing", SOUND.replace("guardian_under = 18", "guardian_under = 16")),
        ("medical-conditional", SOUND.replace('kind = "all"', 'kind = "one_for_one"', 1)),
        ("medical-conditional", SOUND.replace('category = "serious"', 'category = "serious"\nconditional = true')),
        ("medical-conditional", SOUND.replace('category = "serious"', 'category = "serious"\nmin = 2')),
        ("hostilities-ended", SOUND.replace('title = "A test"', 'hostilities = "ended"').replace('category = "protected"', 'category = "protected"\nmin = 2').replace('kind = "one_for_one"', 'kind = "all"').replace("max = 5\n", "")),  # noqa: E501
        ("medical-conditional", SOUND + clause("quota", 'over = ["wounded"]', "max = 5")),
        ("medical-by-rank", SOUND.replace('"seriously_sick"] }', '"seriously_sick"], rank = "private" }').replace('id = "anyone"', 'id = "anyone"\nwho = { medical = "none" }')),  # noqa: E501
        ("child-in-balance", SOUND.replace('category = "protected"', 'category = "anyone"').replace('kind = "all"', 'kind = "one_for_one"')),  # noqa: E501
    ],
)  # fmt: skip
def test_errors(code: str, text: str) -> None:
    """What keeps an agreement from being put in force."""
    finding = one(text, code)
    assert finding.severity is Severity.ERROR
    assert finding.fix
    with pytest.raises(RefusedByRule) as raised:
        require(parse_terms(text), on=ON)
    assert code in {fault.code for fault in raised.value.faults}


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("one-sided", SOUND + clause("quota", 'from = "azure"', 'to = "amber"', 'category = "young"')),
        ("no-priorities", SOUND.replace(PRIORITIES, "")),
        ("no-tranches", SOUND.replace(TRANCHES, "")),
        ("no-escrow", SOUND.replace("cap_per_side = 10", "cap_per_side = 10\nescrow = false")),
        ("drop-out-returns", SOUND.replace("cap_per_side = 10", 'cap_per_side = 10\non_drop_out = "return"')),
        ("lottery-parties", SOUND.replace(LOTTERY, "")),
        ("lottery-no-reveal", SOUND.replace('no_reveal = "stop"\n', "")),
        ("lottery-last-word", SOUND.replace('no_reveal = "stop"', 'no_reveal = "leave_out"')),
        ("families-not-kept", SOUND.replace(FAMILIES, "")),
        ("ratio-incentive", SOUND + clause("ratio", 'category = "young"', 'give = { party = "azure", n = 1 }', 'get = { party = "amber", n = 3 }')),  # noqa: E501
        ("ceiling-zero", SOUND.replace("max = 5", "max = 0")),
        ("never-reached", SOUND + clause("quota", 'category = "young"', "max = 3")),
        ("unused-category", SOUND + '[[category]]\nid = "spare"\n'),
        ("medical-not-covered", SOUND.replace('id = "anyone"', 'id = "anyone"\nwho = { medical = "none" }').replace('category = "serious"', 'category = "young"')),  # noqa: E501
        ("not-yet-in-force", SOUND.replace("2026-02-01", "2026-04-01")),
        ("veto-expired", SOUND + '[[veto]]\nid = "v"\nby = "azure"\nentries = ["1"]\nreason = "own_request"\nexpires = 2026-01-01\n'),  # noqa: E501
        ("veto-ends-soon", SOUND + '[[veto]]\nid = "v"\nby = "azure"\nentries = ["1"]\nreason = "own_request"\nexpires = 2026-02-12\n'),  # noqa: E501
        ("civilian-in-balance", SOUND.replace('{ status = ["civilian", "medical_personnel"] }', '{ status = "medical_personnel" }')),  # noqa: E501
        ("medical-personnel-in-balance", SOUND.replace('{ status = ["civilian", "medical_personnel"] }', '{ status = "civilian" }')),  # noqa: E501
        ("entitled-behind-bound", SOUND + clause("all", 'category = "young"')),
    ],
)  # fmt: skip
def test_warnings(code: str, text: str) -> None:
    """What the parties may sign, but should know."""
    finding = one(text, code)
    assert finding.severity is Severity.WARNING
    assert finding in require(parse_terms(text), on=ON) or codes(text, Severity.ERROR)


def test_those_who_are_not_covered_are_told_in_one_line_with_their_ways() -> None:
    """A third party added to the agreement, and no clause that speaks of its wounded: not a line for each way."""
    fit = '[[category]]\nid = "fit"\nwho = { status = "combatant", medical = "none", age_at_least = 18 }\n'
    more = clause("quota", 'category = "fit"').replace('"amber"', '"teal"')
    text = SOUND.replace('["azure", "amber"]', '["azure", "amber", "teal"]', 1) + fit + more
    text = text.replace('"amber", "host"]', '"amber", "teal", "host"]')
    (finding,) = [f for f in check(parse_terms(text), on=ON) if f.code == "medical-not-covered"]
    ways = "azure to teal, teal to azure"
    assert finding.message == f"no clause covers the seriously sick and seriously wounded on the way {ways}"


def test_a_beacon_after_the_reveals_takes_away_the_last_word() -> None:
    """Who keeps their seed back does not know yet what the draw would be."""
    text = SOUND.replace('no_reveal = "stop"', 'no_reveal = "leave_out"\nbeacon = "drand"\nround = 7')
    assert "lottery-last-word" not in codes(text)


def test_a_medical_category_in_a_ratio_is_refused_with_the_article() -> None:
    """The finding names the article, the clause, its line, and the clause to write instead."""
    text = HEAD.replace(
        'kind = "all"\nbetween = ["azure", "amber"]\ncategory = "serious"',
        'kind = "ratio"\ncategory = "serious"\ngive = { party = "azure", n = 2 }\nget = { party = "amber", n = 1 }',
    )
    finding = one(text, "medical-conditional")
    assert "GC III 109" in finding.law
    assert "tied to a ratio" in finding.message
    assert "regardless of number or rank" in finding.message
    assert text.splitlines()[finding.line] == 'id = "wounded"'


def test_findings_come_in_the_order_of_the_file() -> None:
    """A coordinator reads them beside the file."""
    text = SOUND.replace("max = 5", "max = 5\nmin = 6").replace('required_for = "living"', 'required_for = "nobody"')
    lines = [finding.line for finding in check(parse_terms(text), on=ON)]
    assert lines == sorted(lines)


def test_both_counts_are_given_where_the_supply_is_too_small() -> None:
    """A floor of four with one willing person on one side and none on the other."""
    promised = agreement(ONE_FOR_ONE, "min = 4\n", most=5)
    people = [person("a"), person("b", consent=Consent.NO)]
    found = {finding.message for finding in check(promised, people, ON) if finding.code == "above-supply"}
    assert {message.split(" (")[0] for message in found} == {
        "4 are promised from azure to amber, but 1 may go",
        "4 are promised from amber to azure, but 0 may go",
    }
    with pytest.raises(RefusedByRule):
        require(promised, people, ON)


def test_a_shortfall_that_is_provided_for_is_a_warning() -> None:
    """on_shortfall = "reduce" keeps a smaller number from being a breach."""
    promised = agreement(ONE_FOR_ONE, 'min = 4\non_shortfall = "reduce"\n', most=5)
    found = [finding for finding in check(promised, [person("a")], ON) if finding.code == "above-supply"]
    assert {finding.severity for finding in found} == {Severity.WARNING}
    assert all(finding.fix.startswith('nothing, if on_shortfall = "reduce" is meant') for finding in found)


def test_an_exact_promise_is_mended_in_its_own_words() -> None:
    """*min* beside *exactly* would be one more fault."""
    found = check(agreement(ONE_FOR_ONE.replace("max = {most}", "exactly = 4")), [person("a")], ON)
    fixes = {finding.fix.partition(",")[0] for finding in found if finding.code == "above-supply"}
    assert fixes == {"exactly = 1 or less", "exactly = 0"}


def test_groups_that_cannot_go_as_one_are_told() -> None:
    """A family across two ways, one kept back by a refusal, one larger than a tranche."""
    facts = {"group_kind": GroupKind.FAMILY}
    people = [
        person("a", group="crossing", **facts),
        person("b", "amber", "azure", group="crossing", **facts),
        person("c", group="torn", **facts),
        person("d", group="torn", consent=Consent.NO, **facts),
        *(person(f"e{index}", group="large", **facts) for index in range(4)),
    ]
    terms = agreement(ONE_FOR_ONE, FAMILIES, "[tranches]\ncap_per_side = 3\nexposure = 1\n", most=9)
    found = {finding.code: finding.message for finding in check(terms, people, ON)}
    assert "group crossing stands on 2 different ways" in found["group-crosses"]
    assert "group torn: 1 of 2 cannot go" in found["group-blocked"]
    assert "group large has 4 people, more than the 3" in found["cap-below-group"]
    assert "a group of 4" in found["exposure-below-bound"]


@pytest.mark.parametrize(("limit", "mend"), [(1, "exposure = 3 or more"), (3, None)])
def test_an_exposure_below_half_of_the_heaviest_step_is_told_with_what_is_enough(limit: int, mend: str | None) -> None:
    """Families of three and of six: the way to mend it is that of the larger, and with it nothing is said any more."""
    people = [
        person(f"{name}{index}", holder, home, group=name, group_kind=GroupKind.FAMILY)
        for name, size, holder, home in (("few", 3, "azure", "amber"), ("many", 6, "amber", "azure"))
        for index in range(size)
    ]
    terms = agreement(ONE_FOR_ONE, FAMILIES, f"[tranches]\ncap_per_side = 6\nexposure = {limit}\n", most=9)
    found = [finding for finding in check(terms, people, ON) if finding.code == "exposure-below-bound"]
    assert [(finding.severity, finding.fix) for finding in found] == ([(Severity.WARNING, mend)] if mend else [])


def test_a_child_and_a_guardian_who_cannot_go_as_one_are_told() -> None:
    """No group and no clause ties them: a refusal of either, another home, or a tranche of one keeps back both."""
    child = person("child", age=7, guardian="aunt")
    terms = agreement(ONE_FOR_ONE, "[tranches]\ncap_per_side = 1\n", most=9)
    found = {f.code: f for f in check(terms, [child, person("aunt", consent=Consent.NO)], ON)}
    assert "the set of children and guardians aunt, child: 1 of 2 cannot go" in found["group-blocked"].message
    assert "guardian_id" in found["group-blocked"].fix
    assert found["cap-below-group"].severity is Severity.ERROR
    away = {f.code for f in check(terms, [child, person("aunt", "amber", "azure", consent=Consent.NO)], ON)}
    assert away.isdisjoint({"group-blocked", "cap-below-group"})


VETO = '[[veto]]\nid = "v"\nby = "{by}"\nentries = ["{entry}"]\nreason = "own_request"\nexpires = 2026-05-01\n'


@pytest.mark.parametrize(
    ("by", "entry", "words"),
    [
        ("azure", "H-O1", "no entry of the held list of azure"),
        ("azure", "H-b", "; amber holds somebody under this id"),
        ("azure", "amber/H-b", "; amber holds somebody under this id"),
        ("azure", "S-a", "no entry of the held list of azure"),
        ("host", "H-O1", "no entry of any held list"),
        ("host", "azure/H-b", "no entry of any held list"),
    ],
)
def test_a_veto_on_an_entry_that_is_not_there_is_an_error(by: str, entry: str, words: str) -> None:
    """A slip in an id keeps nobody back, so the agreement is not put in force before it is mended."""
    people = [person("a"), person("b", "amber", "azure")]
    terms = agreement(ONE_FOR_ONE, VETO.format(by=by, entry=entry), most=9)
    (finding,) = [one for one in check(terms, people, ON) if one.code == "veto-unknown-entry"]
    assert (finding.severity, finding.clause, finding.line) == (Severity.ERROR, "veto v", terms.vetoes[0].line)
    assert f'the veto names "{entry}"' in finding.message
    assert words in finding.message
    assert finding.fix
    with pytest.raises(RefusedByRule):
        require(terms, people, ON)
    assert "veto-unknown-entry" not in {one.code for one in check(terms, on=ON)}, "without persons nobody can know"
    assert "veto-unknown-entry" not in {one.code for one in check(terms, people, dt.date(2026, 5, 1))}, "it has ended"


@pytest.mark.parametrize(
    ("by", "entry"), [("azure", "H-a"), ("azure", "azure/H-a"), ("host", "H-b"), ("host", "amber/H-b")]
)
def test_a_veto_on_an_entry_that_is_there_is_sound(by: str, entry: str) -> None:
    """With or without the party before it; the intermediary may name entries of every holder."""
    terms = agreement(ONE_FOR_ONE, VETO.format(by=by, entry=entry), most=9)
    found = check(terms, [person("a"), person("b", "amber", "azure")], ON)
    assert "veto-unknown-entry" not in {finding.code for finding in found}


def test_a_named_exchange_of_an_entry_that_is_not_there_is_an_error() -> None:
    """Each id once, wherever it stands: wanted, wanted against, or released out of goodwill."""
    named = clause("named", 'goodwill = ["azure/H-x", "azure/H-a"]', "wants = [",
                   '  { entry = "azure/H-b", against = ["amber/H-y", "azure/H-x", "amber/H-b"] },', "]")  # fmt: skip
    terms = agreement(ONE_FOR_ONE, named, most=9)
    found = [f for f in check(terms, [person("a"), person("b", "amber", "azure")], ON) if f.severity is Severity.ERROR]
    assert {finding.code for finding in found} == {"named-unknown-entry"}
    assert {finding.clause for finding in found} == {"c"}
    named_ids = sorted(finding.message.split('"')[1] for finding in found)
    assert named_ids == ["amber/H-y", "azure/H-b", "azure/H-x"]


def test_a_person_listed_twice_is_an_error() -> None:
    """Neither an id nor a held entry stands for two people."""
    people = [person("a"), person("a", held_id="other", sought_id=""), person("b", held_id="H-c", sought_id="S-d"),
              person("c", held_id="H-c"), person("d"), person("e", "amber", "azure", sought_id="S-d")]  # fmt: skip
    found = [f.message for f in check(agreement(ONE_FOR_ONE, most=5), people, ON) if f.code == "same-person-twice"]
    assert found == [
        "a is listed 2 times",
        "the held entry H-c stands for 2 persons",
        "the sought entry S-d stands for 2 persons",
    ]


def test_ages_of_the_law_are_tried_whatever_ages_the_agreement_names() -> None:
    """A category from 16 up lets a child of 17 into the balance: found although the agreement never says 18."""
    text = SOUND.replace("{ age_under = 18 }", "{ age_under = 16 }")
    assert "child-in-balance" in codes(text, Severity.ERROR)


def test_without_a_day_the_agreements_own_date_counts() -> None:
    """No clock is read: the same file gives the same findings tomorrow."""
    veto = '[[veto]]\nid = "v"\nby = "azure"\nentries = ["1"]\nreason = "own_request"\nexpires = 2026-02-05\n'
    text = SOUND.replace(YOUNG, "") + veto
    assert {finding.code for finding in check(parse_terms(text))} == set()
    assert {finding.code for finding in check(parse_terms(text), on=dt.date(2026, 2, 5))} == {"veto-expired"}


def test_a_wounded_person_who_is_not_seriously_wounded_may_be_in_a_balance() -> None:
    """Article 109 speaks of the seriously wounded and sick; the linter does not cry wolf over others."""
    wounded = f'who = {{ medical = "{Medical.WOUNDED}" }}'
    assert "medical-conditional" not in codes(SOUND.replace('id = "anyone"', f'id = "anyone"\n{wounded}'))
    serious = f'who = {{ medical = "{Medical.SERIOUSLY_SICK}", rank = "major" }}'
    sick_only = SOUND.replace('who = { medical = ["seriously_wounded", "seriously_sick"] }', serious)
    assert "medical-conditional" in codes(sick_only)
