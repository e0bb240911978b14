"""``safeconduct terms``: is the agreement sound, and can it be kept?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from safeconduct.cli.common import JsonFlag, emit, say
from safeconduct.errors import DoesNotVerify, Fault, RefusedByRule, UnreadableInput, UsageError
from safeconduct.files import write_whole

if TYPE_CHECKING:
    from safeconduct.record import SigningKey, VerifierKey

app = typer.Typer(help="Agreements as data: read them and look for faults.", no_args_is_help=True)

OnDay = Annotated[str, typer.Option("--on", help="The day that ages and vetoes are judged on, as 2026-02-11.")]


def day(text: str) -> dt.date:
    """A day from the command line. Raises UsageError."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f'--on "{text}" is not a day; write it as 2026-02-11.') from error


@app.callback()
def _group() -> None:
    """Agreements as data: read them and look for faults."""


TermsArgument = Annotated[
    Path, typer.Argument(help="The agreement, terms.toml; or a folder with terms.toml, terms-2.toml and so on.")
]


@app.command("check")
def check_command(
    terms: TermsArgument,
    persons: Annotated[
        Path | None, typer.Option("--persons", help="persons.csv: compare promises with people.")
    ] = None,
    on: OnDay = "",
    json: JsonFlag = False,
) -> None:
    """Report every fault of an agreement with its line, its clause and a way to mend it."""
    from safeconduct.terms import Severity, check_several, combine, read_agreements

    parts = read_agreements(terms)
    agreement = combine(parts)
    people = None
    if persons is not None:
        from safeconduct.people import read_persons

        people = read_persons(persons)
    found = check_several(parts, agreement, people, day(on) if on else None)
    errors = sum(finding.severity is Severity.ERROR for _, finding in found)
    if json:
        emit(
            {
                "agreement": agreement.id,
                "sha256": agreement.sha256,
                "errors": errors,
                "warnings": len(found) - errors,
                "findings": [{**finding.document(), "file": one.file} for one, finding in found],
            }
        )
    for one, finding in found:
        where = f", clause {finding.clause}" if one.clause(finding.clause) else ""
        law = f" ({finding.law})" if finding.law else ""
        line = f", line {finding.line}" if one in parts else ""
        say(f"{finding.severity}: {one.file}{line}{where}: {finding.message}{law} [{finding.code}]")
        say(f"    to mend it: {finding.fix}")
    if errors:
        raise RefusedByRule(f"The agreement {agreement.id} has {_count(errors, 'error')}. It cannot be put in force.")
    say(f"The agreement {agreement.id} can be put in force ({_count(len(found), 'warning')}).")


@app.command("sign")
def sign_command(
    terms: Annotated[Path, typer.Argument(help="The agreement, terms.toml.")],
    key: Annotated[Path, typer.Option("--key", help="The file with the signing key, one line; its name is the party.")],
    note: Annotated[
        Path | None, typer.Option("--note", help="The file of signatures; made, or signed after those it has.")
    ] = None,
) -> None:
    """Sign an agreement without errors, over its canonical form. The signatures stand in terms.toml.note."""
    from safeconduct.terms import read_terms, require, sign_agreement, signed_text

    agreement = read_terms(terms)
    require(agreement)
    path = note or terms.with_name(f"{terms.name}.note")
    signing = signing_key(key)
    write_whole(path, sign_agreement(agreement, signing, path.read_bytes() if path.exists() else None))
    say(signed_text(agreement).rstrip("\n"))
    say(f"Signed by {signing.name}: {path}. The others check it with --vkey {signing.verifier}")


@app.command("verify")
def verify_command(
    terms: Annotated[Path, typer.Argument(help="The agreement, terms.toml.")],
    vkeys: Annotated[
        list[str], typer.Option("--vkey", help="A party's verifier key (name+id+base64), as it was handed to you.")
    ],
    note: Annotated[Path | None, typer.Option("--note", help="The file of signatures.")] = None,
    before: Annotated[
        Path | None, typer.Option("--before", help="The version before, which this one must say that it replaces.")
    ] = None,
    json: JsonFlag = False,
) -> None:
    """Check who has signed exactly this agreement. Ends with 5 if a signature is wrong or a party's is missing."""
    from safeconduct.terms import check_replaces, read_terms, verify_agreement

    agreement = read_terms(terms)
    path = note or terms.with_name(f"{terms.name}.note")
    try:
        data = path.read_bytes()
    except OSError as error:
        fault = Fault(path.name, error.strerror or str(error), "the file that `terms sign` writes")
        raise UnreadableInput("The signatures cannot be read.", [fault]) from error
    signed = verify_agreement(agreement, data, [verifier_key(text) for text in vkeys])
    if before is not None:
        check_replaces(agreement, read_terms(before))
    if json:
        emit({"sha256": signed.sha256, "signers": list(signed.signers), "missing": list(signed.missing)})
    if signed.missing:
        missing = ", ".join(signed.missing)
        raise DoesNotVerify(
            f"No signature by {missing} with a key that was given; signed by {', '.join(signed.signers)}."
        )
    say(f"{agreement.id}, version {agreement.version}, is signed by {', '.join(signed.signers)}: {signed.sha256}")


def signing_key(path: Path) -> SigningKey:
    """The key in a file of one line. Raises UnreadableInput, without repeating it."""
    from safeconduct.record import SigningKey

    try:
        return SigningKey.parse(path.read_text(encoding="utf-8").strip())
    except (OSError, ValueError) as error:
        found = error.strerror if isinstance(error, OSError) else None
        fault = Fault(path.name, found or str(error), "one line, PRIVATE+KEY+name+id+base64")
        raise UnreadableInput("The signing key cannot be read.", [fault]) from error


def verifier_key(text: str) -> VerifierKey:
    """The key behind --vkey. Raises UsageError."""
    from safeconduct.record import VerifierKey

    try:
        return VerifierKey.parse(text.strip())
    except ValueError as error:
        raise UsageError(f"--vkey {text} is not a verifier key: {error}.") from error


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
