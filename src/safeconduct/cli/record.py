"""``safeconduct record``: check a published record, and show what it says."""

from __future__ import annotations

import base64
import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli.common import JsonFlag, emit
from safeconduct.errors import Fault, UnreadableInput

if TYPE_CHECKING:
    from safeconduct.record import Opening

app = typer.Typer(help="Check and read the record: the log that nobody can rewrite.", no_args_is_help=True)

Directory = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the record, with its file 'checkpoint'.")]
VkeyOption = Annotated[
    str | None,
    typer.Option("--vkey", help="The log's verifier key (name+id+base64), as it was handed to you by another way."),
]


@app.command()
def verify(
    directory: Directory,
    vkey: VkeyOption = None,
    since: Annotated[
        Path | None,
        typer.Option("--since", metavar="OLDCHECKPOINT", help="An older checkpoint file that it must continue."),
    ] = None,
    opening: Annotated[
        Path | None,
        typer.Option("--opening", metavar="FILE", help="A fact that was handed to you, to check against its entry."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Check every byte of a record against its signed checkpoint. Ends with 5 if anything differs."""
    from safeconduct.record import leaves, verify_opening
    from safeconduct.record import verify as check

    verified = check(directory, vkey, None if since is None else _read(since))
    opened = None
    if opening is not None:
        opened = _opening(opening)
        _check_sequence(opening, opened.sequence, verified.size)
        verify_opening(leaves(directory, verified.size)[opened.sequence], opened)
    if as_json:
        emit({**verified.document(), "opening": None if opened is None else opened.sequence})
        return
    lines = [
        ("log", verified.origin),
        ("entries", f"{verified.size}"),
        ("root", base64.b64encode(verified.root).decode("ascii")),
        ("files", f"{verified.files}, each as the checkpoint demands"),
        ("key", f"the one you gave: {vkey}" if verified.key_given else f"{verified.vkey}"),
    ]
    if verified.since is not None:
        lines.append(("since", f"entry {verified.since}: nothing before it was changed or removed"))
    if opened is not None:
        lines.append(("opening", f"entry {opened.sequence} commits to exactly this document"))
    typer.echo(f"The record in {directory} verifies.")
    for name, value in lines:
        typer.echo(f"  {name:<8} {value}")
    if not verified.key_given:
        typer.echo(
            "The key was taken from the record itself, so this shows only that the record agrees with itself.\n"
            "Compare the key with the one you were handed, or give that one with --vkey."
        )


@app.command()
def show(directory: Directory, vkey: VkeyOption = None, as_json: JsonFlag = False) -> None:
    """List the entries of a record, after checking it: when each was written, and what it commits to."""
    from safeconduct.record import leaves
    from safeconduct.record import verify as check

    verified = check(directory, vkey)
    entries = leaves(directory, verified.size)
    if as_json:
        emit([dataclasses.asdict(leaf) for leaf in entries])
        return
    typer.echo(f"{'entry':>7}  {'hour (UTC)':<14} commitment")
    for leaf in entries:
        typer.echo(f"{leaf.sequence:>7}  {leaf.time:<14} {leaf.commitment}")
    typer.echo(
        f"{verified.size} entries of operation {entries[0].operation if entries else verified.origin}. "
        "What was done stays sealed in the commitments; who was handed\nthe document and key of an entry "
        "checks them with 'record verify --opening'."
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fault = Fault(file=f"{path}", found=f"{error.strerror}", expected="a file that can be read")
        raise UnreadableInput("A file cannot be read.", [fault]) from None


def _opening(path: Path) -> Opening:
    from safeconduct.record import Opening

    try:
        document = json.loads(_read(path))
        return Opening(document["sequence"], document["document"], bytes.fromhex(document["key"]))
    except (ValueError, KeyError, TypeError):
        fault = Fault(file=f"{path}", found="something else", expected="JSON with sequence, document and key (hex)")
        raise UnreadableInput("The opening cannot be read.", [fault]) from None


def _check_sequence(path: Path, sequence: object, size: int) -> None:
    if not isinstance(sequence, int) or not 0 <= sequence < size:
        fault = Fault(file=f"{path}", found=f"{sequence!r}", expected=f"0 to {size - 1}", field="sequence")
        raise UnreadableInput("The opening is of no entry of this record.", [fault])
