import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials import errors
from credentials.encodings import (
    MAX_DEPTH,
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


@given(
    st.dictionaries(
        st.text(max_size=8),
        st.recursive(
            st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=9),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=3), inner, max_size=3)
            ),
            max_leaves=8,
        ),
        max_size=4,
    )
)
def test_json_survives_a_round_trip(members):
    assert parse_json(serialize_json(members)) == members


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


def test_brackets_inside_strings_do_not_nest():
    flat = {"a": "[{" * 200 + '\\"[', "b": ["]"] * 50}
    assert parse_json(json.dumps(flat).encode()) == flat
