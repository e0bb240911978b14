"""Finding out in which encoding a text file was written, for the encodings lists from the region really have.

Unicode says what it is. The eight-bit Cyrillic code pages do not: windows-1251, KOI8 and DOS files of the same words
differ only in which letters come out. Each candidate is therefore read and judged: how likely are the pairs of
neighbouring letters in Ukrainian, Russian and Belarusian, how often does a capital stand inside a word, and do
letters of two scripts or line-drawing signs stand where only letters belong.
"""

from __future__ import annotations

import codecs
import math
from collections import Counter
from dataclasses import dataclass
from functools import cache

from safeconduct.people import columns, values

CYRILLIC_PAGES = ("cp1251", "koi8-u", "koi8-r", "cp866", "cp1125", "iso8859-5", "mac-cyrillic")
LATIN_PAGES = ("cp1250", "iso8859-2", "cp1252")
LEAST_SCORE = -9.0  # mean log-likelihood of a letter pair below which no candidate is believed

_LETTERS = frozenset("абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюя")
_LATIN = frozenset("áćčéěíłńóśšťúŭůýźžżäöüßęąëïèçñ")
_SIGNS = frozenset("№«»—–’“”…ʼ\xa0")
_SAMPLE = 40_000  # letters looked at
_WORDS = """
іванович іванівна петрович петрівна миколайович миколаївна олександрович олександрівна шевченко коваленко бондаренко
ткаченко кравченко мельник поліщук кравчук савчук марченко руденко мороз лисенко петренко клименко павленко
київська харківська дніпропетровська миколаївська чернігівська запорізька область район село місто вулиця сержант
солдат старший молодший лейтенант капітан майор полковник механізована бригада батальйон рота взвод окремий
иванович ивановна сергеевич сергеевна александрович александровна владимирович владимировна иванов кузнецов соколов
попов лебедев козлов новиков морозов волков соловьёв васильев зайцев павлов семёнов голубев виноградов богданов
воробьёв фёдоров михайлов московская ленинградская ростовская белгородская область город посёлок деревня рядовой
ефрейтор сержант старшина прапорщик мотострелковый полк бригада отдельный батальон рота взвод гражданин щербаков
аляксандравіч іванавіч мікалаевіч уладзіміравіч сяргеевіч кавалёў новікаў казлоў шаўчэнка мельнікаў вобласць раён
вёска горад мінская гомельская віцебская гродзенская брэсцкая магілёўская дзяніс андрэй алег вольга кацярына
олександр сергій володимир андрій юрій микола віктор дмитро іван михайло ігор валерій олексій анатолій євген наталія
тетяна олена ірина світлана людмила оксана ганна марія юлія катерина сергей александр владимир дмитрий алексей
андрей николай евгений юрий михаил игорь анна мария елена татьяна ольга наталья екатерина светлана ирина людмила
"""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, and the name of the encoding that it was read in."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Read ``data`` in the encoding it most probably has. Raises ValueError, in words, where none is believable."""
    try:
        return _decoded(data)
    except UnicodeDecodeError as error:
        raise ValueError("the bytes are no text in the encoding that they seem to have") from error


def _decoded(data: bytes) -> Decoded:
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return Decoded(data.decode(name), name)
    if b"\0" in data[:4096]:
        return _utf16_without_mark(data)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _eight_bit(data)


def _utf16_without_mark(data: bytes) -> Decoded:
    even, odd = data[0:4096:2].count(0), data[1:4096:2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    text = data.decode(name)
    if any(sign in text[:4096] for sign in "\0\ufffe\uffff"):
        raise ValueError("the file is not text")
    return Decoded(text, name)


def _eight_bit(data: bytes) -> Decoded:
    sample = _telling_lines(data)
    best: tuple[float, str] | None = None
    for name in (*CYRILLIC_PAGES, *LATIN_PAGES):
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        score = _cyrillic_score(text) if name in CYRILLIC_PAGES else _latin_score(text)
        if best is None or score > best[0]:
            best = (score, name)
    if best is None or best[0] < LEAST_SCORE:
        raise ValueError("the encoding cannot be told")
    return Decoded(data.decode(best[1], errors="strict"), best[1])


def _telling_lines(data: bytes) -> bytes:
    """The lines with letters beyond ASCII, up to the size of the sample."""
    lines: list[bytes] = []
    size = 0
    for line in data.splitlines():
        if not line.isascii():
            lines.append(line)
            size += len(line)
            if size > _SAMPLE:
                break
    return b"\n".join(lines)


@cache
def _pairs() -> tuple[dict[str, float], float]:
    """Log-likelihood of each pair of letters (with a space at the ends of a word), and that of an unseen pair."""
    counts: Counter[str] = Counter()
    texts = [_WORDS]
    for languages in columns.HEADINGS.values():
        texts.extend(word for language in ("uk", "ru", "be") for word in languages[language])
    for meanings in values.WORDS.values():
        texts.extend(word for words in meanings.values() for language in ("uk", "ru", "be") for word in words[language])
    for word in " ".join(texts).casefold().split():
        padded = f" {word} "
        counts.update(padded[at : at + 2] for at in range(len(padded) - 1))
    total = sum(counts.values()) + 1000
    return {pair: math.log((count + 0.5) / total) for pair, count in counts.items()}, math.log(0.5 / total)


def _cyrillic_score(text: str) -> float:
    likely, unseen = _pairs()
    score, seen = 0.0, 0
    before, previous_small = " ", False
    for letter in text:
        low = letter.lower()
        if letter < "\x80":
            if before in _LETTERS:
                if letter.isalpha():  # two scripts in one word
                    score, seen = score - 12, seen + 1
                else:
                    score, seen = score + likely.get(before + " ", unseen), seen + 1
            before = low if letter.isalpha() else " "
        elif low in _LETTERS:
            if before == " ":
                score += likely.get(" " + low, unseen)
            elif before in _LETTERS:
                score += likely.get(before + low, unseen)
                if letter != low and previous_small:  # a capital inside a word
                    score -= 6
            else:
                score -= 12
            seen += 1
            before = low
        else:
            score -= 14.0 if letter not in _SIGNS or (letter == "№" and before != " ") else 2.0
            seen += 1
            before = " "
        previous_small = letter == low and low in _LETTERS
    return score / seen if seen else -math.inf


def _latin_score(text: str) -> float:
    """Latin letters with marks, standing among plain ones, are as believable as common pairs; anything else is not."""
    score, seen = 0.0, 0
    for at, letter in enumerate(text):
        if letter < "\x80":
            continue
        seen += 1
        neighbours = text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
        lonely = not any(other.isascii() and other.isalpha() for other in neighbours)
        score += -7.5 if letter.lower() in _LATIN and not lonely else -14.0
    return score / seen if seen else -math.inf
