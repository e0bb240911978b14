"""A program that makes changes until it is told to stop, or is killed. Started by tests/work/test_processes.py.

``python log_worker.py URL FOLDER NUMBER CHANGES``: opens the store and operation NUMBER, takes it up, prints what its
log holds as one line of JSON, waits for a line on standard input, and makes CHANGES changes of three papers each. The
name of each change is added to FOLDER/acknowledged, and synced, once it was stored.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from pathlib import Path

from safeconduct import store


def main(url: str, folder: Path, number: int, changes: int) -> None:
    store.open(url, record=folder / "record", keys=folder / "keys")
    from operations import AMBER, AZURE, HOST, clock, digest
    from safeconduct.store import queries
    from safeconduct.work.change import change
    from safeconduct.work.operation import open_operation
    from safeconduct.work.paper import record_paper
    from safeconduct.work.publishing import resume

    operation = queries.operation(number)
    if operation is None:
        with change("test", None, "test", clock=clock) as c:
            operation = open_operation(c, number, "test", [AZURE, AMBER], HOST, "rehearsal")
    verified = resume(operation)
    facts = [entry.document["fact"] for entry in queries.log_entries(operation)]
    titles = [fact["title"] for fact in facts if fact["kind"] == "paper_printed"]
    papers = [paper.name for paper in queries.papers(operation)]
    print(json.dumps({"size": verified.size, "vkey": operation.vkey, "titles": titles, "papers": papers}), flush=True)
    sys.stdin.readline()
    with (folder / "acknowledged").open("a") as acknowledged:
        for _ in range(changes):
            name = uuid.uuid4().hex
            with change("test", operation, "test", clock=clock) as c:
                for part in range(3):
                    record_paper(c, f"{name}/{part}", digest(name), f"{name}.pdf")
            acknowledged.write(f"{name}\n")
            acknowledged.flush()
            os.fsync(acknowledged.fileno())


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
