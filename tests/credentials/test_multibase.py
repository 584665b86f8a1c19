import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import MultibaseInvalid
from credentials.multibase import decode_any_base58, decode_base58, encode_base58
from credentials.multikey import decode_varint, encode_varint

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@pytest.mark.parametrize(
    ("text", "raw"),
    [
        # draft-msporny-base58-03, section 5, Test Vectors.
        ("2NEpo7TZRRrLZSi2U", b"Hello World!"),
        (
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
            b"The quick brown fox jumps over the lazy dog.",
        ),
        ("11233QC4", bytes.fromhex("0000287fb4cd")),
    ],
)
def test_the_draft_s_own_vectors(text, raw):
    assert encode_base58(raw) == "z" + text
    assert decode_any_base58("z" + text) == raw
    assert decode_base58("z" + text, length=len(raw)) == raw


@given(st.binary(min_size=1, max_size=64))
def test_base58_keeps_every_byte_leading_zeros_too(raw):
    assert decode_any_base58(encode_base58(raw)) == raw


@given(st.text(alphabet=ALPHABET, min_size=1, max_size=64))
def test_a_value_has_one_spelling_in_base58(text):
    assert encode_base58(decode_any_base58("z" + text)) == "z" + text


@pytest.mark.parametrize(
    "text", ["", "z", "z0", "zl", "zé", "mAAAA", "uAA", "Z11", "z" + "2" * 5000]
)
def test_other_multibase_is_refused(text):
    with pytest.raises(MultibaseInvalid):
        decode_any_base58(text)


@given(st.integers(min_value=0, max_value=2**62), st.binary(max_size=4))
def test_varints_end_by_themselves(number, tail):
    assert decode_varint(encode_varint(number) + tail) == (number, tail)


@pytest.mark.parametrize("raw", [b"", b"\x80", b"\xed\x80\x00", b"\x80\x00", b"\xff" * 12])
def test_varints_without_an_end_or_with_a_longer_spelling_are_refused(raw):
    with pytest.raises(MultibaseInvalid):
        decode_varint(raw)
