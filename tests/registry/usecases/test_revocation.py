"""Revoked for ever, suspended for a while, reinstated."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from registry.errors import (
    CredentialAlreadyRevoked,
    CredentialAlreadySuspended,
    CredentialNotSuspended,
    CredentialUnknown,
    NotAParty,
    NotPermitted,
    RegistryError,
    ValidationFailed,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import audit
from registry.storage.tables import IssuedCredential
from registry.usecases import revocation, verification
from tests.conftest import Clock
from tests.registry.people import by_email, decided, dump

Act = Callable[..., IssuedCredential]


def act(
    services: Services,
    what: Act,
    credential: UUID,
    *,
    by: str = "decider@de-ihk-fosa.example",
    reason: str = "The diploma was forged.",
) -> IssuedCredential:
    with transaction(services.engine) as session:
        return what(
            session,
            actor=by_email(session, by),
            credential_id=credential,
            reason=reason,
            now=services.clock(),
        )


def outcome(services: Services, credential: IssuedCredential) -> tuple[str, str | None]:
    """The verifier's outcome, and the code of its status check."""
    with reading(services.engine) as session:
        report = verification.verify(
            session, services, data=credential.vc_jwt.encode(), now=services.clock()
        )
    (status,) = [check for check in report["checks"] if check["name"] == "status"]
    return report["outcome"], status["code"]


@pytest.fixture
def credential(services: Services) -> IssuedCredential:
    _, result = decided(services)
    assert result.credential is not None
    return result.credential


def test_the_same_check_says_revoked_at_once(
    services: Services, credential: IssuedCredential
) -> None:
    assert outcome(services, credential) == ("valid", None)
    changed = act(services, revocation.revoke, credential.id)
    assert (changed.status, changed.status_reason) == ("revoked", "The diploma was forged.")
    assert outcome(services, credential) == ("invalid", "revoked")


def test_a_suspension_can_be_lifted_a_revocation_cannot(
    services: Services, credential: IssuedCredential, clock: Clock
) -> None:
    act(services, revocation.suspend, credential.id)
    assert outcome(services, credential) == ("invalid", "suspended")
    clock.pass_time(days=1)
    act(services, revocation.reinstate, credential.id, reason="It was genuine.")
    assert outcome(services, credential) == ("valid", None)
    act(services, revocation.suspend, credential.id)
    act(services, revocation.revoke, credential.id)
    for what in (revocation.revoke, revocation.suspend, revocation.reinstate):
        with pytest.raises(CredentialAlreadyRevoked):
            act(services, what, credential.id)
    with reading(services.engine) as session:
        entries = audit.list_of_subject(session, f"credential:{credential.id}")
    assert [entry.action.removeprefix("credential.") for entry in entries] == [
        "issued",
        "suspended",
        "reinstated",
        "suspended",
        "revoked",
    ]


def test_other_credentials_are_untouched(services: Services, credential: IssuedCredential) -> None:
    _, other = decided(services)
    assert other.credential is not None
    act(services, revocation.revoke, credential.id)
    assert outcome(services, other.credential) == ("valid", None)


@pytest.mark.parametrize(
    ("what", "changes", "error"),
    [
        (revocation.revoke, {"by": "decider@de-zab.example"}, NotAParty),
        (revocation.revoke, {"by": "worker@demo.example"}, NotAParty),
        (revocation.revoke, {"by": "assessor@de-ihk-fosa.example"}, NotPermitted),
        (revocation.revoke, {"reason": "  "}, ValidationFailed),
        (revocation.revoke, {"reason": "x" * 501}, ValidationFailed),
        (revocation.reinstate, {}, CredentialNotSuspended),
    ],
)
def test_each_bad_act_has_its_code_and_changes_nothing(
    services: Services,
    credential: IssuedCredential,
    what: Act,
    changes: dict[str, str],
    error: type[RegistryError],
) -> None:
    before = dump(services)
    with pytest.raises(error):
        act(services, what, credential.id, **changes)
    assert dump(services) == before


def test_a_suspended_credential_is_not_suspended_again(
    services: Services, credential: IssuedCredential
) -> None:
    act(services, revocation.suspend, credential.id)
    with pytest.raises(CredentialAlreadySuspended):
        act(services, revocation.suspend, credential.id)


def test_an_unknown_credential_is_unknown(services: Services) -> None:
    with pytest.raises(CredentialUnknown):
        act(services, revocation.revoke, uuid4())
