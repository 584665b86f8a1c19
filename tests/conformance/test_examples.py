"""What the recommendations and their suites publish as signed, sent to the service as it stands."""

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "credentials" / "vectors"
VECTORS = json.loads((FOLDER / "data_integrity.json").read_text("utf-8"))
ENCODED = json.loads((FOLDER / "encoded_presentation.json").read_text("utf-8"))
W3C = "https://www.w3.org/ns/credentials/v2"


@pytest.mark.parametrize("vector", VECTORS["single"], ids=lambda vector: vector["section"])
def test_the_recommendations_own_examples_verify(suite, vector):
    """Their issuer is a URL whose keys nobody can know: that counts nowhere else."""
    proof = vector["proof"]
    secured = {**VECTORS["document"], "proof": proof}
    assert suite.verify(secured).status_code == 200
    cut = {**secured, "proof": {**proof, "proofValue": proof["proofValue"][:-1]}}
    assert suite.verify(cut).status_code == 400
    report = suite.client.post("/api/v1/verify", json={"credential": secured}).json()
    assert report["outcome"] == "invalid"


def test_the_forerunner_of_data_integrity_verifies_unless_something_is_missing(suite):
    """Ed25519Signature2020, which the suite of the VC API still sends."""
    found = VECTORS["forerunner"]
    contexts = [*VECTORS["document"]["@context"], found["context"]]
    secured = {**VECTORS["document"], "@context": contexts, "proof": found["proof"]}
    assert suite.verify(secured).status_code == 200
    for name in found["proof"]:
        shorter = {member: value for member, value in found["proof"].items() if member != name}
        assert suite.verify({**secured, "proof": shorter}).status_code == 400, name
    for change in ({"cryptosuite": "eddsa-rdfc-2022"}, {"type": "DataIntegrityProof"}):
        assert suite.verify({**secured, "proof": found["proof"] | change}).status_code == 400


@pytest.mark.parametrize("media_type", ["application/jwt", "application/vp+jwt"])
def test_the_presentation_that_the_data_model_s_suite_envelops_verifies(suite, media_type):
    envelope = {
        "@context": [W3C],
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:{media_type},{ENCODED['token']}",
    }
    asked = {"challenge": ENCODED["challenge"]}
    assert suite.verify_presentation(envelope, asked).status_code == 200
    assert suite.verify_presentation(envelope, {"challenge": "other"}).status_code == 400
    for change in (
        {"@context": []},
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2"]},
        {"id": ENCODED["token"]},
        {"type": ["VerifiablePresentation"]},
    ):
        answer = suite.verify_presentation(envelope | change, asked)
        assert answer.status_code == 400, change


def test_a_credential_of_1_1_is_issued_without_a_status_unless_asked(suite):
    """Its context has no words for one."""
    document = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "issuer": suite.issuer("ed25519-status"),
        "issuanceDate": "2024-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ana"},
    }
    issued = suite.issue(document)
    assert "credentialStatus" not in issued
    assert suite.verify(issued).status_code == 200
    assert suite.try_issue(document, {"credentialStatus": True}).status_code == 400
