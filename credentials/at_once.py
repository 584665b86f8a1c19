"""A sound vc+jwt of our own profile by an issuer of the trust list: the same report, at once.

`credential_report` takes every form apart into steps that fit all of them, and that costs more
than the signature of a token. Most tokens that are shown are sound, so here it is only asked
whether all is well. Whatever is of another form, by a stranger, out of force, raised on a list or
not certain at a glance gets no answer here: the long way names what is wrong. A test holds the
answers equal to those of the long way.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from credentials.checks import (
    GraphKnowledge,
    check_equivalence_current,
    check_release_known,
    clear_status,
    not_checked,
    passed,
    trusted_as,
)
from credentials.claims import Equivalence
from credentials.credential_report import forged
from credentials.errors import CredentialError, ProofError
from credentials.formats import VC_JWT_FORMAT
from credentials.model import Check, VerificationReport
from credentials.profiles import vc20_glance
from credentials.proofs.jose import VC_JWT, parse_jws, verify_jws
from credentials.readings import ShownClaims, SubjectClaims
from credentials.status import StatusLists, clear_since
from credentials.trust import TrustList

_NOTHING_COMPARED = (check_release_known((), None), check_equivalence_current((), None))


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
    vouched, payload = trust.asserting.get(parsed.kid), parsed.payload
    if vouched is None or not vc20_glance.is_ours(payload):
        return None
    issuer, listed, limited = vouched
    try:
        verify_jws(parsed, listed.key)
    except ProofError as error:
        return forged(VC_JWT_FORMAT, issuer.did, error)
    seen = vc20_glance.glance(payload)
    if (
        seen is None
        or seen.issuer != issuer.did
        or now < seen.valid_from
        or (seen.valid_until is not None and now >= seen.valid_until)
        or (limited and issuer.refusal(seen.types, now=now) is not None)
    ):
        return None
    try:
        if limited:
            listed.require_usable(signed_at=seen.valid_from)
        as_of = clear_since(seen.status, issuer=issuer, statuses=statuses, now=now)
    except CredentialError:
        # It may be known from elsewhere when this was signed.
        return None
    if as_of is None:
        return None
    told = seen.equivalences
    compared = _compared(told, knowledge) if told else _NOTHING_COMPARED
    return VerificationReport(
        VC_JWT_FORMAT,
        issuer.did,
        issuer.name,
        seen.id,
        (*_sound(issuer.name, as_of), *compared),
        ShownClaims(payload),
        as_of,
        subject=SubjectClaims(payload),
    )


# The list of one issuer serves many credentials.
@lru_cache(maxsize=256)
def _sound(name: str, as_of: datetime) -> tuple[Check, ...]:
    """The checks that all is well with, in the order of CHECK_NAMES; the two of the graph follow.

    name: the issuer's. as_of: when the oldest status list was signed.
    """
    return (
        passed("proof"),
        trusted_as(name),
        passed("validity"),
        clear_status(as_of).check,
        passed("schema"),
        not_checked("holder_binding", "not_a_presentation"),
    )


def _compared(told: Sequence[Equivalence], knowledge: GraphKnowledge | None) -> tuple[Check, Check]:
    return check_release_known(told, knowledge), check_equivalence_current(told, knowledge)
