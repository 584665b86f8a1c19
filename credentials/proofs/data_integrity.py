"""Data Integrity proofs: a signature over canonical RDF or canonical JSON, beside the claims.

Single proofs, proof sets and proof chains. VC Data Integrity 1.0, 2.1 and 4.2 to 4.5;
VC Data Integrity EdDSA Cryptosuites 1.0, 3.2 and 3.3; ECDSA Cryptosuites 1.0, 3.2 and 3.3.
Whether a proof's key, purpose, challenge and domain are the right ones, the verifier says.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from credentials.elliptic_curves import CURVES
from credentials.errors import (
    AlgorithmNotAllowed,
    CryptosuiteNotAllowed,
    PreviousProofMissing,
    ProofError,
    SignatureInvalid,
)
from credentials.jsonld.bounds import Contexts
from credentials.jsonld.canonical import Digest, Statements, canonical_text
from credentials.jsonld.document import require_terms, state
from credentials.jsonld.plain_sight import defines_terms
from credentials.keys import Signer
from credentials.multibase import encode_base58
from credentials.proofs.data_integrity_members import (
    CRYPTOSUITES,
    MAX_PROOFS,
    PROOF_TYPE,
    READABLE,
    Cryptosuite,
    DataIntegrityProof,
    parse_proof,
    proofs_in,
)
from credentials.proofs.jcs import canonical_json
from credentials.public_keys import PublicKey

__all__ = [
    "MAX_PROOFS",
    "DataIntegrityProof",
    "SecuredDocument",
    "add_proof",
    "parse_proofs",
    "verify_proof",
]

Json = dict[str, Any]


def add_proof(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    cryptosuite: str,
    created: datetime,
    contexts: Contexts,
    purpose: str = "assertionMethod",
    challenge: str | None = None,
    domain: str | Sequence[str] | None = None,
    expires: datetime | None = None,
    previous_proof: str | Sequence[str] | None = None,
    proof_id: str | None = None,
) -> Json:
    """A copy of the document with one more proof; the first stands alone, more form a set.

    previous_proof: the ids of proofs in the document that this one is made over, as a chain.
    proof_id: so that a later one can name it. Raises CryptosuiteNotAllowed,
    AlgorithmNotAllowed, PreviousProofMissing, TermUnknown, ContextUnknown, GraphTooComplex.
    """
    suite = _suite(cryptosuite)
    if signer.algorithm not in suite.algorithms:
        raise AlgorithmNotAllowed(f"{cryptosuite} does not sign with {signer.algorithm}.")
    options: Json = {"id": proof_id} if proof_id else {}
    options |= {
        "type": PROOF_TYPE,
        "created": _stamp(created),
        "verificationMethod": signer.kid,
        "cryptosuite": cryptosuite,
        "proofPurpose": purpose,
    }
    optional = {
        "expires": expires and _stamp(expires),
        "challenge": challenge,
        "domain": domain if domain is None or isinstance(domain, str) else list(domain),
        "previousProof": _listed_or_alone(previous_proof),
    }
    options |= {name: value for name, value in optional.items() if value is not None}
    if suite.is_json and "@context" in document:
        options["@context"] = document["@context"]
    existing = list(proofs_in(document)) if "proof" in document else []
    secured = SecuredDocument(document, contexts)
    signature = signer.sign(secured.hash_data(options, suite, signer.algorithm))
    added = options | {"proofValue": encode_base58(signature)}
    parse_proof(added)
    return {**document, "proof": [*existing, added] if existing else added}


def parse_proofs(document: Mapping[str, Any]) -> tuple[DataIntegrityProof, ...]:
    """Every proof of the document, well formed and nothing more.

    Raises ProofMalformed, MultibaseInvalid, CryptosuiteNotAllowed.
    """
    return tuple(parse_proof(proof) for proof in proofs_in(document))


def verify_proof(
    document: Mapping[str, Any], proof: DataIntegrityProof, key: PublicKey, *, contexts: Contexts
) -> None:
    """The same as `SecuredDocument.verify`, of one proof alone."""
    SecuredDocument(document, contexts).verify(proof, key)


class SecuredDocument:
    """A document with its proofs: what all of them are made over is written once.

    unsigned: without its proofs.
    """

    def __init__(self, document: Mapping[str, Any], contexts: Contexts) -> None:
        self.document = document
        self.unsigned: Json = {name: value for name, value in document.items() if name != "proof"}
        self.contexts = contexts
        self._stated: Statements | None = None
        # By the algorithm of the hash.
        self._rdf_hashes: dict[Digest, bytes] = {}

    def verify(self, proof: DataIntegrityProof, key: PublicKey) -> None:
        """The key signed this document under these options, and every proof that it rests on.

        The previous proofs of a chain are in what was signed; each is to be verified in its turn
        with a key of its own. Raises SignatureInvalid, AlgorithmNotAllowed,
        PreviousProofMissing, and what canonicalising raises: TermUnknown, ContextUnknown,
        ClaimsInvalid, GraphTooComplex.
        """
        suite = READABLE[proof.cryptosuite]
        if key.algorithm not in suite.algorithms:
            raise AlgorithmNotAllowed("The proof names a cryptosuite that its key is not for.")
        options = dict(proof.members)
        del options["proofValue"]
        if not key.verifies(self.hash_data(options, suite, key.algorithm), proof.signature):
            raise SignatureInvalid("The signature does not match: this was altered or forged.")

    def require_terms(self) -> None:
        """Every term is defined. Raises what canonicalising raises."""
        self._state()

    def _state(self) -> Statements:
        if self._stated is None:
            self._stated = state(self.unsigned, contexts=self.contexts)
        return self._stated

    @property
    def names_are_signed(self) -> bool:
        """Nobody but the signer can have said what its terms mean. VC-DI, 4.6."""
        if self._state().from_tables or not defines_terms(self.unsigned):
            return True
        named = self.unsigned.get("@context")
        return all(
            READABLE[proof.cryptosuite].is_json and proof.members.get("@context", named) == named
            for proof in parse_proofs(self.document)
        )

    def hash_data(self, options: Mapping[str, Any], suite: Cryptosuite, algorithm: str) -> bytes:
        """The hash of the options, then that of the document: what is signed.

        SHA-256, with a P-384 key SHA-384, also inside of RDFC-1.0. ECDSA Cryptosuites, 3.2.4.
        """
        digest = CURVES[algorithm].digest if algorithm in CURVES else hashlib.sha256
        if suite.is_json:
            return self._json_hash_data(options, digest)
        configuration = {**options, "@context": self.unsigned.get("@context")}
        told = _rdf_hash(state(configuration, contexts=self.contexts), digest)
        if "previousProof" in options:
            resting = self._resting_on(options["previousProof"])
            return told + _rdf_hash(state(resting, contexts=self.contexts), digest)
        document = self._rdf_hashes.get(digest)
        if document is None:
            document = self._rdf_hashes[digest] = _rdf_hash(self._state(), digest)
        return told + document

    def _json_hash_data(self, options: Mapping[str, Any], digest: Digest) -> bytes:
        unsigned = self.unsigned
        if "previousProof" in options:
            unsigned = self._resting_on(options["previousProof"])
        if "@context" in options:
            _check_context(unsigned, options["@context"])
            if unsigned["@context"] != options["@context"]:
                unsigned = {**unsigned, "@context": options["@context"]}
        if "@context" in unsigned:
            if unsigned is self.unsigned:
                self.require_terms()
            else:
                require_terms(unsigned, contexts=self.contexts)
        parts = (canonical_json(options), canonical_json(unsigned))
        return b"".join([digest(part).digest() for part in parts])

    def _resting_on(self, previous: str | list[str]) -> Json:
        """With those of its proofs that another one rests on. VC-DI, 4.3 and 4.5."""
        proofs = proofs_in(self.document) if "proof" in self.document else ()
        by_id = {proof["id"]: proof for proof in proofs if isinstance(proof.get("id"), str)}
        named = [previous] if isinstance(previous, str) else previous
        if missing := [name for name in named if name not in by_id]:
            raise PreviousProofMissing(
                f"The document does not hold the proof {missing[0][:80]} that another one rests on."
            )
        return {**self.unsigned, "proof": [by_id[name] for name in named]}


def _rdf_hash(stated: Statements, digest: Digest) -> bytes:
    return bytes(digest(canonical_text(stated, digest).encode()).digest())


def _suite(name: str) -> Cryptosuite:
    try:
        return CRYPTOSUITES[name]
    except KeyError:
        raise CryptosuiteNotAllowed(f"{name[:40]} is not a cryptosuite used here.") from None


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _listed_or_alone(names: str | Sequence[str] | None) -> str | list[str] | None:
    if names is None or isinstance(names, str):
        return names
    return list(names)


def _check_context(unsigned: Mapping[str, Any], signed: object) -> None:
    """EdDSA Cryptosuites, 3.3.2: contexts may have been added after those signed, not before."""
    listed = signed if isinstance(signed, list) else [signed]
    given = unsigned.get("@context")
    given = given if isinstance(given, list) else [given]
    if given[: len(listed)] != listed:
        raise ProofError("The document's contexts are not those that were signed.")
