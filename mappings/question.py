"""What can be asked of the graph."""

from dataclasses import dataclass
from datetime import date, datetime

from mappings import algebra
from mappings.errors import QuestionInvalid
from mappings.model import Correspondence, Force, Purpose, Rule

HOP_LIMIT = 3


@dataclass(frozen=True, slots=True)
class ComparisonQuery:
    """How a level compares with another framework, for a purpose, on a day, as known then.

    level: a code of `from_framework`, leaf or parent. as_of: the day the answer is for. known_at:
    aware; what was recorded later does not count. occupation: ISCO-08 code. award_date: when the
    qualification was completed. max_hops: 1 to 3. Destination territory: the target framework's.
    """

    from_framework: str
    level: str
    to_framework: str
    as_of: date
    known_at: datetime
    purpose: Purpose = Purpose.INFORMATION
    occupation: str | None = None
    qualification_type: str | None = None
    award_date: date | None = None
    max_hops: int = HOP_LIMIT

    def __post_init__(self) -> None:
        if self.known_at.tzinfo is None:
            raise QuestionInvalid("known_at needs a time zone.", known_at=str(self.known_at))
        if not 1 <= self.max_hops <= HOP_LIMIT:
            raise QuestionInvalid(
                f"A path has 1 to {HOP_LIMIT} hops, not {self.max_hops}.", max_hops=self.max_hops
            )

    def asked(self, territory: str, *, unreviewed: bool = False) -> "Asked":
        """What each statement must meet, for a destination (ISO 3166 code or empty)."""
        return Asked(
            purpose=self.purpose,
            territory=territory,
            occupation=self.occupation,
            qualification_type=self.qualification_type,
            as_of=self.as_of,
            known_at=self.known_at,
            award_date=self.award_date,
            unreviewed=unreviewed,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of every statement: time, and the scope that it must hold in.

    territory: of the destination; empty if the target is a hub.
    """

    purpose: Purpose
    territory: str
    occupation: str | None
    qualification_type: str | None
    as_of: date
    known_at: datetime
    award_date: date | None
    unreviewed: bool = False

    def in_scope(self, statement: Correspondence | Rule) -> bool:
        """Scope and award period; what the question leaves open means "all"."""
        awards = statement.applies_to_awards
        if (awards.start or awards.end) and not (
            self.award_date and awards.covers(self.award_date)
        ):
            return False
        return algebra.scope_holds(
            statement.scope,
            purpose=self.purpose,
            territory=self.territory,
            occupation=self.occupation,
            qualification_type=self.qualification_type,
        )

    def in_force(self, statement: Correspondence | Rule) -> bool:
        """Valid on the day, recorded at the instant, and strong enough to answer."""
        return (
            statement.valid.covers(self.as_of)
            and statement.recorded.covers(self.known_at)
            and (self.unreviewed or statement.force > Force.UNREVIEWED)
        )
