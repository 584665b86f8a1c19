"""Secured credentials, taken apart: who says to have signed, how to prove it, and the claims."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from credentials.encodings import parse_json
from credentials.errors import ContextUnknown, ProofError
from credentials.formats import BADGE_JWT_FORMAT, DI_FORMAT, PDF_FORMAT, VC_JWT_FORMAT, Received
from credentials.proofs.jose import VC_JWT, ParsedJws, parse_jws, verify_jws
from credentials.signers import Relationship, SignerKeys

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Opened:
    """Well-formed, and nothing of it is proven.

    signer_did: whose keys the proof names. read: the claims; raises JsonInvalid and its kinds.
    check_terms: raises TermUnknown, ContextUnknown. prove: raises a ProofError unless the proof
    holds under a key of that signer.
    """

    signer_did: str
    kids: tuple[str, ...]
    read: Callable[[], Json]
    check_terms: Callable[[Json], None]
    prove: Callable[[SignerKeys], None]


def open_credential(received: Received) -> Opened:
    """Raises ProofError and its kinds for what cannot be a proof at all."""
    return OPENERS[received.format](received)


def _open_jwt(received: Received) -> Opened:
    return _of_jws(parse_jws(received.token or b"", typ=VC_JWT))


def _of_jws(token: ParsedJws) -> Opened:
    def prove(signer: SignerKeys) -> None:
        verify_jws(token, signer.key(token.kid, Relationship.ASSERTION))

    return Opened(
        token.controller, (token.kid,), lambda: parse_json(token.payload), _refuse_terms, prove
    )


def _refuse_terms(_: Json) -> None:
    raise ContextUnknown("The credential's terms are not the ones this registry defines.")


def _open_document(received: Received) -> Opened:
    raise received.fault or ProofError("The document carries no proof.")


OPENERS: Mapping[str, Callable[[Received], Opened]] = {
    VC_JWT_FORMAT: _open_jwt,
    PDF_FORMAT: _open_jwt,
    BADGE_JWT_FORMAT: _open_jwt,
    DI_FORMAT: _open_document,
}
