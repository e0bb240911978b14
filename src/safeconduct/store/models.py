"""Where Django looks for the tables of the app; they stand in ``tables``, one module per noun."""

from safeconduct.store import tables

__all__ = ["tables"]
