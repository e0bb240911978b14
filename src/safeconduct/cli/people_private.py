"""``safeconduct people private``: two offices find whom they both list, by files that can travel on a stick."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import people_private_open
from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.cli.people_private_common import (
    Came,
    ListArgument,
    OfficeDir,
    PeerCard,
    about,
    card_of,
    file_name,
    list_of,
    look_at,
    now,
    read_bytes,
    send,
    take,
)
from safeconduct.errors import DoesNotVerify, RefusedByRule, UsageError

app = typer.Typer(help="Find whom two offices both list, without showing the rest.", no_args_is_help=True)

KINDS = ("held", "sought", "family")


@app.command()
def office(
    name: Annotated[str, typer.Argument(help="What the office is called on its files, in Latin letters.")],
    out: OutDir,
    json: JsonFlag = False,
) -> None:
    """Make an office's folder: its key, its limits and its card, which is handed to the other office once."""
    from safeconduct.people.private.folder import make_folder
    from safeconduct.people.private.lock import locked

    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(out, "office", now()):
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
    context: typer.Context,
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
    from safeconduct.people.private.files import write_plain

    folder, card, at = take(context, office, "start"), card_of(peer), now()
    kind = kind or file.stem.rpartition("-")[2]
    if kind not in KINDS:
        raise UsageError(f"Say which list {file.name} is: --kind {', '.join(KINDS)}.")
    vkey = str(card.vkey)
    check_new_run(folder.ledger(), vkey, at, folder.limits)
    unfinished = [run for run in folder.runs(vkey) if not run.finished]
    if unfinished and not set_aside:
        raise RefusedByRule(
            f"The run {unfinished[0].name}, in the round {unfinished[0].round}, is not finished. "
            "Finish it, or give it up with --set-aside."
        )
    listed = list_of(file, card.name)
    check_own_list(len(listed.entries), folder.limits, listed.file)
    say(f"{listed.file}: {len(listed.entries)} people. Blinding them; this takes about 15 seconds for 10,000.")
    run = begin(
        listed.entries,
        folder.office,
        card,
        kind=ListKind(kind),
        list_sha256=listed.sha256,
        undated=undated,
        now=at,
        random=os.urandom,
    )
    data = start_file(run, folder.office)
    for one in unfinished:
        folder.note(Line(at, vkey, one.name, "set_aside", one.round))
        folder.set_aside(one)
    folder.note(Line(at, vkey, run.name, "start", run.round))
    written = send(folder, run, "start", data, out)
    commitment = out / f"{folder.office.name}-to-{card.name}.commitment"
    write_plain(commitment, run.note)
    if json:
        emit(about(run) | {"written": [str(written), str(commitment)]})
    say(f"The run {run.name} is begun. Commitment {run.ours.digest[:16]}, filled up to {run.ours.entries:,} entries.")
    say(f"First hand over {commitment.name}; when theirs is here, hand over {written.name}.")


@app.command("answer")
def answer_command(
    context: typer.Context,
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
        check_answer,
        check_peer_list,
        check_values,
        read_commitment,
        read_start,
    )

    folder, at = take(context, office, "answer"), now()
    envelope = look_at(file)
    run = folder.run_for(envelope)
    if run.again is not None and envelope.head.round is run.round:
        raise RefusedByRule(
            f"The round {run.round} of {run.peer.name} was answered already, and it is answered once. "
            f"If that answer was lost, copy it again: {folder.copy(run, file_name(folder, run, 'answer'))}"
        )
    theirs, sent = read_start(run, envelope, folder.office)
    if commitment is not None and read_commitment(read_bytes(commitment), run.peer) != theirs:
        raise DoesNotVerify(
            f"{run.peer.name} has committed to another list in {commitment.name} than in {file.name}. Do not answer it."
        )
    check_peer_list(theirs.entries, folder.limits, run.peer.name)
    vkey = str(run.peer.vkey)
    ledger, asked = folder.ledger(), hashlib.sha256(b"".join(sent)).hexdigest()
    line = Line(at, vkey, run.name, "answer", run.round, len(sent), theirs=theirs.digest, asked=asked)
    again = check_answer(ledger, line)
    if not again:
        check_values(ledger, vkey, len(sent), at, folder.limits)
    known, data = answer(run, theirs, sent, folder.office)
    if not again:
        folder.note(line)
    written = send(folder, known, "answer", data, out)
    if json:
        emit(about(known) | {"answered": len(sent), "written": [str(written)]})
    say(
        f"{run.peer.name} is bound to commitment {theirs.digest[:16]}, made {theirs.made:%Y-%m-%d %H:%M} UTC: "
        f"a {theirs.kind} list, up to {theirs.entries:,}."
    )
    say(f"{len(sent):,} blinded values are answered. Hand over {written.name}; then finish with theirs.")


@app.command("finish")
def finish_command(context: typer.Context, file: Came, office: OfficeDir, out: OutDir, json: JsonFlag = False) -> None:
    """Take the other office's answer: write whom both list, by pseudonym, with the key that matched."""
    from safeconduct.people.private import Line, finish
    from safeconduct.people.private.files import results_folder
    from safeconduct.people.private.results import write_hits

    folder, at = take(context, office, "finish"), now()
    written = results_folder(out)
    envelope = look_at(file)
    run = folder.run_for(envelope)
    if run.finished and envelope.head.round is run.round and envelope.head.step == "answer":
        say(f"The round {run.round} is finished already; its matches are written once more.")
    else:
        run = finish(run, envelope, folder.office)
        folder.note(Line(at, str(run.peer.vkey), run.name, "finish", run.round))
        folder.keep(run)
    written /= f"{run.peer.name}-matches.csv"
    write_hits(run, written)
    fresh = [hit for hit in run.hits if hit.round is run.round]
    people = {entry_id for hit in run.hits for entry_id in hit.entry_ids}
    if json:
        counts = {"pseudonyms": len(run.hits), "of_this_round": len(fresh), "entries": len(people)}
        emit(about(run) | counts | {"result": run.result, "written": [str(written)]})
    say(f"The round {run.round} found {len(fresh)} shared values; {len(people)} of our entries have a match so far.")
    say(f"Compare this with {run.peer.name} by another way; it must be the same there: {run.result[:16]}")
    say(f"Written: {written}. Nothing was decided, and no name was shown.")


@app.command("next")
def next_command(
    context: typer.Context, office: OfficeDir, peer: PeerCard, out: OutDir, json: JsonFlag = False
) -> None:
    """Go on to the next, weaker round with whom the rounds before left unmatched; writes its start file."""
    from safeconduct.people.private import Line, advance, start_file

    folder, card, at = take(context, office, "next"), card_of(peer), now()
    runs = folder.runs(str(card.vkey))
    if not runs:
        raise RefusedByRule(f"No run with {card.name} is on; begin one with `people private start`.")
    kept = folder.copy(runs[0], file_name(folder, runs[0], "start"))
    if not runs[0].finished and kept.exists():
        raise RefusedByRule(
            f"The round {runs[0].round} with {card.name} is not finished; finish it first. "
            f"If its start file was lost, copy it again: {kept}"
        )
    run = advance(runs[0])
    data = start_file(run, folder.office)
    folder.note(Line(at, str(card.vkey), run.name, "next", run.round))
    written = send(folder, run, "start", data, out)
    if json:
        emit(about(run) | {"written": [str(written)]})
    say(f"The round {run.round} of {run.name} is begun. Hand over {written.name}, and answer theirs.")


app.command("open")(people_private_open.open_command)
app.command("compare")(people_private_open.compare_command)
app.command("weigh")(people_private_open.weigh_command)


@app.command("look")
def look_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file under way between two offices.")],
    peer: Annotated[Path | None, typer.Option("--card", help="The sender's card, to check its signature.")] = None,
    json: JsonFlag = False,
) -> None:
    """Show what whoever carries a file can see of it, and check its signature if the sender's card is there."""
    from dataclasses import asdict

    from safeconduct.people.private import verify_head

    envelope = look_at(file)
    if peer is not None:
        verify_head(envelope, card_of(peer).vkey)
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
