"""The trust list over HTTP."""

from urllib.parse import quote

import pytest

from credentials.keys import generate_key_ring
from credentials.trust import trusted_issuer
from credentials.trust_exchange import describe_issuer
from tests.registry.web.conftest import ADMINISTRATOR, CURATOR, Api

COLLEGE = {
    "did": "did:web:college.example",
    "name": "College",
    "resolvesKeys": True,
    "statusUrlPrefixes": ["https://college.example/status/"],
    "acceptedTypes": ["OpenBadgeCredential"],
    "validUntil": "2027-01-01T00:00:00Z",
}
ISSUERS = "/api/v1/trust/issuers"
ONE = f"{ISSUERS}/{quote(str(COLLEGE['did']), safe='')}"


def put(api: Api, **changes: object) -> None:
    answer = api.http.put(ISSUERS, json=COLLEGE | changes, headers=api.bearer(ADMINISTRATOR))
    assert answer.status_code == 200, answer.text


def test_an_administrator_adds_reads_and_removes_an_issuer(api: Api) -> None:
    put(api)
    assert api.get(ONE).json() == {**COLLEGE, "keys": [], "validFrom": None, "sealRoots": []}
    listed = api.get(ISSUERS).json()
    assert ([entry["name"] for entry in listed["items"]], listed["version"]) == (["College"], 1)
    gone = api.http.delete(ONE, headers=api.bearer(ADMINISTRATOR))
    assert gone.status_code == 204
    assert api.get(ONE).status_code == 404
    changes = api.get("/api/v1/trust/changes", ADMINISTRATOR).json()["items"]
    assert [change["act"] for change in changes] == ["remove", "put"]


def test_a_page_to_be_saved_has_the_keys_of_the_list_as_it_is_now(api: Api) -> None:
    ring = generate_key_ring("did:web:college.example", api.services.clock())
    listed = trusted_issuer(ring, name="College of the day", status_url_prefixes=[])
    assert "College of the day" not in api.get("/verify/offline").text
    answer = api.http.put(ISSUERS, json=describe_issuer(listed), headers=api.bearer(ADMINISTRATOR))
    assert answer.status_code == 200
    assert "College of the day" in api.get("/verify/offline").text


def test_the_list_is_exported_with_our_own_entry_and_imported_again(api: Api) -> None:
    put(api)
    exported = api.get("/api/v1/trust/list")
    assert exported.headers["content-type"] == "application/json"
    assert [entry["did"] for entry in exported.json()["issuers"]] == [
        "did:web:registry.example",
        "did:web:college.example",
    ]
    signed = api.get("/api/v1/trust/list", headers={"Accept": "application/jwt"})
    assert signed.headers["content-type"] == "application/jwt"
    assert signed.text.count(".") == 2
    taken = api.post("/api/v1/trust/list", ADMINISTRATOR, content=exported.content)
    assert (taken.json()["unchanged"], taken.json()["differences"]) == (1, [])
    would = api.post(
        "/api/v1/trust/list?replace=true&dry_run=true", ADMINISTRATOR, content=b'{"issuers":[]}'
    ).json()
    assert (would["applied"], would["removed"]) == (False, 1)
    assert would["differences"] == [
        {"act": "removed", "did": COLLEGE["did"], "name": "College", "members": []}
    ]
    emptied = api.post("/api/v1/trust/list?replace=true", ADMINISTRATOR, content=b'{"issuers":[]}')
    assert emptied.json()["removed"] == 1


def test_a_signed_list_is_taken_in_from_the_signer_who_is_named(api: Api) -> None:
    put(api)
    signed = api.get("/api/v1/trust/list", headers={"Accept": "application/jwt"}).content
    api.http.delete(ONE, headers=api.bearer(ADMINISTRATOR))
    path, own = "/api/v1/trust/list", "did:web:registry.example"
    unnamed = api.post(path, ADMINISTRATOR, content=signed)
    assert (unnamed.status_code, unnamed.json()["code"]) == (422, "trust_list_unproven")
    taken = api.post(f"{path}?signer={own}", ADMINISTRATOR, content=signed).json()
    assert (taken["added"], taken["signer"], taken["version"]) == (1, own, 1)
    newest = api.get("/api/v1/trust/changes", ADMINISTRATOR).json()["items"][0]
    assert (newest["act"], newest["did"], newest["entry"]) == ("import", own, None)
    assert newest["imported"]["listVersion"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"statusUrlPrefixes": ["http://college.example/status/"]},
        {"resolvesKeys": False},
        {"did": "did:web:registry.example"},
        {"validFrom": "2027-06-01T00:00:00Z"},
        {"validUntil": "9999-12-31T23:59:59-14:00"},
        {"keys": [{"kid": "did:web:college.example#1", "jwk": {}, "purposes": ["assertion"]}]},
    ],
)
def test_an_entry_that_makes_no_sense_is_told_so(api: Api, change: dict[str, object]) -> None:
    answer = api.http.put(ISSUERS, json=COLLEGE | change, headers=api.bearer(ADMINISTRATOR))
    assert (answer.status_code, answer.json()["code"]) == (422, "trust_list_invalid")
    assert api.get(ISSUERS).json()["items"] == []


def test_a_member_that_is_not_known_is_refused(api: Api) -> None:
    answer = api.http.put(
        ISSUERS, json=COLLEGE | {"onlyOnMondays": True}, headers=api.bearer(ADMINISTRATOR)
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


def test_others_may_read_and_not_write(api: Api) -> None:
    assert api.get(ISSUERS).status_code == 200
    assert api.http.put(ISSUERS, json=COLLEGE).status_code == 401
    assert api.http.put(ISSUERS, json=COLLEGE, headers=api.bearer(CURATOR)).status_code == 403
    assert api.post("/api/v1/trust/list", CURATOR, content=b"{}").status_code == 403
