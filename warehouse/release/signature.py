"""The signature of a release: minisign over `SHA256SUMS`, so that a copy can be told from a forgery.

The format is that of minisign (https://jedisct1.github.io/minisign/), whose own program verifies it too. The
secret key comes from the environment and is never written, logged or shown.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import minisign

from ingest.files import write_text_atomically
from warehouse.errors import KeyUnreadable, ReleaseDamaged

SIGNATURE = "SHA256SUMS.minisig"
PUBLIC_KEY = "minisign.pub"
FORMER_KEYS = "minisign-*.pub"
KEY_BEGINNING = "RW"
COMMENT = "signature of a Tsunagu release"
KEY_VARIABLE = "TSUNAGU_MINISIGN_KEY"
PASSWORD_VARIABLE = "TSUNAGU_MINISIGN_PASSWORD"


@dataclass(frozen=True)
class Signer:
    """Who signs: the public half to publish, the secret half to sign with, which no text shows."""

    public_key: str
    _secret_key: minisign.SecretKey = field(repr=False)

    def sign(self, content: bytes, comment: str) -> str:
        """Return the signature of some bytes; ``comment`` is signed with them. No clock goes in."""
        signature = self._secret_key.sign(
            content, prehash=True, untrusted_comment=COMMENT, trusted_comment=comment
        )
        return bytes(signature).decode() + "\n"


def read_signer(environment: Mapping[str, str] = os.environ) -> Signer | None:
    """Return the signer that the environment names; None where it names none: releases are then unsigned.

    ``TSUNAGU_MINISIGN_KEY`` is the path of a secret key of minisign, or its text;
    ``TSUNAGU_MINISIGN_PASSWORD`` its password, if it has one.

    Raises:
        KeyUnreadable: it is no secret key, or the password is not its own. Neither is repeated.
    """
    given = environment.get(KEY_VARIABLE, "").strip()
    if not given:
        return None
    try:
        key = minisign.SecretKey.from_base64(_last_line(given))
        key.decrypt(environment.get(PASSWORD_VARIABLE, ""))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise KeyUnreadable(
            KEY_VARIABLE,
            str(reason),
            "a secret key of minisign, or the path of one, and its password",
            f"Set {KEY_VARIABLE} and {PASSWORD_VARIABLE}; unset both to publish without a signature.",
        ) from None
    return Signer(bytes(key.get_public_key()).decode() + "\n", key)


def read_public_key(given: str) -> minisign.PublicKey:
    """Return a public key from its file, from the text of one, or from its one line that begins with ``RW``.

    Raises:
        KeyUnreadable: it is none of these.
    """
    try:
        return minisign.PublicKey.from_base64(_last_line(given))
    except (OSError, ValueError) as error:
        raise KeyUnreadable(
            given.strip()[:80],
            str(error)[:80],
            "a public key of minisign is a file of two lines, or one line that begins with RW",
            f"Take {PUBLIC_KEY} from the publisher's page.",
        ) from None


def _last_line(given: str) -> str:
    """Return the line that holds a key: of the text given, or of the file it names."""
    is_text = "\n" in given or given.startswith(KEY_BEGINNING)
    text = given if is_text else Path(given).read_text(encoding="utf-8")
    return (text.strip().splitlines() or [""])[-1]


def check_signature(content: bytes, signature: Path, keys: Iterable[minisign.PublicKey]) -> list[str]:
    """Return what is wrong with a signature; nothing if it is by one of the keys.

    Raises:
        ReleaseDamaged: the signature cannot be read.
    """
    try:
        written = signature.read_bytes()
        found = minisign.Signature.from_bytes(written)
    except (OSError, ValueError) as error:
        raise ReleaseDamaged(
            str(signature), str(error)[:80], "a signature of minisign has four lines", "Fetch it again."
        ) from error
    if found.untrusted_comment != COMMENT or bytes(found) + b"\n" != written:
        # Minisign looks at neither the first line nor the spare bits of the encoding.
        return [f"{signature.name}: not as it was written"]
    reasons = []
    for key in keys:
        try:
            key.verify(content, found)
        except minisign.VerifyError as error:
            reasons.append(f"{signature.name}: {error}")
        else:
            return []
    return reasons or [f"{signature.name}: no public key to verify it with; give one by --public-key"]


def publish_key(public: Path, public_key: str) -> bool:
    """Put the public key where readers look; return whether it is new.

    A key that was there before stays under a name of its own: releases it signed are verified by it.
    """
    path = public / PUBLIC_KEY
    if path.is_file():
        former = path.read_text(encoding="utf-8")
        if former == public_key:
            return False
        write_text_atomically(public / f"minisign-{_name_key(former)}.pub", former)
    write_text_atomically(path, public_key)
    return True


def list_published_keys(public: Path) -> list[minisign.PublicKey]:
    """Return the public keys in a public folder, the present one first."""
    paths = [public / PUBLIC_KEY, *sorted(public.glob(FORMER_KEYS))]
    return [read_public_key(str(path)) for path in paths if path.is_file()]


def _name_key(public_key: str) -> str:
    """Return the number of a key as minisign shows it: its identifier, in hexadecimal."""
    encoded = read_public_key(public_key).to_base64()
    return base64.b64decode(encoded)[2:10][::-1].hex().upper()
