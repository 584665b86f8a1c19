"""A glance at anybody's credential sees what the rules see, or nothing."""

from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.contexts import contexts
from credentials.errors import CredentialError
from credentials.profiles.vcdm_outline import Outline, glance, outline_of
from tests.credentials.profiles.altered import CHANGES, altered

LIST = "https://registry.example/status/r1"
DOCUMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:00000000-0000-0000-0000-000000000001",
    "type": ["VerifiableCredential"],
    "issuer": "did:example:issuer",
    "name": "Welder",
    "description": "",
    "validFrom": "2026-11-24T09:30:00Z",
    "validUntil": "2027-11-24T09:30:00+01:00",
    "credentialSubject": {"id": "did:example:holder", "name": "Ana"},
    "credentialStatus": {
        "id": f"{LIST}#98",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "98",
        "statusListCredential": LIST,
    },
}
MORE = {
    "the first version": "https://www.w3.org/2018/credentials/v1",
    "a party": {"id": "did:example:issuer", "name": {"@value": "x", "@language": "en"}},
    "parties": [{"id": "did:example:a"}, {"name": "nobody"}],
    "a long url": "https://x.example/" + "x" * 4000,
    "white space": "urn:a\u00a0b",
    "a line more": "urn:a\n",
    "a number with a line more": "98\n",
    "the list itself": LIST,
    "an inline context": {"x": "urn:x"},
    "a later moment": "2028-11-24T24:00:00",
    "too many": ["VerifiableCredential"] * 101,
}


def by_the_rules(document):
    """As `outline_of` has it where a glance sees nothing: a member with rules is there."""
    return outline_of({**document, "evidence": {"type": "Evidence"}}, at_hand=contexts())


def test_a_plain_credential_is_taken_at_a_glance():
    seen = glance(DOCUMENT)
    assert isinstance(seen, Outline)
    assert seen == by_the_rules(DOCUMENT)
    assert (seen.issuer, seen.subjects) == ("did:example:issuer", ("did:example:holder",))
    assert seen.status[0].index == 98


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_whatever_is_changed_the_rules_have_the_last_word(data):
    changed = altered(data, DOCUMENT, CHANGES | MORE)
    seen = glance(changed)
    try:
        ruled = by_the_rules(changed)
    except CredentialError:
        ruled = None
    assert seen is None or seen == ruled
