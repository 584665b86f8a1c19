"""The steps of a verification: each looks at one thing and says what came of it.

Architecture, section 5; VCDM 2.0, 7.1; BSL 1.0, 3.2.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from credentials.errors import CredentialError
from credentials.model import Check, Equivalence, StatusEntry
from credentials.profiles.fields import instant_text
from credentials.status import StatusLists, read_status
from credentials.token_status import TokenStatus, TokenStatusReference, read_token_status
from credentials.trust import TrustedIssuer

CHECK_NAMES = (
    "proof",
    "issuer_trusted",
    "validity",
    "status",
    "schema",
    "holder_binding",
    "release_known",
    "equivalence_current",
)
REASONS = {
    "issuer_unknown": "The issuer is not on the trust list, so its key is not known.",
    "issuer_keys_unavailable": "The issuer is on the trust list; its keys could not be had now.",
    "proof_failed": "Nothing else was checked, because the proof does not hold.",
    "schema_failed": "The claims could not be read.",
    "not_a_presentation": "A credential alone does not show that its sender is its holder.",
    "not_in_qr": "A QR code does not carry this; the credential itself does.",
    "graph_not_asked": "No graph was at hand.",
    "no_equivalence": "The credential claims no equivalence.",
    "code_not_genuine": "Without its genuine code the certificate cannot be drawn again.",
    "edition_unvouched": "The pages cannot be drawn again here, and no seal vouches for them.",
    "credential_not_read": "There was no proven credential to compare with.",
    "schema_unavailable": "It names a schema of its issuer that is not at hand.",
    "nonce_not_expected": "No challenge was given to compare with: it may have been shown before.",
    "holder_unknown": "The keys of whoever signed the presentation are not known.",
    "holder_not_bound": "The credential does not say which key its holder has.",
}


@dataclass(frozen=True, slots=True)
class GraphKnowledge:
    """What the graph says today. releases: number -> SHA-256 in hex.

    current: path_id -> the interval the same question gives now, None where it gives none;
    a path that is not in it was not asked for.
    """

    releases: Mapping[int, str] = field(default_factory=dict)
    current: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)


class StatusFinding(NamedTuple):
    """as_of: when the oldest list that was used was signed; None where none was."""

    check: Check
    as_of: datetime | None = None


@lru_cache(maxsize=256)
def passed(name: str, detail: str = "") -> Check:
    return Check.passed(name, detail)


def failed(name: str, error: CredentialError) -> Check:
    return Check.failed(name, error.code, error.detail)


# Every report has several of these, and there are few different ones.
@lru_cache(maxsize=256)
def not_checked(name: str, reason: str) -> Check:
    return Check.not_checked(name, reason, REASONS[reason])


def check_issuer_trusted(
    claimed: str,
    signer_did: str,
    issuer: TrustedIssuer | None,
    *,
    types: Iterable[str],
    now: datetime,
) -> Check:
    """The credential's issuer is who signed it, and the trust list vouches for them in this."""
    if claimed != signer_did:
        return Check.failed(
            "issuer_trusted", "issuer_mismatch", "It was signed by another than it says."
        )
    if issuer is not None and (refusal := issuer.refusal(types, now=now)):
        return Check.failed("issuer_trusted", refusal, _REFUSALS[refusal])
    return check_issuer_known(issuer)


def check_issuer_known(issuer: TrustedIssuer | None) -> Check:
    """Somebody of that DID is on the trust list."""
    if issuer is None:
        return Check.failed(
            "issuer_trusted", "issuer_unknown", "The issuer is not on the trust list."
        )
    return trusted_as(issuer.name)


@lru_cache(maxsize=256)
def trusted_as(name: str) -> Check:
    return Check.passed("issuer_trusted", f"On the trust list as {name}.")


_REFUSALS = {
    "issuer_not_yet_trusted": "The trust list does not vouch for this issuer yet.",
    "issuer_no_longer_trusted": "The trust list does not vouch for this issuer any more.",
    "issuer_not_for_this": "The trust list does not vouch for this issuer in such credentials.",
}


def check_validity(
    valid_from: datetime | None, valid_until: datetime | None, *, now: datetime
) -> Check:
    """`now` lies in [validFrom, validUntil); absent is open. VCDM 2.0, 4.9."""
    if valid_from and now < valid_from:
        detail = f"It is valid from {instant_text(valid_from)}."
        return Check.failed("validity", "not_yet_valid", detail)
    if valid_until and now >= valid_until:
        detail = f"It was valid until {instant_text(valid_until)}."
        return Check.failed("validity", "expired", detail)
    return passed("validity")


def check_status(
    entries: Iterable[StatusEntry | TokenStatusReference],
    *,
    issuer: TrustedIssuer,
    statuses: StatusLists,
    now: datetime,
    foreign: bool = False,
) -> StatusFinding:
    """No list of the issuer has it raised. A list that cannot be had is never "not revoked".

    foreign: the credential names a status of a kind that cannot be looked up here.
    """
    raised: list[str] = []
    oldest: datetime | None = None
    missing = "It names a kind of status that cannot be looked up here." if foreign else ""
    for entry in entries:
        if isinstance(entry, TokenStatusReference):
            url, name = entry.url, "status"
        else:
            url, name = entry.list_url, entry.purpose
        secured = statuses.get(url)
        if secured is None or not issuer.allows_status_url(url):
            missing = missing or f"The {name} list could not be had."
            continue
        try:
            if isinstance(entry, TokenStatusReference):
                found, as_of = _read_token_status(secured, entry, issuer, now)
            else:
                reading = read_status(secured, entry=entry, issuer=issuer, now=now)
                found, as_of = entry.purpose if reading.raised else "", reading.as_of
        except CredentialError as error:
            missing = missing or f"The {name} list cannot be used: {error.detail}"
            continue
        if oldest is None or as_of < oldest:
            oldest = as_of
        if found:
            raised.append(found)
    if not raised and not missing:
        return clear_status(oldest)
    return StatusFinding(_status_check(raised, missing, oldest), oldest)


def _read_token_status(
    secured: bytes, reference: TokenStatusReference, issuer: TrustedIssuer, now: datetime
) -> tuple[str, datetime]:
    """The purpose of what is raised, empty if nothing is, and when the list was signed."""
    reading = read_token_status(secured, reference=reference, issuer=issuer, now=now)
    return _TOKEN_STATUSES.get(reading.status, "revocation"), reading.as_of


# What an application's own value means is not known here: it is never "valid".
_TOKEN_STATUSES: Mapping[int, str] = {
    TokenStatus.VALID: "",
    TokenStatus.INVALID: "revocation",
    TokenStatus.SUSPENDED: "suspension",
}


# One list serves many credentials.
@lru_cache(maxsize=256)
def clear_status(as_of: datetime | None) -> StatusFinding:
    """Nothing is raised. as_of: None where there was no list to ask."""
    detail = f"As of {instant_text(as_of)}." if as_of else "It names no status."
    return StatusFinding(passed("status", detail), as_of)


def _status_check(raised: Sequence[str], missing: str, as_of: datetime | None) -> Check:
    """Something is raised or missing."""
    detail = f"As of {instant_text(as_of)}." if as_of else ""
    if "revocation" in raised:
        return Check.failed("status", "revoked", f"The issuer has revoked it. {detail}")
    if "suspension" in raised:
        return Check.failed("status", "suspended", f"The issuer has suspended it. {detail}")
    return Check.not_checked("status", "status_unavailable", missing)


def check_release_known(
    equivalences: Sequence[Equivalence], knowledge: GraphKnowledge | None
) -> Check:
    """The releases it was computed on are the ones the graph published, byte for byte."""
    name = "release_known"
    if not equivalences or knowledge is None:
        return not_checked(name, "graph_not_asked" if equivalences else "no_equivalence")
    for claim in equivalences:
        published = knowledge.releases.get(claim.release)
        if published is None:
            return Check.failed(name, "release_unknown", f"Release {claim.release} is not known.")
        if published != claim.release_sha256:
            detail = f"Release {claim.release} is known with other content."
            return Check.failed(name, "release_differs", detail)
    return passed(name)


def check_equivalence_current(
    equivalences: Sequence[Equivalence], knowledge: GraphKnowledge | None
) -> Check:
    """The graph gives the same answers today."""
    name = "equivalence_current"
    if not equivalences or knowledge is None:
        return not_checked(name, "graph_not_asked" if equivalences else "no_equivalence")
    for claim in equivalences:
        if claim.path_id not in knowledge.current:
            return not_checked(name, "graph_not_asked")
        today = knowledge.current[claim.path_id]
        if today is None and claim.interval:
            detail = f"The graph no longer gives an answer for {claim.framework}."
            return Check.failed(name, "equivalence_withdrawn", detail)
        if (today or ()) != claim.interval:
            detail = f"The graph gives another answer for {claim.framework} today."
            return Check.failed(name, "equivalence_changed", detail)
    return passed(name)
