"""One presentation of a wallet, checked as any credential is, and cut down to what was asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from credentials import dcql, verifier
from credentials.dcql import CredentialQuery
from credentials.encodings import serialize_json
from credentials.errors import CredentialError, QueryInvalid
from credentials.model import CheckStatus, ReportOutcome, VerificationReport
from credentials.verifier import Expected
from registry.errors import StatusListUnknown
from registry.services import Services
from registry.usecases import trust
from registry.usecases.status_publication import get_status_list
from registry.wallet_errors import WalletError

# What the verifier calls the forms that may be shown for a format of OpenID4VP.
_SHOWN_AS = {
    dcql.SD_JWT: frozenset({"dc+sd-jwt"}),
    dcql.JWT: frozenset({"vp+jwt"}),
    dcql.LDP: frozenset({"data-integrity-presentation"}),
}


def check(
    session: Session,
    services: Services,
    query: CredentialQuery,
    presentation: str | Mapping[str, Any],
    *,
    expected: Expected,
    now: datetime,
) -> dict[str, Any]:
    """{"query", "format", "issuer", "outcome", "valid", "checks", "claims"}, claims: [{"path",
    "value"}] of what was asked for, none where the presentation is not valid.

    It has to be shown by the holder of its key, to us, in answer to this question.
    Raises WalletError where it is no answer: another format, or a claim is missing.
    """
    received = (
        presentation.encode() if isinstance(presentation, str) else serialize_json(presentation)
    )
    report = _verified(session, services, received, expected, now)
    if report.format not in _SHOWN_AS[query.format]:
        raise WalletError("invalid_request", "The presentation has another format than asked for.")
    bound = report.check("holder_binding")
    shown = bound is not None and bound.status is CheckStatus.PASSED
    outcome = report.outcome if shown else ReportOutcome.INVALID
    told = report.to_json()
    return {
        "query": query.id,
        "format": query.format,
        "issuer": told["issuer"],
        "outcome": outcome.value,
        "valid": outcome is ReportOutcome.VALID,
        "checks": told["checks"],
        "claims": _selected(query, report) if outcome is ReportOutcome.VALID else [],
    }


def _verified(
    session: Session, services: Services, received: bytes, expected: Expected, now: datetime
) -> VerificationReport:
    listed = trust.current(session, services)
    try:
        inspection = verifier.inspect(received, trust=listed)
        return verifier.verify(
            received,
            trust=listed,
            statuses=_own_lists(session, services, inspection.status_urls, now),
            expected=expected,
            now=now,
        )
    except CredentialError as error:
        raise WalletError("invalid_request", "The presentation cannot be read.") from error


def _own_lists(
    session: Session, services: Services, urls: tuple[str, ...], now: datetime
) -> Mapping[str, bytes]:
    prefix = f"{services.settings.public_url}/status/"
    found = {}
    for url in urls:
        try:
            published = get_status_list(
                session, services, list_id=url.removeprefix(prefix), now=now
            )
        except StatusListUnknown:
            continue
        found[url] = published.secured.encode()
    return found


def _selected(query: CredentialQuery, report: VerificationReport) -> list[dict[str, Any]]:
    try:
        found = dcql.select(query, report.claims)
    except QueryInvalid as error:
        raise WalletError("invalid_request", error.detail) from error
    return [{"path": list(path), "value": value} for path, value in found]
