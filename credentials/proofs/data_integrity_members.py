"""What a Data Integrity proof may hold, read strictly. VC Data Integrity 1.0, 2.1.

Ed25519Signature2020, its forerunner, is read and never written: many credentials bear it.
Data Integrity EdDSA Cryptosuites 1.0, 2023 drafts, 3.1.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.errors import CryptosuiteNotAllowed, ProofMalformed
from credentials.model import is_iri
from credentials.multibase import decode_base58
from credentials.public_keys import EDDSA, ES256, ES384

PROOF_TYPE = "DataIntegrityProof"
ED25519_2020 = "Ed25519Signature2020"
MAX_PROOFS = 16
_MAX_TEXT = 1000
_MAX_NAMES = 16
# XML Schema's dateTimeStamp: a moment without its zone could be two.
_STAMP = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)\Z"
)
_ALWAYS = frozenset({"type", "verificationMethod", "proofPurpose", "proofValue"})
_REQUIRED = {PROOF_TYPE: _ALWAYS | {"cryptosuite"}, ED25519_2020: _ALWAYS | {"created"}}
_OPTIONAL = frozenset(
    {"@context", "id", "created", "expires", "challenge", "domain", "nonce", "previousProof"}
)


@dataclass(frozen=True, slots=True)
class Cryptosuite:
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


@dataclass(frozen=True, slots=True)
class DataIntegrityProof:
    """Well-formed, and nothing more: whether it was signed is not known yet.

    members: as received. cryptosuite: a name in READABLE. verification_method: a DID URL, or
    another whose owner a trust list may not know. domain, previous: as lists, empty where
    absent. created, expires: aware.
    """

    members: Mapping[str, Any]
    cryptosuite: str
    verification_method: str
    purpose: str
    signature: bytes
    id: str | None = None
    created: datetime | None = None
    expires: datetime | None = None
    challenge: str | None = None
    domain: tuple[str, ...] = ()
    previous: tuple[str, ...] = ()

    @property
    def controller(self) -> str:
        """Whose key it is: what stands before the name of the key."""
        return self.verification_method.partition("#")[0]


def proofs_in(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The proofs of a document, one or several, not yet looked at. Raises ProofMalformed."""
    found = document.get("proof")
    proofs: list[Any] = found if isinstance(found, list) else [found]
    if not 0 < len(proofs) <= MAX_PROOFS or not all(isinstance(proof, dict) for proof in proofs):
        raise ProofMalformed("A document has one proof or a list of a few.")
    return proofs


def parse_proof(proof: Mapping[str, Any]) -> DataIntegrityProof:
    """Raises ProofMalformed, MultibaseInvalid, CryptosuiteNotAllowed."""
    _check_members(proof)
    cryptosuite = proof.get("cryptosuite", ED25519_2020)
    if cryptosuite not in CRYPTOSUITES and "cryptosuite" in proof:
        raise CryptosuiteNotAllowed(f"{cryptosuite[:40]} is not a cryptosuite used here.")
    method = proof["verificationMethod"]
    # A key that came with the proof would vouch for itself; only a name is taken.
    if method.count("#") != 1 or method.endswith("#") or not is_iri(method):
        raise ProofMalformed("The proof's verificationMethod names no key of anybody.")
    return DataIntegrityProof(
        proof,
        cryptosuite,
        method,
        proof["proofPurpose"],
        _signature(proof["proofValue"], READABLE[cryptosuite]),
        _text(proof, "id", is_iri),
        _moment(proof, "created"),
        _moment(proof, "expires"),
        _text(proof, "challenge"),
        _texts(proof, "domain"),
        _texts(proof, "previousProof"),
    )


def _signature(text: str, suite: Cryptosuite) -> bytes:
    lengths = sorted({_SIGNATURE_BYTES[algorithm] for algorithm in suite.algorithms})
    # A longer one has more characters even if it is all zeros.
    fitting = [length for length in lengths if len(text) <= 1 + length * 7 // 5]
    return decode_base58(text, length=fitting[0] if fitting else lengths[-1])


def _check_members(proof: Mapping[str, Any]) -> None:
    kind = proof.get("type")
    if not isinstance(kind, str) or kind not in _REQUIRED:
        raise ProofMalformed(f"The proof is not a {PROOF_TYPE}.")
    required = _REQUIRED[kind]
    if missing := required - proof.keys():
        raise ProofMalformed(f"The proof has no {min(missing)}.")
    if unknown := proof.keys() - required - _OPTIONAL:
        raise ProofMalformed(f"The proof may not hold {min(unknown)[:40]}.")
    for name in required:
        _text(proof, name)
    _text(proof, "nonce")


def _text(proof: Mapping[str, Any], name: str, matches: Callable[[str], bool] = bool) -> str | None:
    if name not in proof:
        return None
    value = proof[name]
    if not isinstance(value, str) or len(value) > _MAX_TEXT or not matches(value):
        raise ProofMalformed(f"The proof's {name} has the wrong form.")
    return value


def _texts(proof: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """One text or a list of different ones."""
    if name not in proof:
        return ()
    value = proof[name]
    values = value if isinstance(value, list) else [value]
    if not 0 < len(values) <= _MAX_NAMES or not all(
        isinstance(text, str) and 0 < len(text) <= _MAX_TEXT for text in values
    ):
        raise ProofMalformed(f"The proof's {name} has the wrong form.")
    if len(set(values)) != len(values):
        raise ProofMalformed(f"The proof's {name} names one thing twice.")
    return tuple(values)


def _moment(proof: Mapping[str, Any], name: str) -> datetime | None:
    text = _text(proof, name, lambda value: _STAMP.match(value) is not None)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ProofMalformed(f"The proof's {name} is not a moment.") from error
