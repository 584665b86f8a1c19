"""A key ring as files: a list that holds nothing secret, and each private key on its own.

The list has every public key, so that a ring whose private halves are gone, or live in a
hardware token, still verifies.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError, KeyRingInvalid, TokenUnavailable
from credentials.keys import (
    Held,
    KeyPurpose,
    KeyRing,
    LockedSigner,
    RingKey,
    Signer,
    SoftwareSigner,
    VerifyingKey,
)
from credentials.keys_pem import (
    RandomBytes,
    is_encrypted,
    private_key_from_pem,
    private_key_to_pem,
)
from credentials.public_keys import PublicKey, parse_jwk

RING_FILE = "key-ring.json"
VERSION = 2

# kid, public key -> the signer in a hardware token, for keys that the list says are there.
OpenToken = Callable[[str, PublicKey], Signer]


@dataclass(frozen=True)
class StoredRing:
    """outdated: written by an earlier version or not encrypted; write it again."""

    ring: KeyRing
    outdated: bool


def serialize_key_ring(
    ring: KeyRing, *, passphrase: bytes, random_bytes: RandomBytes
) -> dict[str, bytes]:
    """File name -> bytes: the list, and each software key in encrypted PEM."""
    files: dict[str, bytes] = {}
    listed = []
    for key in ring.keys:
        name = None
        signer = key.signer.unlocked if isinstance(key.signer, LockedSigner) else key.signer
        if isinstance(signer, SoftwareSigner):
            name = f"{key.kid.partition('#')[2]}.pem"
            files[name] = private_key_to_pem(
                signer.private_key, passphrase, random_bytes=random_bytes
            )
        listed.append({**_described(key), "file": name})
    files[RING_FILE] = serialize_json(
        {"version": VERSION, "controller": ring.controller, "keys": listed}
    )
    return files


def _described(key: RingKey) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "publicJwk": key.public_key.jwk,
        "purpose": key.purpose.value,
        "created": key.created.isoformat(),
        "succeeded_at": _text(key.succeeded_at),
        "retired_at": _text(key.retired_at),
        "compromised_since": _text(key.compromised_since),
        "token": key.held is Held.TOKEN,
    }


def parse_key_ring(
    files: Mapping[str, bytes],
    *,
    passphrase: bytes | None = None,
    open_token: OpenToken | None = None,
    locked: bool = False,
) -> StoredRing:
    """What serialize_key_ring wrote, or wrote before keys were encrypted.

    locked: open each encrypted key when it first signs; a wrong passphrase is told then.
    Raises KeyRingInvalid, PassphraseWrong, TokenUnavailable, also where there is no open_token.
    """
    try:
        listed = parse_json(files[RING_FILE])
        version = listed.get("version", 1)
        if version not in (1, VERSION):
            raise KeyRingInvalid("The key ring was written by a later version.")
        way_in = _WayIn(files, passphrase, open_token, locked)
        keys = tuple(_parse_key(entry, way_in) for entry in listed["keys"])
        ring = KeyRing(listed["controller"], keys)
    except (KeyRingInvalid, TokenUnavailable):
        raise
    except (CredentialError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise KeyRingInvalid("The stored key ring cannot be read.") from error
    named = {entry.get("file") for entry in listed["keys"]}
    plain = any(not is_encrypted(files[name]) for name in named if name)
    return StoredRing(ring, outdated=version != VERSION or plain)


class _WayIn(NamedTuple):
    """What it takes to get at private keys."""

    files: Mapping[str, bytes]
    passphrase: bytes | None
    open_token: OpenToken | None
    locked: bool


def _parse_key(entry: Mapping[str, Any], way_in: _WayIn) -> RingKey:
    retired_at = _instant(entry.get("retired_at"))
    return RingKey(
        _signer(entry, way_in),
        KeyPurpose(entry["purpose"]),
        datetime.fromisoformat(entry["created"]),
        _instant(entry.get("succeeded_at")) or retired_at,
        retired_at,
        _instant(entry.get("compromised_since")),
    )


def _signer(entry: Mapping[str, Any], way_in: _WayIn) -> Signer:
    kid = str(entry["kid"])
    public_key = parse_jwk(entry["publicJwk"]) if "publicJwk" in entry else None
    if entry.get("file"):
        pem = way_in.files[entry["file"]]
        unlock = partial(_unlock, kid, pem, way_in.passphrase, public_key)
        if way_in.locked and public_key is not None:
            return LockedSigner(kid, public_key, unlock)
        return unlock()
    if public_key is None:
        raise KeyRingInvalid("A key of the ring has neither half.", kid=kid)
    if not entry.get("token"):
        return VerifyingKey(kid, public_key)
    if way_in.open_token is None:
        raise TokenUnavailable("A key of the ring is in a hardware token, and none is set up.")
    return way_in.open_token(kid, public_key)


def _unlock(
    kid: str, pem: bytes, passphrase: bytes | None, listed: PublicKey | None
) -> SoftwareSigner:
    signer = SoftwareSigner(kid, private_key_from_pem(pem, passphrase))
    if listed is not None and signer.public_key != listed:
        raise KeyRingInvalid("A stored key is not the one that the ring lists.", kid=kid)
    return signer


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
