"""Curated files to the graph: what the seed release states. See data/README.md."""

from collections import defaultdict
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

from mappings import curated_records, curated_statements
from mappings.curated_records import QualificationRecord, QualityRegister, SkillRecord
from mappings.errors import CuratedInvalid, StatementInvalid
from mappings.model import Citation, Framework, Graph, Level, Rule
from mappings.rows import COUNTRY, Faults, Row, last_day, read_rows

FOLDER = files("mappings").joinpath("data")

FRAMEWORK_KINDS = ("national", "regional hub", "sectoral")
FRAMEWORK_STATUSES = ("active", "retired", "in development")


EQF_LEVELS = frozenset("12345678")


def read(folder: Traversable = FOLDER) -> Graph:
    """The graph that the curated files of `folder` state.

    Raises CuratedInvalid with every fault, each with its file, its row and the cure.
    """
    faults = Faults()
    frameworks = _frameworks(folder, faults)
    sets = {
        one.id: one
        for one in faults.build(
            _rows(folder, "mapping_sets.csv", faults, "id"),
            lambda row: curated_statements.mapping_set(row, frameworks),
        )
    }
    correspondences = faults.build(
        _rows(folder, "correspondences.csv", faults, "id"),
        lambda row: curated_statements.correspondence(row, sets),
    )
    absences = faults.build(
        _rows(folder, "absences.csv", faults, "id"),
        lambda row: curated_statements.absence(row, sets, frameworks),
    )
    agreements = faults.build(
        _rows(folder, "agreements.csv", faults, "id"), curated_statements.agreement
    )
    procedures = faults.build(
        _rows(folder, "procedures.csv", faults, "id"), curated_records.procedure
    )
    opportunities = faults.build(
        _rows(folder, "opportunities.csv", faults, "id"), curated_records.opportunity
    )
    _refuse(faults)
    return Graph(
        frameworks=frameworks,
        correspondences=(*correspondences, *absences),
        rules=tuple(one for one in agreements if isinstance(one, Rule)),
        citations=tuple(one for one in agreements if isinstance(one, Citation)),
        procedures=tuple(procedures),
        opportunities=tuple(opportunities),
    )


def qualifications(folder: Traversable = FOLDER) -> tuple[QualificationRecord, ...]:
    """The well-known qualifications of `folder`. Raises CuratedInvalid."""
    faults = Faults()
    frameworks = _frameworks(folder, faults)
    records = faults.build(
        _rows(folder, "qualifications.csv", faults, "id"),
        lambda row: curated_records.qualification(row, frameworks),
    )
    _refuse(faults)
    return tuple(records)


def skills(folder: Traversable = FOLDER) -> tuple[SkillRecord, ...]:
    """The skills that occupations need, from `folder`. Raises CuratedInvalid."""
    faults = Faults()
    rows = _rows(folder, "skills.csv", faults, "isco08", "skill_iri")
    records = faults.build(rows, curated_records.skill)
    _refuse(faults)
    return tuple(records)


def quality_registers(folder: Traversable = FOLDER) -> tuple[QualityRegister, ...]:
    """Where it can be looked up who vouches for an award. Raises CuratedInvalid."""
    faults = Faults()
    rows = _rows(folder, "quality_registers.csv", faults, "id")
    records = faults.build(rows, curated_records.quality_register)
    _refuse(faults)
    return tuple(records)


def _refuse(faults: Faults) -> None:
    if faults.told:
        raise CuratedInvalid(
            f"{len(faults.told)} faults in the curated files: " + " | ".join(faults.told),
            faults=tuple(faults.told),
        )


def _rows(folder: Traversable, file: str, faults: Faults, *key: str) -> list[Row]:
    rows = read_rows(folder, file, faults)
    faults.unique(rows, *key)
    return rows


def _frameworks(folder: Traversable, faults: Faults) -> Mapping[str, Framework]:
    """Frameworks in curated order, each with its levels."""
    by_framework: dict[str, list[Row]] = defaultdict(list)
    rows = _rows(folder, "frameworks.csv", faults, "id")
    known = {row.cells.get("id", "") for row in rows}
    for row in _rows(folder, "levels.csv", faults, "framework", "level"):
        by_framework[row.cells.get("framework", "")].append(row)
        if row.cells.get("framework") not in known:
            faults.add(row.place, "names no framework of frameworks.csv; add or correct it.")
    frameworks = faults.build(
        rows, lambda row: _framework(row, faults.build(by_framework[row.text("id")], _level))
    )
    return {framework.id: framework for framework in frameworks}


def _level(row: Row) -> Level:
    return Level(
        code=row.required("level"),
        rank=row.integer("rank"),
        parent=row.text("parent") or None,
        label=row.text("label"),
        label_native=row.text("label_native"),
        typical_qualification=row.text("typical_qualification"),
        source=row.required("source"),
        checked=row.checked(),
        confidence=row.confidence(),
        eqf_level=_eqf_level(row),
    )


def _eqf_level(row: Row) -> str:
    """The EQF level that a publication prints beside the level. Raises StatementInvalid."""
    stated = row.text("eqf_level")
    if stated and stated not in EQF_LEVELS:
        raise StatementInvalid(f"eqf_level is {stated!r}; write 1 to 8, or leave it empty.")
    return stated


def _check_levels(levels: list[Level], top_levels: int) -> None:
    """Ranks 1 to n, parents below their sublevels, as many top levels as stated."""
    ranks = {level.code: level.rank for level in levels}
    if sorted(ranks.values()) != list(range(1, len(levels) + 1)):
        raise StatementInvalid("ranks in levels.csv are not 1 to n, each once; number them anew.")
    for level in levels:
        if level.parent is not None and ranks.get(level.parent, level.rank) >= level.rank:
            raise StatementInvalid(
                f"level {level.code} has parent {level.parent}, which does not come before it "
                "in levels.csv; correct the parent or the ranks."
            )
    found = sum(level.parent is None for level in levels)
    if found != top_levels:
        raise StatementInvalid(f"top_levels is {top_levels}, levels.csv has {found}; correct one.")


def _framework(row: Row, levels: list[Level]) -> Framework:
    kind = row.one_of("kind", FRAMEWORK_KINDS)
    territory = row.text("territory")
    if (kind == "regional hub") != (territory == ""):
        raise StatementInvalid("territory is empty for a regional hub and only then; correct it.")
    if territory and not COUNTRY.fullmatch(territory):
        raise StatementInvalid(f"territory is {territory!r}; write two capital letters.")
    _check_levels(levels, row.integer("top_levels"))
    retired_on = row.text("retired_on")
    return Framework(
        id=row.required("id"),
        name=row.required("name"),
        levels=tuple(levels),
        hub=kind == "regional hub",
        territory=territory,
        name_native=row.text("name_native"),
        abbreviation=row.text("abbreviation"),
        kind=kind,
        status=row.one_of("status", FRAMEWORK_STATUSES),
        retired_on=last_day(retired_on) if retired_on else None,
        successor=row.text("successor") or None,
        authority=row.text("authority"),
        authority_domain=row.text("authority_domain"),
        legal_basis=row.text("legal_basis"),
        legal_basis_date=row.partial_date("legal_basis_date"),
        adopted=row.partial_date("adopted"),
        source=row.required("source"),
        checked=row.checked(),
        confidence=row.confidence(),
        note=row.text("note"),
    )
