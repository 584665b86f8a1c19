"""The curated files keep their rules; each test is one rule, and says how to mend a fault.

Coverage by country is printed with every run. Rules about frameworks, levels and statements
stand in test_data_statements.py.
"""

import re
from collections import Counter, defaultdict
from decimal import Decimal

import pytest

from mappings import coverage, curated
from mappings.model import Purpose
from tests.mappings.curated_tables import (
    COMPILED_ON,
    FILES,
    FRAMEWORKS,
    RANKS,
    SETS,
    TABLES,
    no_faults,
)

# What every file keeps.


def test_each_row_has_as_many_cells_as_the_header() -> None:
    faults = [
        f"{place}: a cell is missing or too many; quote commas"
        for rows in TABLES.values()
        for place, row in rows
        if None in row or None in row.values()
    ]
    no_faults(faults)


def test_no_row_holds_an_email_address() -> None:
    address = re.compile(r"[^\s@]+@[^\s@]+\.[a-z]{2,}", re.IGNORECASE)
    no_faults(
        [
            f"{place}: holds an email address; name the office"
            for rows in TABLES.values()
            for place, row in rows
            if any(address.search(cell) for cell in row.values())
        ]
    )


def test_confidence_is_a_decimal_from_0_to_1() -> None:
    no_faults(
        [
            f"{place}: confidence {row['confidence']}; write a decimal from 0 to 1"
            for rows in TABLES.values()
            for place, row in rows
            if "confidence" in row and not 0 <= Decimal(row["confidence"]) <= 1
        ]
    )


def test_basis_is_read_or_memory() -> None:
    no_faults(
        [
            f"{place}: basis {row['basis']!r}; write read or memory"
            for rows in TABLES.values()
            for place, row in rows
            if "basis" in row and row["basis"] not in ("read", "memory")
        ]
    )


def test_a_row_that_was_read_does_not_name_recollection_as_its_source() -> None:
    no_faults(
        [
            f"{place}: basis is read, the source says recalled; correct one"
            for rows in TABLES.values()
            for place, row in rows
            if row.get("basis") == "read" and "recalled without" in row.get("source", "")
        ]
    )


@pytest.mark.parametrize("name", sorted({*FILES} - {"mapping_sets"}))
def test_each_row_names_its_source(name: str) -> None:
    no_faults(
        [
            f"{place}: no source; name the text that was read or recalled"
            for place, row in TABLES[name]
            if not row["source"].strip()
        ]
    )


def test_a_name_stands_once_in_its_file() -> None:
    keys = {"levels": ("framework", "level"), "skills": ("isco08", "skill_iri")}
    faults = []
    for name, rows in TABLES.items():
        count = Counter(tuple(row[key] for key in keys.get(name, ("id",))) for _, row in rows)
        faults += [
            f"{name}.csv: {key} stands {n} times; keep one" for key, n in count.items() if n > 1
        ]
    no_faults(faults)


def test_names_are_lower_case_words_with_hyphens() -> None:
    """They become part of IRIs; a level code with a dot keeps it."""
    shape = re.compile(r"[a-z0-9]+([.-]+[a-z0-9]+)*")
    names = [
        (place, row["id"]) for rows in TABLES.values() for place, row in rows if "id" in row
    ] + [(place, row["authority_id"]) for place, row in TABLES["procedures"]]
    no_faults(
        [f"{p}: {name}; use a-z, 0-9 and hyphens" for p, name in names if not shape.fullmatch(name)]
    )


PAST_DATES = [
    ("frameworks", "adopted"),
    ("frameworks", "legal_basis_date"),
    ("frameworks", "retired_on"),
    ("mapping_sets", "document_date"),
    ("correspondences", "valid_from"),
    ("correspondences", "valid_to"),
    ("absences", "valid_from"),
    ("absences", "valid_to"),
    ("agreements", "in_force_from"),
    ("procedures", "fee_checked"),
    ("qualifications", "first_award"),
    ("qualifications", "last_award"),
]
ANY_DATES = [("agreements", "in_force_to"), ("opportunities", "closes_on")]


@pytest.mark.parametrize(("name", "column"), PAST_DATES + ANY_DATES)
def test_dates_are_iso_and_possible(name: str, column: str) -> None:
    shape = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
    latest = COMPILED_ON if (name, column) in PAST_DATES else "2100"
    no_faults(
        [
            f"{place}: {column} {row[column]!r}; write YYYY-MM-DD or less, 1900 to {latest}"
            for place, row in TABLES[name]
            if row[column]
            and not (shape.fullmatch(row[column]) and "1900" <= row[column] <= latest)
        ]
    )


def test_each_statement_has_a_document() -> None:
    faults = [
        f"{place}: mapping_set {row['mapping_set']!r} is unknown: no document; "
        "name a set of mapping_sets.csv"
        for name in ("correspondences", "absences")
        for place, row in TABLES[name]
        if row["mapping_set"] not in SETS
    ]
    faults += [
        f"{place}: no document or no authority; name both"
        for name in ("mapping_sets", "agreements")
        for place, row in TABLES[name]
        if not (row["document"].strip() and row["authority"].strip())
    ]
    no_faults(faults)


# Qualifications, procedures, skills.


def test_framework_and_level_of_a_qualification_stand_together_and_exist() -> None:
    no_faults(
        [
            f"{place}: {row['framework']} {row['level']} is no level; correct or empty both"
            for place, row in TABLES["qualifications"]
            if (row["framework"] or row["level"])
            and row["level"] not in RANKS.get(row["framework"], {})
        ]
    )


def test_a_qualification_is_of_the_country_of_its_framework() -> None:
    no_faults(
        [
            f"{place}: {row['framework']} is not of {row['country']}; correct one"
            for place, row in TABLES["qualifications"]
            if row["framework"] and FRAMEWORKS[row["framework"]]["territory"] != row["country"]
        ]
    )


def test_types_of_qualifications_are_known() -> None:
    known = ("vet", "higher education", "school leaving", "licence")
    no_faults(
        [
            f"{p}: type {row['type']!r}"
            for p, row in TABLES["qualifications"]
            if row["type"] not in known
        ]
    )


def test_fields_and_occupations_of_qualifications_have_four_digits() -> None:
    no_faults(
        [
            f"{place}: {column} {row[column]!r}; write four digits"
            for place, row in TABLES["qualifications"]
            for column in ("isced_f", "isco08")
            if row[column] and not re.fullmatch(r"\d{4}", row[column])
        ]
    )


def test_purposes_of_procedures_are_known() -> None:
    known = {purpose.value for purpose in Purpose}
    no_faults(
        [
            f"{p}: purpose {row['purpose']!r}"
            for p, row in TABLES["procedures"]
            if row["purpose"] not in known
        ]
    )


def test_one_authority_has_one_id() -> None:
    names = defaultdict(set)
    for _, row in TABLES["procedures"]:
        names[row["authority_id"]].add((row["destination"], row["authority"]))
    no_faults(
        [
            f"{key}: {sorted(found)}; choose another id"
            for key, found in names.items()
            if len(found) > 1
        ]
    )


# Coverage.


def test_coverage_by_country(capsys: pytest.CaptureFixture[str]) -> None:
    graph = curated.read()
    known = coverage.by_country(graph, [one.country for one in curated.qualifications()])
    with capsys.disabled():
        print("\n" + coverage.as_table(known))  # noqa: T201 - asked for: who runs the test sees it
    germany = next(one for one in known if one.country == "DE")
    assert (germany.frameworks, germany.answering, germany.procedures) == (2, 8, 4)
