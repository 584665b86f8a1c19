"""What was decided is signed, once, and nothing else is."""

from dataclasses import replace
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import func
from sqlmodel import select

from credentials.encodings import parse_json
from credentials.model import Basis
from credentials.profiles import vc20
from credentials.proofs.jose import VC_JWT, parse_jws
from registry.errors import (
    AlreadyIssued,
    CredentialUnknown,
    DecisionNotFinal,
    DecisionUnknown,
    NotAParty,
    RegistryError,
)
from registry.services import Services
from registry.storage.database import reading, transaction
from registry.storage.queries import applications, audit, status_lists
from registry.storage.tables import IssuedCredential, OutboxMessage, StatusEntry, StatusList
from registry.usecases import issuance, status_places, verification
from tests.conftest import NOW
from tests.registry.people import (
    CONDITIONAL,
    FULL,
    REFUSED,
    Case,
    by_email,
    decided,
    dump,
    officer,
    worker,
)


def test_a_credential_verifies_and_says_what_was_decided(services: Services) -> None:
    _, result = decided(services, CONDITIONAL)
    assert result.credential is not None
    with reading(services.engine) as session:
        report = verification.verify(
            session, services, data=result.credential.vc_jwt.encode(), now=NOW
        )
    assert (report["outcome"], report["format"]) == ("valid", "vc+jwt")
    subject = report["claims"]["credentialSubject"]
    assert subject["recognition"]["outcome"] == "CONDITIONAL"
    assert subject["recognition"]["measure"] == [
        {"kind": "aptitude_test", "text": "Care of adults and of children"}
    ]
    assert subject["recognition"]["authority"]["authorityId"] == "de-ihk-fosa"
    assert subject["equivalence"][0]["pathId"] == result.decision.path_id
    assert report["claims"]["id"] == f"urn:uuid:{result.credential.id}"


def test_a_case_of_prior_learning_says_so(sqlite_services: Services) -> None:
    """The certificate's variant hangs on it."""
    bases = []
    for way in ((), ("identify", "document", "assess", "certify")):
        case = Case(sqlite_services).submit()
        case.record("intake", "check")
        case.record("intake", "verify")
        for event in (*way, "evaluate"):
            case.record("assessor", event)
        result = case.propose().decide()
        assert result.credential is not None
        token = parse_jws(result.credential.vc_jwt.encode(), typ=VC_JWT)
        bases.append(vc20.parse(parse_json(token.payload)).record.basis)
    assert bases == [Basis.FORMAL_QUALIFICATION, Basis.PRIOR_LEARNING]


def test_papers_are_named_by_kind_and_fingerprint_never_by_their_file(
    sqlite_services: Services,
) -> None:
    case, result = decided(sqlite_services)
    assert result.credential is not None
    with reading(sqlite_services.engine) as session:
        stored = applications.list_evidence(session, case.id)
        report = verification.verify(
            session, sqlite_services, data=result.credential.vc_jwt.encode(), now=NOW
        )
    told = [(paper["kind"], paper["name"]) for paper in report["claims"]["evidence"]]
    assert told == [("document", "1")]
    assert stored[0].name
    assert stored[0].name not in str(report["claims"])


def test_the_holder_has_another_name_in_each_credential(services: Services) -> None:
    ids = set()
    for _ in range(2):
        _, result = decided(services)
        assert result.credential is not None
        with reading(services.engine) as session:
            report = verification.verify(
                session, services, data=result.credential.vc_jwt.encode(), now=NOW
            )
        ids.add(report["claims"]["credentialSubject"]["id"])
    assert len(ids) == 2


def test_decision_credential_status_and_outbox_are_one_transaction(services: Services) -> None:
    _, result = decided(services)
    assert result.credential is not None
    with reading(services.engine) as session:
        for purpose in ("revocation", "suspension"):
            assert status_lists.list_entries(session, result.credential.id, purpose)
        (message,) = session.exec(select(OutboxMessage)).all()
        assert message.payload == {"credential": str(result.credential.id)}
        (entry,) = audit.list_of_subject(session, f"credential:{result.credential.id}")
        assert entry.details == {
            "decision": str(result.decision.id),
            "kid": result.credential.kid,
        }


def issue_again(services: Services, decision_id: object) -> None:
    with transaction(services.engine) as session:
        issuance.issue(
            session,
            services,
            actor=officer(session, "decider"),
            decision_id=decision_id,  # type: ignore[arg-type]
            randomness=Random(3),  # noqa: S311 - a test repeats itself
            now=NOW,
        )


def refuse(services: Services, decision_id: object, error: type[RegistryError]) -> None:
    before = dump(services)
    with pytest.raises(error):
        issue_again(services, decision_id)
    assert dump(services) == before


def test_nothing_is_signed_that_was_not_decided(services: Services) -> None:
    refuse(services, uuid4(), DecisionUnknown)
    _, refused = decided(services, REFUSED)
    refuse(services, refused.decision.id, DecisionNotFinal)


def test_a_decision_is_signed_once(services: Services) -> None:
    _, result = decided(services)
    refuse(services, result.decision.id, AlreadyIssued)


def test_a_decision_that_no_longer_stands_is_not_signed(services: Services) -> None:
    case, result = decided(services, CONDITIONAL)
    case.record("assessor", "fail_measures")
    refuse(services, result.decision.id, DecisionNotFinal)


def test_holder_and_authority_read_the_credential_and_nobody_else(services: Services) -> None:
    _, result = decided(services)
    assert result.credential is not None
    credential_id = result.credential.id
    with reading(services.engine) as session:
        for party in (worker(session), officer(session, "intake"), None):
            found = issuance.get_credential(session, actor=party, credential_id=credential_id)
            assert found.id == credential_id
        for stranger in ("intake@de-zab.example", "employer@demo.example", "admin@demo.example"):
            with pytest.raises(NotAParty):
                issuance.get_credential(
                    session, actor=by_email(session, stranger), credential_id=credential_id
                )
        with pytest.raises(CredentialUnknown):
            issuance.get_credential(session, actor=None, credential_id=uuid4())
        own = issuance.list_own_credentials(session, actor=worker(session))
        assert [row.id for row in own] == [credential_id]


def test_places_in_a_list_are_random_and_never_given_twice(services: Services) -> None:
    for _ in range(3):
        decided(services)
    with reading(services.engine) as session:
        entries = session.exec(select(StatusEntry).where(StatusEntry.list_id == "r1")).all()
        assert len({entry.position for entry in entries}) == 3
        assert session.exec(select(func.count()).select_from(StatusList)).one() == 2


class OnlyPosition(Random):
    """A die that always shows the same face."""

    def randrange(self, *_: object, **__: object) -> int:  # type: ignore[override]
        return 17


def test_a_list_that_is_too_full_is_closed_and_a_new_one_opened(services: Services) -> None:
    _, result = decided(services)
    assert result.credential is not None
    with transaction(services.engine) as session:
        places = status_places.choose(session, services, randomness=OnlyPosition())
        assert [place.list_id for place in places] == ["r1", "s1"]
        status_places.take(session, places, session.get_one(IssuedCredential, result.credential.id))
        again = status_places.choose(session, services, randomness=OnlyPosition())
        assert [(place.list_id, place.position) for place in again] == [("r2", 17), ("s2", 17)]
        closed = status_lists.find(session, "r1")
        assert closed is not None
        assert not closed.open


def test_the_level_of_the_decision_is_the_officers_not_the_graphs(services: Services) -> None:
    _, result = decided(services, replace(FULL, level="de-dqr:3"))
    assert result.decision.level is not None
    assert result.decision.level["level"] == "3"
    assert result.decision.comparability is not None
    assert result.decision.comparability["interval"] == ["4"]
