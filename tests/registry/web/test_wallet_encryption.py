"""What wallets ask and are answered, encrypted on top of TLS. OpenID4VCI 1.0, section 10;
OpenID4VP 1.0, section 8.3."""

import json
import secrets

import pytest

from credentials.encodings import parse_json, serialize_json
from credentials.proofs import jwe, sd_jwt
from credentials.proofs.jose import OAUTH_AUTHZ_REQ_JWT, parse_jws
from tests.registry.people import dump
from tests.registry.web.conftest import EMPLOYER, WORKER
from tests.registry.web.test_oid4vp import answer, ask, disclose, paths_of, question, read
from tests.registry.web.wallet import SD_JWT, SITE, Wallet, error_of

JWT = {"Content-Type": "application/jwt"}
OWN = jwe.private_key_of(secrets.token_bytes(jwe.SEED_BYTES))
WANTED = {"jwk": jwe.encryption_jwk(OWN, "own"), "enc": "A256GCM"}


@pytest.fixture
def wallet(api, cases) -> Wallet:
    made = Wallet(api)
    assert made.redeem(made.offer(WORKER, credential=cases.credential()[0])).status_code == 200
    return made


def encrypt(told, jwk, cipher="A128GCM"):
    recipient = jwe.parse_recipient(jwk)
    return jwe.encrypt(
        serialize_json(told), recipient, cipher=cipher, random_bytes=secrets.token_bytes
    )


def issuers_key(api):
    told = api.get("/.well-known/openid-credential-issuer").json()["credential_request_encryption"]
    assert told["encryption_required"] is False
    return told["jwks"]["keys"][0]


def send(wallet, path, message):
    headers = {"Authorization": f"Bearer {wallet.token}", **JWT}
    return wallet.api.http.post(path, content=message, headers=headers)


def asked(wallet, **more):
    proofs = {"jwt": [wallet.prove()]}
    return {"credential_configuration_id": SD_JWT, "proofs": proofs, **more}


def opened(answer):
    assert answer.headers["content-type"] == "application/jwt"
    assert answer.headers["cache-control"] == "no-store"
    header = parse_jws_header(answer.content)
    assert (header["alg"], header["enc"], header["kid"]) == ("ECDH-ES", "A256GCM", "own")
    return parse_json(jwe.decrypt(answer.content, {"own": OWN}))


def parse_jws_header(message):
    return json.loads(jwe.decode_base64url(message.split(b".")[0]))


def test_a_credential_is_asked_for_and_handed_over_encrypted(wallet):
    message = encrypt(asked(wallet, credential_response_encryption=WANTED), issuers_key(wallet.api))
    answer = send(wallet, "/credential", message)
    assert answer.status_code == 200, answer.text
    (copy,) = [one["credential"] for one in opened(answer)["credentials"]]
    claims = sd_jwt.parse(copy.encode()).unproven_claims
    assert claims["cnf"]["jwk"] == wallet.keys[-1].public_key.jwk


def test_a_request_may_be_encrypted_and_its_answer_plain(wallet):
    answer = send(wallet, "/credential", encrypt(asked(wallet), issuers_key(wallet.api)))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")


def test_what_is_decided_later_is_encrypted_to_the_key_of_then(api, cases):
    case, wallet = cases.proposed(), Wallet(api)
    assert wallet.redeem(wallet.offer(WORKER, application=case)).status_code == 200
    key = issuers_key(api)
    first = send(wallet, "/credential", encrypt(asked(wallet), key))
    later = {"transaction_id": first.json()["transaction_id"]}
    again = {**later, "credential_response_encryption": WANTED}
    waits = send(wallet, "/deferred_credential", encrypt(again, key))
    assert (waits.status_code, opened(waits)["transaction_id"]) == (202, later["transaction_id"])


def test_the_issuers_key_is_read_a_while_after_it_changed(wallet, clock, cases):
    key = issuers_key(wallet.api)
    clock.pass_time(days=7)
    wallet.api.forget_tokens()
    assert issuers_key(wallet.api)["kid"] != key["kid"]
    credential = cases.credential()[0]
    assert wallet.redeem(wallet.offer(WORKER, credential=credential)).status_code == 200
    assert send(wallet, "/credential", encrypt(asked(wallet), key)).status_code == 200
    clock.pass_time(days=7)
    gone = send(wallet, "/credential", encrypt({}, key))
    assert error_of(gone) == (400, "invalid_encryption_parameters")


FAULTY = {
    "another cipher": {"enc": "A128CBC-HS256"},
    "no cipher": {"enc": None},
    "compressed": {"zip": "DEF"},
    "no key": {"jwk": None},
    "a key without alg": {"jwk": {**WANTED["jwk"], "alg": None}},
    "a key off the curve": {"jwk": {**WANTED["jwk"], "y": WANTED["jwk"]["x"]}},
}


def test_an_answer_that_cannot_be_encrypted_is_refused_and_changes_nothing(wallet, subtests):
    plain, key, before = asked(wallet), issuers_key(wallet.api), dump(wallet.api.services)
    for name, changes in FAULTY.items():
        with subtests.test(name):
            wanted = {"credential_response_encryption": {**WANTED, **changes}}
            answer = send(wallet, "/credential", encrypt({**plain, **wanted}, key))
            assert error_of(answer) == (400, "invalid_encryption_parameters")
    assert dump(wallet.api.services) == before


def test_what_is_no_encrypted_request_is_refused(wallet):
    key = issuers_key(wallet.api)
    for message in ("x", encrypt(asked(wallet), WANTED["jwk"]), encrypt(["x"], key)):
        answer = send(wallet, "/credential", message)
        assert error_of(answer) == (400, "invalid_encryption_parameters")


def test_an_employer_is_answered_encrypted(api, wallet):
    question_asked = ask(api, claims=["family_name"], encrypted=True)
    claims = question(api, question_asked)
    assert claims["response_mode"] == "direct_post.jwt"
    metadata = claims["client_metadata"]
    assert metadata["encrypted_response_enc_values_supported"] == ["A128GCM", "A256GCM"]
    (key,) = metadata["jwks"]["keys"]
    assert (key["use"], key["alg"], "d" in key) == ("enc", "ECDH-ES", False)
    shown = disclose(wallet, claims, paths_of(claims))
    assert error_of(answer(api, claims, shown)) == (400, "invalid_request")
    told = {"state": claims["state"], "vp_token": {"dc_sd_jwt": [shown]}}
    path = claims["response_uri"].removeprefix(SITE)
    for wrong in ({**told, "state": "x"}, {"vp_token": told["vp_token"]}):
        sent = api.http.post(path, data={"response": encrypt(wrong, key)})
        assert error_of(sent) == (400, "invalid_request")
    other = question(api, ask(api, claims=["family_name"], encrypted=True))
    (another,) = other["client_metadata"]["jwks"]["keys"]
    assert another["x"] != key["x"]
    mixed = api.http.post(path, data={"response": encrypt(told, {**another, "kid": key["kid"]})})
    assert error_of(mixed) == (400, "invalid_request")
    assert api.http.post(path, data={"response": encrypt(told, key)}).status_code == 200
    assert read(api, question_asked)["result"]["outcome"] == "valid"


def test_a_wallet_that_can_encrypt_is_asked_to(api, wallet):
    path = ask(api)["request_uri"].removeprefix(SITE)

    def mode(**metadata):
        sent = api.http.post(path, data={"wallet_metadata": json.dumps(metadata)})
        claims = parse_json(parse_jws(sent.content, typ=OAUTH_AUTHZ_REQ_JWT).payload)
        return claims["response_mode"]

    algorithms = {"authorization_encryption_alg_values_supported": ["ECDH-ES"]}
    assert mode(**algorithms) == "direct_post.jwt"
    assert mode(vp_formats_supported={}) == "direct_post"
    ciphers = {"authorization_encryption_enc_values_supported": ["A128CBC-HS256"]}
    assert mode(**algorithms, **ciphers) == "direct_post"
    assert error_of(api.http.post(path, data={"wallet_metadata": "["})) == (400, "invalid_request")


def test_a_worker_may_decline_in_plain_or_encrypted(api):
    for encrypted in (False, True):
        asked_for = api.post(
            "/api/v1/presentations/requests",
            EMPLOYER,
            json={"claims": ["skills"], "encrypted": True},
        ).json()
        claims = question(api, asked_for)
        form = {"state": claims["state"], "error": "access_denied"}
        if encrypted:
            form = {"response": encrypt(form, claims["client_metadata"]["jwks"]["keys"][0])}
        path = claims["response_uri"].removeprefix(SITE)
        assert api.http.post(path, data=form).status_code == 200
        assert read(api, asked_for)["result"]["outcome"] == "declined"
