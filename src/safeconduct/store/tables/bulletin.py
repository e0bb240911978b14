"""A bulletin: issued to the public, or a draft under embargo."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.document import Document


class Bulletin(Document):
    draft = models.BooleanField(default=False)
    bulletin_id = models.CharField(max_length=200)
