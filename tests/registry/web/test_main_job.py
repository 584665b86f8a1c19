"""The whole job over HTTP, on both databases: apply, decide, issue, verify, revoke."""

from pathlib import Path

import pytest


def verify(api, content: bytes, media_type: str, **asked) -> dict:
    answer = api.post(
        "/api/v1/verify", content=content, params=asked, headers={"Content-Type": media_type}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def credential(api_on_each, cases_on_each):
    identifier, text = cases_on_each.credential()
    return identifier, text


def test_an_employer_can_verify_what_an_authority_decided(api_on_each, credential):
    _, text = credential
    report = verify(api_on_each, text.encode(), "application/vc+jwt", country="DE")
    assert report["outcome"] == "valid"
    assert report["claims"]["credentialSubject"]["givenName"] == "Maria"
    assert report["meaning"]["to"] == "de-dqr"
    counted = {check["name"]: check["status"] for check in report["checks"]}
    assert counted["status"] == "passed"


def test_a_revoked_credential_is_revoked_at_the_next_check(api_on_each, credential):
    identifier, text = credential
    answer = api_on_each.post(
        f"/api/v1/credentials/{identifier}/revoke",
        "decider@de-ihk-fosa.example",
        json={"reason": "Issued in error"},
    )
    assert answer.json()["status"] == "revoked"
    report = verify(api_on_each, text.encode(), "application/vc+jwt")
    assert report["outcome"] == "invalid"
    codes = {check["name"]: check["code"] for check in report["checks"]}
    assert codes["status"] == "revoked"


def test_a_suspension_can_be_lifted(api_on_each, credential):
    identifier, text = credential
    path, decider = f"/api/v1/credentials/{identifier}", "decider@de-ihk-fosa.example"
    api_on_each.post(f"{path}/suspend", decider, json={"reason": "Being looked into"})
    assert verify(api_on_each, text.encode(), "application/vc+jwt")["outcome"] == "invalid"
    api_on_each.post(f"{path}/reinstate", decider, json={"reason": "Settled"})
    assert verify(api_on_each, text.encode(), "application/vc+jwt")["outcome"] == "valid"


def test_the_certificate_verifies_as_pdf_in_every_language(api_on_each, credential):
    identifier, _ = credential
    for lang in ("en", "ar"):
        pdf = api_on_each.get(
            f"/api/v1/credentials/{identifier}/certificate.pdf",
            "worker@demo.example",
            params={"lang": lang},
        )
        assert pdf.headers["content-type"] == "application/pdf"
        assert verify(api_on_each, pdf.content, "application/pdf")["outcome"] == "valid"
    kept = Path("test-output")
    kept.mkdir(exist_ok=True)
    (kept / "certificate-web.pdf").write_bytes(pdf.content)


def test_one_changed_letter_makes_it_invalid(api_on_each, credential):
    _, text = credential
    head, payload, signature = text.split(".")
    changed = f"{head}.{payload[:-2]}{'A' if payload[-2] != 'A' else 'B'}{payload[-1]}.{signature}"
    report = verify(api_on_each, changed.encode(), "application/vc+jwt")
    assert report["outcome"] == "invalid"
    assert report["claims"] == {}


def test_the_worker_sees_every_step_and_no_stranger_does(api_on_each, cases_on_each):
    case = cases_on_each.submitted()
    seen = api_on_each.get(f"/api/v1/applications/{case}", "worker@demo.example").json()
    assert seen["application"]["state"] == "SUBMITTED"
    assert seen["next_actor"] == "officer:intake"
    assert seen["days_left"] > 0
    stranger = api_on_each.get(f"/api/v1/applications/{case}", "intake@se-uhr.example")
    assert (stranger.status_code, stranger.json()["code"]) == (403, "not_a_party")


def test_lists_come_in_pages_with_a_link_to_the_next(api_on_each, cases_on_each):
    started = {cases_on_each.submitted() for _ in range(3)}
    path, officer = "/api/v1/applications", "intake@de-ihk-fosa.example"
    first = api_on_each.get(path, officer, params={"limit": 2})
    assert first.links["next"]["url"].startswith("/api/v1/applications?")
    second = api_on_each.get(first.links["next"]["url"], officer)
    found = [row["id"] for row in first.json()["items"] + second.json()["items"]]
    assert set(found) == started
    assert len(found) == 3
    assert second.json()["next"] is None


def test_papers_come_back_as_they_were_handed_in(api_on_each, cases_on_each):
    case = cases_on_each.start()
    paper = cases_on_each.hand_in(case)
    path = f"/api/v1/applications/{case}/evidence/{paper}"
    answer = api_on_each.get(path, "worker@demo.example")
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_an_appeal_leads_to_another_officer(api_on_each, cases_on_each):
    case = cases_on_each.decided()["case"]
    answer = api_on_each.post(
        f"/api/v1/applications/{case}/appeal",
        "worker@demo.example",
        json={"grounds": "My work in a shipyard was not counted."},
    )
    assert answer.json()["state"] == "APPEALED"
    events = api_on_each.get(f"/api/v1/applications/{case}/events", "worker@demo.example").json()
    assert [event["event"] for event in events["items"]][-2:] == ["decide", "appeal"]
