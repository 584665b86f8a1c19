import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from credentials.ed25519 import SMALL_ORDER_Y
from credentials.elliptic_curves import CURVES
from credentials.encodings import encode_base64url
from credentials.errors import KeyUnfit
from credentials.keys import SoftwareSigner
from credentials.multibase import decode_multikey, encode_multikey
from credentials.multikey import parse_multikey
from credentials.public_keys import (
    EDDSA,
    ES256,
    ES384,
    PublicKey,
    der_signature,
    parse_jwk,
    public_key_of,
)

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P

# RFC 8037, appendix A.2 and A.3.
RFC_8037_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC_8037_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def double(point):
    """On the twisted Edwards curve -x^2 + y^2 = 1 + d x^2 y^2. RFC 8032, 5.1."""
    x, y = point
    product = D * x * x * y * y % P
    return (
        2 * x * y * pow(1 + product, -1, P) % P,
        (y * y + x * x) * pow(1 - product, -1, P) % P,
    )


def x_of(y):
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    if root * root % P != square:
        root = root * pow(2, (P - 1) // 4, P) % P
    assert root * root % P == square
    return root


def test_the_listed_points_are_exactly_those_of_order_dividing_eight():
    points = {(x, y) for y in SMALL_ORDER_Y for x in (x_of(y), -x_of(y) % P)}
    assert len(points) == 8
    for point in points:
        assert double(double(double(point))) == (0, 1)


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", sorted(SMALL_ORDER_Y))
def test_small_order_keys_are_refused(y, sign):
    raw = (y | sign << 255).to_bytes(32, "little")
    with pytest.raises(KeyUnfit):
        PublicKey(EDDSA, raw)


def test_the_library_below_would_have_accepted_a_signature_by_nobody():
    identity = (1).to_bytes(32, "little")
    forged = identity + bytes(32)
    ed25519.Ed25519PublicKey.from_public_bytes(identity).verify(forged, b"any message")


@pytest.mark.parametrize("y", [P, P + 1, 2**255 - 1])
def test_keys_with_a_second_spelling_are_refused(y):
    with pytest.raises(KeyUnfit):
        PublicKey(EDDSA, y.to_bytes(32, "little"))


def test_rfc_8037_thumbprint():
    key = parse_jwk({"kty": "OKP", "crv": "Ed25519", "x": RFC_8037_X})
    assert encode_base64url(key.thumbprint) == RFC_8037_THUMBPRINT


P256 = public_key_of(ec.derive_private_key(7, ec.SECP256R1()).public_key()).jwk
P384 = public_key_of(ec.derive_private_key(7, ec.SECP384R1()).public_key()).jwk
ED = {"kty": "OKP", "crv": "Ed25519", "x": RFC_8037_X}


@pytest.mark.parametrize(
    "jwk",
    [
        {**ED, "crv": "X25519"},
        {**ED, "kty": "oct"},
        {**ED, "x": RFC_8037_X + "="},
        {**ED, "x": RFC_8037_X[:-1] + "p"},
        {**ED, "x": RFC_8037_X[:-2]},
        {**ED, "x": 5},
        {**ED, "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"},
        {**ED, "alg": "ES256"},
        {**ED, "use": "enc"},
        {**ED, "key_ops": ["sign"]},
        {**P256, "y": P256["x"]},
        {**P256, "crv": "P-384"},
        {**P384, "crv": "P-256"},
        {**P384, "y": P384["x"]},
        {**P384, "alg": "ES256"},
        {"kty": "EC", "crv": "P-256", "x": P256["x"]},
    ],
)
def test_unfit_jwks_are_refused(jwk):
    with pytest.raises(KeyUnfit):
        parse_jwk(jwk)


def test_a_fit_jwk_may_say_what_it_is_for():
    key = parse_jwk({**P256, "alg": "ES256", "use": "sig", "key_ops": ["verify"], "kid": "k"})
    assert key.algorithm == ES256
    assert key.jwk == P256


@pytest.mark.parametrize(
    "signature", [bytes(64), b"\xff" * 64, bytes(63), b"", bytes(96), b"\xff" * 96]
)
def test_degenerate_signatures_do_not_verify(signature):
    assert not parse_jwk(P256).verifies(b"message", signature)
    assert not parse_jwk(P384).verifies(b"message", signature)
    assert not parse_jwk(ED).verifies(b"message", signature)


HALVES = st.one_of(st.integers(1, 2**384 - 1), st.integers(0, 383).map(lambda bits: 2**bits))


@given(r=HALVES, s=HALVES)
def test_a_signature_is_written_as_openssl_reads_it(r, s):
    assert der_signature(r, s) == encode_dss_signature(r, s)


@pytest.mark.parametrize(("curve", "size"), [(ec.SECP256R1(), 64), (ec.SECP384R1(), 96)])
def test_a_key_on_each_curve_signs_and_verifies(curve, size):
    signer = SoftwareSigner("did:example:a#k", ec.derive_private_key(7, curve))
    signature = signer.sign(b"message")
    assert len(signature) == size
    assert signer.public_key.verifies(b"message", signature)
    assert not signer.public_key.verifies(b"massage", signature)
    assert parse_multikey(encode_multikey(signer.public_key)) == signer.public_key
    assert decode_multikey(encode_multikey(signer.public_key)) == signer.public_key


def test_a_key_on_another_curve_is_none():
    with pytest.raises(KeyUnfit):
        public_key_of(ec.derive_private_key(7, ec.SECP521R1()).public_key())


# Wycheproof, testvectors_v1/ecdsa_secp384r1_sha384_p1363_test.json, tcId 1 and its key.
WYCHEPROOF_P384 = PublicKey(
    ES384,
    bytes.fromhex(
        "2da57dda1089276a543f9ffdac0bff0d976cad71eb7280e7d9bfd9fee4bdb2f20f47ff888274389772d98cc5752138aa"
        "4b6d054d69dcf3e25ec49df870715e34883b1836197d76f8ad962e78f6571bbc7407b0d6091f9e4d88f014274406174f"
    ),
)
R, S = (
    int(half, 16)
    for half in (
        "12b30abef6b5476fe6b612ae557c0425661e26b44b1bfe19daf2ca28e3113083ba8e4ae4cc45a0320abd3394f1c548d7",
        "1840da9fc1d2f8f8900cf485d5413b8c2574ee3a8d4ca03995ca30240e09513805bf6209b58ac7aa9cff54eecd82b9f1",
    )
)
P384_PRIME = 2**384 - 2**128 - 2**96 + 2**32 - 1


def halves(r, s, size=48):
    return r.to_bytes(size) + s.to_bytes(size)


def test_a_published_signature_on_p_384_verifies_in_one_length_only():
    order = CURVES[ES384].order
    message = bytes.fromhex("313233343030")
    assert WYCHEPROOF_P384.verifies(message, halves(R, S))
    assert WYCHEPROOF_P384.verifies(message, halves(R, order - S))
    assert not WYCHEPROOF_P384.verifies(message, halves(order - R, S))
    for longer in (halves(R, S, 49), halves(R + order, S, 49), halves(R, S) + b"\0"):
        assert not WYCHEPROOF_P384.verifies(message, longer)
    assert not WYCHEPROOF_P384.verifies(message, halves(R, S)[:-1])


@pytest.mark.parametrize(
    ("key", "algorithm", "prime"),
    [
        (parse_jwk(P256), ES256, 2**256 - 2**224 + 2**192 + 2**96 - 1),
        (WYCHEPROOF_P384, ES384, P384_PRIME),
    ],
    ids=["P-256", "P-384"],
)
def test_halves_at_the_edges_never_verify(key, algorithm, prime):
    curve = CURVES[algorithm]
    edges = (0, 1, curve.order - 1, curve.order, curve.order + 1, prime, prime + 1)
    for r in edges:
        for s in edges:
            assert not key.verifies(b"123400", halves(r, s, curve.size)), (r, s)
