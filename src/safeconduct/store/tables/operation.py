"""An exchange operation of the numbered series."""

from __future__ import annotations

from django.db import models


class Operation(models.Model):
    """``pseudonym`` stands for the operation in the public record; ``vkey`` is the key its log is signed with."""

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=200)
    mode = models.CharField(max_length=20)
    pseudonym = models.CharField(max_length=32, unique=True)
    vkey = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
