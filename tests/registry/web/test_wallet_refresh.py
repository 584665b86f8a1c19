"""A wallet that waits for a decision renews its access. RFC 6749, 6; RFC 9449; RFC 9700, 4.14."""

import json

import pytest

from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.usecases import offers
from tests.credentials.holder_keys import make_key
from tests.registry.people import dump
from tests.registry.web.conftest import WORKER
from tests.registry.web.wallet import JWT, SD_JWT, BoundWallet, Wallet, error_of


def waiting(wallet: Wallet, case: str, **changes: str) -> str:
    """The transaction under which a credential was promised to this wallet."""
    assert wallet.redeem(wallet.offer(WORKER, application=case), **changes).status_code == 200
    answer = wallet.call(
        "/credential",
        {"credential_configuration_id": SD_JWT, "proofs": {"jwt": [wallet.prove()]}},
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["transaction_id"])


@pytest.fixture
def case(cases) -> str:
    return cases.proposed()


@pytest.fixture
def wallet(api) -> Wallet:
    return Wallet(api)


def test_a_token_that_anybody_may_show_is_exchanged_at_each_use(wallet, case, clock):
    body = {"transaction_id": waiting(wallet, case)}
    first, old_access = wallet.refresh_token, wallet.token
    clock.pass_time(days=30)
    answer = wallet.renew()
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json().keys() == {"access_token", "token_type", "expires_in", "refresh_token"}
    assert wallet.refresh_token != first
    assert wallet.token != old_access
    assert wallet.call("/deferred_credential", body).status_code == 202
    assert wallet.renew().status_code == 200


def test_an_old_token_ends_all_that_was_given(api, wallet, case):
    body = {"transaction_id": waiting(wallet, case)}
    stolen = wallet.refresh_token
    assert wallet.renew().status_code == 200
    assert error_of(wallet.renew(refresh_token=stolen)) == (400, "invalid_grant")
    assert error_of(wallet.call("/deferred_credential", body)) == (401, "invalid_token")
    assert error_of(wallet.renew()) == (400, "invalid_grant")
    with reading(api.services.engine) as session:
        told = [one.action for one in audit.list_of_subject(session, f"application:{case}")]
    assert "wallet.refresh_replayed" in told
    # The worker gets the credential all the same, by a new offer.
    waiting(wallet, case)
    assert wallet.renew().status_code == 200


def test_a_bound_token_stays_and_opens_nothing_for_another_key(api, case, clock):
    wallet = BoundWallet(api)
    body = {"transaction_id": waiting(wallet, case)}
    kept = wallet.refresh_token
    clock.pass_time(days=30)
    for _ in range(2):
        answer = wallet.renew()
        assert (answer.status_code, answer.json()["token_type"]) == (200, "DPoP")
        assert "refresh_token" not in answer.json()
    thief = BoundWallet(api, refresh_token=kept, sender=make_key("ES256"))
    assert error_of(thief.renew()) == (400, "invalid_grant")
    assert error_of(Wallet(api, refresh_token=kept).renew()) == (400, "invalid_grant")
    assert wallet.call("/deferred_credential", body).status_code == 202


def test_it_is_given_for_a_case_and_good_while_something_waits(wallet, cases):
    decided = cases.credential()[0]
    answer = wallet.redeem(wallet.offer(WORKER, credential=decided))
    assert "refresh_token" not in answer.json()
    assert wallet.redeem(wallet.offer(WORKER, application=cases.proposed())).status_code == 200
    assert error_of(wallet.renew()) == (400, "invalid_grant")


def test_it_ends_and_leaves_no_row(api, wallet, case, clock):
    waiting(wallet, case)
    clock.pass_time(days=179)
    assert wallet.renew().status_code == 200
    clock.pass_time(days=1)
    assert error_of(wallet.renew()) == (400, "invalid_grant")
    with transaction(api.services.engine) as session:
        offers.delete_expired(session, now=clock())
    left = dump(api.services)
    assert not any(left[name] for name in ("refresh_token", "wallet_token"))


def test_less_may_be_asked_for_and_never_more(wallet, case, subtests):
    details = [{"type": "openid_credential", "credential_configuration_id": SD_JWT}]
    waiting_for = json.dumps(details)
    assert wallet.redeem(
        wallet.offer(WORKER, application=case), authorization_details=waiting_for
    ).json()["authorization_details"]
    identifier = f"{SD_JWT}:{case}"
    assert wallet.request(credential_identifier=identifier).status_code == 202
    before = dump(wallet.api.services)
    other = json.dumps([{**details[0], "credential_configuration_id": JWT}])
    for changes, code in (
        ({"scope": JWT}, "invalid_scope"),
        ({"scope": "openid"}, "invalid_scope"),
        ({"authorization_details": other}, "invalid_authorization_details"),
        ({"authorization_details": "{"}, "invalid_request"),
        ({"client_id": "somebody-else"}, "invalid_grant"),
        ({"refresh_token": "x"}, "invalid_grant"),
        ({"refresh_token": ""}, "invalid_request"),
        ({"refresh_token": wallet.token}, "invalid_grant"),
    ):
        with subtests.test(code=code, **changes):
            assert error_of(wallet.renew(**changes)) == (400, code)
            assert dump(wallet.api.services) == before
    renewed = wallet.renew(scope=SD_JWT).json()
    assert renewed["authorization_details"][0]["credential_identifiers"] == [identifier]
