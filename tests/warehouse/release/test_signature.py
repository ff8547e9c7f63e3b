"""A signed release: whole, or told from one that is not; by this code and by minisign itself."""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
from pathlib import Path

import minisign
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.small_warehouse import make_inputs
from warehouse.dictionary import Dictionary
from warehouse.errors import KeyUnreadable, ReleaseDamaged
from warehouse.layout import Home
from warehouse.release import build_release, check_staged, promote, verify_release
from warehouse.release.manifest import list_files
from warehouse.release.signature import (
    KEY_VARIABLE,
    PASSWORD_VARIABLE,
    Signer,
    check_signature,
    list_published_keys,
    read_public_key,
    read_signer,
)

CONTENT = b"0" * 64 + b"  parquet/organizations.parquet\n"


def make_signer(password: str | None = None) -> Signer:
    key = minisign.KeyPair.generate().secret_key
    if password:
        key.encrypt(password, opslimit=32768, memlimit=1 << 20)
    signer = read_signer({KEY_VARIABLE: bytes(key).decode(), PASSWORD_VARIABLE: password or ""})
    assert signer
    return signer


SIGNER = make_signer()
OWN_KEY = read_public_key(SIGNER.public_key)
SIGNATURE = SIGNER.sign(CONTENT, "Tsunagu 2026.11.0").encode()


@pytest.fixture
def signed(home: Home, dictionary: Dictionary) -> Path:
    """A public, signed release that a test may damage."""
    staged = build_release(home, dictionary, make_inputs("2026.11.0"), signer=SIGNER)
    root = promote(home, staged)
    for path in list_files(root):
        (root / path).chmod(0o644)
    return root


def find_broken(root: Path, **options: object) -> list[str]:
    return [result.name for result in verify_release(root, **options) if not result.passed]  # type: ignore[arg-type]


def test_a_signed_release_is_whole(signed: Path) -> None:
    assert find_broken(signed, keys=[OWN_KEY], must_be_signed=True) == []


def test_it_can_be_verified_by_the_key_it_names_itself(signed: Path) -> None:
    results = {result.name: result for result in verify_release(signed)}
    assert results["release.signature"].passed
    assert "the key it names itself" in results["release.signature"].description


def test_the_key_of_somebody_else_does_not_verify_it(signed: Path) -> None:
    other = read_public_key(make_signer().public_key)
    assert find_broken(signed, keys=[other]) == ["release.signature"]


def test_a_staged_release_is_verified_before_it_is_public(home: Home, dictionary: Dictionary) -> None:
    staged = build_release(home, dictionary, make_inputs("2026.11.0"), signer=SIGNER)
    path = staged.root / "SHA256SUMS.minisig"
    path.chmod(0o644)
    path.write_text(make_signer().sign((staged.root / "SHA256SUMS").read_bytes(), "forged"))
    assert [one.name for one in check_staged(staged) if not one.passed] == ["release.signature"]


def test_without_a_key_a_release_says_that_it_is_not_signed(stage) -> None:  # type: ignore[no-untyped-def]
    root = stage("2026.11.0").root
    assert json.loads((root / "manifest.json").read_text())["signature"] is None
    result = verify_release(root)[-1]
    assert result.passed
    assert "not signed" in result.description


def test_where_a_signature_is_asked_for_an_unsigned_release_fails(stage) -> None:  # type: ignore[no-untyped-def]
    assert find_broken(stage("2026.11.0").root, keys=[OWN_KEY], must_be_signed=True) == ["release.signature"]


def test_a_signature_that_was_taken_away_is_missed(signed: Path) -> None:
    (signed / "SHA256SUMS.minisig").unlink()
    assert {"release.files", "release.signature"} <= set(find_broken(signed))


def test_two_signed_builds_are_byte_identical(home: Home, dictionary: Dictionary) -> None:
    one, two = (
        build_release(home, dictionary, make_inputs("2026.11.0"), signer=SIGNER).root for _ in range(2)
    )
    assert (one / "SHA256SUMS.minisig").read_bytes() == (two / "SHA256SUMS.minisig").read_bytes()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bit=st.integers(0, len(SIGNATURE) * 8 - 1))
def test_one_changed_bit_of_the_signature_is_found(bit: int, tmp_path: Path) -> None:
    damaged = bytearray(SIGNATURE)
    damaged[bit // 8] ^= 1 << bit % 8
    path = tmp_path / "SHA256SUMS.minisig"
    path.write_bytes(damaged)
    with contextlib.suppress(ReleaseDamaged):
        assert check_signature(CONTENT, path, [OWN_KEY])


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bit=st.integers(0, len(CONTENT) * 8 - 1))
def test_one_changed_bit_of_the_sums_is_found(bit: int, tmp_path: Path) -> None:
    path = tmp_path / "SHA256SUMS.minisig"
    path.write_bytes(SIGNATURE)
    assert check_signature(CONTENT, path, [OWN_KEY]) == []
    damaged = bytearray(CONTENT)
    damaged[bit // 8] ^= 1 << bit % 8
    assert check_signature(bytes(damaged), path, [OWN_KEY])


def test_one_changed_bit_is_found_in_every_file_even_where_the_sums_are_made_to_fit(signed: Path) -> None:
    path = signed / "csv" / "stat_stock.csv"
    before = subprocess.run(["sha256sum", str(path)], capture_output=True, text=True).stdout[:64]
    content = bytearray(path.read_bytes())
    content[-3] ^= 1
    path.write_bytes(content)
    after = subprocess.run(["sha256sum", str(path)], capture_output=True, text=True).stdout[:64]
    for name in ("SHA256SUMS", "manifest.json"):
        text = (signed / name).read_text(encoding="utf-8")
        (signed / name).write_text(text.replace(before, after), encoding="utf-8")
    assert "release.signature" in find_broken(signed, keys=[OWN_KEY])


def test_the_public_key_is_published_beside_the_releases(signed: Path, home: Home) -> None:
    assert (home.public / "minisign.pub").read_text() == SIGNER.public_key
    assert list_published_keys(home.public) == [OWN_KEY]


def test_the_key_before_stays_public_under_its_number(
    signed: Path, home: Home, dictionary: Dictionary
) -> None:
    new = make_signer()
    promote(home, build_release(home, dictionary, make_inputs("2026.11.1"), signer=new))
    keys = list_published_keys(home.public)
    assert keys == [read_public_key(new.public_key), OWN_KEY]
    assert find_broken(signed, keys=keys) == []
    assert find_broken(home.releases / "2026.11.1", keys=keys) == []


def test_a_key_may_be_a_file_and_have_a_password(tmp_path: Path) -> None:
    key = minisign.KeyPair.generate().secret_key
    public = key.get_public_key()
    key.encrypt("蔵の鍵", opslimit=32768, memlimit=1 << 20)
    path = tmp_path / "tsunagu.key"
    path.write_bytes(bytes(key) + b"\n")
    signer = read_signer({KEY_VARIABLE: str(path), PASSWORD_VARIABLE: "蔵の鍵"})
    assert signer
    assert read_public_key(signer.public_key) == public


def test_without_the_variable_nobody_signs() -> None:
    assert read_signer({}) is None


@pytest.mark.parametrize("password", ["", "another"])
def test_a_wrong_password_is_refused_and_repeats_no_secret(password: str) -> None:
    key = minisign.KeyPair.generate().secret_key
    key.encrypt("right", opslimit=32768, memlimit=1 << 20)
    text = bytes(key).decode()
    with pytest.raises(KeyUnreadable) as caught:
        read_signer({KEY_VARIABLE: text, PASSWORD_VARIABLE: password})
    assert text.splitlines()[1] not in str(caught.value)
    assert "wrong password" in str(caught.value)


def test_a_text_that_is_no_key_is_refused_and_not_repeated() -> None:
    with pytest.raises(KeyUnreadable) as caught:
        read_signer({KEY_VARIABLE: "untrusted comment: x\nRWsecretsecret"})
    assert "secretsecret" not in str(caught.value)


def test_a_signer_does_not_show_its_key() -> None:
    assert "SecretKey" not in repr(SIGNER)


def test_minisign_itself_verifies_a_release_and_finds_a_changed_bit(signed: Path, home: Home) -> None:
    program = shutil.which("minisign")
    if program is None:
        pytest.skip("minisign is not installed")
    command = [program, "-V", "-p", str(home.public / "minisign.pub"), "-m", str(signed / "SHA256SUMS")]
    assert subprocess.run(command, capture_output=True).returncode == 0
    sums = bytearray((signed / "SHA256SUMS").read_bytes())
    sums[10] ^= 1
    (signed / "SHA256SUMS").write_bytes(sums)
    assert subprocess.run(command, capture_output=True).returncode != 0
