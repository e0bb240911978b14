"""Lists in."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from safeconduct.errors import UnreadableInput
from safeconduct.people.encoding import decode
from safeconduct.people.model import Carriage, Entry, ListKind, Medical, PartialDate, Sex, Status
from safeconduct.people.read import ListFile, ListSource, read_list, read_lists

PARTIES = ("azure", "amber")
UK = "№ з/п;Прізвище;Ім'я;По батькові;Дата народження;Стать;Місце тримання\n1;Шевченко;Єва;Юріївна;31.12.1990;ж;S1\n"
RU = "№ п/п;Фамилия;Имя;Отчество;Дата рождения;Пол;Место содержания\n1;ЩЕРБАКОВ;Пётр;Юрьевич;31.12.1990;м;S1\n"
BE = "№ п.п.;Прозвішча;Імя;Імя па бацьку;Дата нараджэння;Пол чалавека\n1;Кавалёў;Уладзімір;Янавіч;1990;м\n"


def read(path: Path, kind: ListKind = ListKind.SOUGHT, on: dt.date | None = None) -> ListFile:
    return read_list(path, party="azure", kind=kind, parties=PARTIES, on=on)


def csv(folder: Path, *rows: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding)
    return path


def one(folder: Path, headings: str, row: str, on: dt.date | None = None) -> Entry:
    (entry,) = read(csv(folder, headings, row), on=on).entries
    return entry


def faults(folder: Path, *rows: str, kind: ListKind = ListKind.SOUGHT) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(UnreadableInput) as caught:
        read(csv(folder, *rows), kind)
    return [(fault.row, fault.field, fault.code) for fault in caught.value.faults]


def _pages() -> list[tuple[str, str]]:
    """Each text with each code page that has its letters."""
    unicode = [(text, page) for text in (UK, RU, BE) for page in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le")]
    uk, ru, be = (text.replace("№", "N") for text in (UK, RU, BE))
    all_have = [(text, page) for text in (uk, ru, be) for page in ("cp1251", "iso8859-5", "mac-cyrillic")]
    some_have = [(uk, "koi8-u"), (ru, "koi8-u"), (ru, "koi8-r"), (ru, "cp866"), (ru, "cp1125"), (uk, "cp1125")]
    return unicode + all_have + some_have


@pytest.mark.parametrize(("text", "page"), _pages())
def test_every_usual_encoding_is_told_from_the_text_alone(text: str, page: str) -> None:
    """Where a code page has the letters of the text, the text comes back as it was written."""
    assert decode(text.encode(page)).text == text


def test_polish_code_pages_are_told_from_cyrillic_ones() -> None:
    """A list in Belarusian Latin letters saved as windows-1250 does not turn into Cyrillic."""
    text = "Šuško, Žuk, Čajka\nKaspiarovič, Łukašenka"
    assert decode(text.encode("cp1250")).text == text


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """Random bytes under the name of a list are not read as some list."""
    path = tmp_path / "list.csv"
    path.write_bytes(bytes(range(128, 256)) * 4)
    with pytest.raises(UnreadableInput, match="no known encoding"):
        read(path)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_shows_the_headings(tmp_path: Path, separator: str) -> None:
    """A quoted cell may hold any separator, a line break and quotes."""
    cell = '"Шевченко, ""мол."";\n|\tII"'
    path = csv(tmp_path, separator.join(["id", "surname", "note"]), separator.join(["0012", cell, "x"]))
    (entry,) = read(path).entries
    assert (entry.entry_id, entry.family_name) == ("0012", 'Шевченко, "мол.";\n|\tII')


def test_titles_above_and_a_tag_row_below_the_headings_are_passed_over(tmp_path: Path) -> None:
    """Rows are numbered as the spreadsheet numbers them, whatever stands above."""
    entry = read(
        csv(
            tmp_path,
            "Список осіб;;",
            ";;",
            "№;Прізвище;xx",
            "#affected+id;#affected+name+family;#date+birth",
            "7;Мороз;1990",
        )
    ).entries[0]
    assert (entry.row, entry.family_name, entry.birth_date) == (5, "Мороз", PartialDate(1990))


def test_a_workbook_gives_real_dates_and_ids_as_text(tmp_path: Path) -> None:
    """The number 12 is the id "12", the text 0012 stays as it is, and a date cell needs no guessing."""
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Пояснення").write_row(0, 0, ["nothing to see here"])
        sheet = book.add_worksheet("Список")
        sheet.write_row(0, 0, ["id", "surname", "born", "site"])
        sheet.write_row(1, 0, [12, "Мороз", None, "S1"])
        sheet.write_datetime(1, 2, dt.date(1990, 12, 31), book.add_format({"num_format": "dd.mm.yyyy"}))
        sheet.write_row(2, 0, ["0012", "Мороз", 1991, "S1"])
    first, second = read(path, ListKind.HELD).entries
    assert (first.entry_id, first.birth_date) == ("12", PartialDate(1990, 12, 31))
    assert (second.entry_id, second.birth_date) == ("0012", PartialDate(1991))


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("31.12.1990", "1990-12-31"),
        ("1990-12-31", "1990-12-31"),
        ("31/12/90", "1990-12-31"),
        ("12 грудня 1990", "1990-12-12"),
        ("12 декабря 1990 г.", "1990-12-12"),
        ("12 снежня 1990", "1990-12-12"),
        ("12 Dec 1990", "1990-12-12"),
        ("5 листопада 1990 року", "1990-11-05"),
        ("5 лістапада 1990", "1990-11-05"),
        ("3 мая 1990", "1990-05-03"),
        ("травень 1990", "1990-05"),
        ("05.1990", "1990-05"),
        ("1990", "1990"),
        ("1990 г.р.", "1990"),
        ("02/13/1990", "1990-02-13"),
    ],
)
def test_dates_keep_the_exactness_they_are_written_with(tmp_path: Path, written: str, date: str) -> None:
    """No day or month is made up."""
    assert str(one(tmp_path, "id;surname;dob", f"1;Мороз;{written}").birth_date) == date


def test_odd_dates_are_kept_and_flagged(tmp_path: Path) -> None:
    """A birth in 1850 or next year is a statement all the same."""
    row = "id;surname;dob;held since"
    old = one(tmp_path, row, "1;Мороз;01.01.1850;?", on=dt.date(2026, 1, 1))
    assert old.flags == ("before_1900:birth_date", "said_unknown:held_since")
    assert one(tmp_path, row, "1;Мороз;2030;", on=dt.date(2026, 1, 1)).flags == ("in_the_future:birth_date",)
    assert one(tmp_path, row, "1;Мороз;2030;").flags == ()


@pytest.mark.parametrize(
    ("name", "flags"),
    [
        ("Моpоз", ("mixed_scripts:family_name",)),
        ("Мо\u200bроз", ("zero_width:family_name",)),
        ("\u202eзороМ", ("bidi_control:family_name",)),
        ("М" * 300, ("very_long:family_name",)),
        ("Мороз2", ("digits:family_name",)),
        ("", ("empty_name",)),
        ("Мороз-Гай", ()),
        ("D'Artagnan", ()),
    ],
)
def test_odd_names_are_kept_as_they_stand_and_flagged(tmp_path: Path, name: str, flags: tuple[str, ...]) -> None:
    """Nothing in a name is repaired; the reviewer is told."""
    entry = one(tmp_path, "id;surname", f"1;{name}")
    assert (entry.family_name, entry.flags) == (name, flags)


def test_value_words_of_all_languages_are_understood(tmp_path: Path) -> None:
    """One list may use words of two languages."""
    entry = one(
        tmp_path,
        "id;surname;sex;status;medical;carriage;consent;remains",
        "1;Мороз;жін.;военнопленная;Тяжкопоранена;на ношах;згодна;ні",
    )
    assert (entry.sex, entry.status, entry.medical) == (Sex.FEMALE, Status.COMBATANT, Medical.SERIOUSLY_WOUNDED)
    assert (entry.carriage, entry.remains, str(entry.consent)) == (Carriage.STRETCHER, False, "yes")


def test_all_faults_come_at_once_with_row_and_column(tmp_path: Path) -> None:
    """Bad date, unknown word, unknown party, missing id and unknown guardian in one file."""
    found = faults(
        tmp_path,
        "№;Прізвище;Дата народження;Стать;home;guardian",
        "1;Мороз;31.02.1990;ж;amber;",
        "1;Гай;1990;кіт;amber;",
        ";Луг;1990;ж;;",
        "3;Бор;1990;ж;crimson;99",
    )
    assert found == [
        (2, "Дата народження", "date"),
        (3, "Стать", "unknown_word"),
        (4, "№", "no_id"),
        (5, "home", "unknown_party"),
        (5, "guardian", "guardian"),
    ]


def test_rows_of_one_id_are_all_kept_under_ids_of_their_own(tmp_path: Path) -> None:
    """In the order of the rows, with the other rows named; ids that the list has itself are not taken."""
    rows = ["A17;Мороз", "A18;Гай", "A17;Луг", "A17#1;Бор", "A17;Яр", "B;Дуб", "B;Клен"]
    entries = read(csv(tmp_path, "id;surname", *rows)).entries
    assert [(entry.entry_id, entry.flags) for entry in entries] == [
        ("A17##1", ("repeated_id:2, 4, 6",)),
        ("A18", ()),
        ("A17##2", ("repeated_id:2, 4, 6",)),
        ("A17#1", ()),
        ("A17##3", ("repeated_id:2, 4, 6",)),
        ("B#1", ("repeated_id:7, 8",)),
        ("B#2", ("repeated_id:7, 8",)),
    ]
    assert [entry.original["id"] for entry in entries][:3] == ["A17", "A18", "A17"]


def test_made_ids_of_two_repeated_ids_cannot_meet(tmp_path: Path) -> None:
    """However close the ids of the list come to the made ones."""
    rows = [f"{one};Мороз" for one in ("A", "A", "A#", "A#", "A#1", "A##2", "A##2", "A#", "A#2#1")]
    ids = [entry.entry_id for entry in read(csv(tmp_path, "id;surname", *rows)).entries]
    assert len(set(ids)) == len(rows)
    assert {"A", "A#", "A##2"}.isdisjoint(ids)


def test_a_guardian_whose_id_several_rows_have_is_a_fault(tmp_path: Path) -> None:
    """Nobody can say which of the two answers for the child."""
    found = faults(tmp_path, "id;surname;guardian", "1;Мороз;2", "2;Гай;", "2;Луг;")
    assert found == [(2, "guardian", "guardian")]


def test_compulsory_columns_and_doubled_ones_are_named(tmp_path: Path) -> None:
    """A held list needs a place of detention; two columns for one thing are not resolved by guessing."""
    found = faults(tmp_path, "Прізвище;surname;Дата народження", "Мороз;Мороз;1990", kind=ListKind.HELD)
    assert [code for _, _, code in found] == ["heading_twice", "missing_column", "missing_column"]
    assert faults(tmp_path, "just;some;text") == [(None, None, "headings")]


def test_remains_cannot_sit(tmp_path: Path) -> None:
    """Remains with a seat are a contradiction, not a choice for the reader."""
    assert faults(tmp_path, "id;surname;remains;carriage", "1;Мороз;так;сидячи") == [(2, "carriage", "contradiction")]
    assert one(tmp_path, "id;surname;remains", "1;Мороз;так").carriage is Carriage.REMAINS


def test_thousands_of_faults_are_cut_with_their_number(tmp_path: Path) -> None:
    """A wrong column does not bury the screen."""
    with pytest.raises(UnreadableInput) as caught:
        read(csv(tmp_path, "id;surname;sex", *(f"{n};Мороз;кіт" for n in range(1000))))
    assert len(caught.value.faults) == 201
    assert "800 more" in str(caught.value)


def test_faults_of_several_lists_come_together(tmp_path: Path) -> None:
    """One call reads all lists of an operation, and names the faulty files."""
    good = csv(tmp_path, "id;surname", "1;Мороз", name="good.csv")
    bad = csv(tmp_path, "id;surname;sex", "1;Мороз;кіт", name="bad.csv")
    empty = tmp_path / "empty.csv"
    empty.touch()
    sources = [ListSource(path, "azure", ListKind.SOUGHT) for path in (good, bad, empty, tmp_path / "none.csv")]
    with pytest.raises(UnreadableInput) as caught:
        read_lists(sources, parties=PARTIES)
    assert [fault.file for fault in caught.value.faults] == ["bad.csv", "empty.csv", "none.csv"]
    assert len(read_lists(sources[:1], parties=PARTIES)) == 1


def test_a_workbook_that_is_none_is_refused(tmp_path: Path) -> None:
    """A text under a workbook's name, and a workbook under a text's name."""
    for name, data, found in (
        ("a.xlsx", b"id;surname", "a damaged workbook"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "locked with a password"),
        ("b.csv", b"PK\x03\x04rest", "a workbook or an archive"),
        ("b.csv", b"%PDF-1.7", "a PDF document"),
        ("b.csv", b"\x89PNG\r\n", "a picture"),
        ("c.pdf", b"%PDF", "the file ending .pdf"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(UnreadableInput, match=found):
            read(path)


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\xd8\x01", b"\x00a\xd8\x00\x00b\x00;", bytes(range(128, 256)) * 4])
def test_broken_text_is_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    """And never in the words of a codec."""
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput, match="no known encoding") as caught:
        read(path)
    assert "codec" not in str(caught.value)


@pytest.mark.parametrize("later", ["", '"A4,Дума,Петро,,,'])
def test_people_below_an_open_quotation_mark_are_not_lost(tmp_path: Path, later: str) -> None:
    """It would make one entry of several, whether or not a second mark closes it by chance."""
    head = "No.,Прізвище,Ім'я,По батькові,Стать,Примітка"
    people = ['A1,"Іваненко,Іван,,ч,', "A2,Петренко,Петро,,ч,", f"{later}A3,Шевчук,Олег,,ч,"]
    assert faults(tmp_path, head, *people) == [(2, None, "csv")]


def test_a_note_of_several_lines_is_one_cell(tmp_path: Path) -> None:
    note = '"brother of A2, seen in May,\nin June, in July, in August"'
    assert one(tmp_path, "No.,Прізвище,Ім'я,По батькові,Стать,Примітка", f"A1,Іваненко,Іван,,ч,{note}").entry_id == "A1"


def test_a_quotation_mark_that_is_never_closed_is_named_with_its_file(tmp_path: Path) -> None:
    """It swallows the rest of the file."""
    path = csv(tmp_path, "id;surname", '1;"Мороз', "x" * 1_000_001)
    with pytest.raises(UnreadableInput) as caught:
        read(path)
    (fault,) = caught.value.faults
    assert (fault.file, fault.row, fault.code) == ("list.csv", 2, "csv")


def test_faults_speak_the_words_of_the_list(tmp_path: Path) -> None:
    """What the file says is quoted as it stands; what it should say comes in its language, with English behind."""
    path = csv(tmp_path, "№ з/п;Прізвище;Стать;Останки;Спосіб перевезення", "1;Мороз;кіт;так;Сидячи")
    with pytest.raises(UnreadableInput) as caught:
        read(path)
    carriage, word = caught.value.faults
    assert word.expected.startswith("one of 'жіноча' (female), 'чоловіча' (male)")
    assert (carriage.found, carriage.expected) == ("'Сидячи' for remains", "'останки' (remains), or nothing")
