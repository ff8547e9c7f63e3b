"""One PostgreSQL and one deployment for the tests here, which go on from one another; both end with them."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.deployment import SECRETS, Deployment
from tests.deploy.postgres import PostgresServer, run_postgres
from tests.tsunagu.shared_runs import FinishedRun, demo
from warehouse.layout import Home

__all__ = ["demo"]

#: Name, telephone and mail of a person in a file that is refused.
PERSON = ("見本花子", "0990-00-5512", "taro.reiji@mihon-mail.example")


@pytest.fixture(scope="package")
def postgres() -> Iterator[PostgresServer]:
    """A server with the database and the roles of `deploy/postgres/roles.sql`."""
    with run_postgres() as server:
        done = server.create_roles(SECRETS)
        assert done.returncode == 0, done.stderr
        yield server


def send_personal_files(home: Home, sent: Path) -> None:
    """Put files into the inbox that are full of what nobody but the data team may see."""
    for name in ("civil-hub/団体プロフィール.csv", "kyushu-centre/九州の声_2025-2026.csv"):
        changed = (sent / name).read_bytes() + b"\n"
        put_file(home, name.replace(".csv", "_2.csv"), changed)
    name, phone, mail = PERSON
    put_file(home, "civil-hub/refused.csv", f"{name},{phone},event_id\n{mail},{name},{phone}\n".encode())
    put_file(home, f"civil-hub/{name}.csv.part", b"half", age=2 * 86_400)


def put_file(home: Home, name: str, content: bytes, age: float = 60) -> None:
    """Put a file into the inbox to which nobody has written for some seconds."""
    path = home.inbox / name
    path.write_bytes(content)
    os.utime(path, (time.time() - age,) * 2)


@pytest.fixture(scope="package")
def deployment(
    postgres: PostgresServer, demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Code location and daemon at work on a copy of the demo's home."""
    folder = tmp_path_factory.mktemp("deployment")
    home = Home.resolve(folder / "home")
    shutil.copytree(demo.home.root, home.root, ignore=shutil.ignore_patterns("sample", "dagster"))
    # the mirror is where it was: a copy of it would count as published anew
    deployment = Deployment(home, folder, postgres, demo.mirror)
    send_personal_files(home, demo.mirror / "submissions" / "inbox")
    try:
        deployment.start("code")
        deployment.wait_for_code()
        deployment.start("daemon")
        yield deployment
    finally:
        deployment.kill(*deployment.running)
