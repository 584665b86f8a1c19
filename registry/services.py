"""The parts of the world that use cases need, wired once by a door and handed down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import structlog
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine

from credentials.certificate.x509_chain import Chain
from credentials.deferred import deferred
from credentials.did import did_web_of
from credentials.errors import CredentialError
from credentials.keys import KeyPurpose, KeyRing
from credentials.public_keys import ES256
from credentials.trust import TrustedIssuer, TrustList, trusted_issuer
from mappings.index import Index
from mappings.releases import Release
from registry.clock import utc_now
from registry.errors import ReleaseUnknown, SecretsInvalid
from registry.hardware_keys import hardware_token
from registry.issuers_for_tests import IssuersForTests, make_issuers_for_tests
from registry.key_certificates import read_chains
from registry.key_store import KeyStore
from registry.outside import Outside, make_outside
from registry.seal_store import SealStore
from registry.settings import Settings
from registry.storage.database import make_engine
from registry.storage.secret_files import read_or_make_secret

if TYPE_CHECKING:
    from credentials.certificate.seal import Seal
    from registry import time_stamps
else:
    time_stamps = deferred("registry.time_stamps")

log = structlog.get_logger()

REGISTRY_NAME = "Open Recognition Registry"


@dataclass(frozen=True, slots=True)
class ReleaseInForce:
    """A published release and its index, always of the same number."""

    release: Release
    index: Index


class Passwords:
    """Argon2id. An unknown account costs the same time as a wrong password."""

    def __init__(self, hasher: PasswordHasher) -> None:
        self._hasher = hasher

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash("no account has this hash")

    def hash(self, password: str) -> str:
        return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password fits; with None as hash never, after the same work."""
        try:
            return self._hasher.verify(password_hash or self._nobody, password) and bool(
                password_hash
            )
        except (VerificationError, InvalidHashError):
            return False


@dataclass
class Services:
    """`release` is swapped by one assignment: a reader holds the old one or the new one."""

    settings: Settings
    engine: Engine
    clock: Callable[[], datetime]
    passwords: Passwords
    token_secret: str = field(repr=False)
    key_ring: KeyRing = field(repr=False)
    trust_list: TrustList
    # Of the stored entries that `trust_list` holds; 0 before any was taken in.
    trust_version: int = 0
    outside: Outside | None = field(default=None, repr=False)
    key_store: KeyStore | None = field(default=None, repr=False)
    issuers_for_tests: IssuersForTests | None = field(default=None, repr=False)
    seal_store: SealStore | None = field(default=None, repr=False)
    # Of the operator, for the ring's keys.
    chains: Mapping[KeyPurpose, Chain] = field(default_factory=dict, repr=False)
    release_in_force: ReleaseInForce | None = None
    # What a command calls at its first question to the graph; most never ask one.
    put_release_in_force: Callable[["Services"], None] | None = field(default=None, repr=False)
    seed_changed: bool = False
    _swap: Lock = field(default_factory=Lock, repr=False, compare=False)

    @property
    def release(self) -> ReleaseInForce:
        """Raises ReleaseUnknown before the first start has published one."""
        if self.release_in_force is None and self.put_release_in_force is not None:
            self.put_release_in_force(self)
        if self.release_in_force is None:
            raise ReleaseUnknown("No release of the equivalence graph is in force yet.")
        return self.release_in_force

    @property
    def seal(self) -> "Seal | None":
        """What certificates are sealed with now; None where the operator turned it off."""
        if self.seal_store is None:
            return None
        return self.seal_store.seal_of(self.key_ring, now=self.clock())

    @property
    def seal_roots(self) -> tuple[bytes, ...]:
        """Whom a reader has to trust to trust our seals: X.509, in DER."""
        if self.seal_store is None:
            return ()
        key = self.key_ring.signer(KeyPurpose.SEAL, ES256)
        return (self.seal_store.chain_of(key, now=self.clock()).root,)

    def refresh_keys(self) -> None:
        """Take in what another process, such as `registry keys rotate`, has done to the ring.

        A ring that cannot be read now, say because its token is away, leaves the one at hand.
        """
        if self.key_store is None or not self.key_store.changed():
            return
        try:
            self.put_keys(self.key_store.read())
        except CredentialError as error:
            log.error("keys.not_taken_in", code=error.code)

    def put_keys(self, ring: KeyRing) -> None:
        """Swap a ring in, and what it says of our own keys into the trust list."""
        own = own_entry(ring, self.settings.public_url, self.seal_roots)
        with self._swap:
            others = tuple(entry for entry in self.trust_list.entries if entry.did != own.did)
            self.key_ring, self.trust_list = ring, TrustList((own, *others))

    def put_trusted(self, others: tuple[TrustedIssuer, ...], version: int) -> TrustList:
        """Swap in the stored entries of a version, and return the list that holds them."""
        with self._swap:
            own = own_entry(self.key_ring, self.settings.public_url, self.seal_roots)
            self.trust_list, self.trust_version = TrustList((own, *others)), version
            return self.trust_list

    def put_in_force(self, loaded: ReleaseInForce) -> bool:
        """Swap a release in; False where a newer one is in force already.

        Two threads may load at once, and the slower one must not take the graph back.
        """
        with self._swap:
            current = self.release_in_force
            if current is not None and current.release.number > loaded.release.number:
                return False
            self.release_in_force = loaded
            return True


def wire(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    passwords: Passwords | None = None,
    locked_keys: bool = False,
) -> Services:
    """Everything outside the house, from the settings; keys and secrets are made if missing.

    locked_keys: open a key when it first signs, which a process that only reads never does.
    The release is put in force by `usecases.publishing.first_start`. Raises SecretsInvalid and
    credentials.errors.KeyRingInvalid.
    """
    key_store = key_store_of(settings)
    ring = key_store.open(did_web_of(settings.public_url), now=clock(), locked=locked_keys)
    if ring.controller != did_web_of(settings.public_url):
        raise SecretsInvalid(
            f"The keys in {settings.secrets_dir} belong to {ring.controller}, not to PUBLIC_URL "
            f"{settings.public_url}. Set PUBLIC_URL or SECRETS_DIR."
        )
    seal_store = seal_store_of(settings, key_store)
    key = ring.signer(KeyPurpose.SEAL, ES256)
    roots = (seal_store.chain_of(key, now=clock()).root,) if seal_store else ()
    return Services(
        settings=settings,
        engine=make_engine(settings.database_url, wait_seconds=settings.database_wait_seconds),
        clock=clock,
        passwords=passwords or Passwords(PasswordHasher()),
        token_secret=settings.token_secret
        or read_or_make_secret(settings.secrets_dir / "token-secret"),
        key_ring=ring,
        trust_list=own_trust_list(ring, settings.public_url, roots),
        key_store=key_store,
        outside=outside_of(settings, clock),
        issuers_for_tests=make_issuers_for_tests(settings.secrets_dir, settings.public_url)
        if settings.vc_api_test_issuers
        else None,
        seal_store=seal_store,
        chains=read_chains(settings),
    )


def key_store_of(settings: Settings) -> KeyStore:
    """SECRETS_DIR/keys, under the passphrase of the settings if they name one.

    Raises SecretsInvalid where the passphrase's file cannot be read.
    """
    passphrase = settings.key_passphrase.get_secret_value() if settings.key_passphrase else None
    if settings.key_passphrase_file is not None:
        try:
            passphrase = settings.key_passphrase_file.read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise SecretsInvalid("KEY_PASSPHRASE_FILE cannot be read.") from error
    store = KeyStore(settings.secrets_dir, passphrase.encode() if passphrase else None)
    token = hardware_token(settings)
    return store if token is None else replace(store, open_token=token.signer, make=token.create)


def outside_of(settings: Settings, clock: Callable[[], datetime]) -> Outside:
    """Raises SecretsInvalid where OUTSIDE_CA_FILE cannot be read."""
    try:
        return make_outside(settings, clock=clock)
    except OSError as error:
        raise SecretsInvalid("OUTSIDE_CA_FILE holds no certificates.") from error


def seal_store_of(settings: Settings, key_store: KeyStore) -> SealStore | None:
    """None where certificates are not sealed."""
    if not settings.seal_certificates:
        return None
    stamps = time_stamps.asking(settings.time_stamp_url) if settings.time_stamp_url else None
    host = urlsplit(settings.public_url).netloc
    name, proofs = f"{REGISTRY_NAME}, {host}", settings.seal_revocation
    return SealStore(key_store, name, settings.seal_chain, stamps, proofs)


def own_entry(ring: KeyRing, public_url: str, seal_roots: tuple[bytes, ...] = ()) -> TrustedIssuer:
    """The registry itself, as it stands on every trust list of its own."""
    return trusted_issuer(
        ring,
        name=REGISTRY_NAME,
        status_url_prefixes=[f"{public_url}/status/"],
        seal_roots=seal_roots,
    )


def own_trust_list(ring: KeyRing, public_url: str, seal_roots: tuple[bytes, ...] = ()) -> TrustList:
    """The registry trusts itself; an authority adds others."""
    return TrustList((own_entry(ring, public_url, seal_roots),))
