"""The templates of pages: everything that is put in is escaped, and a name that is not there is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template


def template(name: str) -> Template:
    """A template of this room, with the filter ``grouped`` for numbers."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("safeconduct.paper"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["grouped"] = grouped
    return environment.get_template(name)


def grouped(value: int) -> str:
    """A number as it is read: thousands set apart by a thin no-break space from 10 000 on."""
    return f"{value:,}".replace(",", "\u202f") if abs(value) >= 10_000 else str(value)
