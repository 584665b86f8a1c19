"""Known attacks on tokens: each is refused with its own code, in little memory.

What bounds memory bounds time too here: nothing is inflated, nested or multiplied beyond it.
"""

import json
import tracemalloc
import zlib

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from credentials import errors
from credentials.encodings import encode_base64url, serialize_json
from credentials.keys import SoftwareSigner
from credentials.proofs import sd_jwt
from credentials.proofs.jose import PROFILES, parse_jws, sign_jws, verify_jws
from credentials.proofs.sd_jwt_disclosures import digest_of
from credentials.public_keys import ES256, PublicKey

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KID = "did:web:registry.example#1"
GOOD = {"alg": "EdDSA", "kid": KID, "typ": "vc+jwt"}


def token_of(header, payload=b"{}", signature=b"\1" * 64):
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return ".".join(encode_base64url(part) for part in (raw, payload, signature)).encode()


def code_of(token, typ="vc+jwt"):
    with pytest.raises(errors.CredentialError) as refused:
        parse_jws(token, typ=typ)
    return refused.value.code


@pytest.mark.parametrize(
    ("header", "code"),
    [
        # Another algorithm than the key's: none, a MAC with the public key as its secret, RSA.
        (GOOD | {"alg": "none"}, "algorithm_not_allowed"),
        (GOOD | {"alg": "nOnE"}, "algorithm_not_allowed"),
        (GOOD | {"alg": ""}, "algorithm_not_allowed"),
        (GOOD | {"alg": "HS256"}, "algorithm_not_allowed"),
        (GOOD | {"alg": "RS256"}, "algorithm_not_allowed"),
        (GOOD | {"alg": "ES256K"}, "algorithm_not_allowed"),
        (GOOD | {"alg": {"toString": "EdDSA"}}, "algorithm_not_allowed"),
        # A key that the token brings with it, or an address where to get one.
        (GOOD | {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}}, "header_not_allowed"),
        (GOOD | {"x5c": ["MIIB"]}, "header_not_allowed"),
        (GOOD | {"jku": "https://evil.example/keys"}, "header_not_allowed"),
        (GOOD | {"x5u": "https://evil.example/x"}, "header_not_allowed"),
        # Another issuer than whose key it is.
        (GOOD | {"iss": "did:web:evil.example"}, "header_not_allowed"),
        (GOOD | {"iss": None}, "header_not_allowed"),
        # A name of a key that is a path, a query, a command, a second line, or endless.
        (GOOD | {"kid": "../../../../dev/null"}, "kid_invalid"),
        (GOOD | {"kid": "did:web:registry.example#../../etc/passwd"}, "kid_invalid"),
        (GOOD | {"kid": "did:web:registry.example#1' OR '1'='1"}, "kid_invalid"),
        (GOOD | {"kid": "did:web:registry.example#1;DROP TABLE keys"}, "kid_invalid"),
        (GOOD | {"kid": "did:web:registry.example#|/bin/id"}, "kid_invalid"),
        (GOOD | {"kid": f"{KID}\x00"}, "kid_invalid"),
        (GOOD | {"kid": f"{KID}\n"}, "kid_invalid"),
        (GOOD | {"kid": f"{KID}\u202e"}, "kid_invalid"),
        (GOOD | {"kid": "did:web:registry.example%00#1 "}, "kid_invalid"),
        (GOOD | {"kid": "did:web:a" + "#1" * 2}, "kid_invalid"),
        (GOOD | {"kid": "did:web:registry.example/path?query#1"}, "kid_invalid"),
        (GOOD | {"kid": "https://evil.example/key"}, "kid_invalid"),
        (GOOD | {"kid": f"did:web:registry.example#{'1' * 1001}"}, "kid_invalid"),
        (GOOD | {"kid": f"did:web:registry.example#{'1' * 2001}"}, "jws_malformed"),
        (GOOD | {"kid": [KID]}, "kid_invalid"),
        (GOOD | {"kid": None}, "kid_invalid"),
        # Signed as something else.
        (GOOD | {"typ": "JWT"}, "type_wrong"),
        (GOOD | {"typ": "vp+jwt"}, "type_wrong"),
        (GOOD | {"typ": "application/vc+jwt"}, "type_wrong"),
        (GOOD | {"typ": "VC+JWT"}, "type_wrong"),
        (GOOD | {"typ": None}, "type_wrong"),
        # What must be understood and is not.
        (GOOD | {"crit": ["b64"], "b64": False}, "critical_header"),
        (GOOD | {"crit": []}, "critical_header"),
        (GOOD | {"b64": False}, "header_not_allowed"),
        (GOOD | {"zip": "DEF"}, "header_not_allowed"),
        (GOOD | {"enc": "A256GCM"}, "header_not_allowed"),
        # JSON that two readers read in two ways.
        (b'{"alg":"none","alg":"EdDSA"}', "json_duplicate_key"),
        (b'{"alg":"EdDSA","\\u0061lg":"none"}', "json_duplicate_key"),
        (b'{"alg":"EdDSA","n":1e999}', "json_number_out_of_range"),
        (b'{"alg":"EdDSA","n":' + b"9" * 1000 + b"}", "json_number_out_of_range"),
        (b'{"alg":"EdDSA","n":' + b"[" * 700 + b"]" * 700 + b"}", "json_too_deep"),
        (b'{"alg":"EdDSA"}{"alg":"none"}', "json_invalid"),
        (b'{"alg":"EdDSA\xff"}', "json_invalid"),
        (b"{'alg':'EdDSA'}", "json_invalid"),
        (b'["EdDSA"]', "json_invalid"),
    ],
)
def test_a_header(header, code):
    assert code_of(token_of(header)) == code


def spoiled(place, ending):
    parts = token_of(GOOD, b'{"a":1}').split(b".")
    parts[place] += ending
    return b".".join(parts)


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("ending", [b"=", b"==", b"\n", b" ", b"+", b"/", b"\x00", b"\xc3\xa4"])
def test_base64_of_another_kind(place, ending):
    assert code_of(spoiled(place, ending)) == "base64url_invalid"


def test_loose_tail_bits_are_a_second_spelling():
    token = token_of(GOOD)
    assert token[-1:] == b"Q"
    for other in b"RSTUVWXYZabcdef":
        assert code_of(token[:-1] + bytes([other])) == "base64url_invalid"


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (b"A" * 10_000_000, "credential_too_large"),
        (b"." * 10_000_000, "credential_too_large"),
        (b"." * 1_000_000, "jws_malformed"),
        (b"eyJ" + b"A" * 1_000_000 + b".e30.AA", "jws_malformed"),
        (token_of(GOOD) + b".e30", "jws_malformed"),
        (token_of(GOOD).rpartition(b".")[0], "jws_malformed"),
    ],
)
def test_a_huge_or_torn_token_costs_little(token, code):
    tracemalloc.start()
    try:
        assert code_of(token) == code
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def reply(payload, signer):
    return sign_jws(serialize_json(payload), {"typ": "dc+sd-jwt"}, signer)


def test_an_sd_jwt_of_ten_megabytes_or_a_million_tildes_costs_little(registry):
    signed = reply({}, registry.ring.credential_signer)
    tracemalloc.start()
    try:
        for received in (
            b"A" * 10_000_000,
            f"{signed}{'~' * 900_000}".encode(),
            f"{signed}~{'A' * 900_000}~".encode(),
        ):
            with pytest.raises(errors.CredentialError):
                sd_jwt.parse(received)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def test_disclosures_that_refer_to_each_other_do_not_multiply(registry):
    """Each digest is put in its place once, so no disclosure is opened twice."""
    inner = encode_base64url(serialize_json(["salt", "a", "x" * 100]))
    twice = {"_sd": [digest_of(inner)]}
    outer = encode_base64url(serialize_json(["salt", "b", [twice, twice]]))
    signed = reply({"_sd": [digest_of(outer)]}, registry.ring.credential_signer)
    with pytest.raises(errors.DigestRepeated):
        sd_jwt.parse(f"{signed}~{outer}~{inner}~".encode())


@pytest.mark.parametrize("name", sorted(PROFILES))
def test_no_kind_of_token_passes_for_another(registry, name):
    signer = registry.ring.credential_signer
    token = sign_jws(b"{}", {"typ": name}, signer).encode()
    assert parse_jws(token, typ=name).payload == b"{}"
    for other in PROFILES.keys() - {name}:
        assert code_of(token, typ=other) == "type_wrong"


def test_a_token_without_a_type_is_an_open_badge_at_most():
    header = {"alg": "EdDSA", "kid": KID}
    assert parse_jws(token_of(header), typ="JWT").kid == KID
    for other in PROFILES.keys() - {"JWT"}:
        assert code_of(token_of(header), typ=other) == "type_wrong"


class TestProofOfPossession:
    """The one kind of token that brings its key: it proves that its sender holds it."""

    def test_the_key_it_brings_verifies_it(self):
        holder = SoftwareSigner("", ec.derive_private_key(815, ec.SECP256R1()))
        header = {"typ": "openid4vci-proof+jwt", "jwk": holder.public_key.jwk}
        parsed = parse_jws(sign_jws(b"{}", header, holder).encode(), typ="openid4vci-proof+jwt")
        assert (parsed.kid, parsed.embedded_key) == ("", holder.public_key)
        verify_jws(parsed, parsed.embedded_key)

    @pytest.mark.parametrize(
        ("members", "code"),
        [
            ({}, "kid_invalid"),
            ({"kid": KID, "jwk": {"kty": "OKP"}}, "kid_invalid"),
            ({"jwk": "key"}, "header_not_allowed"),
            ({"jwk": {}}, "key_unfit"),
            ({"jwk": {"kty": "oct", "k": "AAAA"}}, "key_unfit"),
            ({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}}, "key_unfit"),
            ({"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43, "d": "A" * 43}}, "key_unfit"),
            ({"kid": KID, "x5c": ["MIIB"]}, "header_not_allowed"),
            ({"kid": KID, "trust_chain": []}, "header_not_allowed"),
        ],
    )
    def test_it_brings_one_and_a_fit_one(self, members, code):
        header = {"alg": "EdDSA", "typ": "openid4vci-proof+jwt", **members}
        assert code_of(token_of(header), typ="openid4vci-proof+jwt") == code


class TestSignaturesOfP256:
    """Classes of Wycheproof's cases, made anew around a signature of ours."""

    signer = SoftwareSigner("did:web:registry.example#p", ec.derive_private_key(9, ec.SECP256R1()))
    message = b"message"

    def parts(self):
        signature = self.signer.sign(self.message)
        return int.from_bytes(signature[:32]), int.from_bytes(signature[32:])

    def verifies(self, signature):
        return self.signer.public_key.verifies(self.message, signature)

    def test_r_and_s_lie_in_their_range(self):
        r, s = self.parts()
        assert self.verifies(r.to_bytes(32) + s.to_bytes(32))
        for left in (0, r, P256_ORDER, r + P256_ORDER):
            for right in (0, s, P256_ORDER, s + P256_ORDER):
                if (left, right) != (r, s) and max(left, right) < 2**256:
                    assert not self.verifies(left.to_bytes(32) + right.to_bytes(32))

    def test_it_is_written_as_two_numbers_of_32_bytes(self):
        r, s = self.parts()
        for other in (
            encode_dss_signature(r, s),
            r.to_bytes(33) + s.to_bytes(33),
            r.to_bytes(32) + s.to_bytes(32) + b"\0",
            b"\0" + r.to_bytes(32) + s.to_bytes(32),
            s.to_bytes(32) + r.to_bytes(32),
            r.to_bytes(32, "little") + s.to_bytes(32, "little"),
            b"",
            bytes(64),
        ):
            assert not self.verifies(other)

    def test_a_key_is_a_point_of_the_curve(self):
        for raw in (bytes(64), b"\1" * 64, b"\xff" * 64, self.signer.public_key.raw[:63]):
            with pytest.raises(errors.KeyUnfit):
                PublicKey(ES256, raw)


def test_a_header_that_was_read_before_is_read_alike():
    """Headers are remembered: by their bytes, and for each kind of token apart."""
    for _ in range(2):
        assert parse_jws(token_of(GOOD), typ="vc+jwt").kid == KID
        assert code_of(token_of(GOOD), typ="vp+jwt") == "type_wrong"
        assert code_of(token_of(GOOD | {"alg": "none"})) == "algorithm_not_allowed"
    bomb = zlib.compress(bytes(100_000_000))
    assert code_of(token_of(GOOD | {"zip": "DEF"}, bomb)) == "header_not_allowed"
