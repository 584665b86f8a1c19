"""Verify over HTTP: every way to send a credential, one or many."""

import json
from uuid import UUID

import pytest

from credentials.proofs.jose import sign_jws
from registry.storage.database import reading
from registry.storage.tables.credentials import IssuedCredential
from registry.web.claims import claim_lines
from registry.web.translations import read_languages
from tests.credentials.holders import person

PATH = "/api/v1/verify"


@pytest.fixture
def issued(cases):
    return cases.credential()


@pytest.fixture
def pdf(api, issued):
    path = f"/api/v1/credentials/{issued[0]}/certificate.pdf"
    return api.get(path, "worker@demo.example").content


def outcome(answer):
    assert answer.status_code == 200, answer.text
    return answer.json()["outcome"]


def test_a_credential_may_come_as_json_as_itself_or_as_a_file(api, issued, pdf):
    _, text = issued
    assert outcome(api.post(PATH, json={"credential": text})) == "valid"
    assert outcome(api.post(PATH, json={"credential": f"\n{text}\n"})) == "valid"
    for media_type in ("application/vc+jwt", "text/plain", "application/octet-stream"):
        headers = {"Content-Type": media_type}
        assert outcome(api.post(PATH, content=text, headers=headers)) == "valid"
    for content, media_type in (
        (text.encode(), "application/octet-stream"),
        (pdf, "application/pdf"),
    ):
        files = {"file": ("sent", content, media_type)}
        assert outcome(api.post(PATH, files=files)) == "valid"


def test_the_qr_code_alone_is_enough(api, issued):
    with reading(api.services.engine) as session:
        row = session.get(IssuedCredential, UUID(issued[0]))
    answer = api.post(PATH, content=row.qr_text, headers={"Content-Type": "text/plain"})
    assert outcome(answer) == "valid"


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"null"])
def test_json_that_is_no_object_is_unreadable(api, body):
    answer = api.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["code"] == "request_unreadable"


@pytest.mark.parametrize("fields", [{}, {"credential": ""}, {"credential": 7}, {"other": "x"}])
def test_json_without_a_credential_says_so(api, fields):
    assert api.post(PATH, json=fields).json()["errors"][0]["pointer"] == "#/credential"


def test_a_form_without_a_file_says_so(api):
    answer = api.post(PATH, files={"other": ("x", b"x", "text/plain")})
    assert answer.json()["errors"][0]["pointer"] == "#/file"


def test_what_it_means_elsewhere_is_told_when_asked(api, issued):
    _, text = issued
    answer = api.post(PATH, json={"credential": text}, params={"framework": "eqf"}).json()
    assert answer["meaning"]["to"] == "eqf"
    assert api.post(PATH, json={"credential": text}).json()["meaning"] is None


def test_a_strangers_credential_is_not_valid_and_its_words_are_not_repeated(api, other_registry):
    """Signed by a registry that nobody put on our trust list."""
    signer = other_registry.key_ring.credential_signer
    payload = json.dumps({"iss": other_registry.key_ring.controller, "name": "Eve"}).encode()
    text = sign_jws(payload, {"typ": "vc+jwt", "cty": "vc"}, signer)
    report = api.post(PATH, json={"credential": text}).json()
    assert report["valid"] is False
    assert report["issuer"]["name"] is None
    assert "Eve" not in json.dumps(report)


def test_verifying_is_limited_for_each_caller(api):
    limit = api.services.settings.verify_requests_per_minute
    answers = {api.post(PATH, json={}).status_code for _ in range(limit + 1)}
    assert answers == {422, 429}


def batch(api, lines):
    content = b"".join(
        (line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines
    )
    answer = api.post(f"{PATH}/batch", content=content)
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_batch_keeps_the_order_and_one_bad_line_spoils_no_other(api, issued):
    _, text = issued
    answers = batch(
        api,
        [
            {"id": "a", "credential": text, "country": "DE"},
            b"not json",
            {"id": "c"},
            {"id": "d", "credential": "not a credential"},
            b"",
            {"id": "e", "credential": text, "country": "XX"},
            {"id": 6, "credential": text},
        ],
    )
    assert [answer["id"] for answer in answers] == ["a", None, "c", "d", "e", 6]
    assert answers[0]["valid"] is True
    assert answers[0]["meaning"]["to"] == "de-dqr"
    codes = [answer["problem"]["code"] for answer in answers[1:5]]
    assert codes == ["request_unreadable", "validation_failed", "format_unknown", "country_unknown"]
    assert answers[5]["valid"] is True


def test_a_line_that_is_too_long_is_its_own_problem(api, issued):
    longest = api.services.settings.max_verify_bytes
    answers = batch(api, [b"x" * (longest + 1), {"id": "after", "credential": issued[1]}])
    assert answers[0]["problem"]["code"] == "content_too_large"
    assert answers[1]["valid"] is True


def test_what_others_wrote_is_shown_under_their_words_and_not_their_name():
    claims = {
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": "did:web:school.example", "name": "University of Everything"},
        "name": "Welding",
        "credentialSubject": {
            "achievement": {"name": "Welding", "tag": ["arc", "gas"], "fieldOfStudy": "Metal"},
            "identifier": {"hashed": True, "identityHash": "sha256$0", "salt": "0"},
        },
    }
    lines = claim_lines(claims, read_languages()["en"], str)
    assert lines == [
        ("name", "Welding"),
        ("achievement › name", "Welding"),
        ("achievement › tag", "arc"),
        ("achievement › tag", "gas"),
        ("achievement › field of study", "Metal"),
    ]


def test_a_crowd_of_claims_does_not_fill_the_page():
    claims = {"type": ["VerifiableCredential"], "credentialSubject": {"n": list(range(9999))}}
    assert len(claim_lines(claims, read_languages()["en"], str)) == 60


def test_an_sd_jwt_of_ours_is_told_as_far_as_it_was_shown():
    shown = {
        "vct": "https://w3id.org/open-recognition/ns/credentials/v1/RecognitionDecisionCredential",
        "given_name": "Ana",
        "origin_level": {"framework_id": "ph-pqf", "framework_name": "PQF", "level": "4"},
        "recognition": [
            {
                "outcome": "FULL",
                "recognised_level": {"level": "3"},
                "purpose": "employment",
                "legal_basis": "BQFG, § 4",
                "decided_on": "2026-11-23",
            }
        ],
    }
    lines = dict(claim_lines(shown, read_languages()["en"], str))
    assert lines["Holder"] == "Ana"
    assert lines["Level at home"] == "PQF 4"
    assert lines["Decision"] == "Recognised in full"
    assert (lines["Purpose"], lines["Legal basis"]) == ("To work", "BQFG, § 4")
    assert lines["Decided on"] == "2026-11-23"
    assert "Qualification" not in lines


def test_json_that_two_readers_would_read_differently_is_refused(api):
    for body in (b'{"credential": {"a": 1, "a": 2}}', b'{"credential": "a", "credential": "b"}'):
        answer = api.post(
            "/api/v1/verify", content=body, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (400, "request_unreadable")
    lines = b'{"id": 1, "credential": {"a": 1, "a": 2}}\n{"id": 2, "credential": "ORR1:"}\n'
    answers = api.post("/api/v1/verify/batch", content=lines).text.splitlines()
    assert [json.loads(line)["problem"]["code"] for line in answers[:1]] == ["request_unreadable"]
    assert json.loads(answers[1])["id"] == 2


def test_a_presentation_answers_the_nonce_that_was_asked(api, clock):
    holder = person()
    shown = holder.present(now=clock(), challenge="n-1", domain="employer.example")
    for asked, outcome in (
        ({"nonce": "n-1", "audience": "employer.example"}, "valid"),
        ({"nonce": "n-2"}, "invalid"),
        ({}, "undetermined"),
    ):
        report = api.post("/api/v1/verify", json={"credential": shown}, params=asked).json()
        assert report["outcome"] == outcome
        assert report["holder"] == {"id": holder.did}
    line = json.dumps({"id": 1, "credential": shown, "nonce": "n-1"}).encode()
    assert json.loads(api.post("/api/v1/verify/batch", content=line).text)["valid"] is True
