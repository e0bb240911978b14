"""One row of one list: a statement by a party, never changed."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.received_list import ReceivedList


class Entry(models.Model):
    """``content`` holds all that the row says of a person."""

    received_list = models.ForeignKey(ReceivedList, models.PROTECT, related_name="entries")
    entry_id = models.CharField(max_length=200)
    row = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [  # noqa: RUF012 - Django reads a list
            models.UniqueConstraint(fields=["received_list", "entry_id"], name="one_row_per_entry"),
        ]
