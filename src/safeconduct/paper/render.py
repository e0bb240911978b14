"""Turning a template and plain data into a PDF.

Typst compiles ``templates/<name>.typ`` with the fonts that are shipped here and no others, so the same data makes the
same bytes on every machine. The files are tagged for screen readers and conform to PDF/UA-1.
"""

from __future__ import annotations

import datetime as dt
import io
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from safeconduct.paper.glyphs import printable

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
TEMPLATES = HERE / "templates"


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


@cache
def _compiler(template: str) -> Any:
    import typst

    return typst.Compiler(
        str(TEMPLATES / f"{template}.typ"), root=str(TEMPLATES), font_paths=_fonts(), ignore_system_fonts=True
    )


def render(template: str, data: Mapping[str, Any], *, made_at: dt.datetime) -> bytes:
    """The PDF that ``template`` makes of ``data`` (plain JSON values).

    ``made_at`` (aware) is the creation date written in the file. The same arguments give the same bytes.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    compiler = _compiler(template)
    pdf = compiler.compile(
        format="pdf",
        sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        timestamp=int(made_at.timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf


def qr_svg(text: str) -> str:
    """A QR code (error correction M) as SVG, with the quiet zone of four modules that readers need."""
    import segno

    stream = io.BytesIO()
    segno.make(text, error="m", micro=False).save(stream, kind="svg", scale=4, border=4, xmldecl=False)
    return stream.getvalue().decode("utf-8")
