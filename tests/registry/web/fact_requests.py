"""Requests that reach the codes about facts of a case and about corrections."""

from uuid import uuid4

from registry.usecases.case_facts import MOST
from tests.registry.web.door import APPLICATIONS, DECIDER, INTAKE, WORKER

REGISTER = {"kind": "registered", "body": "A register"}
CORRECTION = {"family_name": "dos Santos", "reason": "Passport."}


def case_fact_unknown(door):
    path = f"{APPLICATIONS}/{door.cases.evaluated()}/quality/{uuid4()}/take-back"
    return door.api.post(path, INTAKE, json={"reason": "An error."})


def case_facts_limit_reached(door):
    path = f"{APPLICATIONS}/{door.cases.evaluated()}/quality"
    for _ in range(MOST):
        assert door.api.post(path, INTAKE, json=REGISTER).status_code == 201
    return door.api.post(path, INTAKE, json=REGISTER)


def _proposed(door):
    """(address of the corrections of a case, id of one that waits)."""
    path = f"{APPLICATIONS}/{door.cases.submitted()}/corrections"
    return path, door.api.post(path, WORKER, json=CORRECTION).json()["id"]


def correction_unknown(door):
    path, _ = _proposed(door)
    return door.api.post(f"{path}/{uuid4()}/confirm", DECIDER)


def correction_open(door):
    path, _ = _proposed(door)
    return door.api.post(path, INTAKE, json=CORRECTION)


def correction_settled(door):
    path, proposed = _proposed(door)
    assert door.api.post(f"{path}/{proposed}/confirm", DECIDER).status_code == 200
    return door.api.post(f"{path}/{proposed}/confirm", DECIDER)


REQUESTS = {
    "case_fact_unknown": case_fact_unknown,
    "case_facts_limit_reached": case_facts_limit_reached,
    "correction_unknown": correction_unknown,
    "correction_open": correction_open,
    "correction_settled": correction_settled,
}
