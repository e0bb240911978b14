"""``safeconduct people``: check a list, compare two lists, and see why two names agree or do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from safeconduct.cli import people_private
from safeconduct.cli.common import JsonFlag, OutDir, emit, say
from safeconduct.cli.people_engine import EngineOption, FolderOption, MasterOption, chosen, nothing_thrown_away
from safeconduct.cli.people_lists import KINDS, both, by_name, reports_of, today
from safeconduct.errors import NothingFeasible, UsageError
from safeconduct.files import write_whole

app = typer.Typer(help="Read lists, and find the same person in two of them.", no_args_is_help=True)
app.add_typer(people_private.app, name="private")

WRITTEN = ("matches.csv", "duplicates.csv", "set-aside.csv")

WeightsOption = Annotated[Path | None, typer.Option("--weights", help="Weights that `people learn` has written.")]
FamilyOption = Annotated[
    list[Path] | None,
    typer.Option("--family", help="What families reported to a party: <party>-family.csv; may be given twice."),
]


@app.command()
def read(
    file: Annotated[Path, typer.Argument(help="A list: .xlsx, .ods or .csv.")],
    kind: Annotated[str, typer.Option("--kind", help="held, sought or family; else told by the file's name.")] = "",
    party: Annotated[str, typer.Option("--party", help="Whose list it is; else told by the file's name.")] = "",
    others: Annotated[list[str] | None, typer.Option("--other", help="Another party that *home* may name.")] = None,
    json: JsonFlag = False,
) -> None:
    """Check a list: report all its faults at once, or what is in it and what is odd about it."""
    from safeconduct.people import ListKind, read_list
    from safeconduct.people.notes import told
    from safeconduct.people.repeated import REPEATED_ID

    named_party, named_kind = by_name(file)
    kind = kind or named_kind or "sought"
    if kind not in KINDS:
        raise UsageError(f'--kind "{kind}" is none of {", ".join(KINDS)}.')
    party = party or named_party or "the party"
    one = read_list(file, party=party, kind=ListKind(kind), parties=[party, *(others or [])], on=today())
    rows: dict[str, list[int]] = {}
    for entry in one.entries:
        for flag in entry.flags:
            rows.setdefault(REPEATED_ID if flag.startswith(REPEATED_ID) else flag, []).append(entry.row)
    flags = Counter({flag: len(numbers) for flag, numbers in rows.items()})
    if json:
        document = {"file": one.file, "sha256": one.sha256, "entries": len(one.entries), "encoding": one.encoding}
        emit(document | {"kind": kind, "ignored": list(one.ignored), "flags": dict(flags), "rows": rows})
    say(f"{one.file}: {len(one.entries)} people, no faults ({kind} list{f', {one.encoding}' if one.encoding else ''}).")
    if one.ignored:
        say(f"Passed over, as their headings are not known: {', '.join(one.ignored)}")
    for flag, count in flags.most_common():
        first = ", ".join(map(str, rows[flag][:5])) + (" and more" if count > 5 else "")
        say(f"    {flag}: {count} (row {first}) - {told(flag)}")


@app.command("match")
def match_command(
    held: Annotated[Path, typer.Argument(help="The list of people whom one party holds.")],
    sought: Annotated[Path, typer.Argument(help="The list of people whom the other party seeks.")],
    out: OutDir,
    budget: Annotated[int, typer.Option("--budget", help="The most pairs to weigh.", min=1)] = 100_000_000,
    weights: WeightsOption = None,
    family: FamilyOption = None,
    engine: EngineOption = "duckdb",
    spark_master: MasterOption = "local[*]",
    spark_folder: FolderOption = None,
    json: JsonFlag = False,
) -> None:
    """Compare a held list with a sought list; write matches.csv and duplicates.csv. Nothing is decided.

    Entries that too many others are like are written to set-aside.csv, and everybody else is compared.
    With --family also write family-reports.csv: which entries the families may speak of. It changes no pair.
    """
    from safeconduct.people import Band, duplicates, family_reports, match, read_weights, write_matches, write_reports
    from safeconduct.people.aside import ADVICE, told, write_set_aside
    from safeconduct.people.queue import write_twice

    learned = None if weights is None else read_weights(weights)
    where = chosen(engine, spark_master, spark_folder)
    with nothing_thrown_away():
        ours, theirs = both(held, sought)
        reported = reports_of(family or [], ours, theirs)
        matches = match(ours, theirs, budget=budget, weights=learned, engine=where)
        reports = family_reports(reported, ours, theirs, budget=budget, weights=learned) if family else ()
        doubles = duplicates([*ours, *theirs], budget=budget, weights=learned, engine=where)
        out.mkdir(parents=True, exist_ok=True)
        write_matches(matches, out / "matches.csv")
        write_twice(doubles.pairs, out / "duplicates.csv")
        write_set_aside(matches.set_aside, doubles.set_aside, [*ours, *theirs], out / "set-aside.csv")
        if family:
            write_reports(reports, out / "family-reports.csv")
    bands = Counter(pair.band for pair in matches.pairs)
    counts = {
        "propose": bands[Band.PROPOSE],
        "review": bands[Band.REVIEW],
        "held_without_match": len(matches.unmatched_held),
        "sought_without_match": len(matches.unmatched_sought),
        "uncompared": len(matches.uncompared_held) + len(matches.uncompared_sought),
        "set_aside": len(matches.set_aside),
        "twice_in_a_list": len(doubles.pairs),
        "set_aside_in_a_list": len(doubles.set_aside),
    }
    if json:
        versions = {"key_version": matches.key_version, "model_version": matches.model_version}
        emit(counts | versions | {"written": [str(out / name) for name in WRITTEN]})
    if family:
        known = len({(one.party, one.report_id) for one in reports})
        say(f"{known} reports of families may speak of somebody on the lists: family-reports.csv")
    if matches.tight:
        say("The lists are too long, or too much alike, for the wide rules; a few more true pairs go unseen.")
    say(f"{_pairs(counts['propose'])} proposed as one person; two reviewers confirm or refuse each.")
    say(f"{_pairs(counts['review'])} to be looked at; the column reasons says what speaks against them.")
    say(f"{counts['held_without_match']} held and {counts['sought_without_match']} sought have no match.")
    if counts["uncompared"]:
        say(f"{counts['uncompared']} of these say too little to be compared at all.")
    if doubles.pairs:
        say(f"{len(doubles.pairs)} pairs within one list may be one person entered twice: duplicates.csv")
    for found, where_to in ((matches.set_aside, "the other list"), (doubles.set_aside, "their own list")):
        if found:
            say(f"Set aside, as too many say the same to be compared with {where_to}: {len(found):,} (set-aside.csv)")
            for line in told(found, [*ours, *theirs]):
                say(f"    {line}")
    if matches.set_aside or doubles.set_aside:
        say(f"    All are kept. {ADVICE}")
    say(f"Written to {out}. Nothing was decided.")


@app.command()
def names(
    one: Annotated[str, typer.Argument(help="A name, in any order of its parts.")],
    other: Annotated[str, typer.Argument(help="Another spelling of it, or another name.")],
    json: JsonFlag = False,
) -> None:
    """Explain how two names compare: each part, what it is read as, and whether the two agree."""
    from safeconduct.people.compare import compare_names

    compared = compare_names(one, other)
    if json:
        emit(compared.document())
        return
    for line in compared.lines():
        typer.echo(line)


@app.command()
def explain(
    held: Annotated[Path, typer.Argument(help="The held list.")],
    sought: Annotated[Path, typer.Argument(help="The sought list.")],
    held_id: Annotated[str, typer.Argument(help="The id of an entry of the held list.")],
    sought_id: Annotated[str, typer.Argument(help="The id of an entry of the sought list.")],
    language: Annotated[str, typer.Option("--language", help="en, uk, ru or be.")] = "en",
    svg: Annotated[Path | None, typer.Option("--svg", help="Also draw the weights into this file.")] = None,
    family: FamilyOption = None,
    weights: WeightsOption = None,
    json: JsonFlag = False,
) -> None:
    """Say why two entries are taken for one person or not: each field with its weight and a sentence."""
    from safeconduct.people import family_reports, match, read_weights
    from safeconduct.people.explain import explain as explain_pair
    from safeconduct.people.repeated import by_listed_id, rows_meant
    from safeconduct.people.waterfall import waterfall

    ours, theirs = both(held, sought)
    here = next((entry for entry in ours if entry.entry_id == held_id), None)
    there = next((entry for entry in theirs if entry.entry_id == sought_id), None)
    if here is None or there is None:
        missing, file = (held_id, held) if here is None else (sought_id, sought)
        meant = by_listed_id(ours if here is None else theirs).get(missing)
        hint = f" Several rows have it; say {rows_meant(meant)}." if meant else ""
        raise UsageError(f'"{missing}" is the id of no entry of {file.name}.{hint}')
    learned = None if weights is None else read_weights(weights)
    found = match(ours, theirs, weights=learned).pairs
    pair = next((one for one in found if (one.held_id, one.sought_id) == (held_id, sought_id)), None)
    if pair is None:
        raise NothingFeasible(f"{held_id} and {sought_id} have so little in common that they are not even compared.")
    reports = family_reports(reports_of(family, ours, theirs), ours, theirs, weights=learned) if family else ()
    explained = explain_pair(pair, here, there, language, reports)
    if svg is not None:
        write_whole(svg, waterfall(explained))
        say(f"Drawn: {svg}")
    if json:
        emit(explained.document())
        return
    typer.echo(explained.title)
    typer.echo(f"{explained.prior_bits:+7.1f}  {explained.prior}")
    for field in explained.fields:
        typer.echo(f"{field.bits:+7.1f}  {field.title}: {field.sentence}")
    typer.echo(f"{pair.weight_bits:+7.1f}  {explained.verdict} ({pair.probability:.4%})")
    for line in (*explained.reasons, *explained.notes):
        typer.echo(f"         {line}")


@app.command("audit")
def audit_command(
    held: Annotated[Path, typer.Argument(help="The held list.")],
    sought: Annotated[Path, typer.Argument(help="The sought list.")],
    key: Annotated[str, typer.Option("--key", help="The secret of the draw, in hex; keep it the same.")],
    size: Annotated[int, typer.Option("--size", help="How many proposals to draw.", min=1)] = 200,
    decisions: Annotated[Path | None, typer.Option("--decisions", help="decisions.csv so far.")] = None,
    weights: WeightsOption = None,
    json: JsonFlag = False,
) -> None:
    """Draw a fixed random sample of the proposals, and say how many were right, with a confidence interval."""
    from safeconduct.people import audit, audit_sample, match, read_decisions, read_weights, standing

    try:
        secret = bytes.fromhex(key)
    except ValueError as error:
        raise UsageError(f'--key "{key}" is not hex.') from error
    ours, theirs = both(held, sought)
    learned = None if weights is None else read_weights(weights)
    sample = audit_sample(match(ours, theirs, weights=learned).pairs, size=size, key=secret)
    between = (ours[0].party, theirs[0].party) if ours and theirs else None
    given = read_decisions(decisions, [*ours, *theirs], between=between) if decisions else ()
    found = audit(sample, given)
    ids = [[pair.held_party, pair.held_id, pair.sought_party, pair.sought_id] for pair in sample]
    if json:
        emit(asdict(found) | {"pairs": ids})
    else:
        verdicts = {(one.held_id, one.sought_id): one.verdict for one in standing(given)}
        for row in ids:
            typer.echo(",".join([*row, verdicts.get((row[1], row[3])) or "undecided"]))
    say(f"{found.sample} proposals drawn; {found.undecided} are not decided yet, {found.unsure} could not be decided.")
    if found.precision is not None:
        say(
            f"{found.same} of {found.same + found.different} were one person: {found.precision:.2%}"
            f" ({found.low:.2%} to {found.high:.2%} at {found.confidence:.0%} confidence)."
        )


@app.command("learn")
def learn_command(
    held: Annotated[Path, typer.Argument(help="The held list.")],
    sought: Annotated[Path, typer.Argument(help="The sought list.")],
    decisions: Annotated[Path, typer.Argument(help="decisions.csv.")],
    out: Annotated[Path, typer.Option("--out", help="The file for the learned weights, for `people match --weights`.")],
    json: JsonFlag = False,
) -> None:
    """Estimate the weights anew from what reviewers decided, and show each before and after."""
    from safeconduct.people import learn, match, read_decisions, write_weights

    ours, theirs = both(held, sought)
    between = (ours[0].party, theirs[0].party) if ours and theirs else None
    made = read_decisions(decisions, [*ours, *theirs], between=between)
    learned = learn(match(ours, theirs).pairs, made)
    write_weights(learned.weights, out)
    if json:
        emit({"pairs": learned.pairs, "unseen": learned.unseen, "changes": [asdict(one) for one in learned.changes]})
    else:
        typer.echo(
            f"{'field':8} {'level':10} {'pairs':>6} {'m before':>9} {'after':>7} {'bits before':>12} {'after':>7}"
        )
        for one in learned.changes:
            typer.echo(
                f"{one.field:8} {one.level:10} {one.pairs:6} {one.m_before:9.4f} {one.m_after:7.4f}"
                f" {one.bits_before:+12.2f} {one.bits_after:+7.2f}"
            )
    say(f"Learned from {learned.pairs} pairs that two reviewers found to be one person.")
    if learned.unseen:
        say(f"{learned.unseen} more have so little in common that the program did not compare them.")
    say(f"Model {learned.weights.version} is written to {out}.")


def _pairs(number: int) -> str:
    return "1 pair is" if number == 1 else f"{number} pairs are"
