"""``safeconduct people private open|compare|weigh``: what matched is opened, field by field, and weighed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.cli.people_private_common import (
    Came,
    ListArgument,
    OfficeDir,
    PeerCard,
    about,
    card_of,
    list_of,
    look_at,
    now,
    send,
    take,
    unused_step,
)
from safeconduct.errors import RefusedByRule


def open_command(
    context: typer.Context,
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
    from safeconduct.people.private.results import read_pseudonyms

    folder, card, at = take(context, office, "open"), card_of(peer), now()
    listed = list_of(file, card.name)
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
    folder.keep_opened(run, "ours", disclosed)
    folder.note(
        Line(
            at,
            str(card.vkey),
            run.name,
            "open",
            run.round,
            fields=" ".join(disclosed.fields),
            reviewers="; ".join(disclosed.reviewers),
        )
    )
    step = unused_step(folder, run, f"{at:%Y%m%d-%H%M%S}", ".disclosure")
    written = send(folder, run, step, data, out)
    if json:
        emit(about(run) | {"entries": len(disclosed.rows), "fields": list(disclosed.fields), "written": [str(written)]})
    say(f"{len(disclosed.rows)} entries are opened in {', '.join(disclosed.fields)}. Hand over {written.name}.")


def compare_command(
    context: typer.Context, file: Came, mine: ListArgument, office: OfficeDir, out: OutDir, json: JsonFlag = False
) -> None:
    """Read what the other office has opened, and write all that it has opened so far beside this office's own words."""
    from dataclasses import asdict

    from safeconduct.people.private import read_disclosure, side_by_side
    from safeconduct.people.private.files import results_folder
    from safeconduct.people.private.results import write_beside

    folder = take(context, office, "compare")
    written = results_folder(out)
    envelope = look_at(file)
    run = folder.run_for(envelope)
    listed = list_of(mine, run.peer.name)
    if listed.sha256 != run.list_sha256:
        raise RefusedByRule(f"{mine.name} is not the list that was compared in {run.name}.")
    disclosed = read_disclosure(run, envelope, folder.office)
    folder.keep_opened(run, "theirs", disclosed)
    so_far = [row for one in folder.opened(run, "theirs") for row in side_by_side(run, one, listed.entries)]
    rows = sorted(dict.fromkeys(so_far), key=lambda row: (row.other, row.entry_id))
    written /= f"{run.peer.name}-opened.csv"
    write_beside(rows, written)
    if json:
        emit([asdict(row) for row in rows])
    say(f"Released by {' and '.join(disclosed.reviewers)} of {run.peer.name}: {disclosed.because}")
    entries = len({row.other for row in rows})
    say(
        f"{entries} of their entries, opened so far, beside ours: {written}. "
        "Two reviewers decide; the program does not."
    )


def weigh_command(
    context: typer.Context,
    office: OfficeDir,
    peer: PeerCard,
    out: OutDir,
    decisions: Annotated[
        Path | None, typer.Option("--decisions", help="decisions.csv so far; what is decided leaves the queue.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Make matches.csv and the review queue of what both offices have opened. Nothing is decided."""
    from safeconduct.people import read_decisions, standing
    from safeconduct.people.private import weigh
    from safeconduct.people.private.files import results_folder
    from safeconduct.people.private.results import write_weighed

    folder, card = take(context, office, "weigh"), card_of(peer)
    folder_out = results_folder(out)
    run = next((one for one in folder.runs(str(card.vkey), every=True) if one.hits), None)
    if run is None:
        raise RefusedByRule(f"No run with {card.name} has found a match; there is nothing to weigh.")
    weighed = weigh(run, folder.opened(run, "ours"), folder.opened(run, "theirs"), folder.office.name)
    made = read_decisions(decisions, [*weighed.held, *weighed.sought]) if decisions else ()
    written, waiting = write_weighed(weighed, made, folder_out, now().year)
    bands = Counter(pair.band.value for pair in weighed.matches.pairs)
    if json:
        counts = {"pairs": len(weighed.matches.pairs), **bands, "waiting": waiting, "decided": len(standing(made))}
        emit(about(run) | counts | {"digest": weighed.digest, "written": [str(path) for path in written]})
    say(
        f"{len(weighed.matches.pairs)} pairs of entries that both sides have opened: {bands['propose']} proposed, "
        f"{bands['review']} to be looked at. {waiting} wait for two reviewers; {len(standing(made))} are decided."
    )
    say(
        f"Compare this with {card.name} by another way; it is the same there if both have read all openings: "
        f"{weighed.digest[:16]}"
    )
    say(f"Written to {out}: {', '.join(str(path.relative_to(out)) for path in written)}. Nothing was decided.")
