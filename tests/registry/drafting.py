"""Drafts on their way, told in the steps a test does not care about."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from mappings.model import Correspondence
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.tables import Draft, DraftChange, DraftReview, StoredRelease
from registry.usecases import draft_changes, drafts, publication, reviews
from registry.usecases.accounts import create_account
from registry.usecases.draft_changes import Wanted
from tests.registry.people import by_email

CURATOR, REVIEWER = "curator@demo.example", "reviewer@demo.example"
BASE = "https://w3id.org/open-recognition/id"
NL4 = f"{BASE}/statement/nl-nlqf-4--eqf-4"
AWAITING = f"{BASE}/statement/si-sok-7--eqf-6"


def statement_of(services: Services, iri: str) -> Correspondence:
    graph = services.release.release.graph
    return next(one for one in graph.correspondences if one.iri == iri)


def citable(services: Services, iri: str) -> dict[str, Any]:
    """What a later version must say besides: office, place, endorsers (rules 1, 2, 16)."""
    one = statement_of(services, iri)
    office = services.release.release.graph.frameworks[one.source_framework].authority
    return {
        "provenance": {"authority": office, "locator": "table 3", "checked": True},
        "endorsers": [office, "European Commission"],
    }


def member(services: Services, email: str, *, role: str, organisation: str = "registry") -> str:
    """One more account; its email."""
    with transaction(services.engine) as session:
        create_account(
            session,
            actor=None,
            email=email,
            password="demonstration only",
            given_name="New",
            family_name="Member",
            roles=frozenset(role.split()),
            organisation_id=organisation,
            passwords=services.passwords,
            now=services.clock(),
        )
    return email


@dataclass
class Drafted:
    """A draft; every step is a transaction of its own, as over HTTP."""

    services: Services
    curator: str = CURATOR
    title: str = "Changes"
    id: UUID = field(init=False)

    def __post_init__(self) -> None:
        with transaction(self.services.engine) as session:
            self.id = drafts.create(
                session,
                self.services.release,
                actor=by_email(session, self.curator),
                title=self.title,
                now=self.services.clock(),
            ).id

    @property
    def row(self) -> Draft:
        with reading(self.services.engine) as session:
            return drafts.get(session, self.id)

    def put(self, act: str, iri: str = "", part: Any = None, **options: Any) -> DraftChange:
        wanted = Wanted(act, iri, options.pop("noun", "correspondence"), part)
        who = options.pop("who", self.curator)
        with transaction(self.services.engine) as session:
            return draft_changes.put(
                session,
                self.services.release,
                actor=by_email(session, who),
                draft_id=self.id,
                wanted=wanted,
                now=self.services.clock(),
                **options,
            )

    def withdraw_statement(self, iri: str = NL4) -> "Drafted":
        self.put("withdraw", iri)
        return self

    def submit(self) -> "Drafted":
        with transaction(self.services.engine) as session:
            drafts.submit(
                session,
                self.services.release,
                actor=by_email(session, self.curator),
                draft_id=self.id,
                now=self.services.clock(),
            )
        return self

    def review(self, verdict: str = "approve", who: str = REVIEWER, note: str = "") -> DraftReview:
        with transaction(self.services.engine) as session:
            return reviews.review(
                session,
                self.services.release,
                actor=by_email(session, who),
                draft_id=self.id,
                verdict=verdict,
                note=note,
                now=self.services.clock(),
            )

    def take(self, step: str, who: str | None = None, **options: Any) -> Draft:
        with transaction(self.services.engine) as session:
            return drafts.take(
                session,
                actor=by_email(session, who or self.curator),
                draft_id=self.id,
                step=step,
                now=self.services.clock(),
                **options,
            )

    def rebase(self) -> Draft:
        with transaction(self.services.engine) as session:
            return drafts.rebase(
                session,
                self.services.release,
                actor=by_email(session, self.curator),
                draft_id=self.id,
                now=self.services.clock(),
            )

    def approved(self) -> "Drafted":
        self.submit().review()
        return self

    def publish(self, who: str | None = None, **options: Any) -> StoredRelease:
        with reading(self.services.engine) as session:
            actor = by_email(session, who or self.curator)
        return publication.publish_draft(
            self.services, actor=actor, draft_id=self.id, now=self.services.clock(), **options
        )
