"""Reading a PDF back with poppler's pdftotext and pdfinfo, so that tests look at what is on the page."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")


def pages(pdf: bytes) -> list[str]:
    """The text of each page, laid out as printed."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode("utf-8").split("\f")[:-1]


def text(pdf: bytes) -> str:
    """All text with every run of white space as one blank."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode("utf-8"))


def info(pdf: bytes) -> dict[str, str]:
    """What pdfinfo says of the file."""
    done = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)
    lines = (line.partition(":") for line in done.stdout.decode("utf-8").splitlines())
    return {key: value.strip() for key, _, value in lines}
