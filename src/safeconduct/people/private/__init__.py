"""Private matching: two offices find whom they both list, and neither shows the rest.

Each side blinds the keys of its entries (``keys``, ``points``, ``layout``) and commits to them (``commitment``); files
travel sealed (``envelope``); ``exchange`` has the steps, ``disclose`` opens what matched and ``weigh``
makes pairs of it, ``rules`` says how much a
peer may ask. Start with ``exchange``. What it does not protect from: docs/explanation/private-matching.md.
"""

from safeconduct.people.private.commitment import Commitment, read_commitment, write_commitment
from safeconduct.people.private.disclose import Beside, disclose, side_by_side
from safeconduct.people.private.disclosure import disclosure_file, read_disclosure
from safeconduct.people.private.envelope import Envelope, Head, Step, look, verify_head
from safeconduct.people.private.exchange import advance, answer, begin, finish, read_start, start_file
from safeconduct.people.private.keys import KEYS, ROUNDS, PrivateKey, Round, keys_of_round, values_of
from safeconduct.people.private.layout import Layout, padded
from safeconduct.people.private.model import Disclosure, Hit, Opened, Run, aliases
from safeconduct.people.private.office import Card, Office, new_office, read_card, write_card
from safeconduct.people.private.rules import (
    Limits,
    Line,
    check_answer,
    check_new_run,
    check_own_list,
    check_peer_list,
    check_values,
)
from safeconduct.people.private.state import read_run, write_run
from safeconduct.people.private.weigh import Weighed, weigh

__all__ = [
    "KEYS",
    "ROUNDS",
    "Beside",
    "Card",
    "Commitment",
    "Disclosure",
    "Envelope",
    "Head",
    "Hit",
    "Layout",
    "Limits",
    "Line",
    "Office",
    "Opened",
    "PrivateKey",
    "Round",
    "Run",
    "Step",
    "Weighed",
    "advance",
    "aliases",
    "answer",
    "begin",
    "check_answer",
    "check_new_run",
    "check_own_list",
    "check_peer_list",
    "check_values",
    "disclose",
    "disclosure_file",
    "finish",
    "keys_of_round",
    "look",
    "new_office",
    "padded",
    "read_card",
    "read_commitment",
    "read_disclosure",
    "read_run",
    "read_start",
    "side_by_side",
    "start_file",
    "values_of",
    "verify_head",
    "weigh",
    "write_card",
    "write_commitment",
    "write_run",
]
