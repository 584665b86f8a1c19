"""Rules of the curated frameworks, levels and statements; each test is one rule."""

import re
from collections import defaultdict
from itertools import pairwise

from mappings import curated
from tests.mappings.curated_tables import FRAMEWORKS, PARENTS, RANKS, SETS, TABLES, no_faults

# Frameworks and levels.


def test_kind_and_status_of_a_framework_are_known() -> None:
    no_faults(
        [
            f"{place}: kind {row['kind']!r}, status {row['status']!r}; use the words of the README"
            for place, row in TABLES["frameworks"]
            if row["kind"] not in curated.FRAMEWORK_KINDS
            or row["status"] not in curated.FRAMEWORK_STATUSES
        ]
    )


def test_a_regional_hub_alone_has_no_territory() -> None:
    no_faults(
        [
            f"{place}: {row['kind']} with territory {row['territory']!r}; correct one"
            for place, row in TABLES["frameworks"]
            if (row["kind"] == "regional hub") != (row["territory"] == "")
        ]
    )


def test_territories_are_iso_codes() -> None:
    columns = [
        ("frameworks", "territory"),
        ("procedures", "destination"),
        ("opportunities", "country"),
    ]
    no_faults(
        [
            f"{place}: {column} {row[column]!r}; write two capital letters"
            for name, column in [*columns, ("qualifications", "country")]
            for place, row in TABLES[name]
            if not re.fullmatch(r"[A-Z]{2}", row[column]) and row.get("kind") != "regional hub"
        ]
    )


def test_each_level_belongs_to_a_framework() -> None:
    no_faults(
        [
            f"{place}: framework {row['framework']} is not in frameworks.csv"
            for place, row in TABLES["levels"]
            if row["framework"] not in FRAMEWORKS
        ]
    )


def test_ranks_run_from_1_without_gaps() -> None:
    no_faults(
        [
            f"levels.csv: ranks of {framework} are {sorted(ranks.values())}; number them from 1"
            for framework, ranks in RANKS.items()
            if sorted(ranks.values()) != list(range(1, len(ranks) + 1))
        ]
    )


def test_a_parent_comes_before_its_sublevels() -> None:
    no_faults(
        [
            f"levels.csv: parent {parent} of {framework} {code} must rank below it"
            for framework, parents in PARENTS.items()
            for code, parent in parents.items()
            if parent and RANKS[framework].get(parent, 10**6) >= RANKS[framework][code]
        ]
    )


def test_as_many_top_levels_as_the_framework_says() -> None:
    no_faults(
        [
            f"{place}: top_levels is {row['top_levels']}, levels.csv has another number"
            for place, row in TABLES["frameworks"]
            if sum(not parent for parent in PARENTS[row["id"]].values()) != int(row["top_levels"])
        ]
    )


def test_a_retired_framework_names_its_successor_and_its_last_day() -> None:
    no_faults(
        [
            f"{place}: retired, but without successor or retired_on; fill both"
            for place, row in TABLES["frameworks"]
            if row["status"] == "retired"
            and not (row["retired_on"] and row["successor"] in FRAMEWORKS)
        ]
    )


def test_the_first_active_framework_of_a_country_is_a_general_one() -> None:
    first: dict[str, tuple[str, dict[str, str]]] = {}
    general = {row["territory"] for row in FRAMEWORKS.values() if row["kind"] == "national"}
    for place, row in TABLES["frameworks"]:
        if row["status"] == "active":
            first.setdefault(row["territory"], (place, row))
    no_faults(
        [
            f"{place}: {row['id']} is sectoral; put the national framework before it"
            for territory, (place, row) in first.items()
            if territory in general and row["kind"] != "national"
        ]
    )


# Statements.


def test_levels_of_a_correspondence_exist() -> None:
    faults = []
    for place, row in TABLES["correspondences"]:
        of = SETS[row["mapping_set"]]
        for framework, code in (
            (of["source_framework"], row["source_level"]),
            (of["target_framework"], row["target_low"]),
            (of["target_framework"], row["target_high"]),
        ):
            if code not in RANKS[framework]:
                faults.append(f"{place}: {framework} has no level {code}; correct it")
    no_faults(faults)


def test_predicates_and_kinds_are_known() -> None:
    kinds = ("referencing", "joint comparison", "expert opinion", "law", "stated absence")
    faults = [
        f"{place}: predicate {row['predicate']!r}; write exact, close, broad or narrow"
        for place, row in TABLES["correspondences"]
        if row["predicate"] not in ("exact", "close", "broad", "narrow")
    ]
    faults += [
        f"{place}: kind {row['kind']!r} or mutual {row['mutual']!r}; see the README"
        for place, row in TABLES["mapping_sets"]
        if row["kind"] not in kinds or row["mutual"] not in ("true", "false")
    ]
    no_faults(faults)


def test_a_correspondence_ends_after_it_starts_on_a_full_date() -> None:
    no_faults(
        [
            f"{place}: valid_to {row['valid_to']}; write the first day it no longer held"
            for place, row in TABLES["correspondences"]
            if row["valid_to"]
            and (len(row["valid_to"]) != 10 or row["valid_to"] <= row["valid_from"])
        ]
    )


def test_the_lowest_target_level_is_not_above_the_highest() -> None:
    no_faults(
        [
            f"{place}: target_low above target_high; swap them"
            for place, row in TABLES["correspondences"]
            if (ranks := RANKS[SETS[row["mapping_set"]]["target_framework"]])
            and ranks[row["target_low"]] > ranks[row["target_high"]]
        ]
    )


def test_a_higher_level_of_a_set_never_reaches_lower() -> None:
    reached: dict[str, list[tuple[int, int, int, str]]] = defaultdict(list)
    for place, row in TABLES["correspondences"]:
        of = SETS[row["mapping_set"]]
        target = RANKS[of["target_framework"]]
        rank = RANKS[of["source_framework"]][row["source_level"]]
        ends = target[row["target_low"]], target[row["target_high"]]
        reached[row["mapping_set"]].append((rank, *ends, place))
    no_faults(
        [
            f"{upper[3]}: reaches lower than {lower[3]}; correct one"
            for rows in reached.values()
            for lower, upper in pairwise(sorted(rows))
            if upper[0] > lower[0] and (upper[1] < lower[1] or upper[2] < lower[2])
        ]
    )


def test_a_stated_absence_is_about_a_known_level_and_framework() -> None:
    no_faults(
        [
            f"{place}: unknown level or framework; correct it"
            for place, row in TABLES["absences"]
            if row["source_level"] not in RANKS[row["source_framework"]]
            or row["target_framework"] not in FRAMEWORKS
        ]
    )


def test_a_stated_absence_ends_with_the_correspondences_of_its_set() -> None:
    ends: dict[str, set[str]] = defaultdict(set)
    for _, row in TABLES["correspondences"]:
        ends[row["mapping_set"]].add(row["valid_to"])
    no_faults(
        [
            f"{place}: valid_to is {row['valid_to']!r}, the set's is {max(ends[of])!r}; copy it"
            for place, row in TABLES["absences"]
            if (of := row["mapping_set"]) in ends and row["valid_to"] != max(ends[of])
        ]
    )


def test_nothing_is_both_stated_and_stated_absent() -> None:
    stated = {
        (of["source_framework"], row["source_level"], of["target_framework"])
        for _, row in TABLES["correspondences"]
        if (of := SETS[row["mapping_set"]])
    }
    no_faults(
        [
            f"{place}: correspondences.csv states a counterpart; remove one of the two"
            for place, row in TABLES["absences"]
            if (row["source_framework"], row["source_level"], row["target_framework"]) in stated
        ]
    )


def test_effects_of_agreements_are_known() -> None:
    no_faults(
        [
            f"{place}: effect {row['effect']!r}; write automatic, managed or conditional"
            for place, row in TABLES["agreements"]
            if row["effect"] not in ("automatic", "managed", "conditional")
        ]
    )


def test_a_conditional_agreement_names_its_measures() -> None:
    no_faults(
        [
            f"{place}: conditional without measures; say what may be asked"
            for place, row in TABLES["agreements"]
            if (row["effect"] == "conditional") != bool(row["measures"])
        ]
    )


def test_a_stated_eqf_level_rests_on_a_row_that_was_read() -> None:
    """And on one that still holds: what is printed beside the level is what it compares with."""
    read = {
        (SETS[row["mapping_set"]]["source_framework"], row["source_level"], row["target_low"])
        for _, row in TABLES["correspondences"]
        if SETS[row["mapping_set"]]["target_framework"] == "eqf"
        and row["basis"] == "read"
        and row["target_low"] == row["target_high"]
        and not row["valid_to"]
    }
    stated = {
        (row["framework"], row["level"], row["eqf_level"])
        for _, row in TABLES["levels"]
        if row["eqf_level"]
    }
    assert len(stated) > 100
    no_faults(
        [
            f"levels.csv {framework}:{level} says EQF {eqf}, which no row that was read bears out; "
            "empty the cell, or add the row"
            for framework, level, eqf in stated - read
        ]
    )


def test_addresses_of_documents_are_addresses() -> None:
    no_faults(
        [
            f"{place}: document_url {row['document_url']!r} is no address; write https://…"
            for name in ("mapping_sets", "agreements")
            for place, row in TABLES[name]
            if row["document_url"] and not re.fullmatch(r"https?://[^\s<>\"]+", row["document_url"])
        ]
    )
