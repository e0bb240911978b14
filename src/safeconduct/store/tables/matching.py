"""One comparison of the lists: which entries may speak of one person."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.document import Document


class Matching(Document):
    """The bands are proposals to reviewers. ``proposed`` and ``review`` count pairs."""

    key_version = models.CharField(max_length=100)
    model_version = models.CharField(max_length=100)
    proposed = models.PositiveIntegerField()
    review = models.PositiveIntegerField()
