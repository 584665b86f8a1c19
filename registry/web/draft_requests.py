"""What every request on a draft brings: who asks, of which draft, in which version, when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query

from registry.storage.tables.accounts import Account
from registry.web.dependencies import Wired
from registry.web.draft_schemas import StepIn
from registry.web.security import Caller, Role, allow

Curator = Annotated[Caller, Depends(allow(Role.CURATOR))]
Reviewer = Annotated[Caller, Depends(allow(Role.REVIEWER))]
Reader = Annotated[Caller, Depends(allow(Role.CURATOR, Role.REVIEWER))]


@dataclass(frozen=True, slots=True)
class Asked:
    """expected_version: of the draft as the caller saw it; None to take it as it is."""

    actor: Account
    draft_id: UUID
    expected_version: int | None
    now: datetime

    @property
    def members(self) -> dict[str, Any]:
        """As the use cases name them."""
        return {
            "actor": self.actor,
            "draft_id": self.draft_id,
            "expected_version": self.expected_version,
            "now": self.now,
        }


def asked_by_curator(caller: Curator, draft_id: UUID, step: StepIn, services: Wired) -> Asked:
    """A step, its version in the body."""
    return Asked(caller.account, draft_id, step.expected_version, services.clock())


def edited_by_curator(
    caller: Curator,
    draft_id: UUID,
    services: Wired,
    expected_version: Annotated[int | None, Query(ge=1)] = None,
) -> Asked:
    """A file or a deletion, its version in the address."""
    return Asked(caller.account, draft_id, expected_version, services.clock())


Step = Annotated[Asked, Depends(asked_by_curator)]
Edited = Annotated[Asked, Depends(edited_by_curator)]
