"""The model on Spark: the same keys, settings and weights as on DuckDB, for lists that one machine cannot compare.

Keys go to the cluster, and scored pairs come back, as Parquet files in a folder that all its machines see. So no
Python runs on the workers: they need Spark and Java alone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from safeconduct.errors import UsageError
from safeconduct.people.backends import Columns, Spark

LOCAL_MEMORY = "4g"  # of the one Java process that is all of a local Spark; PYSPARK_SUBMIT_ARGS may say otherwise
_LOG = Path(__file__).parent / "data" / "spark-log.properties"


def missing() -> tuple[str, ...]:
    """What this machine lacks for the engine: of "pyspark" and "java"."""
    found = []
    if find_spec("pyspark") is None:
        found.append("pyspark")
    home = os.environ.get("JAVA_HOME")
    if not (home and (Path(home) / "bin" / "java").exists()) and shutil.which("java") is None:
        found.append("java")
    return tuple(found)


def _is_local(master: str) -> bool:
    return master == "local" or master.startswith("local[")


@contextmanager
def opened_spark(engine: Spark) -> Iterator[SparkBackend]:
    """Start or join Spark, with a folder of its own below ``engine.folder``. Raises UsageError."""
    if gone := missing():
        raise UsageError(
            f"The engine spark needs {' and '.join(gone)}, not found here. `safeconduct doctor` names the command."
        )
    if engine.folder is None and not _is_local(engine.master):
        raise UsageError(f"A cluster ({engine.master}) needs a folder that all its machines see: --spark-folder.")
    if engine.folder is not None and not engine.folder.is_dir():
        raise UsageError(f"{engine.folder} is no folder. Make it on a disk that all machines of the cluster see.")
    folder = Path(tempfile.mkdtemp(prefix="safeconduct-spark-", dir=engine.folder))
    try:
        yield SparkBackend(_session(engine.master), folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _session(master: str) -> Any:
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    builder = SparkSession.builder.master(master).appName("safeconduct people match")
    settings = {"spark.jars": similarity_jar_location()}
    if _is_local(master):
        settings |= {
            "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOG.as_uri()}",
            "spark.driver.memory": LOCAL_MEMORY,
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "8",
            "spark.default.parallelism": "8",
        }
    for name, value in settings.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except Exception as error:  # Spark raises whatever its Java side has raised
        raise UsageError(
            f"Spark could not be started at {master}: {str(error).splitlines()[0][:200]}. Spark 3.5 needs Java 17."
        ) from error


class SparkBackend:
    """Tables and SQL on Spark. Tables are views of Parquet files in ``folder``."""

    most_pairs_at_once = 1 << 62

    def __init__(self, session: Any, folder: Path) -> None:
        self.session, self.folder, self.files = session, folder, 0
        session.sparkContext.setCheckpointDir((folder / "checkpoints").as_uri())

    def load(self, name: str, table: Any) -> None:
        import pyarrow.parquet as pq

        file = self._file(name)
        pq.write_table(table, file, row_group_size=250_000)
        self.session.read.parquet(file.as_uri()).createOrReplaceTempView(name)

    def make(self, name: str, query: str) -> None:
        file = self._file(name)
        self.session.sql(query).write.parquet(file.as_uri())
        self.session.read.parquet(file.as_uri()).createOrReplaceTempView(name)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.session.sql(query).collect()]

    def columns(self, query: str) -> Columns:
        import pyarrow.parquet as pq

        file = self._file("result")
        self.session.sql(query).write.parquet(file.as_uri())
        table = pq.read_table(file)
        return {name: table[name].to_numpy() for name in table.column_names}

    def relation(self, query: str) -> Any:
        return self.session.sql(query)

    def splink(self) -> Any:
        from splink import SparkAPI

        return SparkAPI(  # type: ignore[no-untyped-call] # Splink states no types here
            spark_session=self.session, break_lineage_method="parquet"
        )

    def discard(self, frame: Any) -> None:
        """The files go with the folder."""

    def _file(self, name: str) -> Path:
        self.files += 1
        return self.folder / f"{self.files}-{name}"
