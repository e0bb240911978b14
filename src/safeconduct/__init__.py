"""Safeconduct: from two lists that do not agree to people handed over.

Each room of the house is a subpackage and each room's public names are in its ``__init__``.
Start with :mod:`safeconduct.work.run` to see the whole job in order, or with docs/explanation/rooms.md for the map.
"""

__version__ = "0.1.0"
