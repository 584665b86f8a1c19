import pytest

from credentials.contexts import W3C_CONTEXT, contexts
from credentials.errors import TermUnknown
from credentials.jsonld.expansion import expand

DOCUMENT = {
    "@context": [W3C_CONTEXT],
    "id": "urn:uuid:1f3b9c52-27bb-4f15-9b0e-5e7d2c9a4b33",
    "type": ["VerifiableCredential"],
    "issuer": "did:web:registry.example",
    "credentialSubject": {"id": "urn:uuid:0b1f5a3e-3f6b-4c52-8c0e-1f2a3b4c5d6e"},
}


def test_what_is_defined_is_expanded():
    (node,) = expand(DOCUMENT, contexts())
    assert node["@type"] == ["https://www.w3.org/2018/credentials#VerifiableCredential"]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("type", ["VerifiableCredential", "DiplomaOfNowhere"]),
        ("credentialSubject", {"id": "urn:a:b", "type": "DiplomaOfNowhere"}),
        ("credentialSubject", {"id": "maria"}),
        ("credentialSubject", {"id": "#maria"}),
        ("issuer", "registry"),
        ("diploma", "of nowhere"),
    ],
)
def test_no_name_is_taken_as_relative_to_somewhere(member, value):
    """pyld has a base of its own, under which every unknown type would be an IRI."""
    with pytest.raises(TermUnknown):
        expand({**DOCUMENT, member: value}, contexts())
