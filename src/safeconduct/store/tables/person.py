"""What the decisions make of the entries. A person has no name here."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.roster import Roster


class Person(models.Model):
    """``content`` holds all that is known of the person; ``person_id`` is a pseudonym.

    ``first_state`` and ``remains`` stand beside it, so that custody can be told without opening what is personal.
    """

    roster = models.ForeignKey(Roster, models.PROTECT, related_name="persons")
    person_id = models.CharField(max_length=200)
    first_state = models.CharField(max_length=20)
    remains = models.BooleanField()
    content = models.BinaryField()

    class Meta:
        constraints = [  # noqa: RUF012 - Django reads a list
            models.UniqueConstraint(fields=["roster", "person_id"], name="one_row_per_person"),
        ]
