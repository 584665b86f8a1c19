import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.encodings import (
    _UNSURE,
    MAX_DEPTH,
    _parse_quickly,
    _parse_strictly,
    decode_base64url,
    encode_base64url,
    parse_json,
    serialize_json,
)


@given(st.binary(max_size=80))
def test_base64url_is_what_the_standard_library_writes_without_padding(raw):
    text = encode_base64url(raw)
    assert text == base64.urlsafe_b64encode(raw).decode().rstrip("=")
    assert decode_base64url(text.encode()) == raw


@given(st.text(alphabet="ABab01-_+/= \n", max_size=12))
def test_a_value_has_one_spelling_only(text):
    try:
        raw = decode_base64url(text.encode())
    except errors.Base64Invalid:
        return
    assert encode_base64url(raw) == text


@pytest.mark.parametrize(
    "spelling", [b"QQ==", b"QR", b"Q", b"Q Q", b"QQ\n", b"Q+A", b"Q/A", "QÄ".encode()]
)
def test_other_spellings_are_refused(spelling):
    with pytest.raises(errors.Base64Invalid):
        decode_base64url(spelling)


ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def slowly_decoded(text):
    """Six bits a character, as RFC 4648, 5 tells it; None where it is not the one spelling."""
    if any(character not in ALPHABET for character in text) or len(text) % 4 == 1:
        return None
    bits = "".join(f"{ALPHABET.index(character):06b}" for character in text)
    whole = len(bits) // 8 * 8
    if "1" in bits[whole:]:
        return None
    return bytes(int(bits[at : at + 8], 2) for at in range(0, whole, 8))


@settings(max_examples=300)
@given(
    st.binary(max_size=12)
    | st.text(alphabet="AQgwEZz09-_+/=\n", max_size=80).map(str.encode)
    | st.binary(max_size=90).map(lambda raw: encode_base64url(raw).encode())
)
def test_the_fast_decoder_accepts_just_what_the_slow_one_does(text):
    try:
        raw = decode_base64url(text)
    except errors.Base64Invalid:
        raw = None
    assert raw == slowly_decoded(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=8), VALUES, max_size=4)


@given(OBJECTS)
def test_json_survives_a_round_trip(members):
    assert parse_json(serialize_json(members)) == members


@given(OBJECTS)
def test_the_fast_writer_writes_what_the_standard_library_does(members):
    usual = json.dumps(members, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    assert serialize_json(members) == usual.encode()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_not_written(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        serialize_json({"a": [number]})


PIECES = st.sampled_from(
    [
        *(b'{ } [ ] , : " \\ - . e E 0 1 9 a \n').split(b" "),
        b'"a"',
        b'"a":1',
        b'{"a":1}',
        b'{"a":1,"a":2}',
        b"9007199254740991",
        b"9007199254740992",
        b"1e400",
        b"1.5",
        b"-0",
        b"null",
        b"NaN",
        b'"\\u0061"',
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        "é€😀".encode(),
        b"\xff",
        b"\xed\xa0\x80",
        b"[" * 13 + b"]" * 13,
        b" ",
    ]
)


def mutated(members, at, piece):
    raw = serialize_json(members)
    return raw[: at % (len(raw) + 1)] + piece + raw[at % (len(raw) + 1) :]


@settings(max_examples=300)
@given(
    st.lists(PIECES, max_size=8).map(b"".join)
    | st.builds(mutated, OBJECTS, st.integers(0, 200), PIECES)
    | st.binary(max_size=8)
)
def test_where_the_fast_parser_is_sure_the_strict_one_agrees(raw):
    quickly = _parse_quickly(raw)
    if quickly is _UNSURE:
        return
    strictly = _parse_strictly(raw)
    assert json.dumps(quickly) == json.dumps(strictly)


def test_the_fast_parser_is_sure_of_our_credentials(registry, record, skill_record):
    for written in (registry.prepare(record).payload, registry.prepare(skill_record).payload):
        assert _parse_quickly(serialize_json(written)) == written


def test_the_fast_parser_is_unsure_of_all_that_could_be_read_in_two_ways():
    for raw in (
        b'{"a":1,"a":1}',
        b'{"a":1,"a" :2}',
        b'{"a":1e9,"a":2}',
        b'{"a":9007199254740992}',
        b'{"a":[-9007199254740993]}',
        b"9007199254740993",
        b'{"a":1.0}',
        b'{"a":"\\ud800"}',
        b'{"a":' + b"[" * 24 + b"]" * 24 + b"}",
        b"[" * 100_000,
    ):
        assert _parse_quickly(raw) is _UNSURE, raw


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        (b'{"a":1,"a":1}', errors.JsonDuplicateKey),
        (b'{"x":{"a":1,"a":2}}', errors.JsonDuplicateKey),
        (b'{"a":1,"\\u0061":2}', errors.JsonDuplicateKey),
        (b"[1]", errors.JsonInvalid),
        (b"{", errors.JsonInvalid),
        (b'{"a":1} x', errors.JsonInvalid),
        (b'{"a":"\xff"}', errors.JsonInvalid),
        (b'\xef\xbb\xbf{"a":1}', errors.JsonInvalid),
        (b'{"a":"\\ud800"}', errors.JsonInvalid),
        (b'{"a":9007199254740992}', errors.JsonNumberOutOfRange),
        (b'{"a":1e400}', errors.JsonNumberOutOfRange),
        (b'{"a":1E99}', errors.JsonNumberOutOfRange),
        (b'{"a":NaN}', errors.JsonNumberOutOfRange),
        (b'{"a":-Infinity}', errors.JsonNumberOutOfRange),
        (b'{"a":' + b"9" * 100_000 + b"}", errors.JsonNumberOutOfRange),
    ],
)
def test_ambiguous_json_is_refused_with_its_own_code(raw, refusal):
    with pytest.raises(errors.JsonInvalid) as refused:
        parse_json(raw)
    assert refused.value.code == refusal.code


def test_deep_nesting_is_refused_before_it_is_parsed():
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(errors.JsonTooDeep):
            parse_json(b'{"a":' + b"[" * depth + b"]" * depth + b"}")


def test_a_text_that_never_closes_is_looked_at_once():
    """A megabyte of it once took more than an hour."""
    for inside in (b'\\"', b"\\\\", b"a"):
        with pytest.raises(errors.JsonInvalid):
            parse_json(b"{" * 25 + b'"' + inside * 500_000)


def test_brackets_inside_strings_do_not_nest():
    flat = {"a": "[{" * 200 + '\\"[', "b": ["]"] * 50}
    assert parse_json(json.dumps(flat).encode()) == flat
