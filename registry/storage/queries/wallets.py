"""Offers, codes, tokens and nonces: each is used up by one statement, so by one caller."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from registry.storage.tables.wallets import (
    AuthorizationCode,
    CredentialOffer,
    DeferredIssuance,
    PushedRequest,
    RefreshToken,
    SpentNonce,
    WalletToken,
)


def find_offer(session: Session, offer_id: str) -> CredentialOffer | None:
    return session.get(CredentialOffer, offer_id)


def find_offer_by_code(session: Session, code_hash: str) -> CredentialOffer | None:
    query = select(CredentialOffer).where(CredentialOffer.code_hash == code_hash)
    return session.exec(query).first()


def list_open_offers(
    session: Session, account_id: UUID, *, now: datetime, limit: int
) -> Sequence[CredentialOffer]:
    """Newest first: those of one worker that a wallet may still use."""
    query = select(CredentialOffer).where(
        CredentialOffer.account_id == account_id,
        col(CredentialOffer.used_at).is_(None),
        col(CredentialOffer.expires_at) > now,
    )
    return session.exec(query.order_by(col(CredentialOffer.created_at).desc()).limit(limit)).all()


def use_offer(session: Session, offer: CredentialOffer, *, at: datetime) -> bool:
    """False: it was used already."""
    return _mark_used(session, CredentialOffer, CredentialOffer.id == offer.id, at)


def spend_try(session: Session, offer: CredentialOffer) -> bool:
    """Count one transaction code that is tried; False: no try was left."""
    statement = (
        update(CredentialOffer)
        .where(col(CredentialOffer.id) == offer.id, col(CredentialOffer.tries_left) > 0)
        .values(tries_left=col(CredentialOffer.tries_left) - 1)
        .execution_options(synchronize_session=False)
    )
    return session.exec(statement).rowcount == 1


def find_pushed(session: Session, request_hash: str) -> PushedRequest | None:
    return session.get(PushedRequest, request_hash)


def use_pushed(session: Session, pushed: PushedRequest, *, at: datetime) -> bool:
    """False: it was used already."""
    which = PushedRequest.request_hash == pushed.request_hash
    return _mark_used(session, PushedRequest, which, at)


def find_code(session: Session, code_hash: str) -> AuthorizationCode | None:
    return session.get(AuthorizationCode, code_hash)


def use_code(session: Session, code: AuthorizationCode, *, at: datetime) -> bool:
    """False: it was used already."""
    return _mark_used(session, AuthorizationCode, AuthorizationCode.code_hash == code.code_hash, at)


def _mark_used(
    session: Session,
    table: type[CredentialOffer | AuthorizationCode | PushedRequest | RefreshToken],
    which: Any,
    at: datetime,
) -> bool:
    statement = (
        update(table)
        .where(which, col(table.used_at).is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
    return session.exec(statement).rowcount == 1


def find_token(session: Session, token_hash: str) -> WalletToken | None:
    return session.get(WalletToken, token_hash)


def find_refresh_token(session: Session, token_hash: str) -> RefreshToken | None:
    return session.get(RefreshToken, token_hash)


def use_refresh_token(session: Session, token: RefreshToken, *, at: datetime) -> bool:
    """False: it was used already."""
    return _mark_used(session, RefreshToken, RefreshToken.token_hash == token.token_hash, at)


def end_grant(session: Session, code_hash: str) -> None:
    """All tokens that were given for one code, and what waits for them."""
    for table in (WalletToken, RefreshToken, DeferredIssuance):
        session.exec(delete(table).where(col(table.code_hash) == code_hash))


def spend_nonce(session: Session, nonce_hash: str, *, expires_at: datetime) -> bool:
    """False: it was used already."""
    try:
        with session.begin_nested():
            session.add(SpentNonce(nonce_hash=nonce_hash, expires_at=expires_at))
    except IntegrityError:
        return False
    return True


def find_deferred(session: Session, transaction_hash: str) -> DeferredIssuance | None:
    return session.get(DeferredIssuance, transaction_hash)


def count_deferred(session: Session, code_hash: str, *, now: datetime) -> int:
    """What waits for the tokens of one code."""
    query = (
        select(func.count())
        .select_from(DeferredIssuance)
        .where(DeferredIssuance.code_hash == code_hash, col(DeferredIssuance.expires_at) > now)
    )
    return session.exec(query).one()


def take_deferred(session: Session, deferred: DeferredIssuance) -> bool:
    """It is over; False: another request took it."""
    statement = delete(DeferredIssuance).where(
        col(DeferredIssuance.transaction_hash) == deferred.transaction_hash
    )
    return session.exec(statement).rowcount == 1


def delete_expired(session: Session, now: datetime) -> int:
    """Everything that no longer opens anything; how many rows."""
    tables = (
        CredentialOffer,
        AuthorizationCode,
        WalletToken,
        RefreshToken,
        PushedRequest,
        DeferredIssuance,
        SpentNonce,
    )
    return sum(
        session.exec(delete(table).where(col(table.expires_at) <= now)).rowcount for table in tables
    )
