"""A credential that is decided later is promised to a wallet. OpenID4VCI 1.0, section 9."""

import pytest

from credentials.proofs import sd_jwt
from tests.registry.web.conftest import WORKER
from tests.registry.web.wallet import Wallet, error_of


@pytest.fixture
def wallet(api) -> Wallet:
    return Wallet(api)


def test_a_case_that_is_open_is_promised_and_fetched_when_decided(wallet, cases, clock):
    case = cases.proposed()
    assert wallet.redeem(wallet.offer(WORKER, application=case)).status_code == 200
    promised = wallet.request(wallet.prove())
    assert promised.status_code == 202, promised.text
    body = {"transaction_id": promised.json()["transaction_id"]}
    assert promised.json()["interval"] > 0
    clock.pass_time(days=3)
    # Section 9.1: the token has to be valid; by its refresh token the wallet has a new one.
    assert error_of(wallet.call("/deferred_credential", body)) == (401, "invalid_token")
    assert wallet.renew().status_code == 200
    again = wallet.call("/deferred_credential", body)
    assert (again.status_code, again.json()["transaction_id"]) == (202, body["transaction_id"])
    wallet.api.forget_tokens()
    decided = wallet.api.post(
        f"/api/v1/applications/{case}/decision", "decider@de-ihk-fosa.example", json={}
    )
    assert decided.status_code == 201
    fetched = wallet.call("/deferred_credential", body)
    assert fetched.status_code == 200, fetched.text
    (one,) = fetched.json()["credentials"]
    claims = sd_jwt.parse(one["credential"].encode()).unproven_claims
    assert claims["cnf"] == {"jwk": wallet.keys[0].public_key.jwk}
    over = wallet.call("/deferred_credential", body)
    assert error_of(over) == (400, "invalid_transaction_id")
    # Nothing waits any more: what is left is the token, for its five minutes.
    assert error_of(wallet.renew()) == (400, "invalid_grant")
    clock.pass_time(minutes=5)
    assert error_of(wallet.request()) == (401, "invalid_token")


def test_a_case_that_ends_without_a_credential_says_so(wallet, cases):
    refusal = {
        "outcome": "REFUSED",
        "legal_basis": "BQFG",
        "reasons": "Half of it.",
        "remedies": "A course.",
        "appeal_body": "Court",
    }
    case = cases.proposed(refusal)
    assert wallet.redeem(wallet.offer(WORKER, application=case)).status_code == 200
    body = {"transaction_id": wallet.request().json()["transaction_id"]}
    decided = wallet.api.post(
        f"/api/v1/applications/{case}/decision", "decider@de-ihk-fosa.example", json={}
    )
    assert decided.status_code == 201
    denied = wallet.call("/deferred_credential", body)
    assert error_of(denied) == (400, "credential_request_denied")


def test_a_promise_is_for_the_wallet_that_was_promised(wallet, api, cases):
    case = cases.proposed()
    assert wallet.redeem(wallet.offer(WORKER, application=case)).status_code == 200
    body = {"transaction_id": wallet.request().json()["transaction_id"]}
    other = Wallet(api)
    assert other.redeem(other.offer(WORKER, application=case)).status_code == 200
    assert error_of(other.call("/deferred_credential", body)) == (400, "invalid_transaction_id")


def test_promises_have_an_end_for_a_token(wallet, cases):
    assert wallet.redeem(wallet.offer(WORKER, application=cases.proposed())).status_code == 200
    for _ in range(5):
        assert wallet.request().status_code == 202
    assert error_of(wallet.request()) == (429, "temporarily_unavailable")
