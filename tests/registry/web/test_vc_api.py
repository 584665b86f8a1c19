"""The W3C's VC API in service: by the trust list, and never a signature for the asking."""

import pytest

from tests.credentials.holders import claim, enveloped, person
from tests.registry.web.conftest import DECIDER, WORKER


def verify(api, credential, **options):
    body = {"verifiableCredential": credential, "options": options}
    return api.post("/credentials/verify", json=body)


def test_ours_verifies_and_a_stranger_s_does_not(api, cases, clock):
    _, token = cases.credential()
    told = verify(api, token)
    assert told.status_code == 200
    assert told.json()["verified"] is True
    assert told.json()["errors"] == []
    assert "proof" in told.json()["checks"]
    assert told.json()["results"]["issuer"]["name"] == "Open Recognition Registry"
    assert verify(api, enveloped(token)).status_code == 200

    stranger = person()
    foreign = stranger.issue(claim("did:example:ana"), now=clock())
    answer = verify(api, foreign)
    assert answer.status_code == 400
    assert answer.json()["code"] == "verification_failed"
    assert answer.json()["verified"] is False
    assert [error["code"] for error in answer.json()["errors"]] == ["issuer_unknown"]


def test_a_presentation_answers_its_challenge(api, clock):
    """Strict in service: without a challenge an old answer would look new."""
    holder = person()
    shown = holder.present(now=clock(), challenge="c-1", domain="employer.example")

    def present(**options):
        body = {"verifiablePresentation": shown, "options": options}
        return api.post("/presentations/verify", json=body)

    assert present(challenge="c-1", domain="employer.example").status_code == 200
    assert present().json()["errors"][0]["code"] == "nonce_not_expected"
    assert present(challenge="c-2").json()["errors"][0]["code"] == "nonce_wrong"


def test_documents_of_others_are_not_signed(api):
    answer = api.post("/credentials/issue", json={"credential": claim("did:example:ana")})
    assert (answer.status_code, answer.json()["code"]) == (403, "issuing_not_offered")
    for path in ("/credentials/test-issuers", "/credentials/test-status/ed25519-revocation"):
        assert api.get(path).status_code == 404


def test_a_decider_changes_a_status(api, cases):
    identifier, token = cases.credential()

    def change(who, *parts, reference=f"urn:uuid:{identifier}"):
        body = {"credentialId": reference, "credentialStatus": list(parts)}
        return api.post("/credentials/status", who, json=body)

    suspended = {"type": "BitstringStatusListEntry", "statusPurpose": "suspension", "status": "1"}
    assert change(WORKER, suspended).status_code == 403
    assert api.post("/credentials/status", json={}).status_code == 401
    assert change(DECIDER, suspended, reference="urn:uuid:none").status_code == 404
    assert change(DECIDER).status_code == 400
    assert verify(api, token).status_code == 200
    assert change(DECIDER, suspended).status_code == 200
    assert verify(api, token).json()["errors"][0]["code"] == "suspended"
    assert change(DECIDER, {**suspended, "status": "0"}).status_code == 200
    assert verify(api, token).status_code == 200
    revoked = {**suspended, "statusPurpose": "revocation"}
    assert change(DECIDER, {**revoked, "status": "0"}).status_code == 400
    assert change(DECIDER, revoked).status_code == 200
    assert verify(api, token).json()["errors"][0]["code"] == "revoked"


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [
        (b"{}", "text/plain", 415),
        (b"{", "application/json", 400),
        (b'{"verifiableCredential": {}, "verifiableCredential": {}}', "application/json", 400),
        (b'{"verifiableCredential": 5}', "application/json", 400),
        (b'{"verifiableCredential": {}, "options": []}', "application/json", 400),
        (b'{"verifiableCredential": "x"}', "application/json", 400),
    ],
)
def test_a_request_of_another_shape_is_refused(api, content, media_type, status):
    answer = api.post("/credentials/verify", content=content, headers={"Content-Type": media_type})
    assert answer.status_code == status, answer.text
