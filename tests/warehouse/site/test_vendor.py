"""What the site takes from npm: that it is what was built, may be given on, and names no registry."""

from __future__ import annotations

import hashlib
import json

import pytest

from warehouse.inputs import REPOSITORY
from warehouse.site.build import STATIC

VENDOR = STATIC / "vendor"
WEB = REPOSITORY / "web"
LOCK = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))


def test_every_vendored_file_has_its_checksum() -> None:
    sums = dict(reversed(line.split("  ")) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    files = {path.name for path in VENDOR.iterdir()} - {"SHA256SUMS"}
    assert sums == {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in files}


def test_every_package_of_the_bundle_comes_with_its_version_and_licence() -> None:
    licences = (VENDOR / "LICENSES.txt").read_text(encoding="utf-8")
    wanted = json.loads((WEB / "package.json").read_text(encoding="utf-8"))["dependencies"]
    for name, version in wanted.items():
        assert f"{name} {version} (MIT)" in licences
    assert licences.count("Permission is hereby granted") == len(wanted)


def test_the_lock_fixes_every_package_and_names_no_registry() -> None:
    packages = {path: entry for path, entry in LOCK["packages"].items() if path}
    assert packages
    assert [path for path, entry in packages.items() if not entry.get("integrity")] == []
    assert [path for path, entry in packages.items() if "resolved" in entry] == []


@pytest.mark.parametrize(
    "forbidden", ["eval(", "new Function", "WebAssembly", "innerHTML", "http://", "https://"]
)
def test_no_script_needs_a_weaker_policy_or_another_host(forbidden: str) -> None:
    scripts = [*VENDOR.glob("*.js"), *(STATIC / "scripts").glob("*.js")]
    assert len(scripts) > 5
    assert [path.name for path in scripts if forbidden in path.read_text(encoding="utf-8")] == []
