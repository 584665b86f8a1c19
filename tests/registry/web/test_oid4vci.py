"""A wallet takes a credential over HTTP. OpenID4VCI 1.0."""

import json
from dataclasses import replace
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from credentials.dcql import ASKABLE
from credentials.encodings import decode_base64url, parse_json
from credentials.profiles import vc20
from credentials.proofs import sd_jwt
from credentials.proofs.jose import VC_JWT, parse_jws
from registry.app import create_app
from registry.storage.database import reading
from registry.storage.queries import forms
from registry.web.wallet_answers import PATHS
from tests.credentials.holder_keys import make_key
from tests.registry.people import dump
from tests.registry.web.conftest import WORKER
from tests.registry.web.wallet import JWT, LDP, PRE_AUTHORIZED, SD_JWT, SITE, Wallet, error_of


@pytest.fixture
def wallet(api) -> Wallet:
    return Wallet(api)


@pytest.fixture
def credential_id(cases) -> str:
    return cases.credential()[0]


@pytest.fixture
def ready(wallet, credential_id) -> Wallet:
    """With a token for a credential."""
    assert wallet.redeem(wallet.offer(WORKER, credential=credential_id)).status_code == 200
    return wallet


def test_metadata_names_every_form_and_every_address(api):
    issuer = api.get("/.well-known/openid-credential-issuer").json()
    assert issuer["credential_issuer"] == SITE
    offered = issuer["credential_configurations_supported"]
    assert {one["format"] for one in offered.values()} == {"dc+sd-jwt", "jwt_vc_json", "ldp_vc"}
    assert len(offered) == 6
    for one in offered.values():
        algorithms = one["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"]
        assert set(algorithms) == {"ES256", "EdDSA", "ES384"}
        assert "key_attestations_required" not in one["proof_types_supported"]["jwt"]
        assert {text["locale"] for text in one["credential_metadata"]["display"]} >= {"en", "ar"}
    named = {one["path"][0] for one in offered[SD_JWT]["credential_metadata"]["claims"]}
    assert named == set(ASKABLE)
    (logo,) = {one["logo"]["uri"] for one in issuer["display"]}
    assert api.get(logo.removeprefix(SITE)).headers["content-type"].startswith("image/svg+xml")
    server = api.get("/.well-known/oauth-authorization-server").json()
    assert server["issuer"] == SITE
    assert server["code_challenge_methods_supported"] == ["S256"]
    assert set(server["grant_types_supported"]) == {
        "authorization_code", PRE_AUTHORIZED, "refresh_token",
    }  # fmt: skip
    addresses = [
        value for document in (issuer, server) for value in document.values()
        if isinstance(value, str) and value != SITE
    ]  # fmt: skip
    for address in addresses:
        path = address.removeprefix(SITE)
        assert api.http.request("PUT", path).status_code == 405, path


def test_an_offer_says_what_and_how_and_hides_the_code_it_asks_for(wallet, credential_id):
    offered = wallet.offer(WORKER, credential=credential_id)
    offer = wallet.read_offer(offered)
    assert offer["credential_issuer"] == SITE
    assert offer["credential_configuration_ids"] == [SD_JWT, JWT, LDP]
    grant = offer["grants"][PRE_AUTHORIZED]
    assert grant["tx_code"] == {
        "input_mode": "numeric",
        "length": 6,
        "description": grant["tx_code"]["description"],
    }
    assert len(offered["tx_code"]) == 6
    assert offered["tx_code"] not in json.dumps(offer)
    assert offered["link"].startswith("openid-credential-offer://?credential_offer_uri=https%3A")


def test_an_sd_jwt_is_bound_to_the_wallets_key(ready, api, credential_id):
    answer = ready.request(ready.prove())
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    (copy,) = [one["credential"] for one in answer.json()["credentials"]]
    parsed = sd_jwt.parse(copy.encode())
    assert parsed.unproven_claims["cnf"] == {"jwk": ready.keys[0].public_key.jwk}
    assert parsed.unproven_claims["given_name"] == "Maria"
    report = api.post("/api/v1/verify", json={"credential": copy}).json()
    assert (report["outcome"], report["format"]) == ("valid", "dc+sd-jwt"), report["checks"]
    with reading(api.services.engine) as session:
        (stored,) = forms.list_copies(session, parsed_id(copy))
    thumbprint = decode_base64url(stored.holder_thumbprint.encode())
    assert thumbprint == ready.keys[0].public_key.thumbprint
    assert stored.content == copy


def parsed_id(copy: str):
    claims = sd_jwt.parse(copy.encode()).unproven_claims
    return UUID(claims["copy_of"].removeprefix("urn:uuid:"))


def test_a_jwt_and_a_document_name_the_key_as_their_holder(ready, api):
    jwt = ready.request(ready.prove(by="did:key"), configuration=JWT).json()
    (token,) = [one["credential"] for one in jwt["credentials"]]
    holder = vc20.parse(parse_json(parse_jws(token.encode(), typ=VC_JWT).payload)).record.holder
    assert holder.id.startswith("did:key:z6Mk")
    ldp = ready.request(ready.prove(), configuration=LDP).json()
    (document,) = [one["credential"] for one in ldp["credentials"]]
    assert document["credentialSubject"]["id"].startswith("did:jwk:")
    assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    for credential in (token, document):
        report = api.post("/api/v1/verify", json={"credential": credential}).json()
        assert report["outcome"] == "valid", report["checks"]


def test_a_batch_has_a_copy_for_each_key(ready):
    nonce = ready.nonce()
    answer = ready.request(*[ready.prove(nonce) for _ in range(3)]).json()
    copies = [sd_jwt.parse(one["credential"].encode()) for one in answer["credentials"]]
    keys = [copy.unproven_claims["cnf"]["jwk"] for copy in copies]
    assert keys == [key.public_key.jwk for key in ready.keys]


def test_a_revocation_reaches_every_copy(ready, api, credential_id, cases):
    nonce = ready.nonce()
    answer = ready.request(*[ready.prove(nonce) for _ in range(2)]).json()
    revoked = api.post(
        f"/api/v1/credentials/{credential_id}/revoke",
        "decider@de-ihk-fosa.example",
        json={"reason": "x"},
    )
    assert revoked.status_code == 200
    for one in answer["credentials"]:
        report = api.post("/api/v1/verify", json={"credential": one["credential"]}).json()
        assert report["outcome"] == "invalid"
        (status,) = [check for check in report["checks"] if check["name"] == "status"]
        assert status["code"] == "revoked"
    assert error_of(ready.request()) == (400, "credential_request_denied")


def test_an_offer_is_used_once_and_its_replay_ends_the_token(wallet, credential_id):
    offered = wallet.offer(WORKER, credential=credential_id)
    code = wallet.read_offer(offered)["grants"][PRE_AUTHORIZED]["pre-authorized_code"]
    assert wallet.redeem(offered).status_code == 200
    assert wallet.request().status_code == 200
    gone = wallet.api.get(offered["offer_uri"].removeprefix(SITE))
    assert error_of(gone) == (400, "invalid_request")
    form = {
        "grant_type": PRE_AUTHORIZED,
        "pre-authorized_code": code,
        "tx_code": offered["tx_code"],
    }
    assert error_of(wallet.api.http.post("/token", data=form)) == (400, "invalid_grant")
    assert error_of(wallet.request()) == (401, "invalid_token")


def test_an_offer_expires(wallet, credential_id, clock):
    offered = wallet.offer(WORKER, credential=credential_id)
    code = wallet.read_offer(offered)["grants"][PRE_AUTHORIZED]["pre-authorized_code"]
    clock.pass_time(minutes=60)
    form = {
        "grant_type": PRE_AUTHORIZED,
        "pre-authorized_code": code,
        "tx_code": offered["tx_code"],
    }
    assert error_of(wallet.api.http.post("/token", data=form)) == (400, "invalid_grant")


def test_wrong_transaction_codes_are_counted_and_then_nothing_helps(wallet, credential_id):
    offered = wallet.offer(WORKER, credential=credential_id)
    wrong = "000000" if offered["tx_code"] != "000000" else "111111"
    code = wallet.read_offer(offered)["grants"][PRE_AUTHORIZED]["pre-authorized_code"]
    form = {"grant_type": PRE_AUTHORIZED, "pre-authorized_code": code}
    missing = wallet.api.http.post("/token", data=form)
    assert error_of(missing) == (400, "invalid_request")
    for _ in range(5):
        refused = wallet.api.http.post("/token", data={**form, "tx_code": wrong})
        assert error_of(refused) == (400, "invalid_grant")
    right = wallet.api.http.post("/token", data={**form, "tx_code": offered["tx_code"]})
    assert error_of(right) == (400, "invalid_grant")


def test_another_persons_credential_cannot_be_offered(api, credential_id, cases):
    account = {
        "email": "other@demo.example",
        "password": "demonstration only",
        "given_name": "Other",
        "family_name": "Worker",
        "birth_date": "1990-01-01",
    }
    assert api.post("/api/v1/accounts", json=account).status_code == 201
    answer = api.post("/api/v1/offers", account["email"], json={"credential": credential_id})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_a_party")


def test_credential_identifiers_are_used_where_they_were_asked_for(wallet, credential_id):
    details = [{"type": "openid_credential", "credential_configuration_id": JWT}]
    offered = wallet.offer(WORKER, credential=credential_id)
    given = wallet.redeem(offered, authorization_details=json.dumps(details)).json()
    (detail,) = given["authorization_details"]
    (identifier,) = detail["credential_identifiers"]
    assert error_of(wallet.request(configuration=JWT)) == (400, "invalid_credential_request")
    assert error_of(wallet.request(credential_identifier="x")) == (
        400,
        "unknown_credential_identifier",
    )
    assert wallet.request(credential_identifier=identifier).status_code == 200


def test_the_wallet_says_what_became_of_the_copy(ready, api, credential_id):
    told = ready.request().json()["notification_id"]
    body = {"notification_id": told, "event": "credential_accepted"}
    for _ in range(2):
        answer = ready.call("/notification", body)
        assert (answer.status_code, answer.content) == (204, b"")
    wrong = ready.call("/notification", {**body, "event": "credential_sold"})
    assert error_of(wrong) == (400, "invalid_notification_request")
    unknown = ready.call("/notification", {**body, "notification_id": "x"})
    assert error_of(unknown) == (400, "invalid_notification_id")


REFUSALS = {
    "no token": (lambda w: Wallet(w.api).request(w.prove()), 401, "invalid_token"),
    "for another audience": (
        lambda w: w.request(w.prove(aud="https://elsewhere.example")),
        400,
        "invalid_proof",
    ),
    "no nonce": (lambda w: w.request(w.prove("x", nonce=None)), 400, "invalid_proof"),
    "another's nonce": (lambda w: w.request(w.prove("A" * 54)), 400, "invalid_nonce"),
    "stale": (lambda w: w.request(w.prove(iat=1_700_000_000)), 400, "invalid_proof"),
    "without iat": (lambda w: w.request(w.prove(iat=None)), 400, "invalid_proof"),
    "another type": (lambda w: w.request(w.prove(typ="kb+jwt")), 400, "invalid_proof"),
    "altered": (lambda w: w.request(w.prove()[:-4] + "AAAA"), 400, "invalid_proof"),
    "not a token": (lambda w: w.request("x"), 400, "invalid_proof"),
    "eleven": (
        lambda w: w.request(*(11 * [w.prove()])),
        400,
        "invalid_proof",
    ),
    "none at all": (
        lambda w: w.call("/credential", {"credential_configuration_id": SD_JWT}),
        400,
        "invalid_proof",
    ),
    "another proof type": (
        lambda w: w.request(proofs={"ldp_vp": [{}]}),
        400,
        "invalid_proof",
    ),
    "an unknown form": (
        lambda w: w.request(w.prove(), configuration="skill_record_jwt"),
        400,
        "unknown_credential_configuration",
    ),
    "encrypted": (
        lambda w: w.request(w.prove(), credential_response_encryption={"enc": "A256GCM"}),
        400,
        "invalid_encryption_parameters",
    ),
}


def test_a_request_is_refused_clearly_and_changes_nothing(ready, api, subtests):
    before = dump(api.services)
    for name, (send, status, error) in REFUSALS.items():
        with subtests.test(name):
            assert error_of(send(ready)) == (status, error)
    assert dump(api.services) == before


def test_a_nonce_is_used_once_and_for_a_short_time(ready, credential_id, clock):
    nonce = ready.nonce()
    assert ready.request(ready.prove(nonce)).status_code == 200
    assert error_of(ready.request(ready.prove(nonce))) == (400, "invalid_nonce")
    late = ready.nonce()
    clock.pass_time(minutes=5)
    assert ready.redeem(ready.offer(WORKER, credential=credential_id)).status_code == 200
    assert error_of(ready.request(ready.prove(late))) == (400, "invalid_nonce")


def test_one_key_is_proven_once_in_a_batch(ready):
    nonce, key = ready.nonce(), make_key("ES256")
    twice = [ready.prove(nonce, signer=key) for _ in range(2)]
    assert error_of(ready.request(*twice)) == (400, "invalid_proof")


def test_a_token_expires(ready, clock):
    clock.pass_time(minutes=5)
    answer = ready.request(ready.prove())
    assert error_of(answer) == (401, "invalid_token")
    challenge = 'Bearer error="invalid_token", DPoP algs="ES256 EdDSA ES384"'
    assert answer.headers["www-authenticate"] == challenge


NO_GRANT = [
    ({"x": "y"}, "invalid_request"),
    ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ({"grant_type": "authorization_code"}, "invalid_request"),
    ({"grant_type": "authorization_code", "code": "x"}, "invalid_grant"),
    ({"grant_type": PRE_AUTHORIZED, "pre-authorized_code": "x"}, "invalid_grant"),
]


def test_a_token_request_that_fits_no_grant_is_refused(api, subtests):
    for form, error in NO_GRANT:
        with subtests.test(str(form)):
            assert error_of(api.http.post("/token", data=form)) == (400, error)


def test_what_is_no_form_and_no_json_is_refused_in_oauths_words(api, ready):
    assert error_of(api.http.post("/token", json={})) == (400, "invalid_request")
    twice = "grant_type=x&grant_type=y"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert error_of(api.http.post("/token", content=twice, headers=headers)) == (
        400,
        "invalid_request",
    )
    uploaded = api.http.post("/token", data={"grant_type": "x"}, files={"file": b"x"})
    assert error_of(uploaded) == (400, "invalid_request")
    for path, fault in (
        ("/credential", "invalid_credential_request"),
        ("/deferred_credential", "invalid_credential_request"),
        ("/notification", "invalid_notification_request"),
    ):
        assert error_of(api.http.post(path, data={"x": "y"})) == (400, fault)
        for content in ("[]", '{"a": 1, "a": 2}'):
            headers = {"Content-Type": "application/json"}
            answer = api.http.post(path, content=content, headers=headers)
            assert error_of(answer) == (400, fault)


def test_wallets_in_browsers_may_call_from_any_site(api):
    for path in ("/token", "/par", "/nonce", "/credential", "/deferred_credential"):
        assert PATHS.fullmatch(path)
        preflight = api.http.options(
            path,
            headers={
                "Origin": "https://wallet.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization, content-type",
            },
        )
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-origin"] == "*"
        assert "Authorization" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-origin" not in api.get("/api/v1/frameworks").headers


def test_too_many_calls_are_refused_in_oauths_words(api):
    settings = api.services.settings.model_copy(update={"wallet_requests_per_minute": 1})
    client = TestClient(create_app(replace(api.services, settings=settings)))
    assert client.post("/nonce").status_code == 200
    assert error_of(client.post("/nonce")) == (429, "temporarily_unavailable")


def test_copies_have_an_end_for_a_day(ready, credential_id, clock):
    def batch():
        nonce = ready.nonce()
        return ready.request(*[ready.prove(nonce) for _ in range(10)])

    for _ in range(10):
        assert batch().status_code == 200
    assert error_of(ready.request()) == (429, "temporarily_unavailable")
    clock.pass_time(days=1)
    ready.api.forget_tokens()
    assert ready.redeem(ready.offer(WORKER, credential=credential_id)).status_code == 200
    assert batch().status_code == 200
