"""The persons of an operation, as the decisions stood at one moment."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class Roster(models.Model):
    """``input_sha256`` is the digest of the lists and decisions it was made from."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="rosters")
    input_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    sha256 = models.CharField(max_length=64)
    persons_count = models.PositiveIntegerField()
    made_at = models.DateTimeField()
