"""Who decides where, and what they ask for: procedure cards for a worker."""

from typing import Any

import pycountry

from mappings.model import Procedure, Purpose
from registry.errors import AuthorityNotCompetent, CountryUnknown, NoCompetentAuthority
from registry.services import ReleaseInForce


def check_country(code: str) -> str:
    """The code itself, in capitals. Raises CountryUnknown."""
    wanted = code.strip().upper()
    if len(wanted) != 2 or pycountry.countries.get(alpha_2=wanted) is None:
        raise CountryUnknown(f"{code!r} is not a country code (ISO 3166-1 alpha-2).", country=code)
    return wanted


def procedures_for(
    in_force: ReleaseInForce, *, destination: str, purpose: Purpose, occupation: str | None
) -> tuple[Procedure, ...]:
    """Every card that fits, those made for the occupation first. Raises CountryUnknown."""
    country = check_country(destination)
    fitting = [
        card
        for card in in_force.release.graph.procedures
        if card.destination == country
        and card.purpose is purpose
        and _covers_occupation(card, occupation)
    ]
    return tuple(sorted(fitting, key=lambda card: (not card.occupations, card.authority, card.id)))


def is_regulated_there(
    in_force: ReleaseInForce, *, destination: str, purpose: Purpose, occupation: str | None
) -> bool:
    """Whether another authority decides on this occupation, as the law protects it there.

    Only cards made for the occupation tell: one without codes says nothing on a single profession.
    False for the purpose that asks for this anyway. Raises CountryUnknown.
    """
    if purpose is Purpose.REGULATED_PROFESSION:
        return False
    cards = procedures_for(
        in_force,
        destination=destination,
        purpose=Purpose.REGULATED_PROFESSION,
        occupation=occupation,
    )
    return any(card.occupations for card in cards)


def _covers_occupation(card: Procedure, occupation: str | None) -> bool:
    """ISCO-08 codes are a tree: "22" covers "2221". A card without codes covers all."""
    if not card.occupations:
        return True
    return occupation is not None and any(occupation.startswith(code) for code in card.occupations)


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
    cards = procedures_for(
        in_force, destination=destination, purpose=purpose, occupation=occupation
    )
    if not cards:
        raise NoCompetentAuthority(
            f"No authority in {destination} is known for the purpose {purpose.value}"
            + (f" and the occupation {occupation}." if occupation else "."),
            destination=destination,
            purpose=purpose.value,
            occupation=occupation,
        )
    choices = sorted({card.authority_id for card in cards})
    if authority_id is None and len(choices) == 1:
        return cards[0]
    for card in cards:
        if card.authority_id == authority_id:
            return card
    raise AuthorityNotCompetent(
        "Several authorities are competent; choose one."
        if authority_id is None
        else f"{authority_id} is not competent here.",
        choices=choices,
    )


def describe_procedure(card: Procedure) -> dict[str, Any]:
    """A card as the API, the pages and the answers show it."""
    return {
        "id": card.id,
        "iri": card.iri,
        "authority_id": card.authority_id,
        "authority": card.authority,
        "abbreviation": card.abbreviation,
        "destination": card.destination,
        "purpose": card.purpose.value,
        "occupations": sorted(card.occupations),
        "website_domain": card.website_domain,
        "documents": list(card.documents),
        "time_limit": card.time_limit,
        "fee": card.fee,
        "fee_checked": card.fee_checked,
        "appeal": card.appeal,
        "confidence": str(card.confidence),
        "checked": card.checked,
        "source": card.source,
        "note": card.note,
    }
