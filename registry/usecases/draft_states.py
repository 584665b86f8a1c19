"""The life of a draft as one table: who may take which step from which state.

A published draft is history. What a reviewer has seen is locked; to change it again means to
reopen it, and then to have it reviewed again.
"""

from dataclasses import dataclass

from registry.errors import DraftStepNotAllowed

CURATOR, REVIEWER = "curator", "reviewer"
OPEN, SUBMITTED, APPROVED = "OPEN", "SUBMITTED", "APPROVED"
PUBLISHED, WITHDRAWN = "PUBLISHED", "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Step:
    state: str
    name: str
    next_state: str
    role: str


STEPS: tuple[Step, ...] = (
    Step(OPEN, "edit", OPEN, CURATOR),
    Step(OPEN, "rebase", OPEN, CURATOR),
    Step(OPEN, "submit", SUBMITTED, CURATOR),
    Step(SUBMITTED, "return", OPEN, REVIEWER),
    Step(SUBMITTED, "approve", APPROVED, REVIEWER),
    Step(SUBMITTED, "reopen", OPEN, CURATOR),
    Step(APPROVED, "reopen", OPEN, CURATOR),
    Step(APPROVED, "publish", PUBLISHED, CURATOR),
    *(Step(state, "withdraw", WITHDRAWN, CURATOR) for state in (OPEN, SUBMITTED, APPROVED)),
)
STATES = (OPEN, SUBMITTED, APPROVED, PUBLISHED, WITHDRAWN)


def get_step(state: str, name: str) -> Step:
    """Raises DraftStepNotAllowed."""
    for step in STEPS:
        if (step.state, step.name) == (state, name):
            return step
    raise DraftStepNotAllowed(
        f"A draft that is {state} cannot take the step {name}.",
        state=state,
        allowed=list(steps_from(state)),
    )


def steps_from(state: str) -> tuple[str, ...]:
    return tuple(step.name for step in STEPS if step.state == state)
