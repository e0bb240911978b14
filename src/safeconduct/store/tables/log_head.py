"""How far the log of an operation has come. Whoever changes anything holds this row."""

from __future__ import annotations

from django.db import models

from safeconduct.store.tables.operation import Operation


class LogHead(models.Model):
    """``edge`` is the roots of the perfect subtrees, 32 bytes each; ``checkpoint`` the signed note as published."""

    operation = models.OneToOneField(Operation, models.PROTECT, primary_key=True, related_name="log_head")
    size = models.PositiveIntegerField()
    edge = models.BinaryField()
    checkpoint = models.BinaryField()
