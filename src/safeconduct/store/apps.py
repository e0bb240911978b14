from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The one Django app of the store. Puts the guard on every connection."""

    name = "safeconduct.store"
    label = "store"
    verbose_name = "Store"

    def ready(self) -> None:
        from safeconduct.store import guard

        guard.install()
