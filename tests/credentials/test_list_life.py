from datetime import UTC, datetime, timedelta

import pytest

from credentials.encodings import encode_base64url, serialize_json
from credentials.list_life import list_end
from tests.credentials.conftest import REVOCATION_URL

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
SOON = NOW + timedelta(minutes=5)


def token(claims):
    return b"e30." + encode_base64url(serialize_json(claims)).encode() + b".AA"


def test_a_list_of_ours_ends_when_it_says(registry):
    assert list_end(registry.publish(REVOCATION_URL, "revocation"), now=NOW) == NOW + timedelta(
        hours=24
    )


@pytest.mark.parametrize(
    "secured",
    [
        token({"exp": SOON.timestamp()}),
        token({"ttl": 300}),
        token({"exp": SOON.timestamp(), "ttl": 3000}),
        serialize_json({"validUntil": SOON.isoformat()}),
        serialize_json(
            {"validUntil": "2030-01-01T00:00:00Z", "credentialSubject": {"ttl": 300000}}
        ),
    ],
)
def test_the_earliest_of_its_ends_counts(secured):
    assert list_end(secured, now=NOW) == SOON


@pytest.mark.parametrize(
    "secured",
    [
        b"",
        b"{",
        b"a.b",
        b"a.!.c",
        token({}),
        token({"exp": True, "ttl": "300", "validUntil": 5}),
        token({"exp": -1, "ttl": 10**15, "validUntil": "soon", "credentialSubject": []}),
        token({"validUntil": "2030-01-01T00:00:00"}),
    ],
)
def test_what_names_no_end_has_none(secured):
    assert list_end(secured, now=NOW) is None
