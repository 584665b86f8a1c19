"""For each code a request that a caller could send. `REQUESTS`: code -> call of a `Door`."""

import threading
import time
from dataclasses import replace
from uuid import uuid4

from sqlalchemy import text
from starlette.testclient import TestClient

from registry.app import create_app
from registry.storage.database import make_engine, transaction
from tests.registry.web import credential_requests, curation_requests, fact_requests
from tests.registry.web.credential_requests import page_with_qr_missing
from tests.registry.web.door import (
    ADMIN,
    APPLICATIONS,
    ASSESSOR,
    COMPARE,
    DECIDER,
    INTAKE,
    STRANGER,
    WORKER,
    Door,
)

# The request


def method_not_allowed(door):
    answer = door.api.http.request("DELETE", COMPARE)
    assert answer.headers["allow"] == "GET"
    return answer


def too_many_requests(door):
    other = door.elsewhere(sign_in_attempts_per_minute=1)
    login = {"email": WORKER, "password": "wrong password"}
    other.post("/api/v1/accounts/token", json=login)
    answer = other.post("/api/v1/accounts/token", json=login)
    assert 0 < int(answer.headers["retry-after"]) <= 60
    return answer


def internal_error(door):
    with transaction(door.api.services.engine) as session:
        session.connection().execute(text("ALTER TABLE qualification RENAME TO gone"))
    answer = door.api.get("/api/v1/qualifications")
    assert "gone" not in answer.text
    assert "qualification" not in answer.text.lower()
    return answer


def database_busy(door):
    """Somebody else writes, and this service waits only a moment."""
    services = door.api.services
    impatient = replace(
        services, engine=make_engine(services.settings.database_url, wait_seconds=0.05)
    )
    with services.engine.connect() as writer:
        writer.execute(text("UPDATE account SET active = active"))
        answer = TestClient(create_app(impatient)).post(
            "/api/v1/accounts",
            json={
                "email": "new@demo.example",
                "password": "a long enough password",
                "given_name": "Ana",
                "family_name": "Lima",
                "birth_date": "1990-01-01",
            },
        )
    impatient.engine.dispose()
    assert answer.headers["retry-after"] == "1"
    return answer


def database_unusable(door):
    """Where its file should be, there is a folder."""
    services = door.api.services
    engine = make_engine(f"sqlite:///{services.settings.var_dir}")
    answer = TestClient(create_app(replace(services, engine=engine))).get("/api/v1/qualifications")
    assert services.settings.var_dir.name not in answer.text
    return answer


def not_ready(door):
    services = replace(door.api.services, release_in_force=None)
    return TestClient(create_app(services)).get("/readyz")


# The caller


def bad_credentials(door):
    login = {"email": WORKER, "password": "wrong password"}
    return door.api.post("/api/v1/accounts/token", json=login)


def token_invalid(door):
    token = door.api.token(WORKER)
    changed = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    return door.api.get("/api/v1/accounts/me", headers={"Authorization": f"Bearer {changed}"})


def token_expired(door):
    headers = door.api.bearer(WORKER)
    door.api.services.clock.pass_time(minutes=16)
    return door.api.get("/api/v1/accounts/me", headers=headers)


def scope_invalid(door):
    login = {"email": WORKER, "password": "demonstration only", "scope": "administrator"}
    return door.api.post("/api/v1/accounts/token", json=login)


def not_a_party(door):
    return door.api.get(f"{APPLICATIONS}/{door.cases.submitted()}", STRANGER)


def four_eyes_required(door):
    """One officer with both permissions assesses and decides a partial recognition."""
    account = door.api.get("/api/v1/accounts/me", ASSESSOR).json()["id"]
    path = f"/api/v1/accounts/{account}/roles"
    assert door.api.post(path, ADMIN, json={"role": "officer:decision"}).status_code == 200
    door.api.forget_tokens()
    partial = {
        "outcome": "PARTIAL",
        "legal_basis": "BQFG",
        "reasons": "Pipe welding is not shown.",
        "remedies": "A course.",
        "appeal_body": "Administrative court",
    }
    case = door.cases.proposed(partial)
    return door.api.post(f"{APPLICATIONS}/{case}/decision", ASSESSOR, json={})


def email_taken(door):
    return door.api.post(
        "/api/v1/accounts",
        json={
            "email": WORKER,
            "password": "a long enough password",
            "given_name": "Maria",
            "family_name": "Santos",
            "birth_date": "1990-01-01",
        },
    )


def grant(door, account, role):
    return door.api.post(f"/api/v1/accounts/{account}/roles", ADMIN, json={"role": role})


def organisation_unknown(door):
    return door.api.post(
        "/api/v1/accounts/members",
        ADMIN,
        json={
            "email": "new@nowhere.example",
            "password": "a long enough password",
            "given_name": "New",
            "family_name": "Officer",
            "roles": ["officer:intake"],
            "organisation": "nowhere",
        },
    )


def role_unknown(door):
    return grant(door, door.api.get("/api/v1/accounts/me", WORKER).json()["id"], "king")


# The equivalence graph

FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def query(door, text, **settings):
    asked = {"query": text}
    return (door.elsewhere(**settings) if settings else door.api).post("/sparql", data=asked)


def queries_busy(door):
    """One query takes its time, and no other may wait."""
    other = door.elsewhere(sparql_workers=1, sparql_waiting=0, sparql_seconds=2)
    started = threading.Event()

    def run():
        started.set()
        other.get("/sparql", params={"query": FOREVER})

    thread = threading.Thread(target=run)
    thread.start()
    started.wait()
    time.sleep(0.5)
    answer = other.get("/sparql", params={"query": "ASK {}"})
    thread.join()
    assert answer.headers["retry-after"] == "1"
    return answer


# The case


def consent_missing(door):
    case = door.cases.start(consent=False)
    door.cases.hand_in(case)
    return door.event(case, WORKER, "submit")


def already_decided(door):
    case = door.cases.decided()["case"]
    return door.api.post(f"{APPLICATIONS}/{case}/decision", DECIDER, json={})


def decision_incomplete(door):
    refusal = {"outcome": "REFUSED", "legal_basis": "BQFG"}
    return door.event(door.cases.evaluated(), ASSESSOR, "propose", proposal=refusal)


def evidence_limit_reached(door):
    other = door.elsewhere(max_evidence_per_application=1)
    cases = type(door.cases)(other)
    case = cases.start()
    cases.hand_in(case)
    return Door(other, cases, None).hand_in(case, page_with_qr_missing())


def evidence_too_large(door):
    other = door.elsewhere(max_evidence_bytes=10)
    cases = type(door.cases)(other)
    return Door(other, cases, None).hand_in(cases.start(), page_with_qr_missing())


def record_invalid(door):
    """An operator gave a PUBLIC_URL without https: status lists could not be trusted."""
    case = door.cases.proposed()
    other = door.elsewhere(public_url="http://registry.example")
    return other.post(f"{APPLICATIONS}/{case}/decision", DECIDER, json={})


def claim_invalid(door):
    case = door.cases.proposed({"outcome": "FULL", "legal_basis": "§ 4 " * 1_200})
    return door.api.post(f"{APPLICATIONS}/{case}/decision", DECIDER, json={})


FROM = {"from": "ph-pqf:4"}


REQUESTS = {
    "path_unknown": lambda door: door.api.get("/api/v1/nothing"),
    "method_not_allowed": method_not_allowed,
    "request_unreadable": lambda door: door.api.post(
        "/api/v1/verify", content=b"{", headers={"Content-Type": "application/json"}
    ),
    "validation_failed": lambda door: door.compare(**FROM, to="de-dqr", as_of="yesterday"),
    "content_too_large": lambda door: door.verify(bytes(5 * 1024 * 1024)),
    "media_type_unsupported": lambda door: door.verify(b"x", "application/zip"),
    "not_acceptable": lambda door: door.api.get(
        "/id/framework/nl-nlqf", headers={"Accept": "image/png"}
    ),
    "too_many_requests": too_many_requests,
    "cursor_invalid": lambda door: door.api.get("/api/v1/qualifications", params={"cursor": "x"}),
    "internal_error": internal_error,
    "database_busy": database_busy,
    "database_unusable": database_unusable,
    "not_ready": not_ready,
    "sign_in_required": lambda door: door.api.get(APPLICATIONS),
    "bad_credentials": bad_credentials,
    "token_invalid": token_invalid,
    "token_expired": token_expired,
    "scope_invalid": scope_invalid,
    "not_permitted": lambda door: door.api.get(APPLICATIONS, "curator@demo.example"),
    "not_a_party": not_a_party,
    "four_eyes_required": four_eyes_required,
    "form_expired": lambda door: door.sign_in(WORKER).post("/logout"),
    "origin_foreign": lambda door: door.sign_in(WORKER).post(
        "/logout", headers={"Origin": "https://elsewhere.example"}
    ),
    "email_taken": email_taken,
    "account_unknown": lambda door: grant(door, uuid4(), "worker"),
    "role_unknown": role_unknown,
    "organisation_unknown": organisation_unknown,
    "framework_unknown": lambda door: door.compare(**{"from": "xx:4", "to": "de-dqr"}),
    "level_unknown": lambda door: door.compare(**{"from": "ph-pqf:44", "to": "de-dqr"}),
    "level_of_other_framework": lambda door: door.start(framework="de-dqr", level="4"),
    "country_unknown": lambda door: door.compare(**FROM, country="XX"),
    "country_without_framework": lambda door: door.compare(**FROM, country="AQ"),
    "qualification_unknown": lambda door: door.compare(qualification="no", to="de-dqr"),
    "qualification_without_level": lambda door: door.compare(
        qualification="ph-prc-nurse", to="de-dqr"
    ),
    "dates_reversed": lambda door: door.compare(
        **FROM, to="de-dqr", award_date="2024-02-01", as_of="2024-01-01"
    ),
    "award_date_in_future": lambda door: door.compare(**FROM, to="de-dqr", award_date="2126-01-01"),
    "release_unknown": lambda door: door.api.get("/api/v1/graph/releases/99"),
    "entity_unknown": lambda door: door.api.get("/id/statement/none"),
    "query_invalid": lambda door: query(door, "SELECT"),
    "query_not_allowed": lambda door: query(door, "SELECT * { SERVICE <http://x/> {} }"),
    "query_too_long": lambda door: query(door, "ASK {}" + " " * 40_000),
    "query_timeout": lambda door: query(door, FOREVER, sparql_seconds=1),
    "query_too_costly": lambda door: query(
        door, "ASK { FILTER(" + "(" * 15_000 + "1" + ")" * 15_000 + ") }"
    ),
    "result_too_large": lambda door: query(door, "SELECT * { ?s ?p ?o }", sparql_result_bytes=1000),
    "queries_busy": queries_busy,
    **curation_requests.REQUESTS,
    **fact_requests.REQUESTS,
    "application_unknown": lambda door: door.api.get(f"{APPLICATIONS}/{uuid4()}", WORKER),
    "no_competent_authority": lambda door: door.start(destination="AQ", authority=None),
    "authority_not_competent": lambda door: door.start(authority=None),
    "consent_missing": consent_missing,
    "transition_not_allowed": lambda door: door.event(door.cases.start(), WORKER, "supply"),
    "application_already_decided": already_decided,
    "decision_incomplete": decision_incomplete,
    "conflict": lambda door: door.event(
        door.cases.submitted(), INTAKE, "check", expected_version=1
    ),
    "evidence_unknown": lambda door: door.api.get(
        f"{APPLICATIONS}/{door.cases.start()}/evidence/{uuid4()}", WORKER
    ),
    "evidence_missing": lambda door: door.event(door.cases.start(), WORKER, "submit"),
    "evidence_too_large": evidence_too_large,
    "evidence_type_unsupported": lambda door: door.hand_in(
        door.cases.start(), b"text", "text/plain"
    ),
    "evidence_type_mismatch": lambda door: door.hand_in(door.cases.start(), b"text", "image/png"),
    "evidence_limit_reached": evidence_limit_reached,
    "decision_unknown": lambda door: door.api.get(
        f"{APPLICATIONS}/{door.cases.start()}/decision", WORKER
    ),
    "record_invalid": record_invalid,
    "claim_invalid": claim_invalid,
    **credential_requests.REQUESTS,
}
