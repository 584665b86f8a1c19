"""Curated procedure cards, learning opportunities, qualifications and skills to values."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from mappings import namespaces
from mappings.errors import StatementInvalid
from mappings.model import Framework, LearningOpportunity, Procedure, Purpose
from mappings.rows import COUNTRY, OCCUPATION, Row

PURPOSES = {purpose.value: purpose for purpose in Purpose}
FOUR_DIGITS = re.compile(r"[0-9]{4}")
QUALITY_KINDS = ("institution_accredited", "programme_accredited", "registered")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
QUALIFICATION_TYPES = ("vet", "higher education", "school leaving", "licence")


@dataclass(frozen=True, slots=True)
class QualificationRecord:
    """A well-known qualification; it lives in SQL, not in a release.

    framework, level: None where the country has no framework here or the level is not sure, which
    is not the same as "no level". first_award, last_award: years, as exact as known. source: the
    text that names the level of its type. checked: that text was read.
    """

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
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class SkillRecord:
    """An ESCO skill that an occupation (ISCO-08 unit group) needs."""

    isco08: str
    occupation: str
    skill_iri: str
    skill: str
    source: str
    checked: bool
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class QualityRegister:
    """Where one can look up who vouches for an award. types: of qualifications, empty for all.

    kind: of QUALITY_KINDS, what an entry states. checked: a text that says so was read.
    """

    id: str
    countries: frozenset[str]
    types: frozenset[str]
    kind: str
    register: str
    website_domain: str
    source: str
    checked: bool
    confidence: Decimal


def country(row: Row, column: str) -> str:
    """ISO 3166-1 alpha-2; EU and XX stand for programmes. Raises StatementInvalid."""
    code = row.required(column)
    if not COUNTRY.fullmatch(code):
        raise StatementInvalid(f"{column} is {code!r}; write two capital letters (ISO 3166-1).")
    return code


def procedure(row: Row) -> Procedure:
    """Raises StatementInvalid."""
    return Procedure(
        id=row.required("id"),
        iri=namespaces.procedure_iri(row.required("id")),
        authority_id=row.required("authority_id"),
        destination=country(row, "destination"),
        purpose=PURPOSES[row.one_of("purpose", PURPOSES)],
        occupations=frozenset(row.parts("occupations", OCCUPATION)),
        authority=row.required("authority"),
        abbreviation=row.text("abbreviation"),
        website_domain=row.text("website_domain"),
        documents=row.parts("documents"),
        time_limit=row.text("time_limit"),
        fee=row.text("fee"),
        fee_checked=row.partial_date("fee_checked"),
        appeal=row.text("appeal"),
        confidence=row.confidence(),
        source=row.required("source"),
        checked=row.checked(),
        note=row.text("note"),
    )


def opportunity(row: Row) -> LearningOpportunity:
    """Raises StatementInvalid."""
    return LearningOpportunity(
        id=row.required("id"),
        iri=namespaces.opportunity_iri(row.required("id")),
        country=country(row, "country"),
        title=row.required("title"),
        kind=row.required("kind"),
        provider=row.required("provider"),
        occupations=frozenset(row.parts("occupations", OCCUPATION)),
        closes=row.partial_date("closes_on"),
        confidence=row.confidence(),
        source=row.required("source"),
        checked=row.checked(),
    )


def qualification(row: Row, frameworks: Mapping[str, Framework]) -> QualificationRecord:
    """Raises StatementInvalid, LevelUnknown."""
    framework, level = row.text("framework"), row.text("level")
    if bool(framework) != bool(level):
        raise StatementInvalid("framework and level stand together; fill or empty both.")
    if framework:
        if framework not in frameworks:
            raise StatementInvalid(f"framework {framework} is not in frameworks.csv; correct it.")
        frameworks[framework].span(level)
        if frameworks[framework].territory != row.text("country"):
            raise StatementInvalid(f"{framework} is not a framework of this country; correct one.")
    for column in ("isced_f", "isco08"):
        if row.text(column) and not FOUR_DIGITS.fullmatch(row.text(column)):
            raise StatementInvalid(f"{column} is {row.text(column)!r}; write four digits.")
    return QualificationRecord(
        id=row.required("id"),
        country=country(row, "country"),
        framework=framework or None,
        level=level or None,
        title=row.required("title"),
        title_native=row.text("title_native"),
        awarding_body=row.text("awarding_body"),
        isced_f=row.text("isced_f"),
        isco08=row.text("isco08"),
        type=row.one_of("type", QUALIFICATION_TYPES),
        first_award=row.partial_date("first_award"),
        last_award=row.partial_date("last_award"),
        source=row.required("source"),
        checked=row.checked(),
        confidence=row.confidence(),
    )


def quality_register(row: Row) -> QualityRegister:
    """Raises StatementInvalid."""
    types = row.parts("types")
    if unknown := set(types) - set(QUALIFICATION_TYPES):
        raise StatementInvalid(f"types holds {min(unknown)!r}; write those of qualifications.csv.")
    domain = row.required("website_domain")
    if not DOMAIN.fullmatch(domain):
        raise StatementInvalid(f"website_domain is {domain!r}; write the host name alone.")
    return QualityRegister(
        id=row.required("id"),
        countries=frozenset(row.parts("countries", COUNTRY)),
        types=frozenset(types),
        kind=row.one_of("kind", QUALITY_KINDS),
        register=row.required("register"),
        website_domain=domain,
        source=row.required("source"),
        checked=row.checked(),
        confidence=row.confidence(),
    )


def skill(row: Row) -> SkillRecord:
    """Raises StatementInvalid."""
    return SkillRecord(
        isco08=row.required("isco08"),
        occupation=row.required("occupation"),
        skill_iri=row.required("skill_iri"),
        skill=row.required("skill"),
        source=row.required("source"),
        checked=row.checked(),
        confidence=row.confidence(),
    )
