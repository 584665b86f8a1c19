"""The libraries that the W3C's suites are built with, at both ends of the service."""

from datetime import UTC, datetime

import pytest

from credentials.contexts import contexts_with_examples
from credentials.encodings import parse_json
from credentials.keys import VerifyingKey
from credentials.multibase import decode_multikey
from tests.credentials.holders import claim
from tests.credentials.witnesses.digital_bazaar import at_hand

ASKED = {"challenge": "u6Zx", "domain": "suite.example"}
ISSUERS = {
    "ed25519": "eddsa-rdfc-2022",
    "ed25519-jcs": "eddsa-jcs-2022",
    "p256": "ecdsa-rdfc-2019",
    "p384": "ecdsa-rdfc-2019",
}


@pytest.fixture(scope="module")
def bazaar(node_witness):
    return node_witness("data_integrity.mjs")


def now():
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def documents(*kids):
    """Contexts, and the documents of these did:key."""
    signers = [VerifyingKey(kid, decode_multikey(kid.partition("#")[2])) for kid in kids]
    examples = {url: parse_json(raw) for url, raw in contexts_with_examples().items()}
    return {**examples, **at_hand(signers)}


@pytest.fixture(
    params=[
        ("eddsa-rdfc-2022", None),
        ("ecdsa-rdfc-2019", "P-256"),
        ("ecdsa-rdfc-2019", "P-384"),
        ("eddsa-jcs-2022", None),
    ],
    ids=lambda param: " ".join(filter(None, param)),
)
def theirs(request, bazaar):
    """(cryptosuite, key) of somebody with a did:key, as a suite makes them."""
    suite, curve = request.param
    chosen = {"curve": curve} if curve else {}
    pair = bazaar.ask("generate", suite=suite, controller="did:key:unknown", **chosen)
    name = pair["publicKeyMultibase"]
    return suite, {**pair, "controller": f"did:key:{name}", "id": f"did:key:{name}#{name}"}


@pytest.mark.parametrize(("name", "cryptosuite"), ISSUERS.items())
def test_what_is_issued_here_verifies_there(suite, sound, bazaar, name, cryptosuite):
    members = {
        "context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2",
        ],
        "type": ["VerifiableCredential", "ExampleAlumniCredential"],
        "credentialSubject": {"id": "did:example:ana", "alumniOf": {"name": "School"}},
    }
    issued = suite.issue(sound(issuer=suite.issuer(name), **members))
    at = documents(issued["proof"]["verificationMethod"])
    told = bazaar.ask("verify", document=issued, documents=at, now=now())
    assert told == {"verified": True, "why": None}
    issued["credentialSubject"]["alumniOf"]["name"] = "University"
    assert not bazaar.ask("verify", document=issued, documents=at, now=now())["verified"]


def test_what_is_issued_there_verifies_here(suite, bazaar, theirs):
    cryptosuite, key = theirs
    document = {**claim("did:example:ana"), "issuer": key["controller"]}
    options = {"suite": cryptosuite, "key": key, "created": now(), "documents": documents()}
    issued = bazaar.ask("issue", document=document, **options)
    assert suite.verify(issued).status_code == 200
    issued["credentialSubject"]["id"] = "did:example:bea"
    assert suite.verify(issued).status_code == 400


def test_a_presentation_made_there_verifies_here(suite, sound, bazaar, theirs):
    cryptosuite, key = theirs
    held = suite.issue(sound())
    own = {**claim("did:example:ana"), "issuer": key["controller"]}
    options = {"suite": cryptosuite, "key": key, "created": now(), **ASKED}
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": key["controller"],
        "verifiableCredential": [held, own],
    }
    shown = bazaar.ask("present", document=presentation, documents=documents(), **options)
    answer = suite.verify_presentation(shown, ASKED)
    assert answer.status_code == 200, answer.text
    assert suite.verify_presentation(shown).status_code == 200
    assert suite.verify_presentation(shown, {"challenge": "other"}).status_code == 400
    shown["verifiableCredential"][1]["issuer"] = "did:example:acme"
    assert suite.verify_presentation(shown, ASKED).status_code == 400
