"""What the tables of documents have in common."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class Document(models.Model):
    """A document that a step has made. ``input_sha256`` is the digest of everything it was made from."""

    operation = models.ForeignKey(Operation, models.PROTECT, related_name="+")
    input_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    sha256 = models.CharField(max_length=64)
    document = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        abstract = True
