"""Check a credential in any form, and say what it means in the reader's country."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from time import monotonic
from typing import Any
from uuid import UUID

from sqlmodel import Session

from credentials.certificate.style import Style
from credentials.collected import NOTHING_EXPECTED, Collected, Policy
from credentials.contexts import contexts_with_examples
from credentials.formats import PDF_FORMAT, VC_JWT_FORMAT, Received, recognise
from credentials.inspection import Inspection, inspect_received
from credentials.model import (
    CheckStatus,
    RecognitionDecision,
    ReportOutcome,
    SkillRecord,
    VerificationReport,
)
from credentials.trust import TrustList
from credentials.verifier import Expected, GraphKnowledge, verify_received
from mappings import namespaces
from mappings.errors import MappingError
from mappings.model import Purpose
from registry.errors import RegistryError, StatusListUnknown
from registry.services import ReleaseInForce, Services
from registry.storage.queries import credentials, releases
from registry.usecases import certificate_styles, comparison, issuing_for_tests
from registry.usecases import trust as trust_list
from registry.usecases.award_dates import parse_award
from registry.usecases.collecting import Evidence, collect
from registry.usecases.comparison import Request
from registry.usecases.status_publication import get_status_list

# For all ways to look for a code in one picture; a page that shows one takes a fraction.
SEARCH_SECONDS = 4
# More than any of ours holds; a stranger's credential must not set us many questions.
MAX_QUESTIONS = 16
FOR_TESTS = Policy(unlisted_issuers=True, any_holder=True, any_moment=True)


def verify(
    session: Session,
    services: Services,
    *,
    data: bytes,
    media_type: str | None = None,
    country: str | None = None,
    framework: str | None = None,
    expected: Expected = NOTHING_EXPECTED,
    gettext: Callable[[str], str] = str,
    now: datetime,
) -> dict[str, Any]:
    """The report of POST /api/v1/verify; "meaning" is null without country and framework.

    Our own status lists come from the store; those of others are fetched where the trust list
    says that they may be. expected: what a presentation has to answer. meaning: the answer of
    `comparison.compare` from the origin level to that framework, null for a credential that is
    not valid or names no level.
    Raises CountryUnknown, CountryWithoutFramework, mappings.errors.FrameworkUnknown, and what
    `credentials.verifier` raises for bytes it cannot read.
    """
    in_force = services.release
    reader = _reader_framework(in_force, country, framework)
    deadline = monotonic() + SEARCH_SECONDS
    found = recognise(data, media_type, enough=lambda: monotonic() > deadline)
    report = report_on(session, services, found, expected=expected, now=now)
    meaning = None
    if reader is not None and report.outcome is not ReportOutcome.INVALID:
        meaning = _meaning(in_force, report.subject, reader, now, gettext)
    return {**report.to_json(), "meaning": meaning}


def report_on(
    session: Session,
    services: Services,
    found: Received,
    *,
    expected: Expected = NOTHING_EXPECTED,
    for_suites: bool = False,
    now: datetime,
) -> VerificationReport:
    """Check what was recognised, with all that the store holds for it.

    for_suites: a conformance suite asks, whose issuers and holders are nobody; it is heard only
    where there are test issuers.
    """
    listed = trust_list.current(session, services)
    trust = issuing_for_tests.beside(listed, services)
    inspection = inspect_received(found, trust)
    collected = Collected(
        trust=_fetched(services, trust, inspection, ()).trust,
        statuses=_own_lists(session, services, inspection, now),
        now=now,
        knowledge=_knowledge(session, services.release, inspection, now),
        expected=expected,
        seen=_seen(session, services, inspection),
        styles=_styles(session, found, inspection),
    )
    if for_suites and services.issuers_for_tests is not None:
        # Suites sign with keys of their own making, and show what is about anybody.
        collected = replace(collected, policy=FOR_TESTS, contexts=contexts_with_examples())
    return verify_received(found, _with_lists(services, found, inspection, collected))


def _with_lists(
    services: Services, found: Received, inspection: Inspection, collected: Collected
) -> Collected:
    """And the lists of other issuers, once they are known to have signed what names them: who
    only writes an address has nothing fetched from it."""
    own = f"{services.settings.public_url}/"
    urls = [url for url in inspection.status_urls if not url.startswith(own)]
    if not urls or services.outside is None:
        return collected
    if found.format == PDF_FORMAT:
        # Its pages are compared later, and once.
        found = found._replace(format=VC_JWT_FORMAT, pdf=None)
    proof = verify_received(found, collected).check("proof")
    if proof is None or proof.status is not CheckStatus.PASSED:
        return collected
    fetched = _fetched(services, collected.trust, inspection, urls)
    return replace(collected, statuses={**fetched.statuses, **collected.statuses})


def _seen(session: Session, services: Services, inspection: Inspection) -> dict[bytes, datetime]:
    """When we issued these very bytes, as the store knows; asked only if a key of ours was stolen.

    Whoever has the key alone cannot put a row into the store.
    """
    record = inspection.record
    if record is None or all(key.may_verify for key in services.key_ring.keys):
        return {}
    try:
        row = credentials.find(session, UUID(record.id.removeprefix("urn:uuid:")))
    except ValueError:
        return {}
    if row is None or row.vc_jwt.encode() != inspection.embedded:
        return {}
    return {inspection.embedded: row.issued_at}


def _styles(session: Session, found: Received, inspection: Inspection) -> Sequence[Style]:
    """How the authority's certificates look and looked, where there is a page to compare."""
    if found.format != PDF_FORMAT or inspection.record is None:
        return ()
    stored = credentials.find(session, UUID(inspection.record.id.removeprefix("urn:uuid:")))
    if stored is None:
        return ()
    return certificate_styles.list_styles(session, authority_id=stored.authority_id)


def _fetched(
    services: Services, trust: TrustList, inspection: Inspection, urls: Sequence[str]
) -> Evidence:
    """Keys and lists of other issuers, as far as the trust list allows; ours are in the store."""
    if services.outside is None:
        return Evidence(trust, {})
    return collect(services.outside, trust, issuers=inspection.signers, status_urls=urls)


def _reader_framework(
    in_force: ReleaseInForce, country: str | None, framework: str | None
) -> str | None:
    if framework:
        return comparison.get_framework(in_force, framework).id
    if country:
        return comparison.framework_of_country(in_force, country).id
    return None


def _own_lists(
    session: Session, services: Services, inspection: Inspection, now: datetime
) -> Mapping[str, bytes]:
    """The lists named by the credential that are ours, as published."""
    prefix = f"{services.settings.public_url}/status/"
    found: dict[str, bytes] = {}
    for url in inspection.status_urls:
        if services.issuers_for_tests is not None:
            found |= issuing_for_tests.secured_list(services, url, now=now)
        if not url.startswith(prefix):
            continue
        try:
            published = get_status_list(
                session, services, list_id=url.removeprefix(prefix), now=now
            )
        except StatusListUnknown:
            continue
        found[url] = published.secured.encode()
    return found


def _knowledge(
    session: Session, in_force: ReleaseInForce, inspection: Inspection, now: datetime
) -> GraphKnowledge:
    """Every release, and what the graph in force answers today to the credential's questions."""
    checksums = releases.checksums(session)
    record = inspection.record
    if record is None or record.origin_level is None:
        return GraphKnowledge(checksums)
    current: dict[str, tuple[str, ...] | None] = {}
    for claim in record.equivalences[:MAX_QUESTIONS]:
        try:
            request = _question(in_force, record, claim.framework, now)
            interval = comparison.compare(in_force, request)["interval"]
        except MappingError:
            # The graph no longer holds this framework or level.
            interval = None
        current[claim.path_id] = tuple(interval) if interval else None
    return GraphKnowledge(checksums, current)


def _question(
    in_force: ReleaseInForce, record: SkillRecord, to_framework: str, now: datetime
) -> Request:
    origin = record.origin_level
    decision = record.decision if isinstance(record, RecognitionDecision) else None
    known = {purpose.value: purpose for purpose in Purpose}
    return Request(
        from_framework=origin.framework_id if origin else "",
        level=origin.level if origin else "",
        to_framework=comparison.get_framework(in_force, to_framework).id,
        purpose=known.get(decision.purpose if decision else "", Purpose.INFORMATION),
        occupation=(decision.occupation if decision else "") or None,
        qualification_type=_qualification_id(record.achievement.qualification_iri),
        as_of=now.date(),
        known_at=in_force.release.published_at,
        award_date=_award_date(record.achievement.awarded_on, now.date()),
    )


def _qualification_id(iri: str) -> str | None:
    prefix = namespaces.qualification_iri("")
    return iri.removeprefix(prefix) if iri.startswith(prefix) and iri != prefix else None


def _award_date(text: str, today: date) -> date | None:
    try:
        return parse_award(text, today=today) if text else None
    except RegistryError:
        return None


def _meaning(
    in_force: ReleaseInForce,
    subject: Mapping[str, Any],
    to_framework: str,
    now: datetime,
    gettext: Callable[[str], str],
) -> dict[str, Any] | None:
    """From the origin level of proven claims, which a QR code holds too."""
    origin = subject.get("originLevel")
    if origin is None:
        return None
    achievement = subject.get("achievement", {})
    request = Request(
        from_framework=origin["frameworkId"],
        level=origin["level"],
        to_framework=to_framework,
        purpose=Purpose.INFORMATION,
        occupation=achievement.get("isco08") or None,
        qualification_type=_qualification_id(achievement.get("id", "")),
        as_of=now.date(),
        known_at=in_force.release.published_at,
        award_date=_award_date(achievement.get("awardedOn", ""), now.date()),
    )
    try:
        return comparison.compare(in_force, request, gettext=gettext)
    except MappingError:
        return None
