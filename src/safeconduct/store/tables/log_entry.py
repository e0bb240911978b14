"""One entry of the log: the leaf that the record publishes."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class LogEntry(models.Model):
    operation = models.ForeignKey(Operation, models.PROTECT, related_name="log_entries")
    sequence = models.PositiveIntegerField()
    leaf = models.BinaryField()

    class Meta:
        constraints = [  # noqa: RUF012 - Django reads a list
            models.UniqueConstraint(fields=["operation", "sequence"], name="one_leaf_per_place"),
        ]
