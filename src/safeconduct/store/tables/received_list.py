"""A list that a party handed in."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class ReceivedList(models.Model):
    """The newest list of a party and kind is the one in force; older ones stay as they were received."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="lists")
    party = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    entries_count = models.PositiveIntegerField()
    received_at = models.DateTimeField()
