"""Names across alphabets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeconduct.people import canonical, tables
from safeconduct.people.keys import JOINED, SWAPPED, keys_of, name_parts
from safeconduct.people.model import Entry, ListKind
from safeconduct.people.skeleton import MOST_READINGS, plain_forms, skeletons
from safeconduct.people.slavic import name_keys

SURNAMES = [
    # Ukrainian, Russian, Belarusian Cyrillic; KMU 2010, ICAO 9303 or BGN/PCGN; Belarusian Latin
    ("Ковальов", "Ковалёв", "Кавалёў", "Kovalov", "Kovalev", "Kavaliou", "Kavaloŭ"),
    ("Щербаков", "Шчарбакоў", "Shcherbakov", "Ščarbakoŭ", "Shcharbakou", "Schtscherbakow"),
    ("Шевченко", "Шаўчэнка", "Shevchenko", "Ševčenko", "Schewtschenko"),
    ("Цвєтков", "Цветков", "Цвяткоў", "Tsvetkov", "Tsviatkou", "Cvetkov"),
    ("Хом'яков", "Хомяков", "Хамякоў", "Khomiakov", "Khomyakov", "Chamiakoŭ"),
    ("Згурський", "Згурский", "Zghurskyi", "Zgurskiy", "Zghurs'kyy"),
    ("Павлов", "Паўлаў", "Pavlov", "Paulau", "Pawlow"),
    ("Васильєв", "Васильев", "Васільеў", "Vasyliev", "Vasilyev", "Vasil'ev"),
    ("Юр'єв", "Юрьев", "Yuriev", "Iurev", "Jurjew"),
    # c before k and in cki: Łacinka, Polish, scientific, GOST 7.79 B
    ("Савицький", "Савицкий", "Савіцкі", "Savicki", "Sawicki", "Savickij", "Saviczkij", "Savic′kyj", "Savytskyi"),
    ("Мацкевич", "Мацкевіч", "Mackevič", "Mackievič", "Maczkevich", "Matskevich"),
    # soft signs and j: ISO 9, DSTU 9112 A and B, GOST 1971
    ("Зайцєв", "Зайцев", "Зайцаў", "Zajcjev", "Zaitsev", "Zajcev", "Zaytsyev"),
    ("Лебедєв", "Лебедев", "Lebedjev", "Lebediev", "Lebedêv"),
    ("Кузьмін", "Кузьмин", "Kuzjmin", "Kuzʹmin", "Kuzmin"),
    ("Дяченко", "Дьяченко", "Дзьячэнка", "Djachenko", "Diachenko", "D’âčenko"),
    # ou, x, tsh; French of the older passports
    ("Белоусов", "Belousov", "Bielousov"),
    ("Михайлов", "Міхайлаў", "Mixajlov", "Mikhaylov", "Michajłaŭ", "Mihajlov"),
    ("Черных", "Chernykh", "Chernyx", "Černyh"),
    ("Ахметшин", "Akhmetshin", "Ahmetšin"),
    ("Шевченко", "Chevtchenko"),
    ("Щербаков", "Chtcherbakov", "Scherbakov"),
    ("Журавлев", "Jouravlev", "Zhuravlev"),
    ("Сергеев", "Sergueev", "Siarhiejeŭ"),
    # Belarusian 2007: ц for т, дз for д, ў
    ("Тихонов", "Ціханаў", "Tsikhanau"),
    ("Дмитриев", "Дзмітрыеў", "Dzmitryyeu", "Dmitriev"),
    ("Степанов", "Сцяпанаў", "Stsiapanau", "Ściapanaŭ"),
    ("Кравченко", "Краўчанка", "Krauchanka"),
    # з before a voiceless consonant, тс and сч
    ("Безсмертний", "Бессмертный", "Bezsmertnyi"),
    ("Сотскова", "Sotskova"),
    ("Дубовий", "Дубовой", "Dubovoy"),
    ("Коржов", "Korzhov", "Koržov", "Коржоў"),
    ("Заєць", "Заяц", "Zaiats", "Zajac"),
]


@pytest.mark.parametrize("spellings", SURNAMES, ids=lambda spellings: spellings[0])
def test_spellings_of_one_surname_agree(spellings: tuple[str, ...]) -> None:
    """Each spelling meets the first one."""
    for spelling in spellings[1:]:
        assert name_keys(spellings[0]) & name_keys(spelling), spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Петренко", "Петренчук"),
        ("Іваненко", "Івченко"),
        ("Мороз", "Мураз"),
        ("Лещенко", "Ляшенко"),
        ("Кот", "Кат"),
        ("Рак", "Рок"),
        ("Ellen", "Allan"),
        ("Jean", "Dean"),
        ("Smith", "Schmidt"),
        ("Lee", "Li"),
        ("Bell", "Ball"),
        ("Hansen", "Henson"),
        ("Алиев", "Алаев"),
        ("Мамедов", "Магомедов"),
        ("Петросян", "Петрасян"),
        ("Özdemir", "Azdamir"),
        ("Гогоберидзе", "Гагаберидзе"),
        ("Chen", "Chan"),
    ],
)
def test_different_names_do_not_agree(one: str, other: str) -> None:
    """Neighbours in the dictionary stay apart, a single syllable keeps its vowel, and so do names that are not Slavic:
    German, English, Turkic, Caucasian, Chinese."""
    assert not name_keys(one) & name_keys(other)


@pytest.mark.parametrize("odd", ["ckou" * 75, "xjcz" * 200, "c" * 300, "M" * 300, "a\u0301" * 200])
def test_ambiguous_letters_do_not_multiply(odd: str) -> None:
    """However many letters of a name can be read in two ways, the keys are few and always the same ones."""
    assert 1 <= len(name_keys(odd)) <= MOST_READINGS
    assert name_keys(odd) == name_keys(odd)


def test_a_name_without_letters_has_no_key() -> None:
    """Nothing agrees with nothing."""
    assert name_keys("") == name_keys("—") == name_keys(" .") == frozenset()


def test_ambiguous_latin_letters_give_several_keys() -> None:
    """Latin c may be к or ц, and ch may be ч or х."""
    assert name_keys("Kuc") & name_keys("Куц")
    assert name_keys("Kuc") & name_keys("Кук")
    assert name_keys("Zacharov") & name_keys("Захаров")


@pytest.mark.parametrize(
    "odd",
    ["Моpоз", "Moроз", "Мо\u200bроз", "\u202aМороз\u202c", "МОРОЗ", " мороз ", "Моро\u0301з", "Мороз?", "Мороз 2"],
)
def test_hidden_and_look_alike_letters_do_not_hide_a_name(odd: str) -> None:
    """The entry keeps its letters; the key is that of the name that is meant."""
    assert name_keys(odd) == name_keys("Мороз")


@given(st.text(max_size=40))
def test_any_text_has_keys_of_letters_only(text: str) -> None:
    """No text makes the keys fail, and the same text gives the same keys."""
    assert name_keys(text) == name_keys(text)
    assert all(plain_forms(text)) or name_keys(text) == frozenset()
    assert all(key.isalpha() for key in name_keys(text))
    assert len(skeletons(text)) <= MOST_READINGS


@pytest.mark.parametrize(
    ("name_id", "spellings"),
    [
        ("volodymyr", ["Володимир", "Владимир", "Уладзімір", "Volodymyr", "Vladimir", "Uladzimir", "Wladimir"]),
        ("mykola", ["Микола", "Николай", "Мікалай", "Mykola", "Nikolai", "Nikolay", "Mikalai"]),
        ("serhii", ["Сергій", "Сергей", "Сяргей", "Serhii", "Sergey", "Siarhei", "Sergej"]),
        ("olena", ["Олена", "Елена", "Алена", "Olena", "Elena", "Yelena", "Alena"]),
        ("hanna", ["Ганна", "Hanna"]),
        ("yevhen", ["Євген", "Евгений", "Яўген", "Yevhen", "Evgenii", "Yauhen"]),
        ("yana", ["Яна", "Yana", "Iana", "Jana"]),
        ("yosyp", ["Йосип", "Иосиф", "Язэп", "Yosyp", "Joseph"]),
        ("kateryna", ["Катерина", "Екатерина", "Кацярына", "Kateryna", "Ekaterina", "Katsiaryna"]),
    ],
)
def test_one_given_name_has_one_id_in_three_languages(name_id: str, spellings: list[str]) -> None:
    """Whatever the language and the Latin system."""
    ids = {canonical.given_id(spelling) for spelling in spellings}
    assert ids == {"anna" if name_id == "hanna" else name_id}


@pytest.mark.parametrize(
    ("father", "patronymics"),
    [
        ("mykola", ["Миколайович", "Николаевна", "Мікалаевіч", "Mykolaivna", "Nikolaevich", "Mikalaeuna"]),
        ("illia", ["Ілліч", "Ильинична", "Іллівна", "Illich", "Ilyich"]),
        ("pavlo", ["Павлович", "Павлівна", "Паўлаўна", "Pavlovna", "Paulauna"]),
        ("lev", ["Львович", "Львівна", "Lvovna"]),
        ("yakiv", ["Якович", "Яковлевна", "Yakovych", "Яківна", "Якаўлевіч"]),
        ("yosyp", ["Йосипович", "Иосифович", "Осипович", "Іосіфавіч", "Yosypivna"]),
        ("hryhorii", ["Григорович", "Григорьевич", "Рыгоравіч", "Hryhorivna", "Grigoryevna"]),
        ("yaroslav", ["Ярославович", "Ярославич"]),
    ],
)
def test_a_patronymic_leads_to_the_father(father: str, patronymics: list[str]) -> None:
    """However it is formed, and for sons and daughters alike."""
    assert {canonical.father_id(patronymic) for patronymic in patronymics} == {father}


def test_every_official_spelling_leads_to_its_own_name() -> None:
    """No name of the table is swallowed by another."""
    for name in tables.given_names():
        for form in name.official:
            assert not canonical.differ(form, name.official[0])
            assert canonical.given_id(form) == name.name_id or form.casefold() in {
                other.casefold() for rest in tables.given_names() if rest != name for other in rest.official
            }


def test_one_wrong_letter_is_forgiven_where_only_one_name_is_near() -> None:
    """A typing error in a long name; not in a short one."""
    assert canonical.given_id("Володимр") == "volodymyr"
    assert canonical.given_id("Олкесандр") == "oleksandr"
    assert canonical.given_id("Івн").startswith("?")


def test_names_that_share_a_key_are_told_apart_by_their_letters() -> None:
    """Діана and Дана sound alike to the skeleton; written by the book they are two names."""
    assert canonical.differ("Діана", "Дана")
    assert not canonical.differ("Микола", "Николай")
    assert not canonical.differ("Діана", "Дияна")


@pytest.mark.parametrize(
    ("written", "parts", "codes"),
    [
        (("Петренко", "Іван", "Ілліч"), ("Петренко", "Іван", "Ілліч"), ()),
        (("Іван", "Петренко", "Ілліч"), ("Петренко", "Іван", "Ілліч"), (SWAPPED,)),
        (("Петренко", "Іванович", "Олег"), ("Петренко", "Олег", "Іванович"), (SWAPPED,)),
        (("Мартин", "Роман", ""), ("Мартин", "Роман", ""), ()),
        (("Іван", "І.", ""), ("Іван", "І.", ""), ()),
        (("Іванова Ганна Петрівна", "", ""), ("іванова", "ганна", "петрівна"), (JOINED,)),
        (("В.І. Петренко", "", ""), ("петренко", "в.", "і."), (JOINED,)),
        (("", "Петренко Олег", ""), ("петренко", "олег", ""), (JOINED,)),
    ],
)
def test_fields_in_each_others_place_are_found(
    written: tuple[str, str, str], parts: tuple[str, str, str], codes: tuple[str, ...]
) -> None:
    """Only where the tables leave no doubt."""
    assert name_parts(*written) == (*parts, codes)


def test_keys_fold_gender_and_never_fail() -> None:
    """Endings of women's and men's surnames agree; odd entries have keys, too."""

    def family(name: str) -> str | None:
        return keys_of(Entry("1", "azure", ListKind.HELD, 2, family_name=name)).family

    for man, woman in (("Іванов", "Іванова"), ("Висоцький", "Висоцкая"), ("Білий", "Біла"), ("Ильин", "Ільїна")):
        assert family(man) == family(woman)
    for odd in ("", "\u200b", "М" * 300, "12345", "-", "'", "王小明"):
        keys_of(Entry("1", "azure", ListKind.HELD, 2, family_name=odd, given_name=odd, patronymic=odd, rank=odd))


def test_the_key_version_names_rules_and_tables() -> None:
    """Every match carries it."""
    assert tables.key_version().startswith(f"{tables.RULES}-")
