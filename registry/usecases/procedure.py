"""The recognition procedure as one table. Domain model, section 6.

A case moves only along a row of TRANSITIONS. `permission` says who may do it: a role, or
"system" for the jobs. `guards` are names of conditions checked in `usecases/cases.py`.
`deadline` names the clock that starts in the next state; see `usecases/deadlines.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.errors import ApplicationAlreadyDecided, TransitionNotAllowed

WORKER = "worker"
INTAKE = "officer:intake"
VERIFICATION = "officer:verification"
ASSESSMENT = "officer:assessment"
DECISION = "officer:decision"
SYSTEM = "system"
OFFICER_ROLES = (INTAKE, VERIFICATION, ASSESSMENT, DECISION)


@dataclass(frozen=True, slots=True)
class Transition:
    state: str
    event: str
    next_state: str
    permission: str
    guards: tuple[str, ...] = ()
    deadline: str | None = None


OPEN_STATES = (
    "DRAFT", "SUBMITTED", "INFO_REQUESTED", "ALT_EVIDENCE", "COMPLETE", "FRAUD_REVIEW", "VERIFIED",
    "IDENTIFY", "DOCUMENT", "ASSESS", "CERTIFY", "EVALUATION", "PROPOSED", "APPEALED",
)  # fmt: skip

TRANSITIONS: tuple[Transition, ...] = (
    Transition("DRAFT", "submit", "SUBMITTED", WORKER, ("consent", "evidence"), "acknowledge"),
    Transition("SUBMITTED", "check", "COMPLETE", INTAKE, ("evidence",), "decide"),
    Transition("SUBMITTED", "request_information", "INFO_REQUESTED", INTAKE, ("note",), "supply"),
    Transition("INFO_REQUESTED", "supply", "SUBMITTED", WORKER, (), "acknowledge"),
    Transition(
        "INFO_REQUESTED", "justify_absence", "ALT_EVIDENCE", WORKER, ("note",), "acknowledge"
    ),
    Transition("INFO_REQUESTED", "time_out", "CLOSED", SYSTEM, ("deadline_missed",)),
    Transition("ALT_EVIDENCE", "accept_alternative", "COMPLETE", INTAKE, (), "decide"),
    Transition("COMPLETE", "verify", "VERIFIED", VERIFICATION, (), "decide"),
    Transition("COMPLETE", "suspect", "FRAUD_REVIEW", VERIFICATION, ("note",), "decide"),
    Transition("FRAUD_REVIEW", "clear", "VERIFIED", VERIFICATION, ("note",), "decide"),
    Transition("FRAUD_REVIEW", "confirm_fraud", "EVALUATION", VERIFICATION, ("note",), "decide"),
    Transition("VERIFIED", "apply_rule", "PROPOSED", ASSESSMENT, ("automatic_rule",), "decide"),
    Transition("VERIFIED", "evaluate", "EVALUATION", ASSESSMENT, (), "decide"),
    Transition("VERIFIED", "identify", "IDENTIFY", ASSESSMENT, (), "decide"),
    Transition("IDENTIFY", "document", "DOCUMENT", ASSESSMENT, (), "decide"),
    Transition("DOCUMENT", "assess", "ASSESS", ASSESSMENT, (), "decide"),
    Transition("ASSESS", "certify", "CERTIFY", ASSESSMENT, (), "decide"),
    Transition("CERTIFY", "evaluate", "EVALUATION", ASSESSMENT, (), "decide"),
    Transition("EVALUATION", "propose", "PROPOSED", ASSESSMENT, (), "decide"),
    Transition("PROPOSED", "return", "EVALUATION", DECISION, ("note",), "decide"),
    Transition("PROPOSED", "decide", "DECIDED", DECISION, ("four_eyes",), "appeal"),
    Transition("DECIDED", "appeal", "APPEALED", WORKER, ("note", "appeal_open"), "review"),
    Transition("DECIDED", "pass_measures", "EVALUATION", ASSESSMENT, ("conditional",), "decide"),
    Transition("DECIDED", "fail_measures", "EVALUATION", ASSESSMENT, ("conditional",), "decide"),
    Transition("DECIDED", "close", "CLOSED", DECISION, ("appeal_over",)),
    Transition("APPEALED", "uphold", "CLOSED", DECISION, ("note", "other_officer")),
    Transition("APPEALED", "remit", "EVALUATION", DECISION, ("note", "other_officer"), "decide"),
    # A missed deadline may be appealed like a decision.
    *(
        Transition(state, "appeal", "APPEALED", WORKER, ("note", "deadline_missed"), "review")
        for state in ("COMPLETE", "FRAUD_REVIEW", "VERIFIED", "EVALUATION", "PROPOSED")
    ),
    *(Transition(state, "withdraw", "WITHDRAWN", WORKER) for state in OPEN_STATES),
)

_BY_STATE_AND_EVENT: Mapping[tuple[str, str], Transition] = {
    (row.state, row.event): row for row in TRANSITIONS
}

# Events that carry more than a note have their own use case.
EVENTS_WITH_OWN_FORM = frozenset({"propose", "apply_rule", "decide", "appeal"})


def get_transition(state: str, event: str) -> Transition:
    """The row for this event. Raises ApplicationAlreadyDecided, TransitionNotAllowed."""
    row = _BY_STATE_AND_EVENT.get((state, event))
    if row is not None:
        return row
    if event in {"propose", "decide"} and state in {"DECIDED", "APPEALED", "CLOSED"}:
        raise ApplicationAlreadyDecided("This application is already decided.", state=state)
    allowed = sorted(events_from(state))
    raise TransitionNotAllowed(
        f"The event {event} does not exist in the state {state}.",
        state=state,
        event=event,
        allowed=allowed,
    )


def events_from(state: str) -> Mapping[str, Transition]:
    """Every event of a state, with its row."""
    return {row.event: row for row in TRANSITIONS if row.state == state}


def next_actor(state: str) -> str | None:
    """Who has to act for the case to go on: "worker", an officer role, or None if nobody."""
    if state == "DECIDED":
        # An appeal is a right, nobody waits for it.
        return None
    for row in TRANSITIONS:
        if row.state == state and row.event not in {"withdraw", "appeal"}:
            return row.permission
    return None
