"""The command line: one module per step, each a thin skin over a room or over ``work``.

Words, progress and errors go to stderr; stdout carries results only, and with ``--json`` nothing but JSON.
Heavy imports (Splink, Valhalla, Django) stand inside the commands, so that ``safeconduct --help`` answers at once.
"""

from safeconduct.cli.main import main

__all__ = ["main"]
