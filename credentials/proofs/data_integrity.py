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
from credentials.jsonld.document import canonical_nquads, require_terms
from credentials.jsonld.expansion import Contexts
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

__all__ = ["MAX_PROOFS", "DataIntegrityProof", "add_proof", "parse_proofs", "verify_proof"]

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
    unsigned = _input_document(document, existing, options.get("previousProof"))
    signature = signer.sign(_hash_data(unsigned, options, suite, signer.algorithm, contexts))
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
    """The key signed this document under these options, and every proof that it rests on.

    document: as received, with its proofs. The previous proofs of a chain are in what was
    signed; each is to be verified in its turn with a key of its own. Raises SignatureInvalid,
    AlgorithmNotAllowed, PreviousProofMissing, and what canonicalising raises: TermUnknown,
    ContextUnknown, ClaimsInvalid, GraphTooComplex.
    """
    suite = READABLE[proof.cryptosuite]
    if key.algorithm not in suite.algorithms:
        raise AlgorithmNotAllowed("The proof names a cryptosuite that its key is not for.")
    options = {name: value for name, value in proof.members.items() if name != "proofValue"}
    unsigned = _input_document(document, proofs_in(document), options.get("previousProof"))
    if suite.is_json and "@context" in options:
        _check_context(unsigned, options["@context"])
        unsigned["@context"] = options["@context"]
    hashed = _hash_data(unsigned, options, suite, key.algorithm, contexts)
    if not key.verifies(hashed, proof.signature):
        raise SignatureInvalid("The signature does not match: this was altered or forged.")


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


def _input_document(
    document: Mapping[str, Any],
    proofs: Sequence[Mapping[str, Any]],
    previous: str | list[str] | None,
) -> Json:
    """Without its proofs, but with those that this one rests on. VC-DI, 4.3 and 4.5."""
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    if previous is None:
        return unsigned
    named = [previous] if isinstance(previous, str) else previous
    by_id = {proof["id"]: proof for proof in proofs if isinstance(proof.get("id"), str)}
    if missing := [name for name in named if name not in by_id]:
        raise PreviousProofMissing(
            f"The document does not hold the proof {missing[0][:80]} that another one rests on."
        )
    unsigned["proof"] = [by_id[name] for name in named]
    return unsigned


def _check_context(unsigned: Mapping[str, Any], signed: object) -> None:
    """EdDSA Cryptosuites, 3.3.2: contexts may have been added after those signed, not before."""
    listed = signed if isinstance(signed, list) else [signed]
    given = unsigned.get("@context")
    given = given if isinstance(given, list) else [given]
    if given[: len(listed)] != listed:
        raise ProofError("The document's contexts are not those that were signed.")


def _hash_data(
    unsigned: Mapping[str, Any],
    options: Mapping[str, Any],
    suite: Cryptosuite,
    algorithm: str,
    contexts: Contexts,
) -> bytes:
    """The hash of the options, then that of the document: what is signed.

    SHA-256, with a P-384 key SHA-384, also inside of RDFC-1.0. ECDSA Cryptosuites, 3.2.4.
    """
    digest = CURVES[algorithm].digest if algorithm in CURVES else hashlib.sha256
    if suite.is_json:
        if "@context" in unsigned:
            require_terms(unsigned, contexts=contexts)
        told, document = canonical_json(options), canonical_json(unsigned)
    else:
        configuration = {**options, "@context": unsigned.get("@context")}
        told, document = (
            canonical_nquads(part, contexts=contexts, digest=digest).encode()
            for part in (configuration, unsigned)
        )
    return digest(told).digest() + digest(document).digest()
