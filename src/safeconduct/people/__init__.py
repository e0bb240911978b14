"""People: lists in, the same person found in two of them, decisions of reviewers, and persons out.

``read_list`` turns a party's file into entries; ``match`` compares held lists with sought lists and proposes pairs;
reviewers decide (``read_decisions``); ``persons`` says what the decisions make of the entries. Nothing is merged by
machine. Start with ``model.py`` for the values, ``read.py`` for the formats and ``skeleton.py`` for how names are
compared across alphabets.
"""

from safeconduct.people.decisions import check_decisions, read_decisions, standing, write_decisions
from safeconduct.people.match import duplicates, held_twice, match
from safeconduct.people.model import (
    Band,
    Carriage,
    Consent,
    Decision,
    Entry,
    FieldWeight,
    GroupKind,
    Identity,
    ListKind,
    Matches,
    Medical,
    Pair,
    PartialDate,
    Person,
    Sex,
    Status,
    Twice,
    Verdict,
)
from safeconduct.people.persons import persons
from safeconduct.people.persons_file import read_persons, write_persons
from safeconduct.people.queue import QueueItem, review_queue, write_matches, write_queue
from safeconduct.people.read import ListFile, ListSource, read_list, read_lists
from safeconduct.people.slavic import name_keys
from safeconduct.people.tables import key_version

__all__ = [
    "Band",
    "Carriage",
    "Consent",
    "Decision",
    "Entry",
    "FieldWeight",
    "GroupKind",
    "Identity",
    "ListFile",
    "ListKind",
    "ListSource",
    "Matches",
    "Medical",
    "Pair",
    "PartialDate",
    "Person",
    "QueueItem",
    "Sex",
    "Status",
    "Twice",
    "Verdict",
    "check_decisions",
    "duplicates",
    "held_twice",
    "key_version",
    "match",
    "name_keys",
    "persons",
    "read_decisions",
    "read_list",
    "read_lists",
    "read_persons",
    "review_queue",
    "standing",
    "write_decisions",
    "write_matches",
    "write_persons",
    "write_queue",
]
