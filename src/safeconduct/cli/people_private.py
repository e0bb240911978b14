"""``safeconduct people private``: two offices find whom they both list, by files that can travel on a stick."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.errors import DoesNotVerify, Fault, RefusedByRule, UnreadableInput, UsageError

if TYPE_CHECKING:
    from safeconduct.people import ListFile
    from safeconduct.people.private import Card, Envelope, Run
    from safeconduct.people.private.folder import Folder

app = typer.Typer(help="Find whom two offices both list, without showing the rest.", no_args_is_help=True)

OfficeDir = Annotated[Path, typer.Option("--office", help="This office's folder, made by `people private office`.")]
PeerCard = Annotated[Path, typer.Option("--peer", help="The card of the other office.")]
Came = Annotated[Path, typer.Argument(metavar="FILE", help="The file that came from the other office.")]
ListArgument = Annotated[Path, typer.Argument(metavar="LIST", help="This office's list: .xlsx, .ods or .csv.")]

KINDS = ("held", "sought", "family")


@app.command()
def office(
    name: Annotated[str, typer.Argument(help="What the office is called on its files, in Latin letters.")],
    out: OutDir,
    json: JsonFlag = False,
) -> None:
    """Make an office's folder: its key, its limits and its card, which is handed to the other office once."""
    from safeconduct.people.private.folder import make_folder

    made = make_folder(out, name, os.urandom(32))
    card = out / f"{name}.card"
    vkey = str(made.office.card.vkey)
    if json:
        emit({"name": name, "card": str(card), "vkey": vkey})
    say(f"Made: {out}. Its key never leaves it; keep the folder on an encrypted disk.")
    say(f"Hand over the card: {card}")
    say(f"Read this out to the other office by another way, so that both know that the card is this one:\n    {vkey}")


@app.command()
def start(
    file: ListArgument,
    office: OfficeDir,
    peer: PeerCard,
    out: OutDir,
    kind: Annotated[str, typer.Option("--kind", help="held, sought or family; else told by the file's name.")] = "",
    undated: Annotated[
        bool, typer.Option("--undated", help="Agree to the last round, which needs no birth date; it takes both.")
    ] = False,
    set_aside: Annotated[
        bool, typer.Option("--set-aside", help="Give up the run with this office that is not finished.")
    ] = False,
    json: JsonFlag = False,
) -> None:
    """Begin a run: blind a list, commit to it, and write the first file for the other office."""
    from safeconduct.people import ListKind
    from safeconduct.people.private import (
        Line,
        begin,
        check_new_run,
        check_own_list,
        start_file,
    )
    from safeconduct.people.private.folder import open_folder

    folder, card, now = open_folder(office), _card(peer), _now()
    kind = kind or file.stem.rpartition("-")[2]
    if kind not in KINDS:
        raise UsageError(f"Say which list {file.name} is: --kind {', '.join(KINDS)}.")
    vkey = str(card.vkey)
    check_new_run(folder.ledger(), vkey, now, folder.limits)
    unfinished = [run for run in folder.runs(vkey) if not run.finished]
    if unfinished and not set_aside:
        raise RefusedByRule(
            f"The run {unfinished[0].name}, in the round {unfinished[0].round}, is not finished. "
            "Finish it, or give it up with --set-aside."
        )
    listed = _list(file, card.name)
    check_own_list(len(listed.entries), folder.limits, listed.file)
    say(f"{listed.file}: {len(listed.entries)} people. Blinding them; this takes about 15 seconds for 10,000.")
    run = begin(
        listed.entries,
        folder.office,
        card,
        kind=ListKind(kind),
        list_sha256=listed.sha256,
        undated=undated,
        now=now,
        random=os.urandom,
    )
    data = start_file(run, folder.office)
    for one in unfinished:
        folder.note(Line(now, vkey, one.name, "set_aside", one.round))
        folder.set_aside(one)
    folder.note(Line(now, vkey, run.name, "start", run.round))
    written = _send(folder, run, "start", data, out)
    commitment = out / f"{folder.office.name}-to-{card.name}.commitment"
    commitment.write_bytes(run.note)
    if json:
        emit(_about(run) | {"written": [str(written), str(commitment)]})
    say(f"The run {run.name} is begun. Commitment {run.ours.digest[:16]}, filled up to {run.ours.entries:,} entries.")
    say(f"First hand over {commitment.name}; when theirs is here, hand over {written.name}.")


@app.command("answer")
def answer_command(
    file: Came,
    office: OfficeDir,
    out: OutDir,
    commitment: Annotated[
        Path | None, typer.Option("--commitment", help="The commitment that was handed over before; must be the same.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Answer the other office's start file of the round that is on. A round is answered once."""
    from safeconduct.people.private import (
        Line,
        answer,
        check_peer_list,
        check_values,
        read_commitment,
        read_start,
    )
    from safeconduct.people.private.folder import open_folder

    folder, now = open_folder(office), _now()
    envelope = _look(file)
    run = folder.run_for(envelope)
    if run.again is not None and envelope.head.round is run.round:
        kept = folder.path / "runs" / run.name / "sent" / _name(folder, run, "answer")
        raise RefusedByRule(
            f"The round {run.round} of {run.peer.name} was answered already, and it is answered once. "
            f"If that answer was lost, copy it again: {kept}"
        )
    theirs, sent = read_start(run, envelope, folder.office)
    if commitment is not None and read_commitment(_read(commitment), run.peer) != theirs:
        raise DoesNotVerify(
            f"{run.peer.name} has committed to another list in {commitment.name} than in {file.name}. Do not answer it."
        )
    check_peer_list(theirs.entries, folder.limits, run.peer.name)
    vkey = str(run.peer.vkey)
    check_values(folder.ledger(), vkey, len(sent), now, folder.limits)
    known, data = answer(run, theirs, sent, folder.office)
    folder.note(Line(now, vkey, run.name, "answer", run.round, len(sent)))
    written = _send(folder, known, "answer", data, out)
    if json:
        emit(_about(known) | {"answered": len(sent), "written": [str(written)]})
    say(f"{run.peer.name} is bound to commitment {theirs.digest[:16]}: a {theirs.kind} list, up to {theirs.entries:,}.")
    say(f"{len(sent):,} blinded values are answered. Hand over {written.name}; then finish with theirs.")


@app.command("finish")
def finish_command(file: Came, office: OfficeDir, out: OutDir, json: JsonFlag = False) -> None:
    """Take the other office's answer: write whom both list, by pseudonym, with the key that matched."""
    from safeconduct.people.private import Line, finish
    from safeconduct.people.private.folder import open_folder, write_hits

    folder, now = open_folder(office), _now()
    envelope = _look(file)
    run = finish(folder.run_for(envelope), envelope, folder.office)
    folder.note(Line(now, str(run.peer.vkey), run.name, "finish", run.round))
    folder.keep(run)
    out.mkdir(parents=True, exist_ok=True)
    written = out / f"{run.peer.name}-matches.csv"
    write_hits(run, written)
    fresh = [hit for hit in run.hits if hit.round is run.round]
    people = {entry_id for hit in run.hits for entry_id in hit.entry_ids}
    if json:
        counts = {"pseudonyms": len(run.hits), "of_this_round": len(fresh), "entries": len(people)}
        emit(_about(run) | counts | {"result": run.result, "written": [str(written)]})
    say(f"The round {run.round} found {len(fresh)} shared values; {len(people)} of our entries have a match so far.")
    say(f"Compare this with {run.peer.name} by another way; it must be the same there: {run.result[:16]}")
    say(f"Written: {written}. Nothing was decided, and no name was shown.")


@app.command("next")
def next_command(office: OfficeDir, peer: PeerCard, out: OutDir, json: JsonFlag = False) -> None:
    """Go on to the next, weaker round with whom the rounds before left unmatched; writes its start file."""
    from safeconduct.people.private import Line, advance, start_file
    from safeconduct.people.private.folder import open_folder

    folder, card, now = open_folder(office), _card(peer), _now()
    runs = folder.runs(str(card.vkey))
    if not runs:
        raise RefusedByRule(f"No run with {card.name} is on; begin one with `people private start`.")
    run = advance(runs[0])
    data = start_file(run, folder.office)
    folder.note(Line(now, str(card.vkey), run.name, "next", run.round))
    written = _send(folder, run, "start", data, out)
    if json:
        emit(_about(run) | {"written": [str(written)]})
    say(f"The round {run.round} of {run.name} is begun. Hand over {written.name}, and answer theirs.")


@app.command("open")
def open_command(
    file: ListArgument,
    office: OfficeDir,
    peer: PeerCard,
    out: OutDir,
    fields: Annotated[
        list[str],
        typer.Option(
            "--field",
            help="A field to open: entry_id, family_name, given_name, patronymic, birth_date, sex, "
            "rank, unit or place. Give it once for each.",
        ),
    ],
    reviewers: Annotated[list[str], typer.Option("--reviewer", help="Who releases it; give it twice.")],
    because: Annotated[str, typer.Option("--because", help="Why these fields are needed.")],
    pseudonyms: Annotated[
        list[str] | None, typer.Option("--pseudonym", help="A match to open; give it once for each.")
    ] = None,
    matches: Annotated[
        Path | None, typer.Option("--matches", help="The matches file, without the rows that are not to be opened.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Open chosen fields of chosen matches to the other office, as two reviewers have released them."""
    from safeconduct.people.private import Line, disclose, disclosure_file
    from safeconduct.people.private.folder import open_folder, read_pseudonyms

    folder, card, now = open_folder(office), _card(peer), _now()
    listed = _list(file, card.name)
    run = next((one for one in folder.runs(str(card.vkey), every=True) if one.hits), None)
    if run is None:
        raise RefusedByRule(f"No run with {card.name} has found a match; there is nothing to open.")
    disclosed = disclose(
        run,
        listed.entries,
        list_sha256=listed.sha256,
        pseudonyms=frozenset(pseudonyms or ()) | (read_pseudonyms(matches) if matches else frozenset()),
        chosen=fields,
        reviewers=reviewers,
        because=because,
    )
    data = disclosure_file(run, disclosed, folder.office)
    folder.note(
        Line(
            now,
            str(card.vkey),
            run.name,
            "open",
            run.round,
            fields=" ".join(disclosed.fields),
            reviewers="; ".join(disclosed.reviewers),
        )
    )
    written = _send(folder, run, f"{now:%Y%m%d-%H%M%S}.disclosure", data, out)
    if json:
        emit(
            _about(run) | {"entries": len(disclosed.rows), "fields": list(disclosed.fields), "written": [str(written)]}
        )
    say(f"{len(disclosed.rows)} entries are opened in {', '.join(disclosed.fields)}. Hand over {written.name}.")


@app.command()
def compare(file: Came, mine: ListArgument, office: OfficeDir, out: OutDir, json: JsonFlag = False) -> None:
    """Read what the other office has opened, and write it beside this office's own words."""
    from dataclasses import asdict

    from safeconduct.people.private import read_disclosure, side_by_side
    from safeconduct.people.private.folder import open_folder, write_beside

    folder = open_folder(office)
    envelope = _look(file)
    run = folder.run_for(envelope)
    listed = _list(mine, run.peer.name)
    if listed.sha256 != run.list_sha256:
        raise RefusedByRule(f"{mine.name} is not the list that was compared in {run.name}.")
    disclosed = read_disclosure(run, envelope, folder.office)
    rows = side_by_side(run, disclosed, listed.entries)
    out.mkdir(parents=True, exist_ok=True)
    written = out / f"{run.peer.name}-opened.csv"
    write_beside(rows, written)
    if json:
        emit([asdict(row) for row in rows])
    say(f"Released by {' and '.join(disclosed.reviewers)} of {run.peer.name}: {disclosed.because}")
    say(f"{len(disclosed.rows)} of their entries beside ours: {written}. Two reviewers decide; the program does not.")


@app.command("look")
def look_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file under way between two offices.")],
    peer: Annotated[Path | None, typer.Option("--card", help="The sender's card, to check its signature.")] = None,
    json: JsonFlag = False,
) -> None:
    """Show what whoever carries a file can see of it, and check its signature if the sender's card is there."""
    from dataclasses import asdict

    from safeconduct.people.private import verify_head

    envelope = _look(file)
    if peer is not None:
        verify_head(envelope, _card(peer).vkey)
    signature = "not checked" if peer is None else "good"
    if json:
        emit(asdict(envelope.head) | {"bytes": len(envelope.sealed), "signature": signature})
        return
    head = envelope.head
    for title, value in (
        ("step", f"{head.step} of the round {head.round}"),
        ("from", head.sender),
        ("to", head.receiver),
        ("bound by", f"{head.ours}"),
        ("answering", f"{head.theirs}"),
        ("result", f"{head.result}"),
        ("content", f"{len(envelope.sealed):,} bytes, sealed to the receiver"),
        ("signature", signature),
    ):
        typer.echo(f"{title:<10} {value}")


def _send(folder: Folder, run: Run, step: str, data: bytes, out: Path) -> Path:
    """Keep the run and a copy of what goes out, then write it where it is wanted."""
    name = _name(folder, run, step)
    folder.keep(run, name, data)
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(data)
    return out / name


def _name(folder: Folder, run: Run, step: str) -> str:
    return f"{folder.office.name}-to-{run.peer.name}.{run.round}.{step}"


def _about(run: Run) -> dict[str, object]:
    return {"run": run.name, "run_id": run.run_id, "round": run.round.value, "commitment": run.ours.digest}


def _list(path: Path, peer: str) -> ListFile:
    """A list, read as a sought one, which needs no place of detention."""
    from safeconduct.people import ListKind, read_list

    return read_list(path, party="us", kind=ListKind.SOUGHT, parties=["us", peer], on=_now().date())


def _card(path: Path) -> Card:
    from safeconduct.people.private import read_card

    return read_card(_read(path), path.name)


def _look(path: Path) -> Envelope:
    from safeconduct.people.private import look

    return look(_read(path), path.name)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        fault = Fault(f"{path}", f"{error.strerror}", "a file that can be read")
        raise UnreadableInput("A file cannot be read.", [fault]) from None


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC)
