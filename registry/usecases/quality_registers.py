"""Where an officer can look up who vouches for an award: a list of places, never an answer."""

from collections.abc import Sequence
from functools import cache

from sqlmodel import Session

from mappings import curated
from mappings.curated_records import QualityRegister
from registry.storage.queries import qualifications
from registry.storage.tables.applications import Application


def registers_for(session: Session, application: Application) -> Sequence[QualityRegister]:
    """Of the country of origin, and of the type of the qualification where that is known."""
    held = (
        qualifications.find(session, application.qualification_id)
        if application.qualification_id
        else None
    )
    return [
        one
        for one in _known()
        if application.origin_country in one.countries
        and (held is None or not held.type or not one.types or held.type in one.types)
    ]


@cache
def _known() -> tuple[QualityRegister, ...]:
    return curated.quality_registers()
