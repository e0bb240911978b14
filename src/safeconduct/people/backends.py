"""Where the model runs: DuckDB inside this process, or Spark on one machine or many.

A backend keeps tables and answers SQL; what is asked (``engine.py``) and what is weighed (``link.py``) is the same on
each. The SQL is of the kind that both read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

Columns = Mapping[str, "NDArray[np.generic]"]


@dataclass(frozen=True, slots=True)
class DuckDB:
    """The engine for lists that one machine can hold. ``threads`` of 0 is as many as the machine has; the result does
    not depend on it."""

    threads: int = 0


@dataclass(frozen=True, slots=True)
class Spark:
    """The engine for lists that one machine cannot compare. ``master`` is the address of the cluster's master, or
    ``local[N]``. ``folder`` is a folder that every machine of the cluster sees at the same path, where keys and scored
    pairs are exchanged and deleted again; ``None`` (a temporary folder) serves only where ``master`` is local.
    """

    master: str = "local[*]"
    folder: Path | None = None


Engine = DuckDB | Spark


class Backend(Protocol):
    """Tables and SQL on one engine."""

    most_pairs_at_once: int
    """How many pairs to score in one go; more are scored in parts."""

    def load(self, name: str, table: Any) -> None:
        """Make a table of a pyarrow table."""

    def make(self, name: str, query: str) -> None:
        """Make a table of what a query gives, in place of one of that name."""

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""

    def columns(self, query: str) -> Columns:
        """The columns that a query gives; none may hold nulls."""

    def relation(self, query: str) -> Any:
        """What a query gives, as Splink registers it."""

    def splink(self) -> Any:
        """Splink's own view of this backend."""

    def discard(self, frame: Any) -> None:
        """Drop a table that Splink has made."""


@contextmanager
def opened(engine: Engine) -> Iterator[Backend]:
    """Open the backend of an engine. Raises UsageError where it is not installed or does not start."""
    if isinstance(engine, Spark):
        from safeconduct.people.spark import opened_spark

        with opened_spark(engine) as backend:
            yield backend
        return
    import duckdb

    con = duckdb.connect()
    try:
        con.execute("set enable_progress_bar = false")
        if engine.threads:
            con.execute(f"set threads = {int(engine.threads)}")
        yield _DuckDBBackend(con)
    finally:
        con.close()


class _DuckDBBackend:
    most_pairs_at_once = 8_000_000

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con = con

    def load(self, name: str, table: Any) -> None:
        self.con.register("loaded", table)
        self.make(name, "select * from loaded")
        self.con.unregister("loaded")

    def make(self, name: str, query: str) -> None:
        self.con.execute(f"create table made as {query}")
        self.con.execute(f"drop table if exists {name}")
        self.con.execute(f"alter table made rename to {name}")

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return list(self.con.execute(query).fetchall())

    def columns(self, query: str) -> Columns:
        got: Columns = self.con.execute(query).fetchnumpy()
        return got

    def relation(self, query: str) -> Any:
        return self.con.sql(query).to_arrow_table()

    def splink(self) -> Any:
        from splink import DuckDBAPI

        return DuckDBAPI(self.con)

    def discard(self, frame: Any) -> None:
        frame.drop_table_from_database_and_remove_from_cache()
