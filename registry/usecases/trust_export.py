"""The trust list for others: as JSON, and signed by the registry so that a copy can be checked."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlmodel import Session

from credentials.encodings import serialize_json
from credentials.keys import Signer
from credentials.proofs.jose import sign_jws
from credentials.trust import TrustList
from credentials.trust_exchange import describe_issuer, serialize_trust_list
from registry.services import Services
from registry.storage.queries import audit
from registry.usecases import trust, trust_signed


@dataclass(frozen=True)
class ExportedList:
    """version: of the stored entries. issuers: with the registry's own entry first."""

    version: int
    issuers: TrustList
    exported_by: str
    at: datetime
    signer: Signer

    @cached_property
    def plain(self) -> bytes:
        """As `import_list`, and `verify --trust` as trust.json, read it."""
        return serialize_trust_list(self.issuers)

    @cached_property
    def signed(self) -> str:
        """A JWS of the same with who says so, when, and which version it is."""
        claims = {
            "iss": self.exported_by,
            "iat": int(self.at.timestamp()),
            "version": self.version,
            "issuers": [describe_issuer(issuer) for issuer in self.issuers.entries],
        }
        return sign_jws(serialize_json(claims), {"typ": trust_signed.TYPE}, self.signer)


def record(session: Session, exported: ExportedList, *, signed: bool, now: datetime) -> None:
    """The operator's own export stands in the audit log; what anybody reads does not."""
    audit.record(
        session,
        action="trust.export",
        subject=f"trust:{exported.version}",
        actor_id=None,
        at=now,
        details={"signed": signed},
    )


def export(session: Session, services: Services, *, now: datetime) -> ExportedList:
    issuers = trust.current(session, services)
    ring = services.key_ring
    return ExportedList(
        services.trust_version, issuers, ring.controller, now, ring.credential_signer
    )
