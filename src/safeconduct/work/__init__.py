"""Work: everything that is done to an operation, as plain functions over the one way to change anything.

``change.change`` opens a change; a module per step holds its commands, which take the change as their first argument.
Call ``store.open`` first: these modules need the database. Then ``publishing.resume`` takes up an operation that an
earlier process has left. Reading needs no change: see ``store.queries``.
"""

__all__: list[str] = []
