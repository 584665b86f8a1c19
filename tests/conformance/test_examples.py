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
