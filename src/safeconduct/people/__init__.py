"""People: lists in, the same person found in two of them, decisions of reviewers, and persons out.

``read_list`` turns a party's file into entries; ``match`` compares held lists with sought lists and proposes pairs;
reviewers decide (``read_decisions``); ``persons`` says what the decisions make of the entries. Nothing is merged by
machine. Start with ``model.py`` for the values, ``read.py`` for the formats and ``skeleton.py`` for how names are
compared across alphabets.
"""

from safeconduct.people.decisions import check_decisions, read_decisions, standing, write_decisions
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
    Medical,
    Pair,
    PartialDate,
    Person,
    Sex,
    Status,
    Verdict,
)
from safeconduct.people.persons import persons
from safeconduct.people.persons_file import read_persons, write_persons
from safeconduct.people.read import ListFile, ListSource, read_list, read_lists

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
    "Medical",
    "Pair",
    "PartialDate",
    "Person",
    "Sex",
    "Status",
    "Verdict",
    "check_decisions",
    "persons",
    "read_decisions",
    "read_list",
    "read_lists",
    "read_persons",
    "standing",
    "write_decisions",
    "write_persons",
]
