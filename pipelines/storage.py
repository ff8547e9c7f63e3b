"""Dagster's SQLite storage with engines that are kept.

Dagster makes a new engine for every event it stores, and a new engine compiles every statement anew: 22 ms an
event on the machine of the benchmarks, 5 ms with engines that are kept. A run of one daily file stores 460.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.schedules.sqlite.sqlite_schedule_storage import SqliteScheduleStorage
from dagster._core.storage.sql import create_engine
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData


@lru_cache(maxsize=32)
def keep_engine(address: str) -> sa.Engine:
    """Return the engine of a file, the same each time, with the connections it keeps open."""
    patience = {"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
    engine: sa.Engine = create_engine(address, connect_args=patience)
    return engine


@contextmanager
def begin(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Open a connection and a transaction for the block."""
    with engine.connect() as connection, connection.begin():
        yield connection


class KeptEngine:
    """A storage of one file."""

    _conn_string: str

    def connect(self) -> Any:
        """Return a connection for a block."""
        return begin(keep_engine(self._conn_string))


class KeptRunStorage(KeptEngine, SqliteRunStorage):
    """Runs."""


class KeptScheduleStorage(KeptEngine, SqliteScheduleStorage):
    """Ticks of schedules and sensors."""


class KeptEventLogStorage(SqliteEventLogStorage):
    """Events: a file a run, and one that indexes them."""

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        with self._db_lock:
            engine = keep_engine(self.conn_string_for_shard(shard))
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with begin(engine) as connection:
                yield connection


class KeptSqliteStorage(DagsterSqliteStorage):
    """Dagster's storage in SQLite, where the class it is made of keeps its engines."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._run_storage = KeptRunStorage(self._run_storage._conn_string)  # type: ignore[attr-defined]
        self._schedule_storage = KeptScheduleStorage(self._schedule_storage._conn_string)  # type: ignore[attr-defined]
        self._event_log_storage = KeptEventLogStorage(self._event_log_storage._base_dir)  # type: ignore[attr-defined]

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Any) -> "KeptSqliteStorage":
        """Return the storage that dagster.yaml asks for."""
        return cls.from_local(inst_data=inst_data, **config_value)


def describe_storage(base_dir: Path) -> str:
    """Return the lines of dagster.yaml that ask for this storage below a folder."""
    asked = {"module": __name__, "class": KeptSqliteStorage.__name__, "config": {"base_dir": str(base_dir)}}
    return "\n" + yaml.safe_dump({"storage": {"custom": asked}}, sort_keys=False, allow_unicode=True)
