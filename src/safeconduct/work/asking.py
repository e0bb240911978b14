"""Asking a case folder who would go, without a store: for questions before anything is put in force."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from safeconduct import people, selection, terms
from safeconduct.errors import UsageError
from safeconduct.selection import answers
from safeconduct.work.case import read_case
from safeconduct.work.case_files import read_files
from safeconduct.work.case_table import CASE_FILE
from safeconduct.work.steps.persons import rehearsal_key
from safeconduct.work.steps.selecting import seed_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What a selection needs, as ``run`` would make it of the case folder."""

    agreement: terms.Agreement
    persons: tuple[people.Person, ...]
    on: dt.date
    seed: str

    def selection(self) -> selection.Selection:
        return selection.select(self.agreement, self.persons, on=self.on, seed=self.seed)

    def ground(self) -> answers.Ground:
        return answers.ground(self.agreement, self.persons, on=self.on, seed=self.seed)


def is_case(folder: Path) -> bool:
    """Whether a folder is a case folder, and not what a run has written."""
    return (folder / CASE_FILE).is_file()


def case(folder: Path) -> Asked:
    """Read a case folder and make persons of its decisions. Raises what reading raises, and UsageError for a live case.

    The pseudonyms of a live operation come of its secret, which is with its store and not in the case folder.
    """
    made = read_case(folder)
    if made.mode == "live":
        raise UsageError("This is a live case: ask the folder that `run` has written; its person_ids are made there.")
    files = read_files(made)
    entries = [entry for one in files.lists for entry in one.entries]
    persons = people.persons(entries, files.decisions, parties=made.party_ids, key=rehearsal_key(made), on=made.day())
    return Asked(files.agreement, persons, made.day(), seed_of(made, files.agreement))
