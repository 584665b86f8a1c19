"""Issuing: what was decided is written down, linted, and signed once in each form asked for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import base45

from credentials.claim_forms import is_full_date
from credentials.contexts import contexts
from credentials.encodings import parse_json, serialize_json
from credentials.errors import RecordInvalid
from credentials.jsonld.document import require_terms
from credentials.keys import Signer
from credentials.model import RecognitionDecision, SkillRecord, StatusEntry
from credentials.profiles import badge, elm, elm_reading, open_badges, qr_claims, sd_jwt_vc, vc20
from credentials.profiles.facts import Json
from credentials.profiles.vc20 import Credential
from credentials.proofs import sd_jwt
from credentials.proofs.cose import sign_sign1
from credentials.proofs.data_integrity import add_proof
from credentials.proofs.jose import OPEN_BADGES_JWT, VC_JWT, sign_jws
from credentials.proofs.sd_jwt_disclosures import Randomness
from credentials.public_keys import EDDSA, ES256, ES384, PublicKey
from credentials.published_list import status_list_document, status_list_payload
from credentials.status import BitstringStatusList
from credentials.trust import SHORT_KID_BYTES

ISSUER_NAME = "Open Recognition Registry"
QR_PREFIX = "ORR1:"
STATUS_PATH = "/status/"


class Form(StrEnum):
    """How a record is written and secured. docs/formats.md shows each."""

    VC_JWT = "vc+jwt"
    DATA_INTEGRITY = "data-integrity"
    DATA_INTEGRITY_JCS = "data-integrity-jcs"
    SD_JWT = "dc+sd-jwt"
    OPEN_BADGE = "open-badge"
    OPEN_BADGE_JWT = "open-badge+jwt"
    ELM = "elm"
    ELM_JWT = "elm+jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What signing in some form takes beside a key.

    now: of the proof. randomness: `secrets.token_bytes` or its like, for salts. co_signer: adds a
    second proof by another algorithm. holder_key: what an SD-JWT is bound to. token_status: the
    `status` claim of an SD-JWT, from `credentials.token_status`. certificates: the `x5c` of one.
    copy_id: "urn:uuid:…", where it is one of many copies, each with an identifier of its own.
    """

    now: datetime
    randomness: Randomness
    co_signer: Signer | None = None
    holder_key: PublicKey | None = None
    token_status: Mapping[str, Any] | None = None
    certificates: tuple[str, ...] = ()
    copy_id: str = ""


@dataclass(frozen=True, slots=True)
class Prepared:
    """Built and linted, not signed. payload: of a vc+jwt; written: the same as the bytes to sign.
    qr_payload: the claims of its QR code.

    issuer_name, issuer_country, issuer_number: for the forms that have to name the issuer in
    words; the number is the one it has in an official register.
    """

    credential: Credential
    payload: Json
    written: bytes
    qr_payload: bytes
    issuer_name: str
    issuer_country: str
    issuer_number: str

    @property
    def id(self) -> str:
        return self.credential.record.id


@dataclass(frozen=True, slots=True)
class Secured:
    """A signed credential: compact text or JSON text, and the media type it travels under."""

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
    issuer_name: str = ISSUER_NAME,
    issuer_country: str = "",
    issuer_number: str = "",
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
    written = serialize_json(payload)
    vc20.parse(parse_json(written))
    summary = qr_claims.summarise(credential, status_prefix=public_url.rstrip("/") + STATUS_PATH)
    return Prepared(
        credential,
        payload,
        written,
        qr_claims.serialize(summary),
        issuer_name,
        issuer_country,
        issuer_number,
    )


def _check_dates(record: SkillRecord, now: datetime) -> None:
    """Not over, not of tomorrow; and a skill record ends with the comparison it shows."""
    if record.valid_until and record.valid_until <= now:
        raise RecordInvalid("A credential that has expired already is not issued.")
    if isinstance(record, RecognitionDecision) and record.decision.decided_on > now.date():
        raise RecordInvalid("A decision of a later day cannot be certified today.")
    if record.valid_until and not isinstance(record, RecognitionDecision):
        ends = (str(step.get("valid_to")) for step in record.trace)
        # Half-open, and only where the day is known.
        if any(
            is_full_date(end) and record.valid_until > datetime.fromisoformat(f"{end}T00:00+00:00")
            for end in ends
        ):
            raise RecordInvalid("A skill record ends with the comparison that it shows.")


def issue(
    prepared: Prepared, *, signer: Signer, form: Form = Form.VC_JWT, means: Means | None = None
) -> Secured:
    """Sign what was prepared, in one form. means: for every form but vc+jwt.

    What is signed is read back strictly before a key touches it.
    Raises RecordInvalid, ClaimsInvalid, AlgorithmNotAllowed.
    """
    for one in (signer, means.co_signer if means else None):
        if one is not None and one.kid.partition("#")[0] != prepared.credential.issuer:
            raise RecordInvalid("The key belongs to another issuer.")
    if form is Form.VC_JWT:
        return _issue_jwt(prepared, prepared.written, signer)
    if means is None:
        raise RecordInvalid(f"{form} takes a moment and randomness to sign.")
    return _ISSUERS[form](prepared, signer, means)


def _issue_jwt(prepared: Prepared, payload: bytes, signer: Signer) -> Secured:
    """VC-JOSE-COSE, 3.1.1."""
    signed = sign_jws(payload, {"typ": VC_JWT, "cty": "vc"}, signer)
    return Secured(prepared.id, signed, signer.kid)


_RDFC = {EDDSA: "eddsa-rdfc-2022", ES256: "ecdsa-rdfc-2019", ES384: "ecdsa-rdfc-2019"}
_JCS = {EDDSA: "eddsa-jcs-2022", ES256: "ecdsa-jcs-2019", ES384: "ecdsa-jcs-2019"}


def _issue_document(prepared: Prepared, signer: Signer, means: Means) -> Secured:
    document = vc20.serialize_document(prepared.credential)
    vc20.parse_document(document)
    return _prove(prepared, document, signer, means, _RDFC)


def _issue_jcs(prepared: Prepared, signer: Signer, means: Means) -> Secured:
    document = vc20.serialize_document(prepared.credential)
    vc20.parse_document(document)
    return _prove(prepared, document, signer, means, _JCS)


def _prove(
    prepared: Prepared, document: Json, signer: Signer, means: Means, suites: Mapping[str, str]
) -> Secured:
    """One proof per signer; several form a set. VC Data Integrity 1.0, 2.1.1."""
    for one in (signer, means.co_signer):
        if one is not None:
            document = add_proof(
                document,
                signer=one,
                cryptosuite=suites[one.algorithm],
                created=means.now,
                contexts=contexts(),
            )
    text = serialize_json(document).decode()
    return Secured(prepared.id, text, signer.kid, "application/vc")


def _issue_sd_jwt(prepared: Prepared, signer: Signer, means: Means) -> Secured:
    """SD-JWT VC. Every claim that may be hidden is a disclosure of its own."""
    credential = prepared.credential
    claims = sd_jwt_vc.serialize(
        credential.record,
        issuer=credential.issuer,
        status=means.token_status,
        copy_id=means.copy_id,
    )
    until = sd_jwt_vc.parse(claims).valid_until
    if until and until <= means.now:
        raise RecordInvalid("An SD-JWT ends with the last whole day, and that is over.")
    signed = sd_jwt.issue(
        sd_jwt_vc.with_every_list(claims),
        sd_jwt_vc.DISCLOSABLE,
        signer=signer,
        randomness=means.randomness,
        holder_key=means.holder_key,
        evened=True,
        certificates=means.certificates,
    )
    return Secured(prepared.id, signed, signer.kid, "application/dc+sd-jwt")


def _badge(prepared: Prepared, means: Means) -> badge.Badge:
    credential = prepared.credential
    return badge.badge_of(
        credential.record,
        issuer=badge.Profile(credential.issuer, prepared.issuer_name),
        status=credential.status,
        randomness=means.randomness,
    )


def _issue_badge(prepared: Prepared, signer: Signer, means: Means) -> Secured:
    document = open_badges.serialize(_badge(prepared, means))
    open_badges.parse(document)
    return _prove(prepared, document, signer, means, _RDFC)


def _issue_badge_jwt(prepared: Prepared, signer: Signer, means: Means) -> Secured:
    """Open Badges 3.0, 8.2.4.1: a plain JWT, whose `typ` says no more than that."""
    payload = open_badges.jwt_payload(_badge(prepared, means))
    open_badges.parse_jwt_payload(payload)
    signed = sign_jws(serialize_json(payload), {"typ": OPEN_BADGES_JWT}, signer)
    return Secured(prepared.id, signed, signer.kid, "application/jwt")


def _issue_elm(prepared: Prepared, signer: Signer, means: Means) -> Secured:
    credential = prepared.credential
    document = elm.serialize(
        credential.record, issuer=_elm_issuer(prepared), status=credential.status
    )
    elm_reading.parse(document)
    return _prove(prepared, document, signer, means, _RDFC)


def _issue_elm_jwt(prepared: Prepared, signer: Signer, _: Means) -> Secured:
    """No proof canonicalises it, so its terms are looked at here."""
    credential = prepared.credential
    issuing = _elm_issuer(prepared)
    payload = elm.jwt_payload(credential.record, issuer=issuing, status=credential.status)
    elm_reading.parse({name: payload[name] for name in payload.keys() - vc20.JWT_CLAIMS})
    require_terms(payload, contexts=contexts())
    return _issue_jwt(prepared, serialize_json(payload), signer)


def _elm_issuer(prepared: Prepared) -> elm.Issuer:
    return elm.Issuer(
        prepared.credential.issuer,
        prepared.issuer_name,
        prepared.issuer_country,
        prepared.issuer_number,
    )


_ISSUERS: Mapping[Form, Callable[[Prepared, Signer, Means], Secured]] = {
    Form.DATA_INTEGRITY: _issue_document,
    Form.DATA_INTEGRITY_JCS: _issue_jcs,
    Form.SD_JWT: _issue_sd_jwt,
    Form.OPEN_BADGE: _issue_badge,
    Form.OPEN_BADGE_JWT: _issue_badge_jwt,
    Form.ELM: _issue_elm,
    Form.ELM_JWT: _issue_elm_jwt,
}


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
    form: Form = Form.VC_JWT,
) -> Secured:
    """Publish a list; readers refuse it from `valid_until` on.

    form: VC_JWT, or DATA_INTEGRITY for eddsa-rdfc-2022 (ecdsa-rdfc-2019 under a key on a curve).
    """
    document = status_list_document(
        bits, url=url, purpose=purpose, issuer=issuer, now=now, valid_until=valid_until
    )
    if form is Form.VC_JWT:
        payload = status_list_payload(document, now=now, valid_until=valid_until)
        signed = sign_jws(serialize_json(payload), {"typ": VC_JWT, "cty": "vc"}, signer)
        return Secured(url, signed, signer.kid)
    if form is not Form.DATA_INTEGRITY:
        raise RecordInvalid("A bitstring status list is a vc+jwt or has a Data Integrity proof.")
    proven = add_proof(
        document,
        signer=signer,
        cryptosuite=_RDFC[signer.algorithm],
        created=now,
        contexts=contexts(),
    )
    return Secured(url, serialize_json(proven).decode(), signer.kid, "application/vc")
