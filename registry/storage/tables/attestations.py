"""Facts that an officer verified, without a decision on recognition."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from registry.storage.columns import UtcDateTime


class Attestation(SQLModel, table=True):
    """What a skill record is signed from. basis: formal, rpl or on_the_job.

    skills: ESCO or other skill IRIs that were shown. comparability: the graph's answer of that
    moment, frozen. origin_level: as in `Decision`. valid_until: of the skill record.
    """

    __tablename__ = "attestation"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    application_id: UUID = Field(foreign_key="application.id", index=True)
    authority_id: str = Field(foreign_key="organisation.id", max_length=100)
    attester_id: UUID = Field(foreign_key="account.id")
    basis: str = Field(max_length=20)
    note: str = Field(default="", max_length=1000)
    skills: list[str] = Field(default_factory=list, sa_type=JSON)
    origin_level: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    comparability: dict[str, Any] | None = Field(default=None, sa_type=JSON(none_as_null=True))
    release_number: int = Field(foreign_key="release.number")
    path_id: str | None = Field(default=None, max_length=64)
    attested_at: datetime = Field(sa_type=UtcDateTime)
    valid_until: datetime = Field(sa_type=UtcDateTime)
