"""How far tranches in escrow are, and when all of each were in the intermediary's custody, from the events booked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from safeconduct.handover.custody import apply
from safeconduct.handover.escrow import Escrow, Watch
from safeconduct.handover.model import Custody, CustodyEvent, Gathering


def gatherings(
    states: Mapping[str, Custody], events: Iterable[CustodyEvent], escrow: Escrow, wards: Mapping[str, str]
) -> tuple[Gathering, ...]:
    """How far each tranche is of which somebody waits in the intermediary's custody. ``events`` led to ``states``."""
    watch = Watch(escrow, states, wards)
    for event in events:
        watch.take(event)
    return tuple(watch.gathering(number) for number in watch.begun())


def all_in_custody(
    first: Mapping[str, Custody], events: Iterable[CustodyEvent], escrow: Escrow, wards: Mapping[str, str]
) -> dict[int, dt.datetime]:
    """When the last of each tranche was in the intermediary's custody, or left out, as the handover act states it.

    ``first`` are the states before all ``events``, which were booked and are in the order of booking; of people who
    are not in it nothing is told. A tranche that still waits for somebody is not in the answer; what happens after its
    release has begun changes nothing.
    """
    now = dict(first)
    watch = Watch(escrow, now, wards)
    tranche_of = {member.person_id: number for number, people in escrow.tranches.items() for member in people}
    latest: dict[int, dt.datetime] = {}  # a batch that comes late may tell of earlier events
    since: dict[int, dt.datetime] = {}
    begun: set[int] = set()
    for event in events:
        if event.person_id not in now:
            continue
        tranche = tranche_of.get(event.person_id)
        begun |= {opened for opened in [watch.opens(event)] if opened is not None}
        now[event.person_id] = apply(now[event.person_id], event)
        watch.take(event)
        if tranche is not None and tranche not in begun:
            latest[tranche] = max(latest.get(tranche, event.occurred_at), event.occurred_at)
            if watch.missing(tranche):
                since.pop(tranche, None)
            else:
                since.setdefault(tranche, latest[tranche])
    return since
