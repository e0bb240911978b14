"""People: lists in, the same person found in two of them, decisions of reviewers, and persons out.

``read_list`` turns a party's file into entries; ``match`` compares held lists with sought lists and proposes pairs;
reviewers decide (``read_decisions``); ``persons`` says what the decisions make of the entries. What families report
stands beside a pair (``families.py``) and makes no person. Nothing is merged by machine. Start with ``model.py`` for
the values, ``read.py`` for the formats and ``skeleton.py`` for how names are compared across alphabets.
"""

from safeconduct.people.aside import ADVICE, write_set_aside
from safeconduct.people.audit import Audit, audit, audit_sample
from safeconduct.people.backends import DuckDB, Engine, Spark
from safeconduct.people.decisions import check_decisions, read_decisions, standing, write_decisions
from safeconduct.people.explain import PairExplanation, explain
from safeconduct.people.families import FamilyReport, family_reports, write_reports
from safeconduct.people.learn import Learned, learn, read_weights, write_weights
from safeconduct.people.match import duplicates, held_twice, match
from safeconduct.people.model import (
    Carriage,
    Consent,
    Decision,
    Entry,
    GroupKind,
    Identity,
    ListKind,
    Medical,
    PartialDate,
    Person,
    Sex,
    Status,
    Verdict,
)
from safeconduct.people.pairs import Band, Duplicates, FieldWeight, Matches, Pair, SetAside, Twice
from safeconduct.people.persons import persons
from safeconduct.people.persons_file import read_persons, write_persons
from safeconduct.people.queue import QueueItem, review_queue, write_matches, write_queue
from safeconduct.people.read import ListFile, ListSource, read_list, read_lists
from safeconduct.people.repeated import by_listed_id, rows_meant
from safeconduct.people.slavic import name_keys
from safeconduct.people.tables import key_version
from safeconduct.people.waterfall import waterfall

__all__ = [
    "ADVICE",
    "Audit",
    "Band",
    "Carriage",
    "Consent",
    "Decision",
    "DuckDB",
    "Duplicates",
    "Engine",
    "Entry",
    "FamilyReport",
    "FieldWeight",
    "GroupKind",
    "Identity",
    "Learned",
    "ListFile",
    "ListKind",
    "ListSource",
    "Matches",
    "Medical",
    "Pair",
    "PairExplanation",
    "PartialDate",
    "Person",
    "QueueItem",
    "SetAside",
    "Sex",
    "Spark",
    "Status",
    "Twice",
    "Verdict",
    "audit",
    "audit_sample",
    "by_listed_id",
    "check_decisions",
    "duplicates",
    "explain",
    "family_reports",
    "held_twice",
    "key_version",
    "learn",
    "match",
    "name_keys",
    "persons",
    "read_decisions",
    "read_list",
    "read_lists",
    "read_persons",
    "read_weights",
    "review_queue",
    "rows_meant",
    "standing",
    "waterfall",
    "write_decisions",
    "write_matches",
    "write_persons",
    "write_queue",
    "write_reports",
    "write_set_aside",
    "write_weights",
]
