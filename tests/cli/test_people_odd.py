"""Odd lists through ``people read`` and ``people match``: everything is kept, flagged and told; nothing breaks."""

import csv
import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safeconduct.cli.people import app
from safeconduct.errors import UsageError
from safeconduct.people import ListKind, match, read_list, review_queue, write_queue

HEADINGS = "id;surname;first name;patronymic;dob\n"
# A flag, the row of a held list that has it, and how the other side writes the same person.
ODD = (
    ("mixed_scripts:family_name", "Нeчитайленко;Пилип;Ілліч;12.05.1990", "Нечитайленко;Филипп;Ильич;12.05.1990"),
    ("mixed_scripts:given_name", "Вернигора;Oлексій;Юрійович;01.02.1991", "Вернигора;Алексей;Юрьевич;01.02.1991"),
    ("zero_width:family_name", "Дзю\u200bбенко;Ігор;Петрович;03.04.1992", "Дзюбенко;Игорь;Петрович;03.04.1992"),
    ("bidi_control:family_name", "\u202eЖабко\u202c;Юрій;Ілліч;05.06.1993", "Жабко;Юрий;Ильич;05.06.1993"),
    ("control_character:family_name", "Зінч\x07енко;Юрій;Ілліч;07.08.1994", "Зинченко;Юрий;Ильич;07.08.1994"),
    ("very_long:family_name", f"{'Довгий' * 50};Семен;Юрійович;09.10.1970", f"{'Довгий' * 50};Семён;;09.10.1970"),
    ("digits:family_name", "Кириченко2;Антон;Ілліч;11.12.1971", "Кириченко;Антон;Ильич;11.12.1971"),
    ("unreadable_character:family_name", "Лисов\ufffdц;Іван;Юрійович;13.01.1972", "Лисовец;Иван;Юрьевич;13.01.1972"),
    ("empty_name", ";;Лук'янович;15.02.1973", ";;Лукьянович;15.02.1973"),
    ("before_1900:birth_date", "Міняйло;Макар;Ілліч;17.03.1850", "Миняйло;Макар;Ильич;17.03.1950"),
    ("in_the_future:birth_date", "Надточій;Назар;Ілліч;19.04.2990", "Надточий;Назар;Ильич;19.04.1990"),
    ("two_digit_year:birth_date", "Оверченко;Олег;Ілліч;21.05.75", "Оверченко;Олег;Ильич;21.05.1975"),
    ("month_first:birth_date", "Приходько;Павло;Ілліч;06/23/1976", "Приходько;Павел;Ильич;23.06.1976"),
    ("said_unknown:birth_date", "Рябошапка;Роман;Ілліч;невідомо", "Рябошапка;Роман;Ильич;25.07.1977"),
    ("repeated", "Сокирко;Сергій;Ілліч;27.08.1978", "Сокирко;Сергей;Ильич;27.08.1978"),
    ("repeated", "Сокирко;Сергій;Ілліч;27.08.1978", "Сокирко;Сергей;Ильич;27.08.1978"),
)


def call(*words: object) -> tuple[str, str]:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout, result.stderr


def write(path: Path, *rows: str) -> Path:
    path.write_text(HEADINGS + "".join(f"{row}\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """A held list in which each row is odd in one way, and a sought list of the same people, row by row."""
    held = [f"{at};{row}" for at, (_, row, _) in enumerate(ODD)]
    sought = [f"{at};{row}" for at, (*_, row) in enumerate(ODD)]
    return write(tmp_path / "azure-held.csv", *held), write(tmp_path / "amber-sought.csv", *sought)


def test_odd_entries_are_read_as_they_stand_and_told(lists: tuple[Path, Path]) -> None:
    """``read`` names the flag, the row, and what it means; no letter of the entry is changed."""
    stdout, stderr = call("read", lists[0], "--kind", "sought", "--json")
    rows = json.loads(stdout)["rows"]
    for at, (flag, _, _) in enumerate(ODD):
        assert at + 2 in rows[flag], flag
        line = next(line for line in stderr.splitlines() if line.strip().startswith(f"{flag}:"))
        assert " - " in line
    entries = read_list(lists[0], party="azure", kind=ListKind.SOUGHT, parties=["azure"]).entries
    written = [";".join((one.family_name, one.given_name, one.patronymic)) for one in entries]
    assert written == [row.rpartition(";")[0] for _, row, _ in ODD]


def test_odd_entries_are_compared_by_what_they_mean(lists: tuple[Path, Path], tmp_path: Path) -> None:
    """``match`` finds each of these people, and loses no entry."""
    document = json.loads(call("match", *lists, "--out", tmp_path / "out", "--json")[0])
    with (tmp_path / "out" / "matches.csv").open(encoding="utf-8", newline="") as stream:
        found = {(row["held_id"], row["sought_id"]) for row in csv.DictReader(stream) if row["band"] != "no"}
    assert {(str(at), str(at)) for at in range(len(ODD))} <= found
    assert document["held_without_match"] == document["sought_without_match"] == 0


def test_a_queue_tells_what_is_odd_in_words(lists: tuple[Path, Path], tmp_path: Path) -> None:
    """Whoever decides a pair reads why an entry looks as it does."""
    day = dt.date(2026, 1, 1)
    held = read_list(lists[0], party="azure", kind=ListKind.SOUGHT, parties=["azure"], on=day).entries
    held = tuple(replace(entry, kind=ListKind.HELD) for entry in held)
    sought = read_list(lists[1], party="amber", kind=ListKind.SOUGHT, parties=["amber"]).entries
    matches = match(held, sought)
    queue = review_queue(matches.pairs, [], [*held, *sought], year=2026)
    write_queue(queue, matches, tmp_path / "queue.csv")
    with (tmp_path / "queue.csv").open(encoding="utf-8", newline="") as stream:
        told = {row["held_id"]: row["odd_held"] for row in csv.DictReader(stream)}
    assert "Family name: Latin and Cyrillic letters in one word" in told["0"]
    assert "Date of birth: in the future" in told["10"]
    assert all(told.values())


def test_an_explanation_shows_letters_that_cannot_be_seen(tmp_path: Path) -> None:
    """By their numbers, on the terminal and in the picture, so that none turns the line around."""
    held = write(tmp_path / "azure-held.csv", f"1;{ODD[3][1]}")
    sought = write(tmp_path / "amber-sought.csv", f"7;{ODD[3][2]}")
    stdout, _ = call("explain", held, sought, 1, 7, "--language", "uk", "--svg", tmp_path / "pair.svg")
    assert "⟨U+202E⟩Жабко" in stdout
    assert "\u202e" not in stdout + (tmp_path / "pair.svg").read_text("utf-8")
    assert "Прізвище: приховані знаки" in stdout


def test_rows_of_one_id_are_kept_apart_and_left_to_review(tmp_path: Path) -> None:
    """Both are compared under ids of their own, the rows are told, and neither is proposed; ``explain`` asks which."""
    held = write(tmp_path / "azure-held.csv", f"1;{ODD[0][1]}", f"2;{ODD[1][1]}", f"1;{ODD[9][1]}")
    sought = write(tmp_path / "amber-sought.csv", f"7;{ODD[0][2]}", f"8;{ODD[1][2]}")
    assert (
        "repeated_id: 2 (row 2, 4) - the list gives one id to several rows" in call("read", held, "--kind", "sought")[1]
    )
    stderr = call("match", held, sought, "--out", tmp_path / "out")[1]
    assert "2 rows have the id '1'; here they are '1#1' (row 2) or '1#2' (row 4)" in stderr
    with (tmp_path / "out" / "matches.csv").open(encoding="utf-8", newline="") as stream:
        found = {(row["held_id"], row["sought_id"]): row for row in csv.DictReader(stream)}
    assert found["2", "8"]["band"] == "propose"
    assert found["1#1", "7"]["band"] == "review"
    assert "id_repeated" in found["1#1", "7"]["reasons"]
    with pytest.raises(UsageError, match=r"Several rows have it; say '1#1' \(row 2\) or '1#2' \(row 4\)"):
        call("explain", held, sought, 1, 7)
    assert "у списку один номер мають кілька рядків" in call("explain", held, sought, "1#1", 7, "--language", "uk")[0]


def test_ten_thousand_entries_of_one_name_are_set_aside_and_told(tmp_path: Path) -> None:
    """A hundred million pairs that nobody could decide are not made; all entries are kept, and the others compared."""
    rows = [f"{number};Мороз;Іван;Петрович;1990" for number in range(10_000)]
    held = write(tmp_path / "azure-held.csv", *rows, f"a;{ODD[0][1]}", f"b;{ODD[1][1]}")
    sought = write(tmp_path / "amber-sought.csv", *rows, f"c;{ODD[0][2]}", f"d;{ODD[1][2]}")
    assert "repeated: 10000" in call("read", held, "--kind", "sought")[1]
    stdout, stderr = call("match", held, sought, "--out", tmp_path / "out", "--json")
    document = json.loads(stdout)
    assert (document["propose"], document["set_aside"], document["set_aside_in_a_list"]) == (2, 20_000, 20_000)
    assert document["held_without_match"] == document["sought_without_match"] == 10_000
    assert (
        "20,000 entries agree in family + given + father and in nothing finer"
        " (amber-sought.csv, rows 2, 3, 4 and 9,997 more; azure-held.csv, rows 2, 3, 4 and 9,997 more);"
        " no other rule pairs any." in stderr
    )
    assert "Ask the party for a birth date" in stderr
    assert (tmp_path / "out" / "set-aside.csv").read_text("utf-8").count("\n") == 40_001
