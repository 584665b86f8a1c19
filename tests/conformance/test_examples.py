"""What the recommendations and their suites publish as signed, sent to the service as it stands."""

import json
from pathlib import Path

import pytest

VECTORS = json.loads(
    (Path(__file__).parents[1] / "credentials" / "vectors" / "data_integrity.json").read_text()
)


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
