"""Build the name tables of the people room from the hand table and two licensed packages.

    uv run --group data python scripts/build_name_tables.py

Reads scripts/tables/given_names.tsv (ours), names-translator (MIT: Ukrainian names and their Russian forms) and
russiannames (BSD-3-Clause: Russian names with counts). Writes src/safeconduct/people/data/given_names.tsv and
surnames.tsv. The result depends on nothing else, and is the same each time.

Measured on synthetic lists, the hand table beats the big dictionaries: rare names make wrong families of spellings.
So the packages only add names that the hand table lacks, the commonest of them, and only their own two spellings. One
name in four is **held back** from the packages' part, by the digest of its Russian form, so that a benchmark can use
names that the matcher has never been shown (``held_back``).
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

OUT = ROOT / "src" / "safeconduct" / "people" / "data"
HAND = ROOT / "scripts" / "tables" / "given_names.tsv"
LEAST_COUNT = 120  # of a given name in russiannames
SURNAMES = 2500  # of the commonest surnames in russiannames are looked at
FOREIGN = frozenset({"arm", "geor", "germ", "greek", "arab", "tur"})


def held_back(russian: str) -> bool:
    """Whether the packages' part of the table leaves this name out: one in four, by its digest."""
    return hashlib.sha256(russian.casefold().encode()).digest()[0] % 4 == 0


Row = tuple[str, str, tuple[str, ...], tuple[str, ...]]  # name id, sex, official spellings, other spellings


def hand_table() -> list[Row]:
    """The rows of the hand table. Official is the first spelling of each of the three languages."""
    rows = []
    for line in HAND.read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            name_id, sex, *cells = line.split("\t")
            official = dict.fromkeys(cell.split()[0] for cell in cells[:3])
            every = dict.fromkeys(" ".join(cells).split())
            rows.append((name_id, sex, tuple(official), tuple(form for form in every if form not in official)))
    return rows


def package_names(known: set[str]) -> list[Row]:
    """The common names that the hand table lacks, with their Ukrainian and Russian spelling."""
    import pandas as pd
    import russiannames
    from names_translator.dicts import default_dicts

    from safeconduct.people.skeleton import skeletons

    frame = pd.read_parquet(Path(russiannames.__file__).parent / "data" / "names.parquet")
    ukrainian: dict[str, list[str]] = defaultdict(list)
    for uk, russian in sorted(default_dicts().as_dict("first").items()):
        for form in russian:
            ukrainian[form.casefold()].append(uk.capitalize())
    rows = []
    ordered = frame[frame["count"] >= LEAST_COUNT].sort_values(["count", "text"], ascending=[False, True])
    for text, gender in zip(ordered["text"], ordered["gender"], strict=True):
        forms = [text, *ukrainian.get(text.casefold(), [])]
        keys = {key for form in forms for key in skeletons(form)[:1]}
        if keys & known or held_back(text) or not re.fullmatch("[А-ЯЁ][а-яё]{2,}", text):
            continue
        known |= keys
        forms = list(dict.fromkeys(forms))[:3]
        rows.append(("ru:" + text.casefold(), gender if gender in ("m", "f") else "", tuple(forms), ()))
    return rows


def surname_skeletons() -> list[str]:
    """Skeletons of common surnames that no ending shows to be Slavic."""
    import pandas as pd
    import russiannames

    from safeconduct.people.skeleton import skeletons
    from safeconduct.people.slavic import _ENDING

    frame = pd.read_parquet(Path(russiannames.__file__).parent / "data" / "surnames.parquet")
    ordered = frame.sort_values(["count", "text"], ascending=[False, True]).head(SURNAMES * 4)
    found = set()
    for text, ethnic in zip(ordered["text"], ordered["ethnic"], strict=True):
        skeleton = skeletons(text)[0]
        foreign = ethnic is not None and not isinstance(ethnic, float) and FOREIGN & set(ethnic)
        name = re.fullmatch("[А-ЯЁ][а-яё]+", text)
        if name and not foreign and len(skeleton) >= 3 and not _ENDING.search(skeleton):
            found.add(skeleton)
    return sorted(found)


def write(name: str, comment: str, rows: list[tuple[str, ...]]) -> None:
    with (OUT / name).open("w", encoding="utf-8", newline="") as out:
        out.write(f"# {comment}\n")
        out.writelines("\t".join(row) + "\n" for row in rows)


def main() -> None:
    from safeconduct.people.skeleton import skeletons

    OUT.mkdir(exist_ok=True)
    hand = hand_table()
    known = {key for _, _, official, others in hand for form in official + others for key in skeletons(form)[:1]}
    names = hand + package_names(known)
    surnames = surname_skeletons()
    comment = (
        "Made by scripts/build_name_tables.py from scripts/tables, names-translator (MIT) and russiannames (BSD-3)."
    )
    write(
        "given_names.tsv", comment, [(name_id, sex, " ".join(one), " ".join(two)) for name_id, sex, one, two in names]
    )
    write("surnames.tsv", comment, [(skeleton,) for skeleton in surnames])
    print(f"{len(names)} given names ({len(hand)} by hand), {len(surnames)} surnames")


if __name__ == "__main__":
    main()
