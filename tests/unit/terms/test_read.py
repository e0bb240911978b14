"""Reading terms.toml: every fault with its line, all at once, and one canonical form."""

from __future__ import annotations

from pathlib import Path

import pytest

from agreements import HEAD, ONE_FOR_ONE, PRIORITIES, TEMPLATE, agreement, template
from safeconduct.errors import Fault, UnreadableInput
from safeconduct.people.model import GroupKind, Identity
from safeconduct.terms import All, KeepTogether, OneForOne, Ratio, Remains, Shortfall, parse_terms, read_terms


def faults(text: str) -> tuple[Fault, ...]:
    with pytest.raises(UnreadableInput) as raised:
        parse_terms(text)
    return raised.value.faults


def test_template_of_the_example_has_the_shape_that_was_agreed() -> None:
    """All seriously wounded, all under 25 with a floor, one for one with a ceiling, remains apart, families whole."""
    read = template(floor=7, ceiling=30)
    by_id = {clause.id: clause for clause in read.clauses}
    assert isinstance(by_id["wounded"], All)
    assert not by_id["wounded"].conditional
    young, others = by_id["under_25"], by_id["others"]
    assert isinstance(young, All)
    assert (young.min, young.on_shortfall) == (7, Shortfall.FAIL)
    assert isinstance(others, OneForOne)
    assert (others.max, others.tolerance) == (30, 0)
    assert isinstance(by_id["remains"], Remains)
    families = by_id["families"]
    assert isinstance(families, KeepTogether)
    assert families.groups == (GroupKind.FAMILY,)
    assert by_id["others"].title.into("uk") == "Інші полонені один на одного, щонайбільше 30 з кожної сторони"
    assert by_id["others"].title.into("fr") == str(by_id["others"].title)
    assert read.identity is Identity.MATCHED
    assert [priority.id for priority in read.priorities][:2] == ["medical need", "children"]


def test_lines_are_those_of_the_file() -> None:
    """A clause knows the line of its heading, as an editor counts lines."""
    text = TEMPLATE.read_text(encoding="utf-8").replace("{{", "1").replace("}}", "").replace("1floor", "1")
    text = text.replace("1ceiling", "2").replace("1tranche_cap", "3")
    read = parse_terms(text)
    lines = text.splitlines()
    for clause in read.clauses:
        assert lines[clause.line - 1] == "[[clause]]"
        assert f'"{clause.id}"' in lines[clause.line]


def test_strings_and_comments_do_not_mislead_the_line_numbers() -> None:
    """Brackets, quotes and number signs inside strings are no structure."""
    trick = '[[priority]]\nid = """\n[[clause]]\nkind = "x"\n"""\nwho = { status = [\n  "civilian", # [[veto]]\n ] }\n'
    text = HEAD + trick + '[[priority]]\nid = "a [ # b"\nmeasure = "rank"\n'
    (fault,) = faults(text)
    assert text.splitlines()[(fault.row or 0) - 1] == 'measure = "rank"'


def test_a_file_that_is_not_toml_is_told_with_its_line() -> None:
    """A letter instead of a file: the line where reading stopped, and what is expected."""
    (fault,) = faults('[agreement]\nid = "x"\nAzure and Amber agree.\n')
    assert (fault.row, fault.code) == (3, "not-toml")


def test_a_misspelt_key_is_a_fault_with_a_suggestion() -> None:
    """A key that nobody asked for is never passed over: it may be the ceiling that was meant."""
    (fault,) = faults(HEAD + ONE_FOR_ONE.replace("max = {most}", "maks = 5"))
    assert fault.code == "unknown-key"
    assert "did you mean max?" in fault.expected
    assert fault.field == "clause others: maks"


def test_all_faults_are_told_at_once_in_the_order_of_the_file() -> None:
    """Three faults in three tables come together, by line."""
    text = (
        HEAD.replace('parties = ["azure", "amber"]', 'parties = ["azure"]')
        + ONE_FOR_ONE.replace("{most}", '"many"')
        + PRIORITIES.replace("held_months", "months")
    )
    found = faults(text)
    assert [fault.code for fault in found] == ["missing", "type", "unknown-word"]
    assert [fault.row for fault in found] == sorted(fault.row or 0 for fault in found)


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("{ holder = 'azure' }", "names-a-party"),
        ("{ height = 180 }", "unknown-fact"),
        ("{ medical = 'wonded' }", "unknown-word"),
        ("{ age_under = '25' }", "type"),
        ("{ age_under = true }", "type"),
        ("{ remains = 'yes' }", "type"),
        ("{ any = [] }", "type"),
        ("{ not = [ { remains = true } ] }", "type"),
        ("'everyone'", "type"),
        ("{ rank = 3 }", "type"),
    ],
)
def test_a_predicate_is_data_of_known_facts_only(who: str, code: str) -> None:
    """Words that name a party, unknown facts and wrong types are faults on the line of the predicate."""
    text = HEAD.replace('who = { medical = ["seriously_wounded", "seriously_sick"] }', f"who = {who}")
    (fault,) = faults(text)
    assert fault.code == code
    assert text.splitlines()[(fault.row or 0) - 1].startswith("who = ")


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ('kind = "swap"\nbetween = ["azure", "amber"]', "one of all, one_for_one"),
        ('kind = "quota"\ncategory = "anyone"', "between"),
        ('kind = "quota"\ncategory = "anyone"\nfrom = "azure"', "both from and to"),
        ('kind = "quota"\nbetween = ["azure", "amber"]', "category"),
        ('kind = "quota"\ncategory = "anyone"\nbetween = ["azure", "amber"]\nexactly = 3\nmax = 4', "either exactly"),
        ('kind = "ratio"\ncategory = "anyone"\ngive = { party = "azure", n = 2 }', "get = {"),
        ('kind = "package"', "flows = ["),
        ('kind = "quota"\ncategory = "anyone"\nbetween = ["azure", "amber"]\non_shortfall = "sigh"', "one of fail"),
        ('kind = "remains"\nbetween = ["azure", "amber"]\ntranches = { count = 5 }', "the heading [tranches]"),
        ('kind = "named"', "wants = ["),
        (
            'kind = "named"\nwants = [ { entry = "azure/1" }, { entry = "azure/1", against = ["amber/2"] } ]',
            "each entry once",
        ),
        ('kind = "named"\ngoodwill = ["azure/1 > 2"]', 'without " > "'),
        (
            'kind = "package"\nflows = [ { to = "amber", n = 1 }, { to = "amber", n = 2 } ]',
            "one flow with the number of both",
        ),
    ],
)
def test_a_clause_that_is_incomplete_says_what_is_missing(clause: str, words: str) -> None:
    """Each kind asks for what it needs."""
    found = faults(HEAD + f'[[clause]]\nid = "c"\n{clause}\n')
    assert any(words in fault.expected for fault in found)


@pytest.mark.parametrize("label", ["c#1", "a/b", "c: 1", "a > b"])
def test_an_id_has_no_sign_that_separates_ids_elsewhere(label: str) -> None:
    """Ways, credits and the names of variables are made of ids; such a one would be taken for another clause."""
    (fault,) = faults(HEAD.replace('id = "protected"\nkind', f'id = "{label}"\nkind'))
    assert fault.found == f'"{label}"'


def test_two_clauses_of_one_name_are_a_fault() -> None:
    """The second one is told, with the line of the first."""
    found = faults(HEAD + (ONE_FOR_ONE * 2).replace("{most}", "5"))
    assert [fault.code for fault in found] == ["repeated"]


def test_ratio_and_mirror_give_both_ways() -> None:
    """A ratio speaks of both ways; from and to with mirror = true as well."""
    ratio = '[[clause]]\nid="r"\nkind="ratio"\ncategory="anyone"\ngive={party="amber",n=1}\nget={party="azure",n=3}\n'
    mirror = '[[clause]]\nid="q"\nkind="quota"\ncategory="anyone"\nfrom="azure"\nto="amber"\nmirror=true\n'
    *_, read_ratio, read_quota = agreement(ratio, mirror).clauses
    assert isinstance(read_ratio, Ratio)
    assert read_ratio.flows == (("amber", "azure"), ("azure", "amber"))
    assert read_ratio.lots
    assert set(read_quota.flows) == {("azure", "amber"), ("amber", "azure")}


def test_the_digest_is_of_the_meaning_not_of_the_layout() -> None:
    """Comments and spacing do not change what was signed; a number does."""
    plain = agreement(ONE_FOR_ONE, most=5)
    spaced = agreement(ONE_FOR_ONE.replace("max = {most}", "# at most\n\nmax    = {most}   # each"), most=5)
    other = agreement(ONE_FOR_ONE, most=6)
    assert plain.sha256 == spaced.sha256 != other.sha256
    assert plain.clauses[-1].line == spaced.clauses[-1].line


def test_a_missing_or_binary_file_is_unreadable(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Neither ends in a traceback."""
    with pytest.raises(UnreadableInput):
        read_terms(tmp_path / "terms.toml")
    (tmp_path / "terms.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UnreadableInput):
        read_terms(tmp_path / "terms.toml")


def test_what_becomes_of_those_who_wait_is_hold_or_return() -> None:
    """Hold unless said otherwise; any other word is a fault with its line."""
    assert parse_terms(HEAD).tranches.on_drop_out == "hold"
    assert parse_terms(HEAD + '[tranches]\non_drop_out = "return"\n').tranches.on_drop_out == "return"
    with pytest.raises(UnreadableInput, match="hold"):
        parse_terms(HEAD + '[tranches]\non_drop_out = "release"\n')


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "broken.toml: found No such file or directory; expected a file that can be opened"),
        ("[agreement]\nid = 'ї'".encode("cp1251"), "broken.toml: found byte 0xbf at 18; expected a text file in UTF-8"),
        (b"[agreement]\nid = x\n", "broken.toml, line 2: found Invalid value"),
        (b"", "broken.toml, line 1, agreement: found nothing; expected at least two parties"),
    ],
)
def test_what_cannot_be_read_is_told_in_plain_words(tmp_path: Path, data: bytes | None, words: str) -> None:
    """With the line of the file, and never in the words of a codec or a system call."""
    path = tmp_path / "broken.toml"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UnreadableInput) as caught:
        read_terms(path)
    assert words in str(caught.value)
    assert "Errno" not in str(caught.value)
    assert "codec" not in str(caught.value)
