"""A vc+jwt of our own profile by an issuer of the trust list: the same report, in one go.

`credential_report` takes every form apart into steps that fit all of them, and that costs more
than the signature of a token. Here the same functions stand one after the other, as they apply to
this form; each rule keeps its one place. What is of another form, by a stranger, or not certain
at a glance gets no answer here, and a test holds the answers equal to those of the long way.
"""

from datetime import datetime

from credentials.checks import (
    GraphKnowledge,
    check_equivalence_current,
    check_issuer_trusted,
    check_release_known,
    check_status,
    check_validity,
    not_checked,
    passed,
)
from credentials.credential_report import forged
from credentials.errors import ProofError
from credentials.formats import VC_JWT_FORMAT
from credentials.keys import KeyPurpose
from credentials.model import VerificationReport
from credentials.profiles import vc20_glance
from credentials.proofs.jose import VC_JWT, parse_jws, verify_jws
from credentials.readings import ShownClaims, SubjectClaims
from credentials.status import StatusLists
from credentials.trust import TrustList

_ASSERTION = KeyPurpose.ASSERTION
_PROOF = passed("proof")
_SCHEMA = passed("schema")
_HOLDER_BINDING = not_checked("holder_binding", "not_a_presentation")


def report_at_once(
    token: bytes,
    *,
    trust: TrustList,
    statuses: StatusLists,
    now: datetime,
    knowledge: GraphKnowledge | None = None,
) -> VerificationReport | None:
    """None where it takes `credential_report` to say. The arguments are those of `verify`."""
    try:
        parsed = parse_jws(token, typ=VC_JWT)
    except ProofError:
        return None
    issuer = trust.find(parsed.controller)
    if issuer is None or not vc20_glance.is_ours(parsed.payload):
        return None
    listed = issuer.by_kid.get(parsed.kid)
    if listed is None or _ASSERTION not in listed.purposes:
        return None
    try:
        verify_jws(parsed, listed.key)
    except ProofError as error:
        return forged(VC_JWT_FORMAT, issuer.did, error)
    seen = vc20_glance.glance(parsed.payload)
    if seen is None:
        return None
    try:
        listed.require_usable(signed_at=seen.valid_from)
    except ProofError:
        # It may be known from elsewhere when this was signed.
        return None
    status = check_status(seen.status, issuer=issuer, statuses=statuses, now=now)
    return VerificationReport(
        VC_JWT_FORMAT,
        issuer.did,
        issuer.name,
        seen.id,
        # In the order of CHECK_NAMES.
        (
            _PROOF,
            check_issuer_trusted(seen.issuer, issuer.did, issuer, types=seen.types, now=now),
            check_validity(seen.valid_from, seen.valid_until, now=now),
            status.check,
            _SCHEMA,
            _HOLDER_BINDING,
            check_release_known(seen.equivalences, knowledge),
            check_equivalence_current(seen.equivalences, knowledge),
        ),
        ShownClaims(parsed.payload),
        status.as_of,
        subject=SubjectClaims(parsed.payload),
    )
