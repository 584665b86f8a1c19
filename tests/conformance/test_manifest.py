"""What suites are told of the service holds: each endpoint is there and does what its tags say."""

import pytest

SUITES = (
    "vc2.0",
    "vc-api",
    "eddsa-rdfc-2022",
    "eddsa-jcs-2022",
    "ecdsa-rdfc-2019",
    "ecdsa-jcs-2019",
    "EnvelopingProof",
    "BitstringStatusList",
)


@pytest.fixture(scope="module")
def manifest(suite):
    return suite.client.get("/credentials/test-implementation").json()


@pytest.mark.parametrize("tag", SUITES)
def test_every_issuer_of_a_suite_signs_as_its_tags_say(suite, sound, manifest, tag):
    (verifier,) = [one for one in manifest["verifiers"] if tag in one["tags"]]
    issuers = [one for one in manifest["issuers"] if tag in one["tags"]]
    assert issuers
    for issuer in issuers:
        body = {"credential": sound(issuer=issuer["id"]), "options": issuer.get("options")}
        answer = suite.client.post(issuer["endpoint"], json=body)
        assert answer.status_code == 201, answer.text
        issued = answer.json()["verifiableCredential"]
        if tag == "EnvelopingProof":
            assert issued["type"] == "EnvelopedVerifiableCredential"
        elif "20" in tag and tag != "vc2.0":
            assert issued["proof"]["cryptosuite"] == tag
            begin = {"P-256": "did:key:zDn", "P-384": "did:key:z82L"}
            for curve in issuer["supportedEcdsaKeyTypes"]:
                assert issued["issuer"].startswith(begin[curve])
        if tag == "BitstringStatusList":
            assert issued["credentialStatus"]
        answer = suite.client.post(verifier["endpoint"], json={"verifiableCredential": issued})
        assert answer.status_code == 200, answer.text


def test_the_other_endpoints_answer(suite, manifest):
    (resolver,) = manifest["didResolvers"]
    did = manifest["issuers"][0]["id"]
    assert suite.client.get(f"{resolver['endpoint']}/{did}").json()["didDocument"]["id"] == did
    (presented,) = manifest["vpVerifiers"]
    assert suite.client.post(presented["endpoint"], json={}).status_code == 400
