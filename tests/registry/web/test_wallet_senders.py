"""A wallet's token is bound to its key, and of no use without it. RFC 9449 (DPoP)."""

from typing import Any

import pytest

from tests.registry.people import dump
from tests.registry.web.conftest import WORKER
from tests.registry.web.wallet import SD_JWT, SITE, BoundWallet, Wallet, error_of


@pytest.fixture
def offered(api, cases) -> dict[str, Any]:
    return Wallet(api).offer(WORKER, credential=cases.credential()[0])


@pytest.fixture
def wallet(api) -> BoundWallet:
    return BoundWallet(api)


@pytest.fixture
def ready(wallet, offered) -> BoundWallet:
    """With a token that is bound to its key."""
    answer = wallet.redeem(offered)
    assert (answer.status_code, answer.json()["token_type"]) == (200, "DPoP"), answer.text
    return wallet


def test_a_bound_token_fetches_defers_and_notifies(ready):
    answer = ready.call("/credential", ready.asked())
    assert answer.status_code == 200, answer.text
    told = {
        "notification_id": answer.json()["notification_id"],
        "event": "credential_accepted",
    }
    assert ready.call("/notification", told).status_code == 204
    later = ready.call("/deferred_credential", {"transaction_id": "x"})
    assert error_of(later) == (400, "invalid_transaction_id")


def test_a_bound_token_lives_longer_than_one_that_anybody_may_show(ready, api, cases, clock):
    bearer = Wallet(api)
    assert (
        bearer.redeem(bearer.offer(WORKER, credential=cases.credential()[0])).json()["expires_in"]
        == 300
    )
    clock.pass_time(minutes=30)
    assert ready.call("/credential", ready.asked()).status_code == 200


def test_a_stolen_token_opens_nothing(ready):
    as_bearer = Wallet(ready.api, token=ready.token)
    answer = as_bearer.request()
    assert error_of(answer) == (401, "invalid_token")
    assert "DPoP algs=" in answer.headers["www-authenticate"]
    thief = BoundWallet(ready.api, token=ready.token)
    assert error_of(thief.call("/credential", thief.asked())) == (401, "invalid_token")


OTHERWISE = {
    "another address": {"htu": f"{SITE}/token"},
    "another method": {"htm": "GET"},
    "another token": {"ath": "x" * 43},
    "no token": {"ath": None},
    "no id": {"jti": None},
    "no time": {"iat": None},
    "another type": {"typ": "JWT"},
    "a nonce that is no text": {"nonce": 7},
}


def test_a_proof_for_another_call_is_refused_and_changes_nothing(ready, subtests):
    asked, before = ready.asked(), dump(ready.api.services)
    for name, changes in OTHERWISE.items():
        with subtests.test(name):
            answer = ready.call("/credential", asked, **changes)
            assert error_of(answer) == (401, "invalid_dpop_proof")
            challenge = answer.headers["www-authenticate"]
            assert challenge.startswith('DPoP error="invalid_dpop_proof"')
    assert dump(ready.api.services) == before


def test_a_proof_counts_once(ready):
    proof = ready.proof("/credential", shown=ready.token)
    assert ready.call("/credential", ready.asked(), proof=proof).status_code == 200
    again = ready.call("/credential", ready.asked(), proof=proof)
    assert error_of(again) == (401, "invalid_dpop_proof")


def test_a_call_without_a_proof_or_with_two_is_refused(ready):
    headers = [("Authorization", f"DPoP {ready.token}")]
    missing = ready.api.http.post("/credential", json=ready.asked(), headers=headers)
    assert error_of(missing) == (401, "invalid_dpop_proof")
    proof = ready.proof("/credential", shown=ready.token)
    headers += [("DPoP", proof), ("DPoP", proof)]
    twice = ready.api.http.post("/credential", json=ready.asked(), headers=headers)
    assert error_of(twice) == (401, "invalid_dpop_proof")


def test_a_wallet_whose_clock_is_wrong_goes_on_with_our_nonce(wallet, offered):
    refused = wallet.redeem(offered, iat=1_500_000_000)
    assert error_of(refused) == (400, "use_dpop_nonce")
    nonce = refused.headers["dpop-nonce"]
    assert "DPoP-Nonce" in refused.headers["access-control-expose-headers"]
    assert wallet.redeem(offered, iat=1_500_000_000, nonce=nonce).status_code == 200
    asked = wallet.asked()
    again = wallet.call("/credential", asked, iat=1_500_000_000)
    assert error_of(again) == (401, "use_dpop_nonce")
    answer = wallet.call("/credential", asked, iat=1_500_000_000, nonce=again.headers["dpop-nonce"])
    assert answer.status_code == 200, answer.text


def test_only_a_nonce_for_this_use_counts_and_for_a_short_time(ready, clock):
    asked = ready.asked()
    for nonce in (ready.nonce(), "x"):
        refused = ready.call("/credential", asked, nonce=nonce)
        assert error_of(refused) == (401, "use_dpop_nonce")
    nonce = ready.api.http.post("/nonce").headers["dpop-nonce"]
    proven = ready.prove(nonce)
    swapped = {"credential_configuration_id": SD_JWT, "proofs": {"jwt": [proven]}}
    assert error_of(ready.call("/credential", swapped)) == (400, "invalid_nonce")
    clock.pass_time(minutes=5)
    assert error_of(ready.call("/credential", ready.asked(), nonce=nonce))[1] == "use_dpop_nonce"


def test_a_bearer_token_is_not_shown_as_a_bound_one(wallet, offered):
    bearer = Wallet(wallet.api)
    assert bearer.redeem(offered).json()["token_type"] == "Bearer"
    wallet.token = bearer.token
    assert error_of(wallet.call("/credential", wallet.asked())) == (401, "invalid_token")


def test_the_server_says_which_proofs_it_reads(api):
    server = api.get("/.well-known/oauth-authorization-server").json()
    assert server["dpop_signing_alg_values_supported"] == ["ES256", "EdDSA", "ES384"]
    preflight = api.http.options("/token")
    assert "DPoP" in preflight.headers["access-control-allow-headers"]
    unnamed = api.http.post("/credential", json={})
    assert unnamed.headers["www-authenticate"] == 'Bearer, DPoP algs="ES256 EdDSA ES384"'
