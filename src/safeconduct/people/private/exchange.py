"""The steps of a run, as functions from a run to the next: begin, start, answer, finish, advance.

With H(x) the point of a value, a the secret of one side and b that of the other:

    start    one side sends a·H(x) of its list, in the order of these points; the other sends b·H(y)
    answer   each blinds what came once more and sends it back in the same order: b·a·H(x), a·b·H(y)
    finish   each has both sets now, and the values in both are those that both lists have

Nobody can learn more than the other, but whoever finishes first learns it first. Nothing here reads a clock or draws
randomness; both are passed in (the seal draws its one-time keys in the library).
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from safeconduct.errors import DoesNotVerify, Fault, RefusedByRule, UnreadableInput
from safeconduct.people.model import Entry, ListKind
from safeconduct.people.private import keys, points
from safeconduct.people.private.blocks import Document
from safeconduct.people.private.commitment import Commitment, read_commitment, rounds_agreed, write_commitment
from safeconduct.people.private.envelope import NONE, Envelope, Head, Step, close, unseal
from safeconduct.people.private.keys import ROUNDS, keys_of_round
from safeconduct.people.private.layout import lay_out, padded
from safeconduct.people.private.model import Hit, Run, in_order, pseudonym
from safeconduct.people.private.office import Card, Office
from safeconduct.record.merkle import leaf_hash, root_of

_ROOM = 8192  # bytes of a file beside the points


def begin(
    entries: Sequence[Entry],
    office: Office,
    peer: Card,
    *,
    kind: ListKind,
    list_sha256: str,
    undated: bool,
    now: dt.datetime,
    random: Callable[[int], bytes],
) -> Run:
    """Blind a list for all rounds and commit to it. ``undated`` is the consent to the round without birth dates.

    Raises RefusedByRule if the peer is this office itself or has its name, UnreadableInput if an entry id stands twice.
    """
    if peer.vkey == office.card.vkey:
        raise RefusedByRule("The card is this office's own; the card of the other office is needed.")
    if peer.name == office.name:
        raise RefusedByRule(f"Both offices are called {peer.name}; nobody could tell their files apart. Rename one.")
    if len({entry.entry_id for entry in entries}) != len(entries):
        raise UnreadableInput("An entry id stands twice in the list, so that matches could not be told apart.")
    secret, seed = points.scalar(random(points.RANDOM_SIZE)), random(32)
    layouts = {round_: lay_out(entries, round_, secret, seed) for round_ in rounds_agreed(undated)}
    ours = Commitment(
        str(office.card.vkey),
        str(peer.vkey),
        random(16).hex(),
        now.replace(microsecond=0),
        keys.version(),
        kind,
        padded(len(entries)),
        undated,
        {round_: layout.root().hex() for round_, layout in layouts.items()},
    )
    note = write_commitment(ours, office.signing)
    return Run(peer, ours, note, secret, list_sha256, tuple(entry.entry_id for entry in entries), layouts)


def start_file(run: Run, office: Office) -> bytes:
    """The file with which this side starts the round that is on. Whoever is matched is kept back: of these places only
    the digest goes, so that the peer can check the root."""
    layout = run.layouts[run.round]
    kept = layout.kept_back(run.matched())
    sent = [leaf_hash(point) + b"\0" if keep else point for point, keep in zip(layout.points, kept, strict=True)]
    document = Document({}, {"commitment": run.note, "kept": kept, "points": b"".join(sent)})
    size = (points.POINT_SIZE + 1) * len(sent) + _ROOM
    return close(_head(run, office, Step.START), document, office, run.peer, size)


def read_start(run: Run, envelope: Envelope, office: Office) -> tuple[Commitment, list[bytes]]:
    """Verify the peer's start file of the round that is on: its commitment, and the values it asks to be compared.

    Raises RefusedByRule if it is not what is due now, UnreadableInput if it cannot be read, and DoesNotVerify if a
    signature or the root of the commitment does not check or a value is our own.
    """
    document = unseal(envelope, office, run.peer)
    head, file = envelope.head, envelope.file
    _expect(file, head, Step.START)
    theirs = read_commitment(document.blocks.get("commitment", b""), run.peer)
    if theirs.receiver != str(office.card.vkey) or theirs.digest != head.ours:
        raise DoesNotVerify(f"{file}: the commitment in it is another than the one the file names.")
    if run.theirs is not None and theirs != run.theirs:
        raise RefusedByRule(
            f"{file} belongs to another run: {run.peer.name} is bound to the list that it began this run with."
        )
    _expect_round(run, head, file)
    if head.theirs not in (NONE, run.ours.digest):
        raise RefusedByRule(f"{file} belongs to another run: it answers to a list that is not the one of this run.")
    if theirs.keys != run.ours.keys:
        raise RefusedByRule(
            f"{run.peer.name} makes its keys with other tables or rules ({theirs.keys}, here {run.ours.keys}), so none "
            "would meet. Both sides must begin anew with the same version of Safeconduct."
        )
    if run.round not in theirs.roots:
        raise RefusedByRule(f"{run.peer.name} has not agreed to the round {run.round}.")
    if run.round is not ROUNDS[0] and (head.theirs, head.result) != (run.ours.digest, run.result):
        raise DoesNotVerify(
            f"{run.peer.name} found other matches in the rounds before than this office did: one of the answers was "
            "false or damaged. Do not use them; begin anew, and ask why."
        )
    return theirs, _sent(document, theirs, run, file)


def answer(run: Run, theirs: Commitment, sent: Sequence[bytes], office: Office) -> tuple[Run, bytes]:
    """Blind the peer's values once more. Returns the run that knows them and the file that goes back.

    Call it with what ``read_start`` returned, after the limits were checked. Raises RefusedByRule if this round was
    answered: a second answer would let the peer try another list.
    """
    if run.again is not None:
        raise RefusedByRule(f"The round {run.round} of {run.peer.name} was answered already. It is answered once.")
    again = points.blind_again(sent, run.secret)
    known = replace(run, theirs=theirs, again=frozenset(again))
    size = points.POINT_SIZE * theirs.places(run.round) + _ROOM
    head = _head(known, office, Step.ANSWER)
    return known, close(head, Document({}, {"points": b"".join(again)}), office, run.peer, size)


def finish(run: Run, envelope: Envelope, office: Office) -> Run:
    """Compare the peer's answer with its list: the run with the hits of this round.

    Raises RefusedByRule if it is not what is due now, UnreadableInput if it cannot be read, and DoesNotVerify if a
    signature does not check or the answer does not fit what was asked.
    """
    document = unseal(envelope, office, run.peer)
    head, file = envelope.head, envelope.file
    _expect(file, head, Step.ANSWER)
    if run.theirs is None or (run.again is None and head.round is run.round):
        raise RefusedByRule(f"Answer the start file of {run.peer.name} first; then this one can be finished.")
    if (head.ours, head.theirs) != (run.theirs.digest, run.ours.digest):
        raise RefusedByRule(f"{file} belongs to another run with {run.peer.name}.")
    _expect_round(run, head, file)
    if run.finished:
        raise RefusedByRule(f"The round {run.round} with {run.peer.name} is finished already.")
    assert run.again is not None
    layout = run.layouts[run.round]
    matched = run.matched()
    kept = layout.kept_back(matched)
    asked = [place for place, keep in enumerate(kept) if not keep]
    again = _cut(document, file, len(asked))
    if len(set(again)) != len(again) or not set(again).isdisjoint(layout.points):
        raise DoesNotVerify(f"{file}: what came back was not made from what was asked. Do not use it.")
    codes = [key.code for key in keys_of_round(run.round)]
    found = []
    for place, point in zip(asked, again, strict=True):
        if point not in run.again:
            continue
        if not layout.key[place]:
            raise DoesNotVerify(f"{file}: a dummy of this office came back as a match. Do not use it.")
        ids = tuple(run.entry_ids[at] for at in sorted(layout.entries_at(place)) if at not in matched)
        found.append(Hit(pseudonym(run.run_id, point), run.round, codes[layout.key[place] - 1], ids))
    return replace(run, finished=True, hits=in_order([*run.hits, *found]))


def advance(run: Run) -> Run:
    """Go on to the next round. Raises RefusedByRule if this one is not finished, there is none, or one side has not
    agreed to it."""
    if not run.finished or run.theirs is None:
        raise RefusedByRule(f"The round {run.round} with {run.peer.name} is not finished; finish it first.")
    later = ROUNDS[ROUNDS.index(run.round) + 1 :]
    if not later:
        raise RefusedByRule(f"The run with {run.peer.name} is over: all rounds are finished.")
    for side, commitment in (("This office", run.ours), (run.peer.name, run.theirs)):
        if later[0] not in commitment.roots:
            raise RefusedByRule(
                f"The run with {run.peer.name} is over. {side} has not agreed to the round {later[0]} "
                "(`start --undated`), and it takes both."
            )
    return replace(run, round=later[0], again=None, finished=False)


def _head(run: Run, office: Office, step: Step) -> Head:
    first = run.round is ROUNDS[0]
    theirs = NONE if run.theirs is None or (first and step is Step.START) else run.theirs.digest
    result = NONE if first else run.result
    return Head(step, str(office.card.vkey), str(run.peer.vkey), run.round, run.ours.digest, theirs, result)


def _expect(file: str, head: Head, step: Step) -> None:
    if head.step is not step:
        verb = {Step.START: "answer", Step.ANSWER: "finish", Step.DISCLOSURE: "compare"}[head.step]
        raise RefusedByRule(f"{file} is of the step {head.step}: it is read by `people private {verb}`.")


def _expect_round(run: Run, head: Head, file: str) -> None:
    if head.round is run.round:
        return
    if ROUNDS.index(head.round) > ROUNDS.index(run.round):
        hint = "finish this round, then call `people private next`"
    else:
        hint = "that round is over"
    raise RefusedByRule(f"{file} is of the round {head.round}, and this office is in the round {run.round}: {hint}.")


def _sent(document: Document, theirs: Commitment, run: Run, file: str) -> list[bytes]:
    """The values that a start file asks for, checked against the commitment."""
    number = theirs.places(run.round)
    kept = document.blocks.get("kept", b"")
    cut = _cut(document, file, number)
    if len(kept) != number or set(kept) - {0, 1} or (run.round is ROUNDS[0] and any(kept)):
        raise UnreadableInput(
            f"{file} cannot be read.", [Fault(file, "no sound list of places", f"{number:,} of them")]
        )
    if any(keep and one[-1] for one, keep in zip(cut, kept, strict=True)):
        raise UnreadableInput(f"{file} cannot be read.", [Fault(file, "no sound digest", "32 bytes of one")])
    leaves = [one[:-1] if keep else leaf_hash(one) for one, keep in zip(cut, kept, strict=True)]
    if root_of(leaves).hex() != theirs.roots[run.round]:
        raise DoesNotVerify(
            f"{file}: the values in it are not those that {run.peer.name} has committed to. Do not answer it."
        )
    sent = [one for one, keep in zip(cut, kept, strict=True) if not keep]
    if any(one >= other for one, other in itertools.pairwise(sent)):
        raise DoesNotVerify(f"{file}: the values in it are not in their order, or one stands twice.")
    if not set(sent).isdisjoint(run.layouts[run.round].points):
        raise DoesNotVerify(f"{file} holds values that this office has blinded itself. Do not answer it.")
    return sent


def _cut(document: Document, file: str, number: int) -> list[bytes]:
    data, size = document.blocks.get("points", b""), points.POINT_SIZE
    if len(data) != number * size:
        found = f"{len(data):,} bytes of blinded values"
        raise UnreadableInput(f"{file} cannot be read.", [Fault(file, found, f"{number * size:,}")])
    return [data[at : at + size] for at in range(0, len(data), size)]
