"""JSON shapes of the API: what comes in is checked here, what goes out is described here."""

import re
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Annotated, Any, Generic, Self, TypeVar
from uuid import UUID

from fastapi import Path as PathParameter
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from mappings.model import Framework, Level, Purpose
from registry.storage.tables.accounts import Account
from registry.storage.tables.qualifications import Qualification
from registry.storage.tables.releases import StoredRelease
from registry.usecases.comparison import Asked

_OFFSET_WITHOUT_PLUS = re.compile(r"(T[\d:.,]{1,24}) (\d\d:?\d\d)\Z")


def restore_plus(value: object) -> object:
    """`4+` that came unescaped in a query arrives as `4 `: a trailing space was a plus."""
    return value[:-1] + "+" if isinstance(value, str) and value.endswith(" ") else value


def empty_is_absent(value: object) -> object:
    """A form sends every field, also those left empty."""
    return None if value == "" else value


def read_instant(value: object) -> object:
    """A day alone means its first moment in UTC; an offset's plus may have become a space."""
    if not isinstance(value, str):
        return value
    if len(value) == len("2026-01-31"):
        return f"{value}T00:00:00Z"
    return _OFFSET_WITHOUT_PLUS.sub(r"\1+\2", value)


def in_utc(value: datetime | None) -> datetime | None:
    """Raises ValueError for one that UTC has no year for."""
    try:
        return value.astimezone(UTC) if value else None
    except OverflowError as error:
        raise ValueError("this moment lies beyond the calendar") from error


Text = Annotated[str, Field(max_length=5_000)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Code = Annotated[str, Field(max_length=100), BeforeValidator(restore_plus)]
OptionalCode = Annotated[
    str | None,
    Field(max_length=200),
    BeforeValidator(restore_plus),
    BeforeValidator(empty_is_absent),
]
OptionalDay = Annotated[date | None, BeforeValidator(empty_is_absent)]
Instant = Annotated[
    AwareDatetime | None,
    AfterValidator(in_utc),
    BeforeValidator(read_instant),
    BeforeValidator(empty_is_absent),
]
Row = TypeVar("Row")


class Incoming(BaseModel):
    """A misspelt field is told, not ignored."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class ListOf(BaseModel, Generic[Row]):
    """`next`: the cursor of the following page, null on the last; the Link header has its URL."""

    items: list[Row]
    next: str | None = None


# The graph


class ComparabilityQuery(BaseModel):
    """One of `from` and `qualification`, one of `to` and `country`."""

    source: OptionalCode = Field(None, alias="from", examples=["ph-pqf:4"])
    qualification: OptionalCode = None
    to: OptionalCode = Field(None, examples=["de-dqr"])
    country: OptionalCode = Field(None, examples=["DE"])
    purpose: Purpose = Purpose.INFORMATION
    occupation: OptionalCode = None
    as_of: OptionalDay = None
    known_at: Instant = None
    award_date: OptionalDay = None
    max_hops: int = Field(3, ge=1, le=3)

    def asked(self) -> Asked:
        return Asked(**{field.name: getattr(self, field.name) for field in fields(Asked)})


class ComparabilityAnswer(BaseModel):
    """Every key is always there, null or [] where nothing is known. See docs/architecture.md."""

    model_config = ConfigDict(extra="allow")

    status: str
    interval: list[str] | None
    core: list[str] | None
    predicate: str | None
    confidence: str | None
    force: int | None
    rules: list[dict[str, Any]]
    trace: list[dict[str, Any]]
    path_id: str
    release: int


class LevelOut(BaseModel):
    code: str
    rank: int
    parent: str | None
    label: str
    label_native: str
    typical_qualification: str

    @classmethod
    def of(cls, level: Level) -> Self:
        return cls(**{name: getattr(level, name) for name in cls.model_fields})


class FrameworkSummary(BaseModel):
    id: str
    name: str
    name_native: str
    abbreviation: str
    territory: str
    hub: bool
    kind: str
    status: str
    checked: bool

    @classmethod
    def of(cls, framework: Framework) -> Self:
        return cls(**{name: getattr(framework, name) for name in cls.model_fields})


class FrameworkOut(FrameworkSummary):
    authority: str
    legal_basis: str
    legal_basis_date: str
    retired_on: date | None
    successor: str | None
    source: str
    note: str
    levels: list[LevelOut]

    @classmethod
    def of(cls, framework: Framework) -> Self:
        values = {name: getattr(framework, name) for name in cls.model_fields if name != "levels"}
        ordered = sorted(framework.levels, key=lambda level: level.rank)
        return cls(**values, levels=[LevelOut.of(level) for level in ordered])


class QualificationOut(BaseModel):
    id: str
    country: str
    framework: str | None
    level: str | None
    title: str
    title_native: str
    awarding_body: str
    isced_f: str
    isco08: str
    type: str
    first_award: str
    last_award: str
    source: str
    checked: bool
    confidence: str

    @classmethod
    def of(cls, row: Qualification) -> Self:
        names = set(cls.model_fields) - {"framework"}
        return cls(framework=row.framework_id, **{name: getattr(row, name) for name in names})


# As large as both databases count.
ReleaseNumber = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]


class ReleaseOut(BaseModel):
    number: int
    published_at: datetime
    sha256: str
    warnings: int

    @classmethod
    def of(cls, row: StoredRelease) -> Self:
        return cls(**{name: getattr(row, name) for name in cls.model_fields})


class CoverageOut(BaseModel):
    """Counts for one country; "--" gathers hubs and frameworks of no country."""

    country: str
    frameworks: int
    levels: int
    answering: int
    awaiting: int
    absences: int
    rules: int
    citations: int
    procedures: int
    opportunities: int


# Accounts


class TokenIn(Incoming):
    model_config = ConfigDict(extra="ignore")

    email: str = ""
    username: str = ""
    password: str = Field(min_length=1, max_length=1_000)
    scope: str = ""
    grant_type: str = Field("password", pattern="^password$")


class TokenOut(BaseModel):
    """RFC 6749, 5.1."""

    access_token: str
    token_type: str = "bearer"  # noqa: S105  -- the name of the scheme, no secret
    expires_in: int
    scope: str


class WorkerIn(Incoming):
    email: Name
    password: str = Field(min_length=1, max_length=1_000)
    given_name: Name
    family_name: Name
    birth_date: date
    name_native: Annotated[str, Field(max_length=400)] = ""


class MemberIn(Incoming):
    email: Name
    password: str = Field(min_length=1, max_length=1_000)
    given_name: Name
    family_name: Name
    roles: frozenset[str] = Field(min_length=1)
    organisation: str | None = None
    birth_date: date | None = None


class RoleIn(Incoming):
    role: str


class AccountOut(BaseModel):
    id: UUID
    email: str
    given_name: str
    family_name: str
    name_native: str
    organisation: str | None
    roles: list[str]

    @classmethod
    def of(cls, row: Account, roles: frozenset[str]) -> Self:
        return cls(
            id=row.id,
            email=row.email,
            given_name=row.given_name,
            family_name=row.family_name,
            name_native=row.name_native,
            organisation=row.organisation_id,
            roles=sorted(roles),
        )
