"""Demo people and the walk of a case, told in the steps a test does not care about."""

from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from sqlmodel import Session, SQLModel

from mappings.model import Purpose
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import accounts
from registry.storage.tables import Account, Application
from registry.usecases import decisions, evidence, recognition
from registry.usecases.decisions import Decided, DecisionDraft
from registry.usecases.measures import MeasureDraft
from registry.usecases.recognition import ApplicationDraft

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(32)

# NL mbo-4 nurse (NLQF 4) to Germany: an answer through the EQF. Two chambers are competent.
NETHERLANDS_TO_GERMANY = ApplicationDraft(
    destination="DE",
    purpose=Purpose.EMPLOYMENT,
    awarded="2019-07",
    qualification_id="nl-mbo-verpleegkundige",
    authority_id="de-ihk-fosa",
    consent=True,
)
FULL = DecisionDraft(outcome="FULL", level="de-dqr:4", legal_basis="BQFG, section 4")
REFUSED = DecisionDraft(
    outcome="REFUSED",
    legal_basis="BQFG, section 4",
    reasons="The training covers half of the German one.",
    remedies="An adaptation course closes the gap.",
    appeal_body="Administrative court",
)
CONDITIONAL = DecisionDraft(
    outcome="CONDITIONAL",
    level="de-dqr:4",
    legal_basis="BQFG, section 11",
    reasons="Practice in intensive care is missing.",
    remedies="Pass the aptitude test.",
    measures=(MeasureDraft("Care of adults and of children", "aptitude_test"),),
    appeal_body="Administrative court",
)


def by_email(session: Session, email: str) -> Account:
    found = accounts.find_by_email(session, email)
    assert found is not None, email
    return found


def worker(session: Session) -> Account:
    return by_email(session, "worker@demo.example")


def officer(session: Session, post: str, authority: str = "de-ihk-fosa") -> Account:
    """post: intake (checks and verifies), assessor or decider."""
    return by_email(session, f"{post}@{authority}.example")


@dataclass
class Case:
    """A case on its way; every step is a transaction of its own, as over HTTP."""

    services: Services
    draft: ApplicationDraft = NETHERLANDS_TO_GERMANY
    id: UUID = field(init=False)

    def start(self) -> "Case":
        with transaction(self.services.engine) as session:
            self.id = recognition.start_application(
                session,
                self.services.release,
                actor=worker(session),
                draft=self.draft,
                now=self.services.clock(),
            ).id
        return self

    def add_paper(self, content: bytes = PDF, media_type: str = "application/pdf") -> "Case":
        with transaction(self.services.engine) as session:
            evidence.add_evidence(
                session,
                actor=worker(session),
                application_id=self.id,
                kind="document",
                name="diploma.pdf",
                media_type=media_type,
                content=content,
                settings=self.services.settings,
                now=self.services.clock(),
            )
        return self

    def record(self, who: str, event: str, note: str = "") -> Application:
        """who: worker, intake, assessor or decider."""
        with transaction(self.services.engine) as session:
            return recognition.record_event(
                session,
                actor=self.actor(session, who),
                application_id=self.id,
                event=event,
                note=note,
                now=self.services.clock(),
            )

    def actor(self, session: Session, who: str) -> Account:
        if who == "worker":
            return worker(session)
        authority = self.draft.authority_id or "de-ihk-fosa"
        return officer(session, who, authority)

    def submit(self) -> "Case":
        self.start().add_paper().record("worker", "submit")
        return self

    def reach_evaluation(self) -> "Case":
        self.submit()
        self.record("intake", "check")
        self.record("intake", "verify")
        self.record("assessor", "evaluate")
        return self

    def propose(self, draft: DecisionDraft = FULL, who: str = "assessor") -> "Case":
        with transaction(self.services.engine) as session:
            decisions.propose(
                session,
                self.services.release,
                actor=self.actor(session, who),
                application_id=self.id,
                draft=draft,
                now=self.services.clock(),
            )
        return self

    def decide(self, draft: DecisionDraft | None = None, who: str = "decider") -> Decided:
        with transaction(self.services.engine) as session:
            return decisions.decide(
                session,
                self.services,
                actor=self.actor(session, who),
                application_id=self.id,
                draft=draft,
                randomness=Random(7),  # noqa: S311 - a test repeats itself
                now=self.services.clock(),
            )

    def appeal(self, grounds: str = "My practice was not counted.") -> Application:
        with transaction(self.services.engine) as session:
            return decisions.appeal(
                session,
                actor=worker(session),
                application_id=self.id,
                grounds=grounds,
                now=self.services.clock(),
            )


def decided(services: Services, draft: DecisionDraft = FULL) -> tuple[Case, Decided]:
    """A case from the first form to the decision."""
    case = Case(services).reach_evaluation().propose(draft)
    return case, case.decide()


def dump(services: Services) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, for tests that nothing was changed."""
    with reading(services.engine) as session:
        return {
            table.name: sorted(
                (tuple(row) for row in session.connection().execute(table.select())), key=repr
            )
            for table in SQLModel.metadata.sorted_tables
            if table.name != "release"
        }
