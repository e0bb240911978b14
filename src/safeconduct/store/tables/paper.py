"""A document that was made for signature or for the road."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class Paper(models.Model):
    """The file itself lies among the papers; here stands what it was."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="papers")
    title = models.CharField(max_length=300)
    file_name = models.CharField(max_length=255)
    input_sha256 = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64)
    printed_at = models.DateTimeField()
