"""An employer asks a wallet for a few claims, and is shown what it disclosed. OpenID4VP 1.0.

The question is signed, so that the worker's wallet can say who asks; the answer comes straight
from the wallet, is checked at once, and is forgotten soon.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlmodel import Session

from credentials import dcql
from credentials.claim_forms import is_https_url
from credentials.encodings import parse_json
from credentials.errors import CredentialError, QueryInvalid
from credentials.proofs.jose import OAUTH_AUTHZ_REQ_JWT
from credentials.proofs.jwe import ALGORITHM, CIPHERS
from credentials.verifier import Expected
from registry.errors import ClaimsQueryNotAllowed, PresentationRequestUnknown
from registry.services import REGISTRY_NAME, Services
from registry.storage.queries import audit, presentations
from registry.storage.tables.accounts import Account
from registry.storage.tables.presentations import PresentationRequest
from registry.usecases import presented, wallet_encryption, wallet_secrets
from registry.usecases.request_identity import identity_of
from registry.usecases.stated_facts import invalid
from registry.usecases.wallet_configurations import PROOF_ALGORITHMS
from registry.wallet_errors import WalletError

MAX_PURPOSE = 200
MAX_REDIRECT = 500
MAX_WALLET_NONCE = 200
MAX_OPEN = 50
SELF_ISSUED = "https://self-issued.me/v2"
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "dc+sd-jwt": {
        "sd-jwt_alg_values": list(PROOF_ALGORITHMS),
        "kb-jwt_alg_values": list(PROOF_ALGORITHMS),
    },
    "jwt_vc_json": {"alg_values": list(PROOF_ALGORITHMS)},
    "ldp_vc": {
        "proof_type_values": ["DataIntegrityProof"],
        "cryptosuite_values": ["eddsa-rdfc-2022", "ecdsa-rdfc-2019", "eddsa-jcs-2022"],
    },
}


@dataclass(frozen=True, slots=True)
class Asked:
    """link: what a wallet opens, as link or QR code."""

    request: PresentationRequest
    link: str


def create_request(
    session: Session,
    services: Services,
    *,
    actor: Account,
    query: object,
    purpose: str = "",
    encrypted: bool | None = None,
    redirect_uri: str | None = None,
    now: datetime,
) -> Asked:
    """query: DCQL, or a list of claim names. encrypted: whether only an encrypted answer counts,
    None: as the operator set it. redirect_uri: a page of the employer's, where a wallet on the
    same device leads on to. Raises ClaimsQueryNotAllowed, ValidationFailed.
    """
    cleaned = _read_purpose(purpose)
    _check_redirect(redirect_uri)
    if presentations.count_open(session, actor.id, now=now) >= MAX_OPEN:
        raise invalid("query", f"{MAX_OPEN} questions are open; let some expire.")
    parsed = _read_query(query)
    expires = now + timedelta(minutes=services.settings.presentation_minutes)
    request = PresentationRequest(
        id=wallet_secrets.new_secret(),
        account_id=actor.id,
        purpose=cleaned,
        query=parsed.source,
        nonce=wallet_secrets.new_secret(),
        state=wallet_secrets.new_secret(),
        client_id=identity_of(services, now=now).client_id,
        encrypted=services.settings.presentation_encrypted if encrypted is None else encrypted,
        key_seed=wallet_encryption.new_key_seed(),
        redirect_uri=redirect_uri,
        created_at=now,
        expires_at=expires,
        forget_at=expires + timedelta(minutes=services.settings.presentation_keep_minutes),
    )
    session.add(request)
    session.flush()
    audit.record(
        session,
        action="presentation.asked",
        subject=f"account:{actor.id}",
        actor_id=actor.id,
        at=now,
        details={"claims": sum(len(one.paths) for one in parsed.credentials.values())},
    )
    return Asked(request, link_of(services, request))


def _read_purpose(purpose: str) -> str:
    cleaned = " ".join(purpose.split())
    if len(cleaned) > MAX_PURPOSE or not cleaned.isprintable():
        raise invalid("purpose", f"A purpose has at most {MAX_PURPOSE} characters.")
    return cleaned


def _check_redirect(redirect_uri: str | None) -> None:
    if redirect_uri is None:
        return
    fits = len(redirect_uri) <= MAX_REDIRECT and is_https_url(redirect_uri)
    if not fits or not redirect_uri.isascii() or {"#", "@"} & set(redirect_uri):
        raise invalid(
            "redirect_uri", f"An https address of at most {MAX_REDIRECT} letters, no #, no @."
        )


def _read_query(query: object) -> dcql.Query:
    try:
        if isinstance(query, list | tuple):
            return dcql.query_for(str(name) for name in query)
        return dcql.parse_query(query)
    except QueryInvalid as error:
        raise ClaimsQueryNotAllowed(error.detail) from error


def link_of(services: Services, request: PresentationRequest) -> str:
    """OpenID4VP 1.0, 5.8 and 5.10: the question itself is fetched by the wallet."""
    asked = {
        "client_id": request.client_id,
        "request_uri": f"{services.settings.public_url}/oid4vp/requests/{request.id}",
        "request_uri_method": "post",
    }
    return f"openid4vp://?{urlencode(asked)}"


def request_object(
    session: Session,
    services: Services,
    *,
    request_id: str,
    wallet_nonce: str | None = None,
    wallet_metadata: str | None = None,
    now: datetime,
) -> str:
    """The question as a signed JWT. RFC 9101; OpenID4VP 1.0, 5. Raises WalletError.

    wallet_metadata: JSON, of a wallet that says what it can do.
    """
    request = _open_request(session, request_id, now)
    identity = identity_of(services, now=now)
    if identity.client_id != request.client_id:
        raise WalletError("invalid_request", "This was asked under another name; ask again.")
    query = dcql.parse_query(request.query)
    encrypted = request.encrypted or _encrypts(wallet_metadata)
    claims: dict[str, Any] = {
        "iss": identity.issuer,
        "aud": SELF_ISSUED,
        "iat": int(now.timestamp()),
        "exp": int(request.expires_at.timestamp()),
        "client_id": request.client_id,
        "response_type": "vp_token",
        "response_mode": "direct_post.jwt" if encrypted else "direct_post",
        "response_uri": f"{services.settings.public_url}/oid4vp/responses/{request.id}",
        "nonce": request.nonce,
        "state": request.state,
        "dcql_query": request.query,
        "client_metadata": {
            "client_name": REGISTRY_NAME,
            "vp_formats_supported": {name: _FORMATS[name] for name in sorted(query.formats)},
            **(wallet_encryption.verifier_metadata(services, request) if encrypted else {}),
        },
    }
    if wallet_nonce is not None:
        if not 0 < len(wallet_nonce) <= MAX_WALLET_NONCE or not wallet_nonce.isascii():
            raise WalletError("invalid_request", "The wallet_nonce is too long.")
        claims["wallet_nonce"] = wallet_nonce
    return identity.sign(claims, OAUTH_AUTHZ_REQ_JWT)


def _encrypts(wallet_metadata: str | None) -> bool:
    """Whether a wallet says that it can encrypt its answer as we read it. OpenID4VP 1.0, 5.10."""
    if wallet_metadata is None:
        return False
    try:
        told = parse_json(wallet_metadata.encode())
    except (CredentialError, UnicodeEncodeError):
        raise WalletError("invalid_request", "The wallet_metadata is not JSON.") from None
    ways = told.get("authorization_encryption_alg_values_supported")
    ciphers = told.get("authorization_encryption_enc_values_supported", list(CIPHERS))
    return (
        isinstance(ways, list)
        and ALGORITHM in ways
        and isinstance(ciphers, list)
        and any(cipher in ciphers for cipher in CIPHERS)
    )


def _open_request(session: Session, request_id: str, now: datetime) -> PresentationRequest:
    request = presentations.find(session, request_id)
    if request is None or request.answered_at is not None or now >= request.expires_at:
        raise WalletError("invalid_request", "Nothing is asked here, or no longer.")
    return request


def receive(
    session: Session,
    services: Services,
    *,
    request_id: str,
    form: Mapping[str, str],
    now: datetime,
) -> str | None:
    """A wallet's answer by direct_post, once: checked, and only what was asked for is kept.

    Returns where the wallet leads its holder, if anywhere (OpenID4VP 1.0, 8.2), with a code that
    nobody else is told. Then an answer is read only where its holder came back, and not where
    somebody made another person answer (14.2).
    Raises WalletError where nothing fits the question; then the question stays open.
    """
    request = _open_request(session, request_id, now)
    answer = _opened(services, request, form)
    state = answer.get("state")
    if not isinstance(state, str) or not wallet_secrets.same(state, request.state):
        raise WalletError("invalid_request", "The state is not the one of this question.")
    if "error" in answer:
        result = {"outcome": "declined", "valid": False, "credentials": []}
    else:
        result = _checked(session, services, request, answer.get("vp_token"), now)
    code = wallet_secrets.new_secret() if request.redirect_uri else None
    code_hash = wallet_secrets.digest(code) if code else None
    if not presentations.answer(session, request, result=result, code_hash=code_hash, at=now):
        raise WalletError("invalid_request", "This was answered already.")
    audit.record(
        session,
        action="presentation.answered",
        subject=f"account:{request.account_id}",
        actor_id=None,
        at=now,
        details={"outcome": str(result["outcome"])},
    )
    return f"{request.redirect_uri}{_joint(request)}response_code={code}" if code else None


def _joint(request: PresentationRequest) -> str:
    return "&" if "?" in (request.redirect_uri or "") else "?"


def _opened(
    services: Services, request: PresentationRequest, form: Mapping[str, str]
) -> Mapping[str, Any]:
    """The parameters of an answer, in plain or encrypted. OpenID4VP 1.0, 8.2 and 8.3."""
    if "response" in form:
        return wallet_encryption.read_answer(services, request, form["response"])
    if request.encrypted and "error" not in form:
        raise WalletError("invalid_request", "The answer has to be encrypted.")
    return form


def _checked(
    session: Session,
    services: Services,
    request: PresentationRequest,
    vp_token: object,
    now: datetime,
) -> dict[str, Any]:
    query = dcql.parse_query(request.query)
    shown = _read_vp_token(vp_token, query)
    expected = Expected(challenge=request.nonce, domain=request.client_id)
    results = [
        presented.check(
            session, services, query.credentials[name], presentation, expected=expected, now=now
        )
        for name, presentation in shown.items()
    ]
    outcomes = {str(one["outcome"]) for one in results}
    worst = next((one for one in ("invalid", "undetermined") if one in outcomes), "valid")
    return {"outcome": worst, "valid": worst == "valid", "credentials": results}


def _read_vp_token(vp_token: object, query: dcql.Query) -> Mapping[str, str | Mapping[str, Any]]:
    """Query id -> its one presentation. OpenID4VP 1.0, 8.1. vp_token: an object, or as JSON."""
    fault = WalletError("invalid_request", "The vp_token does not answer the question.")
    try:
        shown = parse_json(vp_token.encode()) if isinstance(vp_token, str) else vp_token
    except (CredentialError, UnicodeEncodeError):
        raise fault from None
    if not isinstance(shown, dict) or frozenset(shown) not in query.options:
        raise fault
    single = {}
    for name, listed in shown.items():
        if not isinstance(listed, list) or len(listed) != 1:
            raise fault
        if not isinstance(listed[0], str | dict):
            raise fault
        single[name] = listed[0]
    return single


def get_request(
    session: Session, *, actor: Account, request_id: str, now: datetime
) -> PresentationRequest:
    """For who asked, while it is kept. Raises PresentationRequestUnknown."""
    request = presentations.find(session, request_id)
    if request is None or request.account_id != actor.id or now >= request.forget_at:
        raise PresentationRequestUnknown("There is no such question of yours, or no longer.")
    return request


def result_for(request: PresentationRequest, response_code: str | None) -> dict[str, Any] | None:
    """What was shown; of a question that leads back, only with the code told there.

    Raises ValidationFailed for a code that is not the one.
    """
    if request.response_code_hash is None:
        return request.result
    if response_code is None:
        return None
    if not wallet_secrets.same(wallet_secrets.digest(response_code), request.response_code_hash):
        raise invalid("response_code", "This is not the code that the wallet was told.")
    return request.result


def state_of(request: PresentationRequest, now: datetime) -> str:
    """waiting, answered or expired."""
    if request.answered_at is not None:
        return "answered"
    return "waiting" if now < request.expires_at else "expired"


def forget_due(session: Session, *, now: datetime) -> int:
    """Questions and answers that are kept no longer; how many."""
    return presentations.delete_due(session, now)
