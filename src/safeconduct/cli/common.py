"""What the commands share: where words go, where data goes, and how an error ends the program."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON on stdout, and nothing else.")]
OutDir = Annotated[Path, typer.Option("--out", help="The folder to write into; it is made if it does not exist.")]


def say(words: str) -> None:
    """Tell the person at the terminal something; goes to stderr."""
    typer.echo(words, err=True)


def emit(document: Mapping[str, Any] | Sequence[Any]) -> None:
    """Print one JSON document on stdout."""
    json.dump(document, sys.stdout, ensure_ascii=False, indent=2, sort_keys=True)
    sys.stdout.write("\n")
