"""A reissue says the same again, links to what it replaces, and ends it."""

from random import SystemRandom
from uuid import UUID

import pytest

from registry.errors import (
    CredentialAlreadyRevoked,
    CredentialReplaced,
    DecisionNotFinal,
    NotAParty,
    NotPermitted,
    RegistryError,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit, credentials
from registry.storage.tables import IssuedCredential
from registry.usecases import case_views, reissue, revocation, verification
from tests.conftest import NOW
from tests.registry.people import CONDITIONAL, by_email, decided, dump, officer

REASON = "The name was misspelt."


def again(
    services: Services, credential_id: UUID, who: str | None = None, reason: str = REASON
) -> IssuedCredential:
    with transaction(services.engine) as session:
        return reissue.reissue(
            session,
            services,
            actor=by_email(session, who) if who else officer(session, "decider"),
            credential_id=credential_id,
            reason=reason,
            randomness=SystemRandom(),
            now=services.clock(),
        )


def refuse(
    services: Services, credential_id: UUID, error: type[RegistryError], **given: str
) -> None:
    before = dump(services)
    with pytest.raises(error):
        again(services, credential_id, **given)
    assert dump(services) == before


def first(services: Services) -> UUID:
    _, result = decided(services)
    assert result.credential is not None
    return result.credential.id


def test_the_new_one_counts_and_the_old_one_names_it(services: Services) -> None:
    old_id = first(services)
    new = again(services, old_id)
    with reading(services.engine) as session:
        old = credentials.find(session, old_id)
        assert old is not None
        assert (old.status, old.status_reason, old.replaced_by) == ("revoked", REASON, new.id)
        assert new.decision_id is not None
        current = credentials.find_by_decision(session, new.decision_id)
        assert current is not None
        assert current.id == new.id
        reports = [
            verification.verify(session, services, data=row.vc_jwt.encode(), now=NOW)
            for row in (old, new)
        ]
        entries = audit.list_of_subject(session, f"credential:{old_id}")
    assert [report["outcome"] for report in reports] == ["invalid", "valid"]
    told = [report["claims"]["credentialSubject"]["recognition"] for report in reports]
    assert told[0] == told[1]
    assert [one.action for one in entries][-2:] == ["credential.revoked", "credential.reissued"]
    assert entries[-1].details == {"successor": str(new.id)}


def test_a_credential_is_replaced_once(sqlite_services: Services) -> None:
    old_id = first(sqlite_services)
    new = again(sqlite_services, old_id)
    refuse(sqlite_services, old_id, CredentialReplaced)
    assert again(sqlite_services, new.id).edition == 3


def test_only_the_authority_and_only_with_a_reason(sqlite_services: Services) -> None:
    credential_id = first(sqlite_services)
    refuse(sqlite_services, credential_id, NotAParty, who="decider@se-uhr.example")
    refuse(sqlite_services, credential_id, NotAParty, who="worker@demo.example")
    refuse(sqlite_services, credential_id, NotPermitted, who="intake@de-ihk-fosa.example")
    refuse(sqlite_services, credential_id, ValidationFailed, reason=" ")


def test_what_was_taken_back_or_no_longer_stands_is_not_issued_again(
    sqlite_services: Services,
) -> None:
    revoked = first(sqlite_services)
    with transaction(sqlite_services.engine) as session:
        revocation.revoke(session, actor=None, credential_id=revoked, reason="x", now=NOW)
    refuse(sqlite_services, revoked, CredentialAlreadyRevoked)
    case, result = decided(sqlite_services, CONDITIONAL)
    case.record("assessor", "fail_measures")
    assert result.credential is not None
    refuse(sqlite_services, result.credential.id, DecisionNotFinal)


def test_the_page_of_the_case_shows_the_newest(sqlite_services: Services) -> None:
    case, result = decided(sqlite_services)
    assert result.credential is not None
    new = again(sqlite_services, result.credential.id)
    with reading(sqlite_services.engine) as session:
        view = case_views.get_case(
            session,
            sqlite_services.release,
            actor=case.actor(session, "worker"),
            application_id=case.id,
            now=NOW,
        )
    assert view.credential is not None
    assert view.credential.id == new.id
