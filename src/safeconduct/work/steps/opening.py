"""Opening the operation, or taking it up, and receiving the lists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from safeconduct.errors import Fault, RefusedByRule
from safeconduct.work.case import Case
from safeconduct.work.following import adopted, refuse_other_case
from safeconduct.work.made import Context

if TYPE_CHECKING:
    from safeconduct.store.queries import Operation


def open_and_receive(context: Context) -> str:
    from safeconduct import store

    made, out = context.made, context.outputs.directory.resolve()
    case, folder = made.case, out / "store"
    url = store.database_url(f"sqlite:///{folder / 'operation.sqlite3'}")
    store.open(url, record=out / "record", keys=folder / "keys")
    # The tables can only be imported once the store is open.
    from safeconduct.store import queries
    from safeconduct.work import lists, publishing
    from safeconduct.work.operation import open_operation

    made.operation = queries.operation(case.number)
    if made.operation is None:
        _refuse_another(out, queries.operations(), case)
        parties = [queries.Party(one.party_id, one.names, one.languages) for one in case.parties]
        host = case.intermediary
        with context.change("the coordinator opened the operation") as c:
            made.operation = open_operation(
                c,
                case.number,
                case.title,
                parties,
                queries.Party(host.party_id, host.names, host.languages),
                case.mode,
                {owner: seed.commitment for owner, seed in case.seeds.items()},
            )
    else:
        _refuse_changed(made.operation, case)
        made.adopted = adopted(made.operation)
        if made.adopted is not None:
            refuse_other_case(made.operation, made.adopted, made.files)
        else:
            _refuse_begun(made.operation)
        publishing.resume(made.operation)
    with context.change("the parties handed in their lists") as c:
        for one in made.files.lists:
            lists.receive(c, one.party, one.kind, one.file, one.sha256, one.entries)
    return f"operation {case.number} ({case.mode}), {len(made.files.lists)} lists received"


def _refuse_another(out: Path, others: Sequence[Operation], case: Case) -> None:
    if others and (out / "record" / "checkpoint").exists():
        fault = Fault(str(out), f"operation {others[0].number}", f"an empty folder for operation {case.number}")
        raise RefusedByRule("The folder named with --out holds another operation.", [fault])


def _refuse_begun(operation: Operation) -> None:
    """Once somebody has been moved, the numbers on wristbands and papers must not change under them."""
    from safeconduct.store import queries

    events = queries.custody_events(operation)
    if events:
        fault = Fault(f"operation {operation.number}", f"{len(events)} events of custody in the book", "none yet")
        raise RefusedByRule(
            "This operation has begun: its people, selection and plan stand as printed. Book what happens with "
            "'safeconduct handover record'; if somebody drops out, revise the selection and adopt the revision, and a "
            "run follows that. Whoever was not handed over goes into a new operation.",
            [fault],
        )


def _refuse_changed(operation: Operation, case: Case) -> None:
    there = (sorted(party.party_id for party in operation.parties), operation.mode)
    wanted = (sorted(case.party_ids), case.mode)
    if there != wanted:
        found = f"{' and '.join(wanted[0])}, {wanted[1]}"
        expected = f"{' and '.join(there[0])}, {there[1]}, as when operation {operation.number} was opened"
        raise RefusedByRule(
            "The case is not that of the operation in the store.", [Fault("case.toml", found, expected)]
        )
    changed = sorted(owner for owner, seed in case.seeds.items() if operation.commitments.get(owner) != seed.commitment)
    if changed:
        faults = [
            Fault("case.toml", case.seeds[owner].commitment, f"{operation.commitments.get(owner, 'none')}, as logged",
                  field=f"seeds.{owner}.commitment", code="seed-exchanged")
            for owner in changed
        ]  # fmt: skip
        raise RefusedByRule("A lottery seed was committed to before the lists were opened, and stays.", faults)
