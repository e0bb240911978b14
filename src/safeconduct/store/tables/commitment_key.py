"""What opens a leaf: its document and the key of its commitment. To erase both is to delete the row."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.log_entry import LogEntry


class CommitmentKey(models.Model):
    entry = models.OneToOneField(LogEntry, models.PROTECT, primary_key=True, related_name="commitment_key")
    key = models.BinaryField()
    document = models.BinaryField()
