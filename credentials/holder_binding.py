"""Whether it is its holder who shows a credential, to us and now."""

from collections.abc import Iterable
from datetime import timedelta

from credentials.checks import failed, not_checked
from credentials.collected import Collected
from credentials.encodings import parse_json
from credentials.errors import CredentialError, KeyBindingInvalid
from credentials.model import Check
from credentials.proofs.sd_jwt import ParsedSdJwt, verify_key_binding
from credentials.public_keys import PublicKey
from credentials.readings import Reading

NAME = "holder_binding"
MAX_AGE = timedelta(minutes=10)
# Where nobody asked, the moment says nothing.
_ANY_AGE = timedelta(days=365_000)


def check_key_binding(presented: ParsedSdJwt, reading: Reading, collected: Collected) -> Check:
    """The key in `cnf` signed what was shown. RFC 9901, 7.3."""
    asked = collected.expected
    try:
        if reading.holder_key is None:
            raise KeyBindingInvalid("The credential is bound to no key.")
        told = parse_json(presented.key_binding.payload if presented.key_binding else b"")
        verify_key_binding(
            presented,
            reading.holder_key,
            audience=str(told.get("aud")) if asked.domain is None else asked.domain,
            nonce=str(told.get("nonce")) if asked.challenge is None else asked.challenge,
            now=collected.now,
            max_age=_ANY_AGE if asked.challenge is None else MAX_AGE,
        )
    except CredentialError as error:
        return failed(NAME, error)
    return fresh(collected)


def check_holders(
    readings: Iterable[Reading], *, holder: str, key: PublicKey, collected: Collected
) -> Check:
    """Everything presented is about whoever presents it.

    holder: the DID that signed the presentation, with this key.
    """
    unbound = False
    for reading in readings:
        bound = _bound_to(reading, holder, key)
        if bound is False and not collected.policy.any_holder:
            return Check.failed(
                NAME, "holder_differs", "A credential in it belongs to another holder."
            )
        unbound = unbound or bound is None
    if unbound and not collected.policy.any_holder:
        return not_checked(NAME, "holder_not_bound")
    return fresh(collected)


def _bound_to(reading: Reading, holder: str, key: PublicKey) -> bool | None:
    """None where the credential does not say who may show it."""
    if reading.holder_key is not None:
        return reading.holder_key.raw == key.raw
    identified = [subject for subject in reading.subjects if subject.startswith("did:")]
    return holder in identified if identified else None


def fresh(collected: Collected) -> Check:
    """Without a challenge an old presentation looks like a new one."""
    if collected.expected.challenge is None and not collected.policy.any_moment:
        return not_checked(NAME, "nonce_not_expected")
    return Check.passed(NAME)
