"""One secured credential, step by step, to a report."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import structs

from credentials.checks import (
    CHECK_NAMES,
    StatusFinding,
    check_equivalence_current,
    check_issuer_known,
    check_issuer_trusted,
    check_release_known,
    check_status,
    check_validity,
    failed,
    not_checked,
    passed,
)
from credentials.collected import Collected
from credentials.errors import ClaimsInvalid, CredentialError, ProofError
from credentials.formats import PDF_FORMAT, Received
from credentials.holder_binding import check_key_binding
from credentials.model import Check, VerificationReport
from credentials.opened import Opened, open_credential
from credentials.proofs.sd_jwt import ParsedSdJwt
from credentials.readings import Reading
from credentials.signers import SignerKeys


def verify_credential(
    found: Received, collected: Collected
) -> tuple[VerificationReport, Reading | None]:
    """The report, and what was read if the proof holds and the claims follow their profile."""
    try:
        opened = open_credential(found, collected.contexts)
    except ProofError as error:
        return forged(found.format, None, error), None
    signer = collected.signers.find(opened.signer_did)
    if signer is None:
        return stranger(found.format, opened.signer_did), None
    if signer.listed is not None and signer.listed.keys_missing:
        return unreachable(found.format, signer.did), None
    try:
        opened.prove(signer, collected.proving)
    except ProofError as error:
        return forged(found.format, signer.did, error), None
    except ClaimsInvalid as error:
        # A term without a meaning has no place in what is signed: there is nothing to verify.
        return unprovable(found.format, signer.did, error), None
    try:
        reading = _read(found, opened)
    except CredentialError as error:
        return _unreadable(found.format, signer, error), None
    try:
        seen_at = collected.seen.get(found.token or b"") if collected.seen else None
        _check_keys(opened, reading, signer, seen_at)
    except ProofError as error:
        return forged(found.format, signer.did, error), None
    shown = opened.presented
    presented = shown if shown is not None and shown.key_binding is not None else None
    return report_on(found.format, reading, signer, collected, presented), reading


def _unreadable(kind: str, signer: SignerKeys, error: CredentialError) -> VerificationReport:
    checks = {"proof": passed("proof"), "schema": failed("schema", error)}
    if signer.listed is None:
        checks["issuer_trusted"] = check_issuer_known(None)
    return report_of(kind, signer, checks, "schema_failed")


def _check_keys(
    opened: Opened, reading: Reading, signer: SignerKeys, proven_at: datetime | None
) -> None:
    """Its keys had not been retired when it says to have been signed, nor stolen since."""
    signed_at = opened.signed_at or reading.signed_at or reading.valid_from
    for kid in opened.kids:
        if kid.partition("#")[0] == signer.did:
            signer.require_usable(kid, signed_at=signed_at, proven_at=proven_at)


def _read(found: Received, opened: Opened) -> Reading:
    """A certificate is compared with the whole record; for a token a glance may be enough."""
    seen = None if found.format == PDF_FORMAT else opened.glance()
    return seen or opened.read()


def report_on(
    kind: str,
    reading: Reading,
    signer: SignerKeys,
    collected: Collected,
    presented: ParsedSdJwt | None = None,
) -> VerificationReport:
    """All checks of claims whose proof holds. presented: with the holder's signature."""
    status = _status(reading, signer, collected)
    checks = {
        "proof": passed("proof"),
        "schema": _schema(reading, collected),
        "issuer_trusted": _issuer_trusted(reading, signer, collected),
        "validity": check_validity(reading.valid_from, reading.valid_until, now=collected.now),
        "status": status.check,
        "release_known": check_release_known(reading.equivalences, collected.knowledge),
        "equivalence_current": check_equivalence_current(reading.equivalences, collected.knowledge),
    }
    if presented is not None:
        checks["holder_binding"] = check_key_binding(presented, reading, collected)
    # A stranger's words are not repeated under our name.
    repeated = signer.listed is not None or collected.policy.unlisted_issuers
    return VerificationReport(
        kind,
        signer.did,
        signer.listed.name if signer.listed else None,
        reading.credential_id if repeated else None,
        _complete(checks, "not_a_presentation"),
        claims=reading.claims if repeated else {},
        status_as_of=status.as_of if repeated else None,
        presented=presented is not None,
        subject=reading.subject if repeated else {},
    )


def _schema(reading: Reading, collected: Collected) -> Check:
    if not reading.names_signed and not collected.policy.unlisted_issuers:
        return Check.failed(
            "schema",
            "context_unknown",
            "It defines terms inside, which its proof does not cover: anybody could exchange them.",
        )
    if reading.schema_named:
        return not_checked("schema", "schema_unavailable")
    return passed("schema")


def _issuer_trusted(reading: Reading, signer: SignerKeys, collected: Collected) -> Check:
    check = check_issuer_trusted(
        reading.issuer, signer.did, signer.listed, types=reading.types, now=collected.now
    )
    if not collected.policy.unlisted_issuers:
        return check
    # A name that is no DID publishes no keys, so nobody can tell whose they are.
    nameless = check.code == "issuer_mismatch" and not reading.issuer.startswith("did:")
    if nameless or check.code == "issuer_unknown":
        return passed("issuer_trusted", "Every issuer counts here: this is a test.")
    return check


def _status(reading: Reading, signer: SignerKeys, collected: Collected) -> StatusFinding:
    """Lists of an issuer who is not on the trust list are not fetched, so not read either."""
    if signer.listed is not None:
        return check_status(
            reading.status,
            issuer=signer.listed,
            statuses=collected.statuses,
            now=collected.now,
            foreign=reading.status_foreign,
        )
    if reading.status or reading.status_foreign:
        return StatusFinding(not_checked("status", "issuer_unknown"))
    return StatusFinding(passed("status", "It names no status."))


def stranger(kind: str, did: str | None) -> VerificationReport:
    """An issuer we do not know may well be genuine: that is not a forgery."""
    checks = {
        "proof": not_checked("proof", "issuer_unknown"),
        "issuer_trusted": check_issuer_known(None),
    }
    return structs.replace(report_of(kind, None, checks, "issuer_unknown"), issuer_id=did)


def unreachable(kind: str, did: str) -> VerificationReport:
    """An issuer of the list whose keys could not be looked up now: nothing is known."""
    report = report_of(kind, None, {}, "issuer_keys_unavailable")
    return structs.replace(report, issuer_id=did)


def forged(kind: str, did: str | None, error: ProofError) -> VerificationReport:
    """The issuer it claims is named by DID only: our name for them vouches for nothing here."""
    report = report_of(kind, None, {"proof": failed("proof", error)}, "proof_failed")
    return structs.replace(report, issuer_id=did)


def unprovable(kind: str, did: str | None, error: ClaimsInvalid) -> VerificationReport:
    """What was signed cannot even be written down."""
    report = report_of(kind, None, {"schema": failed("schema", error)}, "schema_failed")
    return structs.replace(report, issuer_id=did)


def report_of(
    kind: str, signer: SignerKeys | None, checks: Mapping[str, Check], otherwise: str
) -> VerificationReport:
    """Without claims. otherwise: why the checks that are missing did not run."""
    listed = signer.listed if signer else None
    return VerificationReport(
        kind,
        signer.did if signer else None,
        listed.name if listed else None,
        None,
        _complete(checks, otherwise),
    )


def _complete(checks: Mapping[str, Check], otherwise: str) -> tuple[Check, ...]:
    """Every check in its order."""
    return tuple(
        [checks[name] if name in checks else not_checked(name, otherwise) for name in CHECK_NAMES]
    )
