"""The field map, claim by claim, in credentials that the service really issued.

docs/formats.md has the map for readers, schema-v1.json every term there is. What the store cannot
know is named here with its reason; everything else has to stand in the credential.
"""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest
from sqlmodel import Session

from credentials.encodings import decode_base64url
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.tables import IssuedCredential
from registry.usecases import (
    attestations,
    case_facts,
    corrections,
    evidence,
    forms,
    qualification_details,
    verification,
)
from registry.usecases.attestations import Facts
from registry.usecases.corrections import CorrectionDraft
from registry.usecases.evidence import Employment
from registry.usecases.fact_drafts import AssessmentDraft, QualityDraft
from registry.usecases.measures import MeasureDraft
from registry.usecases.qualification_details import Details
from tests.conftest import NOW
from tests.registry.people import CONDITIONAL, NETHERLANDS_TO_GERMANY, PDF, Case

ROOT = Path(__file__).parents[3]
SCHEMA = json.loads((ROOT / "credentials/profiles/schema-v1.json").read_text())["$defs"]
# Made by the graph's answer, which other tests compare whole.
OF_THE_ANSWER = {"step", "frameworkScale"}
NOBODY_KNOWS = {
    # The register names awarding bodies by their name alone.
    "achievement.awardingBodyId",
    # The register has titles in the language of the country, without a tag.
    "achievement.nativeLanguage",
}

TEST = AssessmentDraft(
    "practical_test",
    "Chamber of Crafts Cologne",
    "2026-10-05",
    result="passed",
    grade="2.0",
    scale="1.0 (best) to 5.0",
    identity_check="in_person",
)
REGISTER = QualityDraft(
    "registered",
    "France compétences, RNCP",
    "https://registers.example/rncp/38878",
    "38878",
    date(2015, 8, 1),
    date(2029, 7, 31),
)
DETAILS = Details(
    description="Electrical installations in buildings, with 22 weeks at work.",
    criteria="All units shown in an examination.",
    official_url="https://diplomas.example/melec",
    workload_hours=2520,
    duration="P3Y",
    credit_points="240",
    credit_system="ECVET",
    languages=("fr",),
    entry_requirements="Lower secondary education.",
    further_learning="Higher technician certificate.",
    occupations="Electrician.",
    legal_basis="Code de l'éducation",
)
ELECTRICIAN = replace(NETHERLANDS_TO_GERMANY, qualification_id="fr-bacpro-melec", awarded="2021-07")
DECISION = replace(
    CONDITIONAL,
    measures=(
        MeasureDraft("In a certified workshop", "adaptation_period", 6),
        MeasureDraft("B2, certified", "language"),
    ),
)


class Officers:
    """Everybody of one case who has something to state."""

    def __init__(self, case: Case) -> None:
        self.case = case

    def does(self, who: str, act: Any, **given: Any) -> Any:
        services = self.case.services
        with transaction(services.engine) as session:
            return act(
                session,
                actor=self.case.actor(session, who),
                application_id=self.case.id,
                now=services.clock(),
                **given,
            )


@pytest.fixture
def case(sqlite_services: Services) -> Case:
    """Every fact that a store can hold, stated by whoever states it."""
    case = Case(sqlite_services, ELECTRICIAN).start().add_paper()
    officers = Officers(case)
    officers.does(
        "worker",
        evidence.add_evidence,
        kind="employer_attestation",
        name="employer.pdf",
        media_type="application/pdf",
        content=PDF,
        employment=Employment("Électricité Lyon", "Electrician", "2021-08", "2025-12-31"),
        settings=sqlite_services.settings,
    )
    case.record("worker", "submit")
    case.record("intake", "check")
    named = CorrectionDraft("Passport.", name_native="ماريا سانتوس")
    proposed = officers.does("intake", corrections.propose, draft=named)
    officers.does("decider", corrections.confirm, correction_id=proposed.id)
    officers.does("intake", case_facts.record_quality, draft=REGISTER)
    officers.does("intake", qualification_details.record_details, details=DETAILS)
    case.record("intake", "verify")
    officers.does("assessor", case_facts.record_assessment, draft=TEST)
    case.record("assessor", "evaluate")
    return case


def skill_record(case: Case) -> IssuedCredential:
    services = case.services
    with transaction(services.engine) as session:
        return attestations.attest(
            session,
            services,
            actor=case.actor(session, "intake"),
            application_id=case.id,
            facts=Facts("formal", ("Install circuit breakers", "Reads plans")),
            randomness=SystemRandom(),
            now=services.clock(),
        ).credential


def decision(case: Case) -> IssuedCredential:
    """After what was shown has been attested."""
    skill_record(case)
    issued = case.propose(DECISION).decide().credential
    assert issued is not None
    return issued


def payload(issued: IssuedCredential) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(decode_base64url(issued.vc_jwt.split(".")[1].encode()))
    return told


def paths(value: Any, at: str = "") -> set[str]:
    """The address of every member, without the places in lists."""
    if isinstance(value, list):
        return set().union(*(paths(one, at) for one in value))
    if not isinstance(value, dict):
        return set()
    begun = f"{at}." if at else ""
    return {f"{begun}{name}" for name in value}.union(
        *(paths(one, f"{begun}{name}") for name, one in value.items())
    )


def terms(node: dict[str, Any], at: str = "") -> set[str]:
    """The same of what the schema allows."""
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return set() if name in OF_THE_ANSWER else terms(SCHEMA[name], at)
    if "items" in node:
        return terms(node["items"], at)
    begun = f"{at}." if at else ""
    inner = node.get("properties", {})
    return {f"{begun}{name}" for name in inner}.union(
        *(terms(one, f"{begun}{name}") for name, one in inner.items())
    )


def test_a_decision_states_every_term_that_anybody_knows(case: Case) -> None:
    subject = payload(decision(case))["credentialSubject"]
    assert terms(SCHEMA["subject"]) - paths(subject) == NOBODY_KNOWS
    assert [one["kind"] for one in subject["recognition"]["measure"]] == [
        "adaptation_period",
        "language",
    ]


def test_a_skill_record_states_all_but_the_decision(case: Case) -> None:
    subject = payload(skill_record(case))["credentialSubject"]
    of_decisions = {name for name in terms(SCHEMA["subject"]) if name.startswith("recognition")}
    missing = terms(SCHEMA["subject"]) - paths(subject)
    assert missing == NOBODY_KNOWS | of_decisions
    linked = {one["text"]: "skill" in one for one in subject["learningOutcome"]}
    assert linked == {"Install circuit breakers": True, "Reads plans": False}


def test_evidence_tells_of_the_employment_and_not_of_the_file(case: Case) -> None:
    told = payload(decision(case))["evidence"]
    assert {one["kind"] for one in told} == {"document", "employer_attestation"}
    (attested,) = [one for one in told if one["kind"] == "employer_attestation"]
    assert attested["issuedBy"] == "Électricité Lyon"
    assert (attested["startedOn"], attested["endedOn"]) == ("2021-08", "2025-12-31")
    assert "employer.pdf" not in json.dumps(told)


def test_the_map_that_readers_have_names_what_is_there(case: Case) -> None:
    """Every term of the first column of forms, in one of the two types."""
    table = (ROOT / "docs/formats.md").read_text().partition("| Claim | VC 2.0")[2]
    rows = [line.split(" | ") for line in table.splitlines()[2:17]]
    assert len(rows) == 15
    records = (skill_record(case), decision(case))
    told = set().union(*(paths(payload(one)) for one in records))
    for claim, of_vc, *_ in rows:
        for term in re.findall(r"`([A-Za-z.]+)(?:\[\])?`", of_vc):
            assert any(f".{path}".endswith(f".{term}") for path in told), (claim, term)


def test_the_other_forms_of_so_full_a_record_are_valid(case: Case) -> None:
    issued, services = decision(case), case.services

    def form(session: Session, name: str) -> str:
        return forms.get_form(
            session,
            services,
            credential_id=issued.id,
            form=name,
            actor_id=None,
            randomness=SystemRandom(),
            now=NOW,
        )

    for name in ("vc", "dc+sd-jwt", "ob3", "elm"):
        with transaction(services.engine) as session:
            secured = form(session, name)
        with reading(services.engine) as session:
            report = verification.verify(session, services, data=secured.encode(), now=NOW)
        assert report["outcome"] == "valid", (name, report["checks"])
    badge, learning = (
        json.loads(form_text)
        for form_text in (
            _stored(services, issued, "ob3"),
            _stored(services, issued, "elm"),
        )
    )
    assert badge["credentialSubject"]["result"][0]["value"] == "2.0"
    assert "RNCP" in json.dumps(badge["credentialSubject"]["achievement"]["endorsement"])
    (claim,) = learning["credentialSubject"]["hasClaim"]
    assert claim["provenBy"]
    assert "38878" in json.dumps(learning)


def _stored(services: Services, issued: IssuedCredential, name: str) -> str:
    with reading(services.engine) as session:
        found = forms.find_form(session, credential=issued, form=name)
    assert found is not None
    return found
