"""A bulletin that was issued to the public."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.document import Document


class Bulletin(Document):
    bulletin_id = models.CharField(max_length=200)
