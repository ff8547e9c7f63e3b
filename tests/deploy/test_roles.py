"""Who may do what in the database: the owner everything in it, the web page nothing but to read."""

from __future__ import annotations

import psycopg2
import pytest

from tests.deploy.deployment import SECRETS
from tests.deploy.postgres import PostgresServer, run_postgres

pytestmark = pytest.mark.xdist_group("deploy")

OWNER = ("tsunagu", SECRETS["TSUNAGU_POSTGRES_PASSWORD"])
WEB = ("tsunagu_web", SECRETS["TSUNAGU_WEB_POSTGRES_PASSWORD"])


@pytest.fixture(scope="module")
def table(postgres: PostgresServer) -> str:
    """A table that the owner makes after the roles were made, as Dagster does."""
    postgres.ask(*OWNER, "create table roles_test (id int); insert into roles_test values (1)")
    return "roles_test"


def test_the_owner_makes_tables(postgres: PostgresServer, table: str) -> None:
    assert postgres.ask(*OWNER, f"select id from {table}") == [(1,)]


def test_the_web_page_reads_what_the_owner_makes(postgres: PostgresServer, table: str) -> None:
    assert postgres.ask(*WEB, f"select id from {table}") == [(1,)]


@pytest.mark.parametrize("transaction", ["", "set transaction read write;"])
@pytest.mark.parametrize(
    "sql",
    [
        "insert into roles_test values (2)",
        "update roles_test set id = 2",
        "delete from roles_test",
        "truncate roles_test",
        "drop table roles_test",
        "create table own (id int)",
        "create temporary table own (id int)",
        "create schema own",
        "alter table roles_test add column more int",
        "set role tsunagu",
        "create function f() returns int language sql as 'select 1'",
    ],
)
def test_the_web_page_changes_nothing(
    postgres: PostgresServer, table: str, sql: str, transaction: str
) -> None:
    with pytest.raises(
        (psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ReadOnlySqlTransaction)
    ) as refusal:
        postgres.ask(*WEB, f"{transaction} {sql}")

    if transaction:
        # that a session begins read-only is a courtesy; that nothing is granted is what holds
        assert isinstance(refusal.value, psycopg2.errors.InsufficientPrivilege)


@pytest.mark.parametrize("role", [OWNER, WEB], ids=["owner", "web"])
@pytest.mark.parametrize("sql", ["create role own", "select * from pg_authid", "copy (select 1) to '/tmp/x'"])
def test_no_role_reaches_beyond_its_database(
    postgres: PostgresServer, role: tuple[str, str], sql: str
) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        postgres.ask(*role, f"set transaction read write; {sql}")


@pytest.mark.parametrize("role", [OWNER, WEB], ids=["owner", "web"])
def test_no_role_has_a_right_on_the_whole_server(postgres: PostgresServer, role: tuple[str, str]) -> None:
    sql = "select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls from pg_roles"

    assert postgres.ask(*role, f"{sql} where rolname = current_user") == [(False,) * 5]


def test_a_wrong_password_opens_nothing(postgres: PostgresServer) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        postgres.ask("tsunagu_web", OWNER[1], "select 1")


def test_the_script_run_again_changes_the_passwords_only() -> None:
    with run_postgres() as server:
        assert server.create_roles(SECRETS).returncode == 0
        server.ask(*OWNER, "create table kept (id int)")
        done = server.create_roles({**SECRETS, "TSUNAGU_WEB_POSTGRES_PASSWORD": "another"})

        assert done.returncode == 0, done.stderr
        assert server.ask("tsunagu_web", "another", "select id from kept") == []
        assert server.ask(*OWNER, "select id from kept") == []


def test_the_script_without_a_password_stops_before_it_opens_anything() -> None:
    with run_postgres() as server:
        done = server.create_roles({"TSUNAGU_POSTGRES_PASSWORD": "x"})

        assert done.returncode != 0
        with pytest.raises(psycopg2.OperationalError):
            server.ask("tsunagu_web", "", "select 1")


def test_no_password_is_in_the_log_of_the_server(postgres: PostgresServer) -> None:
    postgres.ask("tsunagu", OWNER[1], "select 1")
    log = postgres.read_log()

    assert "password authentication failed" in log
    assert [name for name, value in SECRETS.items() if value in log] == []
