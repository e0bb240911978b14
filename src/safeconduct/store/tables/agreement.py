"""A version of the agreement that was put in force."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.document import Document


class Agreement(Document):
    """``document`` is the text of the terms file, ``sha256`` that of its bytes."""

    agreement_id = models.CharField(max_length=200)
    version = models.CharField(max_length=100)
