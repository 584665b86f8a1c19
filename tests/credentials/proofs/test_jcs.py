"""RFC 8785: its own examples, and the quick way equal to the slow one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from credentials.errors import JsonInvalid
from credentials.proofs.jcs import canonical_json

# RFC 8785, 3.2.2 and appendix B.
NUMBERS = {
    "333333333.3333333": 333333333.33333329,
    "1e+30": 1e30,
    "4.5": 4.50,
    "0.002": 2e-3,
    "1e-27": 1e-27,
    "0": -0.0,
    "5e-324": 5e-324,
    "1.7976931348623157e+308": 1.7976931348623157e308,
    "9007199254740992": 9007199254740992,
    "295147905179352830000": 295147905179352830000,
    "9.999999999999997e+22": 9.999999999999997e22,
    "1e+21": 1e21,
    "999999999999999700000": 999999999999999700000,
    "0.000001": 1e-6,
    "1e-7": 1e-7,
}


@pytest.mark.parametrize("text", NUMBERS)
def test_numbers_are_written_as_in_ecmascript(text):
    assert canonical_json([NUMBERS[text], {"a": NUMBERS[text]}]).decode() == (
        f'[{text},{{"a":{text}}}]'
    )


def test_members_are_sorted_by_utf_16():
    """RFC 8785, 3.2.3: a character beyond the basic plane stands before U+FB33."""
    value = {"€": 1, "\r": 2, "\ufb33": 3, "1": 4, "😀": 5, "\x80": 6, "ö": 7}
    order = ["\\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]
    written = canonical_json(value).decode()
    assert [written.index(f'"{name}"') for name in order] == sorted(
        written.index(f'"{name}"') for name in order
    )


def test_texts_are_escaped_no_more_than_they_must_be():
    assert canonical_json(['€$\x0f\nA\'B"\\\\"/\x7f\u2028']).decode() == (
        '["€$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f\u2028"]'
    )


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**24), 10**24)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=12,
)


class Another(dict):
    """Takes the slow way."""


def slowly(value):
    if isinstance(value, dict):
        return Another({name: slowly(inner) for name, inner in value.items()})
    return tuple(map(slowly, value)) if isinstance(value, list) else value


@given(VALUES)
@example({"a": 1e15, "b": [1234567890123456, -1.0], "\ufb33": 1, "😀": 2})
def test_the_quick_way_writes_what_the_slow_one_writes(value):
    # In a tuple nothing is written quickly.
    assert canonical_json((value,)) == b"[%b]" % canonical_json(value)
    assert canonical_json((slowly(value),)) == canonical_json([value])


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), "\ud800", {1: 2}, [{None: 1}], {"a": b"x"}, {"a": {1}}]
)
def test_what_json_cannot_hold_is_refused(value):
    for one in (value, [value], {"a": [value]}):
        with pytest.raises(JsonInvalid):
            canonical_json(one)
