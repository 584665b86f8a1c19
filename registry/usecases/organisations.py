"""Authorities and their policies."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from registry.errors import NotPermitted, OrganisationUnknown
from registry.storage.queries import accounts, audit, organisations
from registry.storage.tables.accounts import Account
from registry.storage.tables.organisations import Organisation
from registry.usecases.stated_facts import invalid

FOUR_EYES = ("always", "non_full", "off")


def set_four_eyes(
    session: Session, *, actor: Account | None, organisation_id: str, policy: str, now: datetime
) -> Organisation:
    """always; non_full: refusals, partial and conditional decisions; off, for one officer alone.

    By an administrator (actor None: the command line). The audit log keeps every change.
    Raises NotPermitted, OrganisationUnknown, ValidationFailed.
    """
    if actor is not None and "administrator" not in accounts.list_roles(session, actor.id):
        raise NotPermitted("Only an administrator may do this.", permission="administrator")
    if policy not in FOUR_EYES:
        raise invalid("four_eyes", f"The policy is one of {', '.join(FOUR_EYES)}.")
    organisation = get_organisation(session, organisation_id)
    before, organisation.four_eyes = organisation.four_eyes, policy
    session.add(organisation)
    session.flush()
    audit.record(
        session,
        action="organisation.four_eyes",
        subject=f"organisation:{organisation.id}",
        actor_id=actor.id if actor else None,
        at=now,
        details={"from": before, "to": policy},
    )
    return organisation


def get_organisation(session: Session, organisation_id: str) -> Organisation:
    """Raises OrganisationUnknown."""
    organisation = organisations.find(session, organisation_id)
    if organisation is None:
        raise OrganisationUnknown(
            f"There is no organisation {organisation_id}.", organisation=organisation_id
        )
    return organisation


def list_organisations(session: Session, kind: str | None = None) -> Sequence[Organisation]:
    """By id; kind: authority, employer, curating_body, registry."""
    return organisations.list_all(session, kind)
