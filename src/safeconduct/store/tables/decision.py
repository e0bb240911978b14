"""A decision of two reviewers, or the withdrawal of one."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class Decision(models.Model):
    """``content`` holds the whole decision, with the reviewers' reason; the other columns find it."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="decisions")
    decision_id = models.CharField(max_length=200)
    withdraws = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints = [  # noqa: RUF012 - Django reads a list
            models.UniqueConstraint(fields=["operation", "decision_id"], name="one_row_per_decision"),
        ]
