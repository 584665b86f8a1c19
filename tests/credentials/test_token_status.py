import json
import tracemalloc
import zlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.encodings import encode_base64url, parse_json, serialize_json
from credentials.proofs.jose import parse_jws, sign_jws
from credentials.token_status import (
    MAX_LIST_BYTES,
    MIN_ENTRIES,
    TokenStatus,
    TokenStatusList,
    TokenStatusReference,
    issue_token_status_list,
    parse_status_claim,
    read_token_status,
    status_claim,
    token_status_list_url,
)

URL = "https://registry.example/status/t1"
REFERENCE = TokenStatusReference(URL, 94_567)
VECTORS = json.loads((Path(__file__).parent / "vectors" / "token_status_list.json").read_text())


def publish(registry, now, statuses=None, url=URL, signer=None):
    return issue_token_status_list(
        TokenStatusList.of(statuses or {}),
        url=url,
        now=now,
        valid_until=now + timedelta(hours=24),
        ttl=timedelta(minutes=15),
        signer=signer or registry.ring.credential_signer,
    ).encode()


def read(secured, registry, now, reference=REFERENCE):
    return read_token_status(secured, reference=reference, issuer=registry.trusted, now=now)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_examples_of_the_standard(case):
    listed = TokenStatusList.decode(case["lst"], case["bits"])
    told = {int(index): status for index, status in case["statuses"].items()}
    assert {index: listed[index] for index in told} == told
    again = TokenStatusList.of(told, entries=len(listed), bits=case["bits"])
    assert again.encode() == case["lst"]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from([1, 2, 4, 8]), st.data())
def test_just_what_was_set_is_read_after_a_round_trip(bits, data):
    statuses = data.draw(
        st.dictionaries(st.integers(0, MIN_ENTRIES - 1), st.integers(0, 2**bits - 1), max_size=20)
    )
    written = TokenStatusList.of(statuses, bits=bits)
    listed = TokenStatusList.decode(written.encode(), bits)
    assert len(listed) == MIN_ENTRIES
    for index in {*statuses, 0, 1, MIN_ENTRIES - 1}:
        assert listed[index] == statuses.get(index, 0)


def packed(raw):
    return encode_base64url(zlib.compress(raw))


@pytest.mark.parametrize(
    ("encoded", "bits"),
    [
        (packed(b""), 1),
        (packed(b"\0"), 3),
        (packed(b"\0"), 0),
        (packed(b"\0"), True),
        (packed(bytes(MAX_LIST_BYTES + 1)), 1),
        (packed(bytes(99))[:-8], 1),
        (packed(bytes(99)) + "==", 1),
        (packed(bytes(99)) + "AAAA", 1),
        ("", 1),
        ("AAAA", 1),
        ("äöü", 1),
    ],
)
def test_what_is_no_list_is_refused(encoded, bits):
    with pytest.raises(errors.StatusListInvalid):
        TokenStatusList.decode(encoded, bits)


def test_a_bomb_is_not_unpacked():
    bomb = packed(bytes(300_000_000))
    assert len(bomb) < 500_000
    tracemalloc.start()
    try:
        with pytest.raises(errors.StatusListInvalid):
            TokenStatusList.decode(bomb, 1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


@pytest.mark.parametrize(("index", "status"), [(MIN_ENTRIES, 1), (-1, 1), (0, 4), (0, -1)])
def test_a_status_fits_in_its_list(index, status):
    with pytest.raises(errors.StatusListInvalid):
        TokenStatusList.of({index: status})


@pytest.mark.parametrize("status", list(TokenStatus))
def test_one_list_says_valid_invalid_and_suspended(registry, now, status):
    reading = read(publish(registry, now, {REFERENCE.index: status}), registry, now)
    assert (reading.status, reading.as_of) == (status, now)


def test_a_list_is_published_under_its_own_type_and_url(registry, now):
    secured = publish(registry, now)
    assert token_status_list_url(secured) == URL
    with pytest.raises(errors.TypeWrong):
        parse_jws(secured, typ="vc+jwt")
    claims = parse_json(parse_jws(secured, typ="statuslist+jwt").payload)
    assert (claims["ttl"], claims["exp"] - claims["iat"]) == (900, 86_400)
    # So many share a list that asking for it names nobody, and yet it is small.
    assert len(secured) < 1000


@pytest.mark.parametrize("late", [timedelta(hours=24), timedelta(seconds=-1)])
def test_a_list_out_of_date_says_nothing(registry, now, late):
    with pytest.raises(errors.StatusListInvalid, match="out of date"):
        read(publish(registry, now), registry, now + late)


def test_an_index_beyond_the_list_says_nothing(registry, now):
    beyond = TokenStatusReference(URL, MIN_ENTRIES)
    with pytest.raises(errors.StatusListInvalid, match="outside"):
        read(publish(registry, now), registry, now, beyond)


def test_another_list_or_issuer_says_nothing(registry, stranger, now):
    with pytest.raises(errors.StatusListInvalid, match="another"):
        read(publish(registry, now, url=URL + "x"), registry, now)
    with pytest.raises(errors.StatusListInvalid, match="somebody else"):
        read(publish(stranger, now), registry, now)
    with pytest.raises(errors.StatusListInvalid, match="somebody else"):
        read(publish(registry, now, signer=registry.ring.qr_signer), registry, now)


def test_a_list_of_the_other_kind_or_a_credential_is_none(registry, credential, now):
    for other in (registry.publish(URL, "revocation"), credential):
        with pytest.raises(errors.TypeWrong):
            read(other, registry, now)
        with pytest.raises(errors.StatusListInvalid):
            token_status_list_url(other)


@pytest.mark.parametrize(
    "change",
    [
        {"sub": None},
        {"sub": 7},
        {"iat": None},
        {"iat": "1"},
        {"iat": True},
        {"iat": 0},
        {"exp": None, "ttl": None},
        {"exp": 2**45},
        {"exp": 2**39},
        {"exp": "soon"},
        {"exp": None, "ttl": 0},
        {"exp": None, "ttl": -5},
        {"status_list": None},
        {"status_list": {"bits": "1", "lst": packed(bytes(9))}},
        {"status_list": {"bits": 3, "lst": packed(bytes(9))}},
        {"status_list": {"bits": 1, "lst": 7}},
        {"status_list": {"bits": 1}},
        {"status_list": []},
    ],
)
def test_a_signed_list_of_another_shape_is_refused(registry, now, change):
    good = parse_json(parse_jws(publish(registry, now), typ="statuslist+jwt").payload)
    claims = {name: value for name, value in (good | change).items() if value is not None}
    signer = registry.ring.credential_signer
    secured = sign_jws(serialize_json(claims), {"typ": "statuslist+jwt"}, signer).encode()
    with pytest.raises(errors.StatusListInvalid):
        read(secured, registry, now)


def test_a_list_without_an_end_of_its_own_ends_with_its_time_to_live(registry, now):
    claims = parse_json(parse_jws(publish(registry, now), typ="statuslist+jwt").payload)
    del claims["exp"]
    signer = registry.ring.credential_signer
    secured = sign_jws(serialize_json(claims), {"typ": "statuslist+jwt"}, signer).encode()
    assert read(secured, registry, now + timedelta(minutes=14)).status == TokenStatus.VALID
    with pytest.raises(errors.StatusListInvalid, match="out of date"):
        read(secured, registry, now + timedelta(minutes=15))


def test_a_token_names_its_list_and_index():
    assert parse_status_claim(status_claim(URL, 7)) == TokenStatusReference(URL, 7)


@pytest.mark.parametrize(
    "status",
    [
        None,
        {},
        [],
        {"status_list": {}},
        {"status_list": {"idx": "7", "uri": URL}},
        {"status_list": {"idx": True, "uri": URL}},
        {"status_list": {"idx": -1, "uri": URL}},
        {"status_list": {"idx": 2**40, "uri": URL}},
        {"status_list": {"idx": 7}},
    ],
)
def test_a_status_of_another_form_is_refused(status):
    with pytest.raises(errors.StatusListInvalid):
        parse_status_claim(status)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_one_changed_byte_is_noticed(registry, now, data):
    original = publish(registry, now)
    secured = bytearray(original)
    place = data.draw(st.integers(0, len(secured) - 1))
    secured[place] ^= data.draw(st.integers(1, 127))
    with pytest.raises(errors.CredentialError):
        read(bytes(secured), registry, now)
