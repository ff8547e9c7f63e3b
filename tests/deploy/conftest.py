"""One PostgreSQL and one deployment for all tests here; they go on from one another in their order."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.deploy.deployment import SECRETS, Deployment
from tests.deploy.postgres import PostgresServer, run_postgres
from tests.tsunagu.shared_runs import FinishedRun, demo
from warehouse.layout import Home

__all__ = ["demo"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server with the database and the roles of `deploy/postgres/roles.sql`."""
    with run_postgres() as server:
        done = server.create_roles(SECRETS)
        assert done.returncode == 0, done.stderr
        yield server


@pytest.fixture(scope="session")
def deployment(
    postgres: PostgresServer, demo: FinishedRun, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """Code location and daemon at work on a copy of the demo's home."""
    folder = tmp_path_factory.mktemp("deployment")
    home = Home.resolve(folder / "home")
    shutil.copytree(demo.home.root, home.root, symlinks=True)
    shutil.rmtree(home.dagster)
    deployment = Deployment(home, folder, postgres, mirror=home.root / "sample")
    try:
        deployment.start("code")
        deployment.wait_for_code()
        deployment.start("daemon")
        yield deployment
    finally:
        deployment.kill(*deployment.running)
