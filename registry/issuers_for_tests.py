"""Issuers that are nobody: did:key identities with which conformance suites have documents signed.

They exist only where VC_API_TEST_ISSUERS says so, and never beside keys that people rely on.
"""

import hmac
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from threading import Lock

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from credentials.did_key import did_key_url
from credentials.elliptic_curves import CURVES
from credentials.keys import SoftwareSigner
from credentials.public_keys import EDDSA, ES256, ES384, public_key_of
from credentials.trust import TrustedIssuer, TrustedKey
from registry.storage.secret_files import read_or_make_secret

SECRET_FILE = "test-issuers-secret"  # noqa: S105  -- where it stands, not what it is
STATUS_PATH = "/credentials/test-status/"
PURPOSES = ("revocation", "suspension")


@dataclass(frozen=True)
class IssuerForTests:
    """securing: a cryptosuite, or "vc+jwt"; what it signs with unless asked otherwise."""

    name: str
    algorithm: str
    securing: str
    secret: bytes = field(repr=False)
    with_status: bool = False

    @cached_property
    def signer(self) -> SoftwareSigner:
        """Derived from the secret, so that every process and every start has the same."""
        seed = hmac.digest(self.secret, self.name.encode(), "sha512")
        key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
        if self.algorithm == EDDSA:
            key = ed25519.Ed25519PrivateKey.from_private_bytes(seed[:32])
        else:
            curve = CURVES[self.algorithm]
            scalar = int.from_bytes(seed) % (curve.order - 1) + 1
            key = ec.derive_private_key(scalar, curve.known)
        return SoftwareSigner(did_key_url(public_key_of(key.public_key())), key)

    @property
    def did(self) -> str:
        return self.signer.kid.partition("#")[0]


_ISSUERS = (
    ("ed25519", EDDSA, "eddsa-rdfc-2022", False),
    ("ed25519-jcs", EDDSA, "eddsa-jcs-2022", False),
    ("ed25519-jwt", EDDSA, "vc+jwt", False),
    ("ed25519-status", EDDSA, "eddsa-rdfc-2022", True),
    ("p256", ES256, "ecdsa-rdfc-2019", False),
    ("p256-jcs", ES256, "ecdsa-jcs-2019", False),
    ("p256-jwt", ES256, "vc+jwt", False),
    ("p384", ES384, "ecdsa-rdfc-2019", False),
    ("p384-jcs", ES384, "ecdsa-jcs-2019", False),
    ("p384-jwt", ES384, "vc+jwt", False),
)


@dataclass
class Entry:
    """Which place a credential of a test has on its issuer's lists, and what is raised there."""

    issuer: str
    index: int
    raised: set[str] = field(default_factory=set)


@dataclass
class IssuersForTests:
    """All of them, and the status of what they issued, which ends with the process."""

    public_url: str
    issuers: tuple[IssuerForTests, ...]
    _entries: dict[str, Entry] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    @property
    def default(self) -> IssuerForTests:
        return self.issuers[0]

    def find(self, did: str) -> IssuerForTests | None:
        return next((issuer for issuer in self.issuers if issuer.did == did), None)

    def named(self, name: str) -> IssuerForTests | None:
        return next((issuer for issuer in self.issuers if issuer.name == name), None)

    def trusted(self) -> tuple[TrustedIssuer, ...]:
        """Entries for the trust list of the test."""
        return tuple(
            TrustedIssuer(
                issuer.did,
                f"Test issuer {issuer.name}",
                (TrustedKey(issuer.signer.kid, issuer.signer.public_key),),
                (self.public_url + STATUS_PATH,),
            )
            for issuer in self.issuers
        )

    def list_url(self, issuer: IssuerForTests, purpose: str) -> str:
        return f"{self.public_url}{STATUS_PATH}{issuer.name}-{purpose}"

    def reserve(self, issuer: IssuerForTests, credential_id: str) -> int:
        """A place on the issuer's lists, the same again for the same credential."""
        with self._lock:
            place = len(self._entries)
            return self._entries.setdefault(credential_id, Entry(issuer.did, place)).index

    def change(self, credential_id: str, purpose: str, *, raised: bool) -> bool:
        """False where nothing of that id was issued with a status."""
        with self._lock:
            entry = self._entries.get(credential_id)
            if entry is None:
                return False
            (entry.raised.add if raised else entry.raised.discard)(purpose)
            return True

    def raised(self, issuer: IssuerForTests, purpose: str) -> tuple[int, ...]:
        with self._lock:
            return tuple(
                entry.index
                for entry in self._entries.values()
                if entry.issuer == issuer.did and purpose in entry.raised
            )


def make_issuers_for_tests(secrets_dir: Path, public_url: str) -> IssuersForTests:
    secret = read_or_make_secret(secrets_dir / SECRET_FILE).encode()
    return IssuersForTests(
        public_url.rstrip("/"),
        tuple(
            IssuerForTests(name, algorithm, securing, secret, with_status)
            for name, algorithm, securing, with_status in _ISSUERS
        ),
    )


def moment_of(now: datetime) -> datetime:
    """Lists of a test are signed anew each minute, so that all readers of one see the same."""
    return now.replace(second=0, microsecond=0)
