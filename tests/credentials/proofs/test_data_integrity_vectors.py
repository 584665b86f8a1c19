"""The W3C's own examples: hashes, signatures and keys as published, byte for byte."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from credentials.contexts import contexts_with_examples
from credentials.errors import SignatureInvalid
from credentials.jsonld.document import canonical_nquads
from credentials.keys import SoftwareSigner
from credentials.multibase import decode_any_base58
from credentials.multikey import parse_multikey
from credentials.proofs.data_integrity import add_proof, parse_proofs, verify_proof
from credentials.proofs.jcs import canonical_json

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "data_integrity.json").read_text("utf-8")
)
DOCUMENT = VECTORS["document"]
KNOWN = contexts_with_examples()


@pytest.fixture(params=VECTORS["single"], ids=lambda vector: vector["section"])
def vector(request):
    return request.param


def signer_of(vector):
    """Multicodec of a private key: two bytes of kind, then the key."""
    raw = decode_any_base58(vector["secret"])
    kid = vector["proof"]["verificationMethod"]
    if raw[:2] == b"\x80\x26":
        return SoftwareSigner(kid, ed25519.Ed25519PrivateKey.from_private_bytes(raw[2:]))
    curve = {b"\x86\x26": ec.SECP256R1(), b"\x87\x26": ec.SECP384R1()}[raw[:2]]
    return SoftwareSigner(kid, ec.derive_private_key(int.from_bytes(raw[2:]), curve))


def prove(document, vector):
    """Our own proof, under the published key and options."""
    proof = vector["proof"]
    return add_proof(
        document,
        signer=signer_of(vector),
        cryptosuite=proof["cryptosuite"],
        created=datetime.fromisoformat(proof["created"]),
        previous_proof=proof.get("previousProof"),
        proof_id=proof.get("id"),
        contexts=KNOWN,
    )


def test_what_is_hashed_is_what_they_hash(vector):
    digest = hashlib.sha384 if len(vector["options_hash"]) == 96 else hashlib.sha256
    options = {name: value for name, value in vector["proof"].items() if name != "proofValue"}
    if "@context" in options:
        told, document = canonical_json(options), canonical_json(DOCUMENT)
    else:
        configuration = {**options, "@context": DOCUMENT["@context"]}
        told, document = (
            canonical_nquads(part, contexts=KNOWN, digest=digest).encode()
            for part in (configuration, DOCUMENT)
        )
    assert digest(told).hexdigest() == vector["options_hash"]
    assert digest(document).hexdigest() == vector["document_hash"]


def test_what_they_signed_verifies(vector):
    secured = {**DOCUMENT, "proof": vector["proof"]}
    (proof,) = parse_proofs(secured)
    verify_proof(secured, proof, parse_multikey(vector["public"]), contexts=KNOWN)
    altered = {**secured, "name": "Alumni credential"}
    with pytest.raises(SignatureInvalid):
        verify_proof(altered, proof, parse_multikey(vector["public"]), contexts=KNOWN)


def test_we_sign_the_same_bytes(vector):
    """Ed25519 has one signature for a message; theirs for ECDSA are by RFC 6979, as ours."""
    assert prove(DOCUMENT, vector)["proof"] == vector["proof"]


def test_their_set_and_chain_verify():
    secured = {**DOCUMENT, "proof": [one["proof"] for one in VECTORS["chain"]]}
    for one, proof in zip(VECTORS["chain"], parse_proofs(secured), strict=True):
        verify_proof(secured, proof, parse_multikey(one["public"]), contexts=KNOWN)


def test_we_make_the_same_set_and_chain():
    document = DOCUMENT
    for one in VECTORS["chain"]:
        document = prove(document, one)
    assert document["proof"] == [one["proof"] for one in VECTORS["chain"]]
