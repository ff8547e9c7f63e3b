"""The files of `deploy/` say the same as one another, and give every service no more than it needs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.deployment import PROGRAMS, SECRETS, read_compose, substitute
from warehouse.inputs import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
UNITS = DEPLOY / "systemd"
HARDENING = UNITS / "tsunagu-.service.d" / "hardening.conf"
PLACES = {"storage", "local_artifact_storage", "compute_logs"}
EXAMPLE = (DEPLOY / "tsunagu.env.example").read_text(encoding="utf-8")


def read_yaml(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def read_unit(path: Path) -> dict[str, list[str]]:
    """Return every setting of a unit, whichever its section; one may be given several times."""
    settings: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            settings.setdefault(name, []).append(value)
    return settings


def read_service_unit(service: str) -> dict[str, list[str]]:
    return read_unit(UNITS / f"tsunagu-{service}.service")


@pytest.mark.parametrize("file", ["dagster.yaml", "webserver/dagster.yaml"])
def test_policies_are_those_of_the_repository(file: str) -> None:
    deployed = read_yaml(DEPLOY / file)

    assert deployed.keys() >= PLACES
    assert {name: deployed[name] for name in deployed.keys() - PLACES} == read_yaml(
        REPOSITORY / "dagster.yaml"
    )


def test_the_web_page_differs_by_its_role_only() -> None:
    owner, web = read_yaml(DEPLOY / "dagster.yaml"), read_yaml(DEPLOY / "webserver" / "dagster.yaml")
    storage = owner["storage"]["postgres"]
    storage["postgres_db"] |= {
        "username": "tsunagu_web",
        "password": {"env": "TSUNAGU_WEB_POSTGRES_PASSWORD"},
    }
    storage["should_autocreate_tables"] = False

    assert web == owner


@pytest.mark.parametrize("file", ["dagster.yaml", "webserver/dagster.yaml"])
def test_dagster_reports_to_nobody_and_keeps_one_writer(file: str) -> None:
    settings = read_yaml(DEPLOY / file)

    assert settings["telemetry"] == {"enabled": False}
    assert settings["concurrency"]["pools"]["default_limit"] == 1
    assert settings["run_monitoring"]["enabled"]
    assert settings["run_monitoring"]["free_slots_after_run_end_seconds"] > 0
    assert settings["run_retries"]["enabled"]
    assert settings["freshness"]["enabled"]
    assert set(settings["retention"]) >= {"sensor", "schedule"}


def list_committed_files() -> list[Path]:
    return sorted(path for path in DEPLOY.rglob("*") if path.is_file() and "__pycache__" not in path.parts)


def test_the_example_of_the_environment_holds_no_value() -> None:
    lines = [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")]

    assert lines
    assert [line for line in lines if not re.fullmatch(r"TSUNAGU_[A-Z_]+=", line)] == []


def test_every_variable_of_the_example_is_explained() -> None:
    explained = False
    for line in EXAMPLE.splitlines():
        assert line.startswith("#") or not line or explained, line
        explained = line.startswith("#") or (explained and bool(line))


def test_every_variable_that_compose_asks_for_is_in_the_example() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))

    assert asked == set(re.findall(r"^(\w+)=", EXAMPLE, re.M))


def test_no_secret_has_a_value_anywhere() -> None:
    secrets = "|".join(name for name in SECRETS if "PASSWORD" in name or "NOTICE" in name)
    given = re.compile(rf"(?:{secrets})(?:=|: +)(?!\$\{{)[^\s#]")

    found = {path.name: given.findall(path.read_text(encoding="utf-8")) for path in list_committed_files()}
    assert {name: values for name, values in found.items() if values} == {}


def test_the_web_page_is_given_neither_the_home_nor_the_owners_secrets() -> None:
    service = read_compose()["services"]["webserver"]
    given = {name: substitute(str(value), SECRETS) for name, value in service["environment"].items()}

    assert [name for name, value in SECRETS.items() if value in given.values()] == [
        "TSUNAGU_WEB_POSTGRES_PASSWORD"
    ]
    assert service["volumes"] == ["logs:/var/log/tsunagu:ro"]
    assert "--read-only" in service["command"]


def test_the_unit_of_the_web_page_is_given_neither_the_home_nor_the_owners_secrets() -> None:
    unit = read_service_unit("webserver")

    assert unit["EnvironmentFile"] == ["/etc/tsunagu/places.env", "/etc/tsunagu/webserver.env"]
    assert "/srv/tsunagu" in unit["InaccessiblePaths"][0]
    assert "ReadWritePaths" not in unit
    assert unit["User"] != read_service_unit("daemon")["User"]


def test_nobody_from_outside_reaches_database_or_code() -> None:
    compose = read_compose()
    published = {
        name: service["ports"] for name, service in compose["services"].items() if "ports" in service
    }

    assert published == {"webserver": ["127.0.0.1:3000:3000"]}
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["database"]["networks"] == ["inside"]


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_container_can_do_little_but_its_work(service: str) -> None:
    settings = read_compose()["services"][service]

    assert settings["read_only"] is True
    assert settings["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in settings["security_opt"]
    assert settings["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_unit_starts_what_compose_starts(service: str) -> None:
    (line,) = read_service_unit(service)["ExecStart"]
    program, *words = shlex.split(line)
    command = read_compose()["services"][service]["command"]

    assert [Path(program).name, *words] == [word.replace("0.0.0.0", "127.0.0.1") for word in command]


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_unit_gives_what_compose_gives(service: str) -> None:
    """Names that compose fills in from secrets stand in the secret files of the units."""
    unit = read_service_unit(service)
    places = read_unit(UNITS / "places.env").keys()
    own = {pair.partition("=")[0] for value in unit["Environment"] for pair in value.split()}
    declared = read_compose()["services"][service]["environment"]
    needed = {name for name, value in declared.items() if not str(value).startswith("${")}

    assert needed - places - own == set()


@pytest.mark.parametrize("service", PROGRAMS)
def test_a_service_that_ends_is_started_again(service: str) -> None:
    assert read_service_unit(service)["Restart"] == ["always"]
    assert read_unit(HARDENING)["StartLimitIntervalSec"] == ["0"]


@pytest.mark.parametrize("setting", ["NoNewPrivileges", "PrivateTmp", "PrivateDevices", "RestrictNamespaces"])
def test_units_are_hardened(setting: str) -> None:
    assert read_unit(HARDENING)[setting] == ["yes"]
    assert read_unit(HARDENING)["ProtectSystem"] == ["strict"]


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, as they are installed, with programs that are there."""
    shutil.copytree(UNITS, tmp_path / "units")
    for path in (tmp_path / "units").glob("*.service"):
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"^(ExecStart(?:Post)?=)\S+", r"\1/bin/true", text, flags=re.M), encoding="utf-8"
        )
    return tmp_path / "units"


def call_systemd(units: Path, *arguments: str) -> str:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed")
    done = subprocess.run(
        [program, *arguments, *sorted(units.glob("*.service")), *sorted(units.glob("*.timer"))],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_systemd_understands_every_line(units: Path) -> None:
    assert call_systemd(units, "verify") == ""


def test_systemd_finds_an_unknown_setting(units: Path) -> None:
    with (units / "tsunagu-code.service").open("a", encoding="utf-8") as unit:
        unit.write("[Service]\nRestartt=always\n")

    assert "Restartt" in call_systemd(units, "verify")


def read_pins(name: str) -> dict[str, str]:
    text = (REPOSITORY / "requirements" / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(\S+)", text, re.M))


def test_what_is_deployed_is_what_is_tested() -> None:
    deployed, tested = read_pins("deploy.txt"), read_pins("test.txt")

    assert {"dagster-postgres", "psycopg2-binary", "sudachipy"} <= deployed.keys()
    assert {name: pin for name, pin in deployed.items() if tested.get(name) != pin} == {}
    assert not {"pytest", "ruff", "mypy"} & deployed.keys()


def test_the_image_installs_by_hashes_from_no_named_index_and_runs_as_nobody_special() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")

    assert len(re.findall("--require-hashes", text)) == 2
    assert "http" not in text
    assert "index" not in text
    assert text.rstrip().endswith("USER tsunagu")
    assert re.findall(r"^FROM (\S+)", text, re.M) == ["python:3.11-slim"] * 2


def test_the_image_holds_every_room_and_no_secret_file() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    copied = set(re.findall(r"^COPY (\w+) /opt/tsunagu/\w+$", text, re.M))

    assert copied == {"deploy", "dbt_project", "ingest", "pipelines", "tsunagu", "warehouse"}
    assert {f"!{name}" for name in copied} <= set(ignored)
    assert "**/*.env" in ignored
