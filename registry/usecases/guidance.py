"""Who decides where, and what they ask for: procedure cards for a worker."""

from mappings.model import Procedure, Purpose
from registry.services import ReleaseInForce


def procedures_for(
    in_force: ReleaseInForce, *, destination: str, purpose: Purpose, occupation: str | None
) -> tuple[Procedure, ...]:
    """Every card that fits, those made for the occupation first. Raises CountryUnknown."""
    raise NotImplementedError


def choose_authority(
    in_force: ReleaseInForce,
    *,
    destination: str,
    purpose: Purpose,
    occupation: str | None,
    authority_id: str | None,
) -> Procedure:
    """The card of the authority that will decide.

    authority_id may be None where only one is competent.
    Raises CountryUnknown, NoCompetentAuthority, AuthorityNotCompetent (members: choices).
    """
    raise NotImplementedError
