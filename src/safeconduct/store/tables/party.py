"""A party to an operation, or its intermediary."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class Party(models.Model):
    """``names`` maps a language to the party's name in it."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="parties")
    party_id = models.CharField(max_length=100)
    intermediary = models.BooleanField()
    names = models.JSONField()
    languages = models.JSONField()

    class Meta:
        constraints = [  # noqa: RUF012 - Django reads a list
            models.UniqueConstraint(fields=["operation", "party_id"], name="one_row_per_party"),
        ]
