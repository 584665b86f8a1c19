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
from credentials.multibase import decode_base58
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
    """Multicodec of a private key: two bytes of kind, 32 of key."""
    raw = decode_base58(vector["secret"], length=34)
    kid = vector["proof"]["verificationMethod"]
    if raw[:2] == b"\x80\x26":
        return SoftwareSigner(kid, ed25519.Ed25519PrivateKey.from_private_bytes(raw[2:]))
    assert raw[:2] == b"\x86\x26"
    private = ec.derive_private_key(int.from_bytes(raw[2:]), ec.SECP256R1())
    return SoftwareSigner(kid, private)


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
    options = {name: value for name, value in vector["proof"].items() if name != "proofValue"}
    if "@context" in options:
        told, document = canonical_json(options), canonical_json(DOCUMENT)
    else:
        configuration = {**options, "@context": DOCUMENT["@context"]}
        told = canonical_nquads(configuration, contexts=KNOWN).encode()
        document = canonical_nquads(DOCUMENT, contexts=KNOWN).encode()
    assert hashlib.sha256(told).hexdigest() == vector["options_sha256"]
    assert hashlib.sha256(document).hexdigest() == vector["document_sha256"]


def test_what_they_signed_verifies(vector):
    secured = {**DOCUMENT, "proof": vector["proof"]}
    (proof,) = parse_proofs(secured)
    verify_proof(secured, proof, parse_multikey(vector["public"]), contexts=KNOWN)
    altered = {**secured, "name": "Alumni credential"}
    with pytest.raises(SignatureInvalid):
        verify_proof(altered, proof, parse_multikey(vector["public"]), contexts=KNOWN)


def test_we_sign_the_same_bytes(vector):
    """Ed25519 has one signature for a message; theirs for P-256 are by RFC 6979, as ours."""
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
