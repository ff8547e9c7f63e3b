"""A PostgreSQL server of Debian's package, in a folder of its own, for as long as a test needs it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from tests.deploy.waiting import find_free_port, wait_for
from warehouse.inputs import REPOSITORY

PROGRAMS = Path("/usr/lib/postgresql")
ROLES = REPOSITORY / "deploy" / "postgres" / "roles.sql"
SUPERUSER = "postgres"


@dataclass(frozen=True)
class PostgresServer:
    """A server that listens on this machine only."""

    programs: Path
    folder: Path
    port: int

    def ask(self, user: str, password: str, sql: str, database: str = "tsunagu") -> list[tuple[Any, ...]]:
        """Return the rows that a statement gives a role; none where it gives none.

        Raises:
            psycopg2.Error: the server refuses.
        """
        connection = psycopg2.connect(
            host="127.0.0.1", port=self.port, user=user, password=password, dbname=database
        )
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def create_roles(self, passwords: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
        """Run the script that creates database and roles, as the documents say."""
        return subprocess.run(
            [self.programs / "psql", "-qXU", SUPERUSER, "-h", self.folder, "-p", str(self.port), "-f", ROLES],
            env=dict(passwords),
            capture_output=True,
            text=True,
            check=False,
        )

    def read_log(self) -> str:
        """Return everything the server has written into its log."""
        return (self.folder / "log").read_text(encoding="utf-8")


@contextmanager
def run_postgres() -> Iterator[PostgresServer]:
    """Run a server; the test is skipped where it is not installed."""
    programs = max(PROGRAMS.glob("*/bin"), default=None)
    if programs is None or not (programs / "initdb").exists():
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    # the folders of pytest are for the user of the tests alone, and PostgreSQL does not run as root
    folder = Path(tempfile.mkdtemp(prefix="tsunagu-postgres-"))
    account = {"user": SUPERUSER, "group": SUPERUSER, "extra_groups": []} if os.getuid() == 0 else {}
    if account:
        shutil.chown(folder, SUPERUSER, SUPERUSER)
    try:
        initialize = ["initdb", "-D", "data", "-U", SUPERUSER, "-E", "UTF8", "--locale=C", "--no-sync"]
        initialize += ["--auth-local=trust", "--auth-host=scram-sha-256"]
        _call(programs, initialize, folder, account)
        with _serve(programs, folder, account) as server:
            yield server
    finally:
        shutil.rmtree(folder)


def _call(programs: Path, command: list[str], folder: Path, account: dict[str, Any]) -> None:
    command = [str(programs / command[0]), *command[1:]]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **account)
    assert done.returncode == 0, done.stderr


@contextmanager
def _serve(programs: Path, folder: Path, account: dict[str, Any]) -> Iterator[PostgresServer]:
    port = find_free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": folder,
        "fsync": "off",
    }
    options = [f"--{name}={value}" for name, value in settings.items()]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", "data", *options], cwd=folder, stdout=log, stderr=log, **account
        )
    server = PostgresServer(programs, folder, port)
    try:
        wait_for("PostgreSQL", lambda: _is_ready(server, process))
        yield server
    finally:
        process.terminate()
        process.wait()


def _is_ready(server: PostgresServer, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, server.read_log()
    ready = [server.programs / "pg_isready", "-q", "-h", server.folder, "-p", str(server.port)]
    return subprocess.run(ready, check=False).returncode == 0
