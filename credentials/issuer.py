"""Issuing: what was decided is written down, linted, and signed once."""

from dataclasses import dataclass
from datetime import datetime

import base45

from credentials.encodings import serialize_json
from credentials.errors import RecordInvalid
from credentials.keys import Signer
from credentials.model import RecognitionDecision, SkillRecord, StatusEntry
from credentials.profiles import qr_claims, vc20
from credentials.profiles.facts import Json
from credentials.profiles.vc20 import Credential
from credentials.proofs.cose import sign_sign1
from credentials.proofs.jose import VC_JWT, sign_jws
from credentials.status import BitstringStatusList, status_list_credential
from credentials.trust import SHORT_KID_BYTES

QR_PREFIX = "ORR1:"
STATUS_PATH = "/status/"


@dataclass(frozen=True, slots=True)
class Prepared:
    """Built and linted, not signed. qr_payload: the claims of its QR code."""

    credential: Credential
    payload: Json
    qr_payload: bytes

    @property
    def id(self) -> str:
        return self.credential.record.id


@dataclass(frozen=True, slots=True)
class Secured:
    """A signed credential: compact text, and the media type it travels under."""

    id: str
    credential: str
    kid: str
    media_type: str = "application/vc+jwt"


def prepare(
    record: SkillRecord,
    *,
    status: StatusEntry | tuple[StatusEntry, ...],
    issuer: str,
    public_url: str,
    now: datetime,
) -> Prepared:
    """Write a record down and read it back as a verifier will, before anything is signed.

    record: a SkillRecord or RecognitionDecision. status: one entry, or one per purpose, in lists
    directly under {public_url}/status/. issuer: a DID. now: aware UTC.
    Raises RecordInvalid, ClaimsInvalid.
    """
    entries = status if isinstance(status, tuple) else (status,)
    if not entries:
        raise RecordInvalid("A credential names at least one status list.")
    _check_dates(record, now)
    credential = Credential(record, issuer, entries)
    payload = vc20.serialize(credential)
    vc20.parse(payload)
    summary = qr_claims.summarise(credential, status_prefix=public_url.rstrip("/") + STATUS_PATH)
    return Prepared(credential, payload, qr_claims.serialize(summary))


def _check_dates(record: SkillRecord, now: datetime) -> None:
    if record.valid_until and record.valid_until <= now:
        raise RecordInvalid("A credential that has expired already is not issued.")
    if isinstance(record, RecognitionDecision) and record.decision.decided_on > now.date():
        raise RecordInvalid("A decision of a later day cannot be certified today.")


def issue(prepared: Prepared, *, signer: Signer) -> Secured:
    """Sign as vc+jwt. VC-JOSE-COSE, 3.1.1."""
    if signer.kid.partition("#")[0] != prepared.credential.issuer:
        raise RecordInvalid("The key belongs to another issuer.")
    header = {"typ": VC_JWT, "cty": "vc"}
    signed = sign_jws(serialize_json(prepared.payload), header, signer)
    return Secured(prepared.id, signed, signer.kid)


def issue_qr(prepared: Prepared, *, signer: Signer) -> str:
    """The text of the QR code: "ORR1:" and a COSE_Sign1 in base45. RFC 9052; RFC 9285."""
    kid = signer.public_key.thumbprint[:SHORT_KID_BYTES]
    message = sign_sign1(prepared.qr_payload, kid=kid, signer=signer)
    return QR_PREFIX + bytes(base45.b45encode(message)).decode()


def issue_status_list(
    bits: BitstringStatusList,
    *,
    url: str,
    purpose: str,
    issuer: str,
    now: datetime,
    valid_until: datetime,
    signer: Signer,
) -> Secured:
    """Publish a list as vc+jwt; readers refuse it from `valid_until` on."""
    payload = status_list_credential(
        bits, url=url, purpose=purpose, issuer=issuer, now=now, valid_until=valid_until
    )
    signed = sign_jws(serialize_json(payload), {"typ": VC_JWT, "cty": "vc"}, signer)
    return Secured(url, signed, signer.kid)
