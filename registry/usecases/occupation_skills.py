"""What an occupation needs, by ESCO: said of the occupation, and not of the holder."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from credentials.model import LearningOutcome, OutcomeSource
from mappings import curated

# The list is in order of how sure we are; a credential is no catalogue.
MOST = 10


def usual_outcomes(isco08: str) -> tuple[LearningOutcome, ...]:
    """isco08: a unit group; empty, or one that no list is curated for, gives none."""
    return _by_occupation().get(isco08, ())


def named_outcome(text: str, source: OutcomeSource, isco08: str) -> LearningOutcome:
    """A skill in an officer's words; linked where ESCO names it so for this occupation."""
    for usual in usual_outcomes(isco08):
        if usual.skill_label.casefold() == text.casefold():
            return replace(usual, text=text, source=source)
    return LearningOutcome(text, source)


@cache
def _by_occupation() -> Mapping[str, tuple[LearningOutcome, ...]]:
    outcomes: defaultdict[str, list[LearningOutcome]] = defaultdict(list)
    for skill in curated.skills():
        outcomes[skill.isco08].append(
            LearningOutcome(
                skill.skill,
                OutcomeSource.OCCUPATION,
                skill.skill_iri,
                skill.skill,
                skill.isco08,
            )
        )
    return {isco08: tuple(listed[:MOST]) for isco08, listed in outcomes.items()}
