"""Something that happened to a person on the way."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class CustodyEvent(models.Model):
    """``state`` is the state of custody it led to; ``content`` holds the whole event, with place, reason and times.

    Rows stand in the order in which they were booked.
    """

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="custody_events")
    event_id = models.CharField(max_length=200)
    person_id = models.CharField(max_length=200, db_index=True)
    state = models.CharField(max_length=20)
    booked_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints = [  # noqa: RUF012 - Django reads a list
            models.UniqueConstraint(fields=["operation", "event_id"], name="one_row_per_event"),
        ]
