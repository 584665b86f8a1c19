from dataclasses import replace
from datetime import UTC, datetime

import pytest

from credentials.encodings import parse_json, serialize_json
from credentials.errors import TrustListInvalid
from credentials.trust import TrustedIssuer, TrustList
from credentials.trust_exchange import parse_trust_list, serialize_trust_list

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_an_exported_list_is_imported_unchanged(registry):
    own = registry.trusted
    first = replace(own.keys[0], retired_at=NOW, compromised_since=NOW)
    own = replace(own, keys=(first, *own.keys[1:]))
    other = TrustedIssuer(
        "did:web:a.example",
        "A",
        (),
        accepted_types=frozenset({"OpenBadgeCredential"}),
        valid_from=NOW,
        valid_until=NOW.replace(year=2027),
        resolves_keys=True,
    )
    trust = TrustList((own, other))
    assert parse_trust_list(serialize_trust_list(trust)) == trust


def test_an_entry_needs_no_more_than_a_did_and_a_name():
    trust = parse_trust_list(b'{"issuers":[{"did":"did:web:a.example","name":"A"}]}')
    assert trust.entries == (TrustedIssuer("did:web:a.example", "A", ()),)


@pytest.mark.parametrize(
    "change",
    [
        lambda issuer: issuer.pop("name"),
        lambda issuer: issuer.update(name=""),
        lambda issuer: issuer.update(name="x" * 201),
        lambda issuer: issuer.update(did="https://registry.example"),
        lambda issuer: issuer.update(keys=5),
        lambda issuer: issuer.update(keys=[5]),
        lambda issuer: issuer.update(keys=issuer["keys"] * 40),
        lambda issuer: issuer["keys"][0].update(kid="did:web:elsewhere.example#1"),
        lambda issuer: issuer["keys"][0].update(purposes=["anything"]),
        lambda issuer: issuer["keys"][0].update(purposes=[]),
        lambda issuer: issuer["keys"][0].update(jwk=5),
        lambda issuer: issuer["keys"][0]["jwk"].update(x="A" * 43),
        lambda issuer: issuer["keys"][0].update(use="sig"),
        lambda issuer: issuer.update(statusUrlPrefixes=["http://registry.example/status/"]),
        lambda issuer: issuer.update(statusUrlPrefixes=["https://registry.example/status"]),
        lambda issuer: issuer.update(statusUrlPrefixes=["https://u@registry.example/status/"]),
        lambda issuer: issuer.update(statusUrlPrefixes=["https://[x/"]),
        lambda issuer: issuer.update(statusUrlPrefixes=[5]),
        lambda issuer: issuer.update(acceptedTypes="all"),
        lambda issuer: issuer.update(validFrom="soon"),
        lambda issuer: issuer.update(validFrom="2026-01-01"),
        lambda issuer: issuer.update(
            validFrom="2026-01-02T00:00:00Z", validUntil="2026-01-01T00:00:00Z"
        ),
        lambda issuer: issuer.update(resolvesKeys="yes"),
        # A later version may narrow trust by a member that this one does not know.
        lambda issuer: issuer.update(onlyOnMondays=True),
    ],
)
def test_a_list_that_would_trust_too_much_is_refused(registry, change):
    listed = parse_json(serialize_trust_list(registry.trust))
    change(listed["issuers"][0])
    with pytest.raises(TrustListInvalid):
        parse_trust_list(serialize_json(listed))


@pytest.mark.parametrize(
    "raw", [b"", b"[]", b"{}", b'{"issuers":{}}', b'{"issuers":[5]}', b'{"issuers":[],"x":1}']
)
def test_what_is_no_trust_list_is_refused(raw):
    with pytest.raises(TrustListInvalid):
        parse_trust_list(raw)
