"""A glance accepts nothing that the parser would refuse, and sees the same claims."""

import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError
from credentials.model import StatusEntry
from credentials.profiles.vc20 import (
    JWT_CLAIMS,
    Credential,
    parse,
    parse_document,
    serialize,
    serialize_document,
)
from credentials.profiles.vc20_document_glance import glance_document
from credentials.profiles.vc20_glance import Glance, glance
from tests.credentials.profiles.altered import altered
from tests.credentials.random_records import records

ISSUER = "did:web:registry.example"
STATUS = (StatusEntry("https://registry.example/status/r1", 5),)


def slowly(raw):
    """What the parser makes of it, as a glance would say it; None where it refuses."""
    try:
        claims = parse_json(raw)
        return as_a_glance(claims, parse(claims))
    except CredentialError:
        return None


def as_a_glance(claims, credential):
    record = credential.record
    return Glance(
        record.id,
        credential.issuer,
        record.holder.id,
        record.valid_from,
        record.valid_until,
        credential.status,
        record.equivalences,
        tuple(claims["type"]),
    )


def agrees(raw):
    seen = glance(raw)
    assert seen is None or seen == slowly(raw)
    return seen is not None


@pytest.fixture(scope="module", params=["record", "skill_record"])
def payload(request, registry):
    return registry.prepare(request.getfixturevalue(request.param)).payload


def test_our_own_credentials_are_taken_at_a_glance(payload):
    assert agrees(serialize_json(payload))


@settings(max_examples=60, deadline=None)
@given(record=records)
def test_so_is_every_record_that_there_can_be(record):
    credential = Credential(record, ISSUER, STATUS)
    assert agrees(serialize_json(serialize(credential)))
    document = serialize_document(credential)
    assert glance_document(document) == as_a_glance(document, parse_document(document))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_changed_the_parser_has_the_last_word(payload, data):
    changed = altered(data, payload)
    agrees(serialize_json(changed))
    document = {name: value for name, value in changed.items() if name not in JWT_CLAIMS}
    seen = glance_document(document)
    assert seen is None or seen == as_a_glance(document, parse_document(document))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whichever_byte_is_changed_the_parser_has_the_last_word(payload, data):
    raw = bytearray(serialize_json(payload))
    place = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        raw[place] ^= data.draw(st.integers(1, 255))
    else:
        raw[place:place] = data.draw(st.sampled_from([b" ", b",", b'"a":1,', b"0", b"\\u0061"]))
    agrees(bytes(raw))


def test_a_member_that_stands_twice_is_never_taken_at_a_glance(payload):
    raw = serialize_json(payload)
    outline = (payload, payload["credentialSubject"], payload["credentialStatus"][0])
    for members in outline:
        for name, value in members.items():
            once = serialize_json({name: value})[1:-1]
            assert raw.count(once) >= 1
            assert glance(raw.replace(once, once + b"," + once, 1)) is None
            spaced = once.replace(b":", b" :", 1)
            assert glance(raw.replace(once, spaced, 1)) is None


def test_another_order_is_left_to_the_parser(payload):
    backwards = dict(reversed(payload.items()))
    assert glance(serialize_json(backwards)) is None
    assert slowly(serialize_json(backwards)) is not None


def test_a_moment_is_in_utc(payload):
    seen = glance(serialize_json(payload))
    assert seen.valid_from.utcoffset() == timedelta(0)
    assert json.loads(json.dumps(payload))["nbf"] == seen.valid_from.timestamp()


@pytest.mark.parametrize(
    "changed",
    [
        lambda told: told | {"nbf": told["nbf"] + 1},
        lambda told: told | {"validFrom": told["validFrom"].replace("Z", ".5Z")},
        lambda told: told | {"validFrom": told["validFrom"].replace("Z", "")},
        lambda told: told | {"validFrom": told["validFrom"].replace("Z", "+00:00")},
        lambda told: told | {"validUntil": told["validFrom"], "exp": told["nbf"]},
        lambda told: told | {"exp": told["exp"] - 1},
        lambda told: told | {"credentialStatus": at_index(told, "007")},
        lambda told: told | {"credentialStatus": at_index(told, "")},
        lambda told: told | {"credentialStatus": at_index(told, "-1")},
        lambda told: told | {"credentialStatus": at_index(told, "٣")},
        lambda told: told | {"credentialStatus": at_index(told, "²")},
        lambda told: told | {"credentialStatus": at_index(told, "1234567890")},
    ],
)
def test_a_moment_or_a_place_in_a_list_has_one_spelling(payload, changed):
    raw = serialize_json(changed(payload))
    assert glance(raw) is None
    assert slowly(raw) is None


def at_index(told, index):
    first = told["credentialStatus"][0]
    return {
        **first,
        "id": f"{first['statusListCredential']}#{index}",
        "statusListIndex": index,
    }
