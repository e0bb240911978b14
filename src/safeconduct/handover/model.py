"""The values of the handover room: the states of custody and the events that move a person from one to the next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Custody(StrEnum):
    """Where a person is. Exactly one holds at every moment for every person listed."""

    CLAIMED = "claimed"  # asked for, and no party says that it holds them
    HELD = "held"  # in the holder's custody, not on the way
    BOARDED = "boarded"  # in a vehicle of the convoy, on the way to the handover point
    AT_POINT = "at_point"  # at the handover point, still the holder's
    NEUTRAL = "neutral"  # in the intermediary's custody, neither party's
    RECEIVED = "received"  # received by the home party
    RETURNED = "returned"  # back with the holder after having boarded
    HOSPITAL = "hospital"  # in a hospital of the intermediary or a neutral Power
    DECEASED = "deceased"
    MISSING = "missing"  # escaped, or unaccounted for at a head-count


class EventKind(StrEnum):
    """What can happen to a person on the way."""

    BOARDED = "boarded"
    NOT_BOARDED = "not_boarded"
    ARRIVED = "arrived"
    TAKEN_OVER = "taken_over"  # the intermediary takes custody
    RECEIVED = "received"
    REFUSED_TO_GO = "refused_to_go"
    REFUSED_BY_PARTY = "refused_by_party"
    RETURNED = "returned"
    TO_HOSPITAL = "to_hospital"
    FROM_HOSPITAL = "from_hospital"
    DIED = "died"
    MISSED = "missed"
    FOUND = "found"
    LEFT_OUT = "left_out"  # a party's liaison officer says that a tranche in escrow goes on without the person
    ACKNOWLEDGED = "acknowledged"  # a party now says that it holds a person who was only claimed


@dataclass(frozen=True, slots=True)
class CustodyEvent:
    """Something that happened to one person. ``occurred_at`` is when; ``recorded_at`` is when it was written down.

    ``event_id`` is made by whoever writes the event, so that the same event sent twice is booked once.
    """

    event_id: str
    person_id: str
    kind: EventKind
    occurred_at: dt.datetime
    recorded_at: dt.datetime
    place: str = ""  # site_id or vehicle_id
    by: str = ""  # staff_id or party
    reason: str = ""
    tranche: int | None = None


@dataclass(frozen=True, slots=True)
class HeadCount:
    """People counted at a door: of a vehicle, a site or a handover point."""

    count_id: str
    place: str
    counted_at: dt.datetime
    number: int
    by: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """An event that was not booked, and the sentence that says why."""

    event: CustodyEvent
    sentence: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """How far a tranche in escrow is: ``here`` of ``people`` are in the intermediary's custody and go, or have gone.

    ``missing`` are the others who are waited for, ``left_out`` those without whom every party goes on; ``at_once`` are
    those in custody who go without condition, and are released whoever is missing.
    """

    tranche: int
    people: int
    here: int
    released: int
    missing: tuple[str, ...]
    left_out: tuple[str, ...]
    at_once: tuple[str, ...]
    sentence: str

    @property
    def complete(self) -> bool:
        """Whether all people of the tranche may be released."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Booking:
    """What became of a batch of events. ``states`` holds every person there was before, and nobody else.

    ``booked`` are the events that were taken, in the order in which they happened; ``repeated`` the ids of those that
    had been booked before with the same content. ``releases`` has, for each tranche in escrow whose release began, how
    far it was at that moment, by the id of the event that was the first release.
    """

    states: Mapping[str, Custody]
    booked: tuple[CustodyEvent, ...]
    repeated: tuple[str, ...]
    refused: tuple[Refused, ...]
    releases: Mapping[str, Gathering] = field(default_factory=dict)
