"""An exchange operation of the numbered series."""

from __future__ import annotations

from django.db import models


class Operation(models.Model):
    """``pseudonym`` stands for the operation in the public record; ``vkey`` is the key its log is signed with.

    ``commitments`` maps whoever takes part in the lottery to the SHA-256 (hex) of their secret, as committed to when
    the operation was opened.
    """

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    mode = models.CharField(max_length=20)
    pseudonym = models.CharField(max_length=32, unique=True)
    vkey = models.CharField(max_length=200)
    commitments = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
