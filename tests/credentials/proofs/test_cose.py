import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.proofs.cose import (
    decode_cbor,
    encode_cbor,
    parse_sign1,
    sign_sign1,
    verify_sign1,
)

KID = b"kid8"
PAYLOAD = {4: 1_900_000_000, 5: 1_700_000_000, 7: bytes(16), -65537: {1: "Maria"}}


@pytest.fixture(scope="module")
def message(registry):
    return sign_sign1(encode_cbor(PAYLOAD), kid=KID, signer=registry.ring.qr_signer)


def test_the_cwt_package_verifies_ours(registry, message):
    jwk = registry.ring.qr_signer.public_key.jwk
    key = cwt.COSEKey.from_jwk({**jwk, "kid": KID.decode(), "alg": "ES256", "use": "sig"})
    assert cwt.decode(message, key) == PAYLOAD


def test_ours_verifies_what_the_cwt_package_signs(registry):
    signer = registry.ring.qr_signer
    pem = signer.private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key = cwt.COSEKey.from_pem(pem, kid=KID.decode(), alg="ES256")
    cose = cwt.COSE.new()
    theirs = cose.encode_and_sign(b"payload", key, protected={1: -7, 4: KID}, unprotected={})
    parsed = parse_sign1(theirs)
    verify_sign1(parsed, signer.public_key)
    assert (parsed.kid, parsed.payload) == (KID, b"payload")


def test_lists_that_hold_one_another_are_not_written_out():
    """Ten times ten times ten: with forty of these, 2 KB would fill any memory."""
    lists = [b"\xd8\x1c\x8a" + bytes(10)]
    lists += [b"\xd8\x1c\x8a" + 10 * bytes((0xD8, 0x1D, 0x18, at)) for at in range(40)]
    with pytest.raises(errors.CoseMalformed):
        decode_cbor(bytes((0x98, len(lists))) + b"".join(lists))


def test_another_key_does_not_verify(registry, stranger, message):
    verify_sign1(parse_sign1(message), registry.ring.qr_signer.public_key)
    with pytest.raises(errors.SignatureInvalid):
        verify_sign1(parse_sign1(message), stranger.ring.qr_signer.public_key)


def test_only_es256_signs_and_verifies_codes(registry, message):
    eddsa = registry.ring.credential_signer
    with pytest.raises(errors.AlgorithmNotAllowed):
        sign_sign1(b"", kid=KID, signer=eddsa)
    with pytest.raises(errors.AlgorithmNotAllowed):
        verify_sign1(parse_sign1(message), eddsa.public_key)


def sign1(protected=None, unprotected=None, payload=b"", signature=bytes(64), tag=18):
    header = encode_cbor({1: -7, 4: KID}) if protected is None else protected
    value = [header, {} if unprotected is None else unprotected, payload, signature]
    return encode_cbor(cbor2.CBORTag(tag, value))


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\xd2",
        b"\xff",
        encode_cbor([]),
        encode_cbor({1: 2}),
        sign1(tag=17),
        sign1(unprotected={4: KID}),
        sign1(signature=bytes(63)),
        sign1(payload="text"),
        sign1(protected=b""),
        sign1(protected=encode_cbor({1: -7})),
        sign1(protected=encode_cbor({1: -7, 4: KID, 2: [99]})),
        sign1(protected=encode_cbor({1: -7, 4: "kid"})),
        sign1(protected=b"\xa3\x01\x26\x01\x26\x04\x44kid8"),
        sign1() + b"\0",
        b"\x9f" * 2000,
        b"\x81" * 2000,
        b"\xd8\x1c" * 500,
        b"\xc4\x82\x1b" + b"\xff" * 8 + b"\x01",
        b"\0" * 5000,
    ],
)
def test_another_shape_is_refused(message):
    with pytest.raises(errors.CoseMalformed):
        parse_sign1(message)


@pytest.mark.parametrize("algorithm", [-8, -35, 5, 0])
def test_another_algorithm_is_refused(algorithm):
    with pytest.raises(errors.AlgorithmNotAllowed):
        parse_sign1(sign1(protected=encode_cbor({1: algorithm, 4: KID})))


@pytest.mark.parametrize(
    "spelling",
    [
        b"\xa2\x01\x02\x01\x03",  # a key twice
        b"\xbf\x01\x02\xff",  # indefinite length
        b"\x18\x05",  # 5 in two bytes
        b"\xa2\x02\x00\x01\x00",  # keys out of order
        b"\x05\x05",  # a tail
        b"\xfa\x3f\x80\x00\x00",  # 1.0 longer than needed
    ],
)
def test_a_second_spelling_of_a_value_is_refused(spelling):
    with pytest.raises(errors.CoseMalformed):
        decode_cbor(spelling)


@settings(max_examples=300)
@given(st.binary(max_size=60))
def test_hostile_cbor_is_refused_or_has_one_spelling(raw):
    try:
        value = decode_cbor(raw)
    except errors.CoseMalformed:
        return
    assert encode_cbor(value) == raw


@settings(max_examples=300)
@given(st.data())
def test_one_changed_byte_anywhere_fails(registry, message, data):
    changed = bytearray(message)
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        parsed = parse_sign1(bytes(changed))
    except errors.ProofError:
        return
    # A changed kid names another key; under the right one the signature must not hold.
    with pytest.raises(errors.SignatureInvalid):
        verify_sign1(parsed, registry.ring.qr_signer.public_key)
