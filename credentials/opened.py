"""Secured credentials, taken apart: who says to have signed, how to prove it, what it says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from credentials.contexts import contexts as known_contexts
from credentials.encodings import parse_json
from credentials.errors import (
    AudienceWrong,
    ClaimsInvalid,
    KeyUnknown,
    NonceWrong,
    ProofExpired,
    ProofPurposeWrong,
)
from credentials.formats import (
    BADGE_JWT_FORMAT,
    DI_FORMAT,
    ENCODED_VC_FORMAT,
    PDF_FORMAT,
    SD_JWT_FORMAT,
    VC_JWT_FORMAT,
    Received,
)
from credentials.jsonld.bounds import Contexts
from credentials.profiles.jwt_encoding import credential_in
from credentials.profiles.vcdm import issuer_of, validity_of
from credentials.proofs import sd_jwt
from credentials.proofs.data_integrity import DataIntegrityProof, SecuredDocument, parse_proofs
from credentials.proofs.jose import (
    OPEN_BADGES_JWT,
    VC_JWT,
    ParsedJws,
    parse_jws,
    verify_jws,
)
from credentials.proofs.sd_jwt import ParsedSdJwt
from credentials.public_keys import PublicKey
from credentials.readings import (
    Reading,
    read_at_a_glance,
    read_credential,
    read_document,
    read_document_at_a_glance,
    read_sd_jwt,
)
from credentials.signers import Relationship, SignerKeys, Signers

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reader asked a proof to answer; None: nothing was asked.

    purpose: of the proof, a relationship of DID documents.
    """

    challenge: str | None = None
    domain: str | None = None
    purpose: str | None = None


class Proving(NamedTuple):
    """What a proof is checked against."""

    signers: Signers
    now: datetime
    expected: Expected = Expected()


def _unread() -> None:
    return None


class Opened(NamedTuple):
    """Well-formed, and nothing of it is proven.

    signer_did: whose keys the proof names. kids: the names of those keys, none where the proof
    brings its key along. signed_at: when it
    says to have been signed, as far as the proof tells. prove: raises a ProofError unless every
    proof holds. read: what it says; raises JsonInvalid, ClaimsInvalid and their kinds.
    glance: the same as read without the record, in no time; None where read has to say.
    presented: an SD-JWT, with the holder's signature if it has one.
    """

    signer_did: str
    kids: tuple[str, ...]
    prove: Callable[[SignerKeys, Proving], None]
    read: Callable[[], Reading]
    signed_at: datetime | None = None
    presented: ParsedSdJwt | None = None
    glance: Callable[[], Reading | None] = _unread


def open_credential(received: Received, contexts: Contexts | None = None) -> Opened:
    """contexts: every one that may be named; by default those that are known here.

    Raises ProofError and its kinds for what cannot be a proof at all.
    """
    return OPENERS[received.format](received, known_contexts() if contexts is None else contexts)


def _open_vc_jwt(received: Received, contexts: Contexts) -> Opened:
    return _of_jws(parse_jws(received.token or b"", typ=VC_JWT), contexts)


def _open_encoded(received: Received, contexts: Contexts) -> Opened:
    # A key that it brought along is passed over: then it names nobody's.
    token = parse_jws(received.token or b"", typ=OPEN_BADGES_JWT)

    def read() -> Reading:
        return read_credential(credential_in(parse_json(token.payload)), contexts=contexts)

    return _of_jws(token, contexts)._replace(read=read, glance=_unread)


def _open_badge(received: Received, contexts: Contexts) -> Opened:
    """A badge may bring its key along: then it is for its issuer to have that key."""
    token = parse_jws(received.token or b"", typ=OPEN_BADGES_JWT)
    if token.embedded_key is None:
        return _of_jws(token, contexts)
    return _of_self_named(token, token.embedded_key, contexts)


def _of_self_named(token: ParsedJws, brought: PublicKey, contexts: Contexts) -> Opened:
    """The issuer is read from the claims, unproven, to look its keys up; nothing else is."""
    claims = parse_json(token.payload)
    try:
        issuer = issuer_of(claims)
    except ClaimsInvalid as error:
        raise KeyUnknown("The token does not say whose key it brings along.") from error

    def prove(signer: SignerKeys, _: Proving) -> None:
        kid = signer.kid_of(brought)
        verify_jws(token, signer.key(kid, Relationship.ASSERTION))
        begin, _end = validity_of(claims)
        signer.require_usable(kid, signed_at=begin)

    return Opened(issuer, (), prove, lambda: read_credential(claims, contexts=contexts))


def _of_jws(token: ParsedJws, contexts: Contexts) -> Opened:
    def prove(signer: SignerKeys, _: Proving) -> None:
        verify_jws(token, signer.key(token.kid, Relationship.ASSERTION))

    def read() -> Reading:
        return read_credential(parse_json(token.payload), contexts=contexts)

    return Opened(
        token.controller,
        (token.kid,),
        prove,
        read,
        glance=lambda: read_at_a_glance(token.payload),
    )


def _open_sd_jwt(received: Received, _: Contexts) -> Opened:
    parsed = sd_jwt.parse(received.token or b"")
    kid = parsed.issuer_jws.kid

    def prove(signer: SignerKeys, _: Proving) -> None:
        sd_jwt.verify_issuer(parsed, signer.key(kid, Relationship.ASSERTION))

    return Opened(
        parsed.issuer_jws.controller,
        (kid,),
        prove,
        lambda: read_sd_jwt(parsed.unproven_claims),
        presented=parsed,
    )


def _open_document(received: Received, contexts: Contexts) -> Opened:
    """VC-DI, 4.2: the issuer's proof, and every other proof beside it."""
    if received.fault:
        raise received.fault
    document = received.document or {}
    proofs = parse_proofs(document)
    secured = SecuredDocument(document, contexts)
    chosen = proofs[0] if len(proofs) == 1 else _principal(document, proofs)

    def prove(signer: SignerKeys, proving: Proving) -> None:
        check_proofs(secured, proofs, signer, proving, Relationship.ASSERTION)

    return Opened(
        chosen.controller,
        tuple([proof.verification_method for proof in proofs]),
        prove,
        lambda: read_document(secured),
        signed_at=chosen.created,
        glance=lambda: read_document_at_a_glance(secured),
    )


def _principal(document: Json, proofs: tuple[DataIntegrityProof, ...]) -> DataIntegrityProof:
    """The issuer's own proof where there is one: others may have signed beside it."""
    try:
        issuer = issuer_of(document)
    except ClaimsInvalid:
        issuer = ""
    return next((proof for proof in proofs if proof.controller == issuer), proofs[0])


def check_proofs(
    secured: SecuredDocument,
    proofs: tuple[DataIntegrityProof, ...],
    signer: SignerKeys,
    proving: Proving,
    relationship: Relationship,
) -> None:
    """Each proof is for this purpose, answers what was asked, and holds. Raises ProofError."""
    purpose = proving.expected.purpose or relationship
    for proof in proofs:
        if proof.purpose != relationship or purpose != relationship:
            raise ProofPurposeWrong(f"The proof was not made for {purpose[:40]}.")
        if proof.expires is not None and proof.expires <= proving.now:
            raise ProofExpired("The proof has expired.")
        _check_answers(proof, proving.expected)
        owner = signer
        if proof.controller != signer.did:
            found = proving.signers.find(proof.controller)
            if found is None:
                raise KeyUnknown("A further proof is by somebody whose keys are not known.")
            owner = found
        key = owner.key(proof.verification_method, relationship)
        secured.verify(proof, key)


def _check_answers(proof: DataIntegrityProof, expected: Expected) -> None:
    """VC-DI, 4.4: what was asked for is answered."""
    if expected.challenge is not None and proof.challenge != expected.challenge:
        raise NonceWrong("The proof answers another challenge.")
    if expected.domain is not None and expected.domain not in proof.domain:
        raise AudienceWrong("The proof was made for another domain.")


OPENERS: Mapping[str, Callable[[Received, Contexts], Opened]] = {
    VC_JWT_FORMAT: _open_vc_jwt,
    PDF_FORMAT: _open_vc_jwt,
    BADGE_JWT_FORMAT: _open_badge,
    ENCODED_VC_FORMAT: _open_encoded,
    SD_JWT_FORMAT: _open_sd_jwt,
    DI_FORMAT: _open_document,
}
