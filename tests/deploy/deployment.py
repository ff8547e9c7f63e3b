"""The services of `deploy/compose.yaml` as processes of this machine: their commands, their environments.

Whatever a service is given there it is given here, and nothing else but places and ports of the test.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

import dagster as dg
import yaml

from tests.deploy.postgres import PostgresServer
from tests.deploy.waiting import find_free_port, wait_for
from warehouse.inputs import REPOSITORY
from warehouse.layout import Home

COMPOSE_FILE = REPOSITORY / "deploy" / "compose.yaml"
INSTALLED_AT = "/opt/tsunagu"
PROGRAMS = ("code", "daemon", "webserver")

SECRETS = {
    "TSUNAGU_POSTGRES_PASSWORD": "kaiwa-8f2'&/% 41",
    "TSUNAGU_WEB_POSTGRES_PASSWORD": "nozoki-77c0e1",
    "TSUNAGU_POSTGRES_SUPERUSER_PASSWORD": "oyakata-93ab1d",
    # nobody listens there: what is sent fails, and is told of
    "TSUNAGU_NOTICE_WEBHOOK": "http://127.0.0.1:9/hook-c41d9a55",
    "TSUNAGU_NOTICE_SMTP": "smtp://denrei:yubin-2b7e60@127.0.0.1:9",
    "TSUNAGU_NOTICE_FROM": "tsunagu@example.jp",
    "TSUNAGU_NOTICE_TO": "toban-51f7@example.jp",
}


def read_compose() -> dict[str, Any]:
    """Return the compose file."""
    return dict(yaml.safe_load(COMPOSE_FILE.read_text(encoding="utf-8")))


def substitute(text: str, values: Mapping[str, str]) -> str:
    """Return a value of the compose file with its variables filled in, as compose does it."""

    def fill(match: re.Match[str]) -> str:
        value = values.get(match["name"], "")
        assert value or match["rule"] == ":-", f"{match['name']} is not set"
        return value

    return re.sub(r"\$\{(?P<name>\w+)(?P<rule>:[-?])[^}]*\}", fill, text)


@dataclass
class Deployment:
    """Services on one home and one database; those that were started, by name."""

    home: Home
    folder: Path
    postgres: PostgresServer
    mirror: Path
    code_port: int = field(default_factory=find_free_port)
    page_port: int = field(default_factory=find_free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def logs(self) -> Path:
        """What steps print."""
        return self.folder / "logs"

    @property
    def printed(self) -> Path:
        """What services print."""
        return self.folder / "printed"

    def describe_environment(self, service: str) -> dict[str, str]:
        """Return the environment of a service: what compose gives it, with the places of the test."""
        declared = read_compose()["services"][service]["environment"]
        given = {name: substitute(str(value), SECRETS) for name, value in declared.items()}
        places = {
            "DAGSTER_HOME": given["DAGSTER_HOME"].replace(INSTALLED_AT, str(REPOSITORY)),
            "DAGSTER_GRPC_HOST": "127.0.0.1",
            "DAGSTER_GRPC_PORT": str(self.code_port),
            "TSUNAGU_CODE_HOST": "127.0.0.1",
            "TSUNAGU_HOME": str(self.home.root),
            "TSUNAGU_LOGS": str(self.logs),
            "TSUNAGU_POSTGRES_HOST": "127.0.0.1",
            "TSUNAGU_POSTGRES_PORT": str(self.postgres.port),
        }
        image = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONPATH": str(REPOSITORY)}
        test = {"TSUNAGU_MIRROR": str(self.mirror)} if "TSUNAGU_HOME" in given else {}
        return {**given, **{name: places[name] for name in places if name in given}, **image, **test}

    def start(self, *services: str) -> None:
        """Start services, each in a process group of its own, with a log file."""
        self.printed.mkdir(exist_ok=True)
        for service in services:
            with self.find_log(service).open("ab") as log:
                self.running[service] = subprocess.Popen(
                    self._find_command(service),
                    cwd=REPOSITORY,
                    env=self.describe_environment(service),
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def find_log(self, service: str) -> Path:
        """Return the file that a service prints into."""
        return self.printed / f"{service}.log"

    def _find_command(self, service: str) -> list[str]:
        replaced = {"0.0.0.0": "127.0.0.1", "3000": str(self.page_port)}
        command = [replaced.get(word, word) for word in read_compose()["services"][service]["command"]]
        return [str(Path(sys.executable).with_name(command[0])), *command[1:]]

    def kill(self, *services: str) -> None:
        """Kill services with all they have started, at once: nothing gets to say good-bye."""
        for service in services:
            os.killpg(self.running[service].pid, signal.SIGKILL)
        for service in services:
            self.running.pop(service).wait()

    def call(self, *command: str) -> str:
        """Call a program as a person does beside the daemon, and return what it prints."""
        done = subprocess.run(
            [str(Path(sys.executable).with_name(command[0])), *command[1:]],
            cwd=REPOSITORY,
            env=self.describe_environment("daemon"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def wait_for_code(self) -> None:
        """Wait until the code location answers."""
        wait_for("the code location", lambda: self._is_listening("code", self.code_port))

    def wait_for_page(self) -> None:
        """Wait until the web page answers."""
        wait_for("the web page", lambda: self._is_listening("webserver", self.page_port))

    def _is_listening(self, service: str, port: int) -> bool:
        assert self.running[service].poll() is None, self.find_log(service).read_text(encoding="utf-8")
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", port)) == 0

    @contextmanager
    def open_instance(self) -> Iterator[dg.DagsterInstance]:
        """Open Dagster's storage as the daemon does."""
        environment = self.describe_environment("daemon")
        with (
            mock.patch.dict(os.environ, environment),
            dg.DagsterInstance.from_config(environment["DAGSTER_HOME"]) as instance,
        ):
            yield instance
