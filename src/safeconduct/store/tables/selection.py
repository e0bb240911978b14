"""Who goes, in which tranche, and the certificate that proves it."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.document import Document


class Selection(Document):
    certificate = models.TextField()
    certificate_sha256 = models.CharField(max_length=64)
    selected = models.PositiveIntegerField()
    tranches = models.PositiveIntegerField()
