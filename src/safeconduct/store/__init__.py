"""The store: everything an operation knows, in one database (SQLite by default, PostgreSQL by its address).

``open`` makes the database ready. ``queries`` reads, and hands out frozen values. ``tables`` are the rows, one module
per noun, and only ``work`` writes them: ``guard`` refuses any writing outside a change, and triggers in the database
refuse to alter or remove what is only ever added to. Personal content stands in columns named ``content``, apart from
the columns that name nobody.
"""

from safeconduct.store.opening import close, database_url, open_store

open = open_store

__all__ = ["close", "database_url", "open"]
