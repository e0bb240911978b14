"""How much a peer may ask, and who may open what matched."""

import datetime as dt
from dataclasses import replace

import pytest

from private_sides import AMBER, AMBER_LIST, AZURE, AZURE_LIST, NOW, after_core, entry, usual
from safeconduct.errors import RefusedByRule, UnreadableInput
from safeconduct.people.private import (
    Disclosure,
    Limits,
    Line,
    Opened,
    check_answer,
    check_new_run,
    check_own_list,
    check_peer_list,
    check_values,
    disclose,
    disclosure_file,
    look,
    read_disclosure,
    side_by_side,
    start_file,
)
from safeconduct.people.private.memory import digest
from safeconduct.people.private.rules import read_ledger, read_limits, write_limits, write_line

LIMITS = Limits(entries=512, runs_a_day=2, values_in_30_days=1000)
HOUR = dt.timedelta(hours=1)


def test_runs_a_day_are_counted_for_each_peer_and_for_24_hours() -> None:
    """The third run of a day is refused with the hour at which it may begin; another peer and the next day are free."""
    ledger = [Line(NOW - 20 * HOUR, "amber", "1", "start"), Line(NOW - HOUR, "amber", "2", "start")]
    with pytest.raises(RefusedByRule, match="2026-02-11 13:30 UTC"):
        check_new_run(ledger, "amber", NOW, LIMITS)
    check_new_run(ledger, "host", NOW, LIMITS)
    check_new_run(ledger, "amber", NOW + 5 * HOUR, LIMITS)
    check_new_run([Line(NOW, "amber", "2", "answer", values=5)] * 9, "amber", NOW, LIMITS)


def test_answered_values_add_up_over_30_days() -> None:
    """Answers of a month ago no longer count; one value over the limit is refused."""
    ledger = [
        Line(NOW - 31 * 24 * HOUR, "amber", "0", "answer", values=900),
        Line(NOW - 24 * HOUR, "amber", "1", "answer", values=600),
        Line(NOW - 24 * HOUR, "host", "1", "answer", values=999),
    ]
    check_values(ledger, "amber", 400, NOW, LIMITS)
    with pytest.raises(RefusedByRule, match="600 were given to this peer"):
        check_values(ledger, "amber", 401, NOW, LIMITS)


def test_lists_over_the_limit_are_refused_on_either_side() -> None:
    """An empty list is refused, too: it would ask and give nothing."""
    check_own_list(512, LIMITS, "list.csv")
    check_peer_list(512, LIMITS, "amber")
    for people in (0, 513):
        with pytest.raises(RefusedByRule, match=r"1 to 512"):
            check_own_list(people, LIMITS, "list.csv")
    with pytest.raises(RefusedByRule, match="1,024"):
        check_peer_list(1024, LIMITS, "amber")


def test_limits_and_ledger_are_read_back_or_refused() -> None:
    """What is damaged is named line by line, and no limit is taken for granted."""
    assert read_limits(write_limits(LIMITS), "limits.toml") == LIMITS
    with pytest.raises(UnreadableInput) as caught:
        read_limits("entries = 0\nruns_a_day = true\nspeed = 3\n", "limits.toml")
    assert [fault.field for fault in caught.value.faults] == ["entries", "runs_a_day", "speed"]
    line = Line(NOW, "amber", "1", "open", "core", fields="rank", reviewers="L. K.; M. T.")
    first = write_line(line, "")
    second = write_line(line, digest(first.strip()))
    assert read_ledger(first + second, "ledger.jsonl") == (line, line)
    with pytest.raises(UnreadableInput) as caught:
        read_ledger(first + "{}\nnothing\n", "ledger.jsonl")
    assert [fault.row for fault in caught.value.faults] == [2, 3]
    for missing in (second, first + first, first + second.replace('"rank"', '"place"') + second):
        with pytest.raises(UnreadableInput, match="limits cannot be kept"):
            read_ledger(missing, "ledger.jsonl")


def opened(pseudonyms: set[str], **changes: object) -> Disclosure:
    """What azure opens of its matches."""
    words = {
        "list_sha256": "0" * 64,
        "chosen": ["given_name", "family_name", "birth_date"],
        "reviewers": ["L. K.", "M. T."],
        "because": "to tell namesakes apart",
    }
    return disclose(after_core()[0], AZURE_LIST, pseudonyms=pseudonyms, **(words | changes))  # type: ignore[arg-type]


def test_chosen_fields_are_shown_side_by_side() -> None:
    """The other side reads them beside its own words; names agree across languages, the field not opened is absent."""
    azure, amber = after_core()
    disclosed = opened({azure.hits[0].pseudonym})
    read = read_disclosure(amber, look(disclosure_file(azure, disclosed, AZURE), "d"), AMBER)
    assert read == disclosed
    rows = side_by_side(amber, read, AMBER_LIST)
    assert [(row.entry_id, row.field, row.ours, row.theirs, row.agree) for row in rows] == [
        ("7", "family_name", "Нечитайленко", "Нечитайленко", "yes"),
        ("7", "given_name", "Филипп", "Пилип", "yes"),
        ("7", "birth_date", "1990-12-05", "1990-05-12", "no"),
    ]
    assert rows[0].pseudonyms == tuple(sorted(hit.pseudonym for hit in azure.hits))


def test_nothing_is_opened_without_two_reviewers_a_reason_and_a_match() -> None:
    """All that is missing is told at once; what did not match, another list and a health field stay closed."""
    with pytest.raises(RefusedByRule) as caught:
        opened(
            {"aaaabbbbccccdddd"},
            chosen=["medical"],
            reviewers=["L. K.", "l. k."],
            because=" ",
            list_sha256="1" * 64,
        )
    codes = [fault.code for fault in caught.value.faults]
    assert codes == ["one_reviewer", "empty", "other_list", "not_matched", "field"]
    with pytest.raises(RefusedByRule):
        opened(set())


def test_a_disclosure_of_another_run_or_of_nobody_is_refused() -> None:
    """It must belong to this run, and speak of pseudonyms that this side found, too."""
    azure, amber = after_core()
    disclosed = opened({azure.hits[0].pseudonym})
    row = disclosed.rows[0]
    for strange, words in (
        (replace(disclosed, rows=(replace(row, names=("aaaa",)),)), "did not find"),
        (replace(disclosed, rows=(replace(row, names=()),)), "did not find"),
        (replace(disclosed, pseudonyms=("aaaa",)), "did not find"),
        (replace(disclosed, rows=(replace(row, alias="7"),)), "no entry can have"),
        (replace(disclosed, rows=(replace(row, names=row.names * 2),)), "no entry can have"),
        (replace(disclosed, rows=(row, row)), "one entry twice"),
        (replace(disclosed, run_id="0" * 16), "another run"),
    ):
        with pytest.raises(RefusedByRule, match=words):
            read_disclosure(amber, look(disclosure_file(azure, strange, AZURE), "d"), AMBER)
    with pytest.raises(RefusedByRule, match="opens nothing"):
        read_disclosure(amber, look(start_file(usual()[0], AZURE), "d"), AMBER)


def test_the_size_of_a_disclosure_hides_how_much_is_opened() -> None:
    """One short and one longer reason give files of the same length, but for the digits that tell it."""
    azure, _ = after_core()
    sizes = {
        len(disclosure_file(azure, opened({azure.hits[0].pseudonym}, chosen=fields), AZURE))
        for fields in (["sex"], ["family_name", "given_name", "patronymic", "birth_date", "place"])
    }
    assert len(sizes) == 1


def test_a_word_that_is_no_date_is_shown_and_not_compared() -> None:
    """The other side's words are shown as they are, whatever they are."""
    azure, amber = after_core()
    names = (azure.hits[0].pseudonym,)
    words = {"birth_date": "about 1990", "sex": "?"}
    row = Disclosure(azure.run_id, names, ("birth_date", "sex"), ("a", "b"), "c", (Opened(names[0], names, words),))
    shown = side_by_side(amber, row, [entry("7", "Нечитайленко Филипп", "1990")])
    assert [(one.ours, one.theirs, one.agree) for one in shown] == [("1990", "about 1990", ""), ("", "?", "")]


@pytest.mark.parametrize("word", ["=HYPERLINK(1)", "+1", " @x", "-2", "a\tb", "a\x1b[2J", "x" * 1001])
def test_words_that_a_spreadsheet_or_terminal_would_obey_are_refused(word: str) -> None:
    """Neither taken from the other office, whatever it has signed, nor sent to it."""
    azure, amber = after_core()
    disclosed = opened({azure.hits[0].pseudonym})
    row = disclosed.rows[0]
    sly = replace(disclosed, rows=(replace(row, words={**row.words, "given_name": word}),))
    with pytest.raises(UnreadableInput, match="may not stand there"):
        read_disclosure(amber, look(disclosure_file(azure, sly, AZURE), "d"), AMBER)
    with pytest.raises(RefusedByRule, match="would refuse these words"):
        opened({azure.hits[0].pseudonym}, because=word)


def test_a_start_file_of_an_earlier_run_is_not_answered_again() -> None:
    """Nor other values in a round that the ledger knows as answered; the very same ones may be, after a broken call."""
    line = Line(NOW, "amber", "1", "answer", "core", 512, theirs="c1", asked="v1")
    assert check_answer([line], line)
    assert not check_answer([line], replace(line, round="wide", asked="v2"))
    assert not check_answer([line], replace(line, run="2", theirs="c2"))
    assert not check_answer([line], replace(line, run="2", peer="host"))
    with pytest.raises(RefusedByRule, match="for other values"):
        check_answer([line], replace(line, asked="v2"))
    with pytest.raises(RefusedByRule, match=r"was answered in the run 1, on 2026-02-11 09:30 UTC: it is an older file"):
        check_answer([line], replace(line, run="2"))
