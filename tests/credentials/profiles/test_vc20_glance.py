"""A glance accepts nothing that the parser would refuse, and sees the same claims."""

import copy
import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError
from credentials.model import StatusEntry
from credentials.profiles.vc20 import Credential, parse, serialize
from credentials.profiles.vc20_glance import Glance, glance
from tests.credentials.random_records import records

ISSUER = "did:web:registry.example"
STATUS = (StatusEntry("https://registry.example/status/r1", 5),)


def slowly(raw):
    """What the parser makes of it, as a glance would say it; None where it refuses."""
    try:
        claims = parse_json(raw)
        credential = parse(claims)
    except CredentialError:
        return None
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
    assert agrees(serialize_json(serialize(Credential(record, ISSUER, STATUS))))


def everywhere(value, path=()):
    if path:
        yield path
    steps = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for name, child in steps:
        yield from everywhere(child, (*path, name))


def at(value, path):
    for name in path:
        value = value[name]
    return value


CHANGES = {
    "number": 7,
    "fraction": 7.5,
    "large": 2**53,
    "null": None,
    "true": True,
    "empty": "",
    "text": "???",
    "long": "x" * 4001,
    "country": "XX",
    "day": "2026-02-29",
    "week": "2026-W01-1",
    "early day": "1900-01-01",
    "instant": "2026-11-24T09:30:00Z",
    "other zone": "2026-11-24T09:30:00+00:00",
    "no moment": "2026-13-24T09:30:00Z",
    "late": "2999-11-24T09:30:00Z",
    "iri": "urn:x:1",
    "url": "http://registry.example/status/r1",
    "uuid": "urn:uuid:7b6cf5b0-58f5-4a86-9a3c-0d8f6f0b3a12",
    "index": "007",
    "list": [],
    "object": {},
    "none": "REFUSED",
    "partial": "PARTIAL",
    "full": "FULL",
    "conditional": "CONDITIONAL",
    "suspension": "suspension",
    "months": {"kind": "other", "text": "x", "months": 3},
}


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_changed_the_parser_has_the_last_word(payload, data):
    changed = copy.deepcopy(payload)
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(list(everywhere(changed))))
        holder, name = at(changed, path[:-1]), path[-1]
        change = data.draw(st.sampled_from(["drop", "unknown", "swap", *CHANGES]))
        if change == "drop":
            del holder[name]
        elif change == "unknown" and isinstance(holder, dict):
            holder["unknownTerm"] = 1
        elif change == "swap":
            other = data.draw(st.sampled_from(list(everywhere(changed))))
            holder[name] = copy.deepcopy(at(changed, other))
        else:
            holder[name] = copy.deepcopy(CHANGES.get(change))
    agrees(serialize_json(changed))


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
