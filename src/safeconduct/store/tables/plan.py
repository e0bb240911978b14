"""How the selected people travel."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.document import Document


class Plan(Document):
    runs = models.PositiveIntegerField()
    uncarried = models.PositiveIntegerField()
