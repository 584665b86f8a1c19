"""Digital Bazaar's libraries read what we sign, and we read what they sign."""

import pytest

from credentials.contexts import contexts
from credentials.keys import KeyPurpose
from credentials.multibase import decode_multikey
from credentials.profiles.vc20 import W3C_CONTEXT
from credentials.proofs.data_integrity import add_proof, parse_proofs, verify_proof
from tests.credentials.conftest import NOW
from tests.credentials.witnesses.digital_bazaar import SUITES, at_hand

DOCUMENT = {
    "@context": [W3C_CONTEXT],
    "id": "urn:uuid:0a5a6c3e-7d3d-4b39-9b0e-0c4f6e4c9a11",
    "type": ["VerifiableCredential"],
    "name": {"@value": "Soudeur \u007f\u0001", "@language": "fr-CA", "@direction": "ltr"},
    "description": [{"@value": "محام", "@language": "AR", "@direction": "rtl"}, "plain\t\"'\\"],
    "issuer": "did:web:registry.example",
    "validFrom": "2026-11-24T09:30:00Z",
    "credentialSubject": {"id": "did:example:holder", "name": "María Luisa"},
}


@pytest.fixture(scope="module")
def bazaar(node_witness):
    return node_witness("data_integrity.mjs")


@pytest.fixture(params=SUITES)
def suite(request):
    return request.param


@pytest.fixture
def signer(registry, suite):
    return registry.ring.signer(KeyPurpose.ASSERTION, SUITES[suite])


def secured_by(signer, suite, document=DOCUMENT, **options):
    return add_proof(
        document, signer=signer, cryptosuite=suite, created=NOW, contexts=contexts(), **options
    )


def one_byte_changed(secured):
    """In the claims; still well-formed JSON with the same terms."""
    return {**secured, "credentialSubject": {**secured["credentialSubject"], "name": "Maria Luisa"}}


def test_what_we_sign_verifies_there_and_a_changed_byte_does_not(bazaar, suite, signer):
    secured = secured_by(signer, suite)
    documents = at_hand([signer])
    told = bazaar.ask("verify", document=secured, documents=documents, now=NOW.isoformat())
    assert told == {"verified": True, "why": None}
    altered = one_byte_changed(secured)
    told = bazaar.ask("verify", document=altered, documents=documents, now=NOW.isoformat())
    assert not told["verified"]
    assert "Invalid signature" in told["why"]


def test_what_they_sign_verifies_here_and_a_changed_byte_does_not(bazaar, suite):
    controller = "did:web:elsewhere.example"
    pair = bazaar.ask("generate", suite=suite, controller=controller)
    document = {**DOCUMENT, "issuer": controller}
    secured = bazaar.ask(
        "issue",
        document=document,
        suite=suite,
        key=pair,
        created="2026-11-24T12:00:00Z",
        documents=at_hand([]),
    )
    (proof,) = parse_proofs(secured)
    key = decode_multikey(pair["publicKeyMultibase"])
    assert proof.controller == controller
    verify_proof(secured, proof, key, contexts=contexts())
    with pytest.raises(Exception, match="does not match"):
        verify_proof(one_byte_changed(secured), proof, key, contexts=contexts())
