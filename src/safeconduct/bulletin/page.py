"""The bulletin as one HTML page in four languages, made from the same document as the JSON."""

from __future__ import annotations

import datetime as dt
from typing import Any

from safeconduct.bulletin.make import value_in_words
from safeconduct.bulletin.model import Bulletin, Unit
from safeconduct.bulletin.words import LANGUAGES, OWN_NAMES, day_in, say


def page(bulletin: Bulletin) -> str:
    """The page. Everything that comes from the document is escaped; nothing is loaded from anywhere."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("safeconduct.bulletin"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sections = [_section(bulletin, language) for language in LANGUAGES]
    template = environment.get_template("bulletin.html.j2")
    return template.render(
        document=bulletin.document, sections=sections, own_names=OWN_NAMES, digest=bulletin.sha256(), title=sections[0]
    )


def _section(bulletin: Bulletin, language: str) -> dict[str, Any]:
    document = bulletin.document
    names = {party["party"]: party["name"][language] for party in document["parties"]}
    rows: dict[tuple[str | None, str | None], dict[str, Any]] = {}
    for row in document["figures"]:
        label = (
            say("all", language)
            if row["giver"] is None
            else say("way", language, giver=names[row["giver"]], receiver=names[row["receiver"]])
        )
        made = rows.setdefault((row["giver"], row["receiver"]), {"label": label, "whole": row["giver"] is None})
        made[row["unit"]] = {"words": value_in_words(row["value"], language), "state": row["value"]["state"]}
    number = document["series"]["operation"]
    said = {
        key: say(key, language)
        for key in ("languages", "rehearsal", "embargo", "caption", "direction", "reading", "small", "silent", "turn")
    }
    return {
        "language": language,
        "title": say("title", language, number=number),
        "issued": say(
            "issued",
            language,
            intermediary=document["issuer"][language],
            day=day_in(dt.date.fromisoformat(document["issued"]["date"]), language),
        ),
        "corrects": say("corrects", language, bulletin=document["corrects"]) if document["corrects"] else "",
        "opening": document["text"][language][0],
        "sentences": document["text"][language][1:],
        "units": [(unit.value, say(unit.value, language)) for unit in Unit],
        "rows": list(rows.values()),
        "rule": document["series"]["counting_rule"][language],
        **said,
    }
