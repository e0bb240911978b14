"""Run a command with a PostgreSQL of its own: ``python scripts/with_postgres.py pytest tests/store tests/work``.

Starts a private cluster in a temporary folder, sets SAFECONDUCT_DATABASE_URL to it, runs the command, stops the
cluster and ends with the command's exit code. Ends with 77, and says why, where PostgreSQL is not to be had. The
programs are looked for in $SAFECONDUCT_POSTGRES_BIN, or else on the PATH and in /usr/lib/postgresql/*/bin.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

UNAVAILABLE = 77
USER = "safeconduct"
ATTEMPTS = 3


class UnavailableError(Exception):
    """PostgreSQL cannot be run here; the message says why and what to do."""


def programs() -> Path:
    """The folder with initdb, pg_ctl and createdb, of the newest version there is."""
    named = os.environ.get("SAFECONDUCT_POSTGRES_BIN")
    folders = [Path(named)] if named else []
    if not named:
        installed = Path("/usr/lib/postgresql").glob("*/bin")
        folders += sorted(installed, key=lambda folder: float(folder.parent.name), reverse=True)
        found = shutil.which("initdb")
        folders += [Path(found).resolve().parent] if found else []
    for folder in folders:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "createdb", "postgres")):
            return folder
    raise UnavailableError("PostgreSQL is not installed (Debian: apt-get install postgresql).")


def account() -> str | None:
    """The account the cluster runs as: PostgreSQL refuses root, so root lends it to ``postgres``."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        raise UnavailableError("PostgreSQL does not run as root, and there is no account 'postgres'.") from None


def run(command: list[str], user: str | None, folder: Path, **environment: str) -> None:
    log = folder / "setup.log"
    with log.open("ab") as out:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            cwd=folder,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
            env={**os.environ, "LC_ALL": "C.UTF-8", **environment},
            check=False,
        )
    if done.returncode:
        tail = log.read_text(errors="replace")[-2000:]
        raise UnavailableError(f"PostgreSQL could not be started: {Path(command[0]).name} failed.\n{tail}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A running cluster; gives the address of an empty database in it."""
    if importlib.util.find_spec("psycopg") is None:
        raise UnavailableError("The driver psycopg is not installed (pip install 'safeconduct[postgres]').")
    folder_of_programs, user = programs(), account()
    with tempfile.TemporaryDirectory(prefix="safeconduct-postgres-") as name:
        folder = Path(name)
        password = secrets.token_hex(16)
        (folder / "password").write_text(password)
        if user:
            for path in (folder, folder / "password"):
                shutil.chown(path, user, pwd.getpwnam(user).pw_gid)
        initdb = [
            f"{folder_of_programs / 'initdb'}",
            "-D",
            f"{folder}/data",
            "-U",
            USER,
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        ]
        run([*initdb, "--auth=scram-sha-256", f"--pwfile={folder}/password", "--no-sync"], user, folder)
        port = start(folder_of_programs, folder, user)
        try:
            create = [f"{folder_of_programs / 'createdb'}", "-h", "127.0.0.1", "-p", f"{port}", "-U", USER, USER]
            run(create, user, folder, PGPASSWORD=password)
            yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/{USER}"
        finally:
            run(
                [f"{folder_of_programs / 'pg_ctl'}", "-D", f"{folder}/data", "-m", "immediate", "-w", "stop"],
                user,
                folder,
            )


def start(folder_of_programs: Path, folder: Path, user: str | None) -> int:
    """Start the cluster on a free port of 127.0.0.1; another program may take the port first, so try again."""
    for attempt in range(1, ATTEMPTS + 1):
        port = free_port()
        # The cluster is thrown away at the end, so it need not reach the disk.
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        command = [f"{folder_of_programs / 'pg_ctl'}", "-D", f"{folder}/data", "-l", f"{folder}/server.log", "-w"]
        try:
            run([*command, "-o", options, "start"], user, folder)
        except UnavailableError:
            if attempt == ATTEMPTS:
                raise
            continue
        return port
    raise AssertionError


def main(command: list[str]) -> int:
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with cluster() as url:
            environment = {**os.environ, "SAFECONDUCT_DATABASE_URL": url}
            return subprocess.run(command, env=environment, check=False).returncode
    except UnavailableError as error:
        print(f"{error}", file=sys.stderr)
        return UNAVAILABLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
