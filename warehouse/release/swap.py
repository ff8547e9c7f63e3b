"""Puts one folder in the place of another, in one step where the kernel can."""

from __future__ import annotations

import ctypes
import os
import shutil
from pathlib import Path

from ingest.files import TEMPORARY_SUFFIX

AT_FDCWD = -100
RENAME_EXCHANGE = 2
ASIDE = f".old{TEMPORARY_SUFFIX}"


def link_tree(source: Path, target: Path) -> None:
    """Copy a folder by hard links, so that it takes no space; by bytes where links are not possible."""
    shutil.copytree(source, target, copy_function=link_or_copy)


def replace_folder(new: Path, current: Path) -> None:
    """Give ``new`` the name ``current``; the folder that had it, if any, is removed afterwards.

    Where the kernel can exchange two names, a reader finds the old folder or the new one at every moment.
    Elsewhere the name is missing between two renames; `settle_asides` mends what a kill leaves there.
    """
    if not current.exists():
        new.rename(current)
    elif exchange_names(new, current):
        shutil.rmtree(new)
    else:
        aside = current.with_name(f".{current.name}{ASIDE}")
        shutil.rmtree(aside, ignore_errors=True)
        current.rename(aside)
        new.rename(current)
        shutil.rmtree(aside)


def settle_asides(folder: Path) -> None:
    """Finish what a killed `replace_folder` left: an old folder gets its name back unless a new has it."""
    for aside in folder.glob(f".*{ASIDE}"):
        current = aside.with_name(aside.name.removeprefix(".").removesuffix(ASIDE))
        if current.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(current)


def exchange_names(first: Path, second: Path) -> bool:
    """Exchange two names in one step; False where the system or the file system cannot."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    old, new = os.fsencode(first), os.fsencode(second)
    return bool(renameat2(AT_FDCWD, old, AT_FDCWD, new, RENAME_EXCHANGE) == 0)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """Give a file a second name, or copy it where the file system has no hard links."""
    try:
        Path(target).hardlink_to(source)
    except OSError:
        shutil.copy2(source, target)
