"""What a holder shows, with the credentials in it. VCDM 2.0, 4.13; VC-JOSE-COSE, 3.1.2.

The holder signs with a key of their own identifier; each credential is verified by itself. One
without a proof of its own counts only as the holder's own word.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from msgspec import structs

from credentials.checks import CHECK_NAMES, failed, not_checked
from credentials.collected import Collected
from credentials.credential_report import (
    forged,
    report_of,
    report_on,
    unprovable,
    verify_credential,
)
from credentials.encodings import parse_json
from credentials.errors import (
    AudienceWrong,
    ClaimsInvalid,
    CredentialError,
    CredentialUnsecured,
    HolderWrong,
    NonceWrong,
    ProofError,
    ProofExpired,
    ProofMalformed,
    Unreadable,
)
from credentials.formats import (
    DI_FORMAT,
    ENCODED_VP_FORMAT,
    VP_JWT_FORMAT,
    Received,
    received_document,
)
from credentials.holder_binding import check_holders
from credentials.jsonld.document import require_terms
from credentials.model import Check, CheckStatus, VerificationReport
from credentials.opened import Expected, check_proofs
from credentials.profiles import jwt_encoding, vcdm
from credentials.proofs.data_integrity import SecuredDocument, parse_proofs
from credentials.proofs.jose import OPEN_BADGES_JWT, VP_JWT, ParsedJws, parse_jws, verify_jws
from credentials.public_keys import PublicKey
from credentials.readings import Reading, read_document
from credentials.signers import Relationship, SignerKeys

Json = Mapping[str, Any]
MAX_CREDENTIALS = 20
UNSECURED_FORMAT = "unsecured"
_REGISTERED = frozenset({"iss", "aud", "nonce", "iat", "nbf", "exp", "jti", "sub"})
_WORST = (CheckStatus.FAILED, CheckStatus.NOT_CHECKED, CheckStatus.PASSED)


@dataclass(frozen=True, slots=True)
class OpenedPresentation:
    """Nothing of it is proven. prove: returns the key; raises a ProofError unless it holds."""

    holder: str
    document: Json
    prove: Callable[[SignerKeys, Collected], PublicKey]


def open_presentation(found: Received) -> OpenedPresentation:
    """Raises ProofError and its kinds."""
    return _OPENERS.get(found.format, _open_document)(found)


def _open_document(found: Received) -> OpenedPresentation:
    if found.fault:
        raise found.fault
    document = found.document or {}
    proofs = parse_proofs(document)
    signer_did = proofs[0].controller

    def prove(signer: SignerKeys, collected: Collected) -> PublicKey:
        if any(proof.controller != signer_did for proof in proofs):
            raise HolderWrong("A presentation is signed by its holder alone.")
        secured = SecuredDocument(document, collected.contexts)
        check_proofs(secured, proofs, signer, collected.proving, Relationship.AUTHENTICATION)
        return signer.key(proofs[0].verification_method, Relationship.AUTHENTICATION)

    return OpenedPresentation(signer_did, document, prove)


def _open_jwt(found: Received) -> OpenedPresentation:
    token = parse_jws(found.token or b"", typ=VP_JWT)
    claims = parse_json(token.payload)
    document = {name: value for name, value in claims.items() if name not in _REGISTERED}
    return _of_jws(token, claims, document)


def _open_encoded(found: Received) -> OpenedPresentation:
    token = parse_jws(found.token or b"", typ=OPEN_BADGES_JWT)
    claims = parse_json(token.payload)
    try:
        document = jwt_encoding.presentation_in(claims)
    except ClaimsInvalid as error:
        raise ProofMalformed(error.detail) from error
    return _of_jws(token, claims, document)


def _of_jws(token: ParsedJws, claims: Json, document: Json) -> OpenedPresentation:

    def prove(signer: SignerKeys, collected: Collected) -> PublicKey:
        key = signer.key(token.kid, Relationship.AUTHENTICATION)
        verify_jws(token, key)
        if claims.get("iss", token.controller) != token.controller:
            raise HolderWrong("The presentation is signed by another than it says.")
        _check_answers(claims, collected.expected)
        _check_dates(claims, collected.now)
        return key

    return OpenedPresentation(token.controller, document, prove)


_OPENERS = {VP_JWT_FORMAT: _open_jwt, ENCODED_VP_FORMAT: _open_encoded}


def _check_answers(claims: Json, expected: Expected) -> None:
    if expected.challenge is not None and claims.get("nonce") != expected.challenge:
        raise NonceWrong("The presentation answers another request.")
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    if expected.domain is not None and expected.domain not in named:
        raise AudienceWrong("The presentation was made for somebody else.")


def _check_dates(claims: Json, now: datetime) -> None:
    for name in ("nbf", "exp"):
        value = claims.get(name, 0)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**40:
            raise ProofExpired(f"{name} of the presentation is no date in seconds.")
    if "exp" in claims and now >= datetime.fromtimestamp(claims["exp"], UTC):
        raise ProofExpired("The presentation has expired.")
    if now < datetime.fromtimestamp(claims.get("nbf", 0), UTC):
        raise ProofExpired("The presentation is not valid yet.")


def verify_presentation(found: Received, collected: Collected) -> VerificationReport:
    """The presentation's own checks, and under each name the worst of all its credentials."""
    try:
        opened = open_presentation(found)
    except ProofError as error:
        return structs.replace(forged(found.format, None, error), presented=True)
    signer = collected.signers.find(opened.holder)
    if signer is None:
        checks = {"proof": not_checked("proof", "holder_unknown")}
        report = report_of(found.format, None, checks, "holder_unknown")
        return structs.replace(report, presented=True, holder_id=opened.holder)
    try:
        key = opened.prove(signer, collected)
    except ProofError as error:
        report = forged(found.format, None, error)
        return structs.replace(report, presented=True, holder_id=opened.holder)
    except ClaimsInvalid as error:
        report = unprovable(found.format, None, error)
        return structs.replace(report, presented=True, holder_id=opened.holder)
    return _checked(found.format, opened, key, signer, collected)


def _checked(
    kind: str,
    opened: OpenedPresentation,
    key: PublicKey,
    signer: SignerKeys,
    collected: Collected,
) -> VerificationReport:
    proof = Check.passed("proof")
    try:
        _check_shape(opened, collected)
    except CredentialError as error:
        checks = {"proof": proof, "schema": failed("schema", error)}
        report = report_of(kind, None, checks, "schema_failed")
        return structs.replace(report, presented=True, holder_id=opened.holder)
    # What was asked is the presentation's to answer; the credentials in it were made before.
    inner = replace(collected, expected=Expected())
    verified = [
        _verify_held(held, opened, signer, inner) for held in vcdm.credentials_in(opened.document)
    ]
    readings = [reading for _, reading in verified if reading is not None]
    own = (
        proof,
        Check.passed("schema"),
        check_holders(readings, holder=opened.holder, key=key, collected=collected),
    )
    return _merged(kind, own, [report for report, _ in verified], opened.holder)


def _check_shape(opened: OpenedPresentation, collected: Collected) -> None:
    vcdm.check_presentation(opened.document)
    if len(vcdm.credentials_in(opened.document)) > MAX_CREDENTIALS:
        raise ClaimsInvalid(f"A presentation holds at most {MAX_CREDENTIALS} credentials.")
    named = vcdm.holder_of(opened.document)
    if named is not None and named != opened.holder:
        raise HolderWrong("The presentation names another holder than who signed it.")
    require_terms(opened.document, contexts=collected.contexts)


def _verify_held(
    held: Json, opened: OpenedPresentation, signer: SignerKeys, collected: Collected
) -> tuple[VerificationReport, Reading | None]:
    try:
        found = received_document(held)
        if found.is_presentation:
            raise ClaimsInvalid("A presentation holds credentials, not presentations.")
    except (Unreadable, ClaimsInvalid) as error:
        report = report_of(DI_FORMAT, None, {"schema": failed("schema", error)}, "schema_failed")
        return report, None
    if found.format == DI_FORMAT and "proof" not in held:
        return _verify_unsecured(held, opened, signer, collected)
    return verify_credential(found, collected)


def _verify_unsecured(
    held: Json, opened: OpenedPresentation, signer: SignerKeys, collected: Collected
) -> tuple[VerificationReport, Reading | None]:
    """VCDM 2.0, 4.13.4: the holder's own claims, secured by the presentation alone."""
    try:
        reading = read_document(SecuredDocument(held, collected.contexts))
        if vcdm.holder_of(opened.document) != reading.issuer or reading.issuer != signer.did:
            raise CredentialUnsecured("A credential without a proof is its holder's own or none.")
    except ProofError as error:
        return forged(UNSECURED_FORMAT, None, error), None
    except CredentialError as error:
        checks = {"schema": failed("schema", error)}
        return report_of(UNSECURED_FORMAT, None, checks, "schema_failed"), None
    report = report_on(UNSECURED_FORMAT, reading, signer, collected)
    return report, reading._replace(subjects=(signer.did,))


def _merged(
    kind: str, own: Iterable[Check], held: list[VerificationReport], holder: str
) -> VerificationReport:
    """A presentation of one credential reads like that credential."""
    checks = {check.name: check for check in own}
    for report in held:
        for check in report.checks:
            if check.name != "holder_binding":
                checks[check.name] = _worse(checks.get(check.name), check)
    ordered = tuple(checks[name] for name in CHECK_NAMES if name in checks)
    as_of = [report.status_as_of for report in held if report.status_as_of]
    # One credential is what the reader came for; of several no one speaks for all.
    only = held[0] if len(held) == 1 else VerificationReport(kind, None, None, None, ())
    return structs.replace(
        only,
        format=kind,
        checks=ordered,
        status_as_of=min(as_of, default=None),
        presented=True,
        holder_id=holder,
        credentials=tuple(held),
    )


def _worse(first: Check | None, second: Check) -> Check:
    if first is None or _WORST.index(second.status) < _WORST.index(first.status):
        return second
    return first
