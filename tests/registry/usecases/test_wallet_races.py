"""Two callers at once have no more than one: what only a database with several writers shows."""

import pytest

from registry.storage.database import transaction
from registry.storage.queries import accounts, wallets
from registry.usecases import offers, wallet_authorization, wallet_secrets, wallet_tokens
from registry.usecases.offers import Offered
from registry.usecases.wallet_authorization import Asked
from registry.wallet_errors import WalletError
from tests.registry.people import decided

WORKER = "worker@demo.example"


def offered(services, grant=offers.PRE_AUTHORIZED) -> Offered:
    _, result = decided(services)
    assert result.credential is not None
    with transaction(services.engine) as session:
        return offers.create_offer(
            session,
            services,
            actor=accounts.find_by_email(session, WORKER),
            credential_id=result.credential.id,
            grant=grant,
            now=services.clock(),
        )


def redeem(session, services, made: Offered, tx_code: str):
    return wallet_tokens.redeem_offer(
        session,
        services,
        code=offers.code_of(services, made.offer.id),
        tx_code=tx_code,
        now=services.clock(),
    )


def test_many_guesses_at_once_have_no_more_tries_than_one_by_one(postgresql_services):
    services = postgresql_services
    made = offered(services)
    assert made.tx_code is not None
    wrong = "000000" if made.tx_code != "000000" else "111111"
    with transaction(services.engine) as late:
        # It has read that tries are left, and comes to its own when others have spent them.
        code = wallet_secrets.digest(offers.code_of(services, made.offer.id))
        assert wallets.find_offer_by_code(late, code).tries_left == 5
        for _ in range(5):
            with transaction(services.engine) as session:
                assert isinstance(redeem(session, services, made, wrong), WalletError)
        assert isinstance(redeem(late, services, made, made.tx_code), WalletError)


def test_an_offer_leads_to_one_code_though_it_is_agreed_to_twice(postgresql_services):
    services = postgresql_services
    made = offered(services, offers.AUTHORIZATION)
    asked = Asked(
        client_id="a-wallet",
        redirect_uri="http://127.0.0.1:7777/",
        state="",
        code_challenge="x" * 43,
        configurations=("recognition_decision_jwt",),
        identified=False,
        issuer_state=offers.code_of(services, made.offer.id),
    )

    def agree(session):
        return wallet_authorization.agree(
            session,
            services,
            actor=accounts.find_by_email(session, WORKER),
            asked=asked,
            credential_id=made.offer.credential_id,
            now=services.clock(),
        )

    with transaction(services.engine) as late:
        assert wallets.find_offer(late, made.offer.id).used_at is None
        with transaction(services.engine) as session:
            assert "code=" in agree(session)
        with pytest.raises(WalletError):
            agree(late)
