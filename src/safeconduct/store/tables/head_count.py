"""People counted at a door, and how many the book expected there."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class HeadCount(models.Model):
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="head_counts")
    count_id = models.CharField(max_length=200)
    place = models.CharField(max_length=200)
    counted_at = models.DateTimeField()
    number = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [  # noqa: RUF012 - Django reads a list
            models.UniqueConstraint(fields=["operation", "count_id"], name="one_row_per_count"),
        ]
