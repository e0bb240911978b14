"""Where Safeconduct keeps what it can make again: one folder, outside every case and every operation."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """$SAFECONDUCT_CACHE, or the user's cache folder. Holds built road maps only, never anything about a person."""
    named = os.environ.get("SAFECONDUCT_CACHE", "")
    return Path(named).expanduser() if named else platformdirs.user_cache_path("safeconduct", appauthor=False)
