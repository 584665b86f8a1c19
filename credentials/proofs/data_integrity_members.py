"""What a Data Integrity proof may hold, read strictly. VC Data Integrity 1.0, 2.1.

Ed25519Signature2020, its forerunner, is read and never written: many credentials bear it.
Data Integrity EdDSA Cryptosuites 1.0, 2023 drafts, 3.1.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec
from msgspec import UNSET, UnsetType

from credentials.errors import CryptosuiteNotAllowed, ProofMalformed
from credentials.model import is_iri
from credentials.multibase import decode_base58
from credentials.public_keys import EDDSA, ES256, ES384

PROOF_TYPE = "DataIntegrityProof"
ED25519_2020 = "Ed25519Signature2020"
MAX_PROOFS = 16
_MAX_TEXT = 1000
_MAX_NAMES = 16

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=_MAX_TEXT)]
_Texts = _Text | Annotated[list[_Text], msgspec.Meta(min_length=1, max_length=_MAX_NAMES)]
# XML Schema's dateTimeStamp: a moment without its zone could be two.
_STAMP = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)\Z"
_Stamp = Annotated[str, msgspec.Meta(max_length=_MAX_TEXT, pattern=_STAMP)]


class Cryptosuite(msgspec.Struct, frozen=True):
    """algorithms: of its keys. is_json: canonical JSON is signed, not canonical RDF."""

    algorithms: tuple[str, ...]
    is_json: bool


CRYPTOSUITES: Mapping[str, Cryptosuite] = {
    "eddsa-rdfc-2022": Cryptosuite((EDDSA,), is_json=False),
    "ecdsa-rdfc-2019": Cryptosuite((ES256, ES384), is_json=False),
    "eddsa-jcs-2022": Cryptosuite((EDDSA,), is_json=True),
    "ecdsa-jcs-2019": Cryptosuite((ES256, ES384), is_json=True),
}
# What is signed under the forerunner's name is what eddsa-rdfc-2022 signs.
READABLE: Mapping[str, Cryptosuite] = {
    **CRYPTOSUITES,
    ED25519_2020: Cryptosuite((EDDSA,), is_json=False),
}
_SIGNATURE_BYTES = {EDDSA: 64, ES256: 64, ES384: 96}


class _Members(msgspec.Struct, rename="camel", forbid_unknown_fields=True, gc=False):
    """What a proof holds, by name and form."""

    type: Literal["DataIntegrityProof", "Ed25519Signature2020"]
    verification_method: _Text
    proof_purpose: _Text
    proof_value: _Text
    cryptosuite: _Text | UnsetType = UNSET
    id: _Text | None = None
    created: _Stamp | UnsetType = UNSET
    expires: _Stamp | UnsetType = UNSET
    challenge: _Text | UnsetType = UNSET
    domain: _Texts | UnsetType = UNSET
    nonce: _Text | UnsetType = UNSET
    previous_proof: _Texts | UnsetType = UNSET
    context: Any = msgspec.field(name="@context", default=None)


class DataIntegrityProof(msgspec.Struct, frozen=True, gc=False):
    """Well-formed, and nothing more: whether it was signed is not known yet.

    members: as received. cryptosuite: a name in READABLE. verification_method: a DID URL, or
    another whose owner a trust list may not know. controller: whose key it is, what stands before
    the name of the key. domain, previous: as lists, empty where absent. created, expires: aware.
    """

    members: Mapping[str, Any]
    cryptosuite: str
    verification_method: str
    controller: str
    purpose: str
    signature: bytes
    id: str | None = None
    created: datetime | None = None
    expires: datetime | None = None
    challenge: str | None = None
    domain: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()


def proofs_in(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The proofs of a document, one or several, not yet looked at. Raises ProofMalformed."""
    found = document.get("proof")
    proofs: list[Any] = found if isinstance(found, list) else [found]
    if not 0 < len(proofs) <= MAX_PROOFS or not all(isinstance(proof, dict) for proof in proofs):
        raise ProofMalformed("A document has one proof or a list of a few.")
    return proofs


def parse_proof(proof: Mapping[str, Any]) -> DataIntegrityProof:
    """Raises ProofMalformed, MultibaseInvalid, CryptosuiteNotAllowed."""
    try:
        read = msgspec.convert(proof, _Members)
        created, expires = _moment(read.created), _moment(read.expires)
    except ValueError as error:
        raise ProofMalformed(f"The proof is malformed: {str(error)[:120]}.") from error
    suite = _suite_of(read)
    if read.id is not None and not is_iri(read.id):
        raise ProofMalformed("The proof's id is no IRI.")
    return DataIntegrityProof(
        proof,
        suite,
        read.verification_method,
        _controller(read.verification_method),
        read.proof_purpose,
        _signature(read.proof_value, READABLE[suite]),
        read.id,
        created,
        expires,
        None if read.challenge is UNSET else read.challenge,
        _names(read.domain),
        _names(read.previous_proof),
    )


def _suite_of(read: _Members) -> str:
    """Its name in READABLE: the forerunner says when it was made, and names no other."""
    named = read.cryptosuite
    if read.type == ED25519_2020:
        if named is not UNSET or read.created is UNSET:
            raise ProofMalformed(f"An {ED25519_2020} has a moment and no cryptosuite.")
        return ED25519_2020
    if named is UNSET:
        raise ProofMalformed("The proof has no cryptosuite.")
    if named not in CRYPTOSUITES:
        raise CryptosuiteNotAllowed(f"{named[:40]} is not a cryptosuite used here.")
    return named


def _signature(text: str, suite: Cryptosuite) -> bytes:
    if len(suite.algorithms) == 1:
        return decode_base58(text, length=_SIGNATURE_BYTES[suite.algorithms[0]])
    lengths = sorted({_SIGNATURE_BYTES[algorithm] for algorithm in suite.algorithms})
    # A longer one has more characters even if it is all zeros.
    fitting = [length for length in lengths if len(text) <= 1 + length * 7 // 5]
    return decode_base58(text, length=fitting[0] if fitting else lengths[-1])


# There are few keys, and many proofs by each.
@lru_cache(maxsize=512)
def _controller(method: str) -> str:
    """A key that came with the proof would vouch for itself; only a name is taken."""
    controller, _, name = method.partition("#")
    if not name or "#" in name or not is_iri(method):
        raise ProofMalformed("The proof's verificationMethod names no key of anybody.")
    return controller


def _moment(text: str | UnsetType) -> datetime | None:
    """Raises ValueError: there is no such day."""
    return None if text is UNSET else datetime.fromisoformat(text)


def _names(told: str | list[str] | UnsetType) -> tuple[str, ...]:
    """One text or a list of different ones."""
    if told is UNSET:
        return ()
    names = (told,) if isinstance(told, str) else tuple(told)
    if len(set(names)) != len(names):
        raise ProofMalformed("The proof names one thing twice.")
    return names
