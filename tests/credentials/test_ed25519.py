"""Two libraries may verify Ed25519 signatures, and both must say the same."""

import json
from hashlib import sha512
from pathlib import Path

import ed25519_zebra
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nacl import bindings

from credentials import ed25519
from credentials.ed25519 import FIELD_PRIME, SMALL_ORDER_Y
from credentials.errors import KeyUnfit
from credentials.public_keys import EDDSA, PublicKey

VECTORS = Path(__file__).parent / "vectors" / "wycheproof_ed25519.json"
SEED = bytes(range(32))
KEY, SECRET = bindings.crypto_sign_seed_keypair(SEED)
MESSAGE = b"what was decided"
SIGNATURE = bindings.crypto_sign(MESSAGE, SECRET)[:64]


def signed_under(point, scalar):
    """The signature whose R is this point: `scalar` times the base, and something small."""
    half = sha512(SEED).digest()[:32]
    secret = bytes([half[0] & 248, *half[1:31], half[31] & 127 | 64])
    challenge = bindings.crypto_core_ed25519_scalar_reduce(sha512(point + KEY + MESSAGE).digest())
    secret = bindings.crypto_core_ed25519_scalar_reduce(secret + bytes(32))
    product = bindings.crypto_core_ed25519_scalar_mul(challenge, secret)
    return point + bindings.crypto_core_ed25519_scalar_add(scalar, product)


def test_the_fast_library_is_the_one_in_use():
    assert ed25519._verify is ed25519_zebra.ed_verify


def sound_cases():
    """Those of keys that may verify."""
    for group in json.loads(VECTORS.read_text())["groups"]:
        try:
            key = PublicKey(EDDSA, bytes.fromhex(group["key"])).raw
        except KeyUnfit:
            continue
        for case in group["cases"]:
            yield pytest.param(key, case, id=str(case["id"]))


@pytest.mark.parametrize(("key", "case"), [*sound_cases()])
def test_wycheproof_is_told_alike(key, case):
    message, signature = bytes.fromhex(case["message"]), bytes.fromhex(case["signature"])
    told = ed25519.verify(signature, message, key)
    assert told == (case["result"] == "valid")
    if len(signature) == ed25519.SIGNATURE_BYTES:
        assert ed25519.verify_by_libsodium(signature, message, key) == told


@given(position=st.integers(0, 511), message=st.binary(max_size=100))
def test_one_changed_bit_is_told_alike(position, message):
    signature = bindings.crypto_sign(message, SECRET)[:64]
    changed = bytearray(signature)
    changed[position // 8] ^= 1 << position % 8
    for verify in (ed25519.verify, ed25519.verify_by_libsodium):
        assert verify(signature, message, KEY)
        assert not verify(bytes(changed), message, KEY)


@pytest.mark.parametrize("sign", [0, 2**255])
@pytest.mark.parametrize("y", [*sorted(SMALL_ORDER_Y), *range(FIELD_PRIME, 2**255)])
def test_a_point_of_small_order_or_in_a_second_form_is_no_signature(y, sign):
    """The key's holder signs under it: S fits wherever the point is the neutral one."""
    point = (y | sign).to_bytes(32, "little")
    signature = signed_under(point, bytes(32))
    assert not ed25519.verify(signature, MESSAGE, KEY)
    assert not ed25519.verify_by_libsodium(signature, MESSAGE, KEY)


def test_only_the_holder_of_the_key_can_tell_the_two_apart():
    """RFC 8032, 5.1.7: with the factor 8 it holds, and without it may be refused."""
    scalar = bindings.crypto_core_ed25519_scalar_reduce(sha512(b"any").digest())
    pure = bindings.crypto_scalarmult_ed25519_base_noclamp(scalar)
    assert ed25519.verify_by_libsodium(signed_under(pure, scalar), MESSAGE, KEY)
    mixed = bindings.crypto_core_ed25519_add(pure, bytes(32))  # y = 0 has order 4
    odd = signed_under(mixed, scalar)
    assert ed25519.verify(odd, MESSAGE, KEY)
    assert not ed25519.verify_by_libsodium(odd, MESSAGE, KEY)
