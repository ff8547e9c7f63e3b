from __future__ import annotations

import os
import subprocess
import sys

from warehouse.locks import hold_lock

HOLDER = """
import sys
from pathlib import Path
from warehouse.locks import hold_lock
with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def start_holder(path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    return holder


def test_the_lock_names_its_owner(tmp_path):
    path = tmp_path / "lock"
    with hold_lock(path):
        assert f"process {os.getpid()}" in path.read_text()


def test_a_second_owner_waits_and_says_for_whom(tmp_path):
    path, said = tmp_path / "lock", []
    holder = start_holder(path)

    def release_holder(sentence: str) -> None:
        said.append(sentence)
        holder.stdin.close()

    with hold_lock(path, announce=release_holder):
        holder.wait(timeout=30)
    assert f"process {holder.pid}" in said[0]


def test_a_killed_owner_leaves_the_lock_free(tmp_path):
    path, said = tmp_path / "lock", []
    holder = start_holder(path)
    holder.kill()
    holder.wait(timeout=30)
    with hold_lock(path, announce=said.append):
        assert said == []
