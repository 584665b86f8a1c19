import json

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.encodings import decode_base64url, encode_base64url
from credentials.keys import SoftwareSigner
from credentials.proofs.jose import MAX_TOKEN_BYTES, parse_jws, sign_jws, verify_jws

KID = "did:web:registry.example#1"
MULTIKEY = "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def token_of(header, payload=b"{}", signature=b"\1" * 64):
    parts = (json.dumps(header).encode(), payload, signature)
    return ".".join(encode_base64url(part) for part in parts).encode()


GOOD = {"alg": "EdDSA", "kid": KID, "typ": "vc+jwt"}


def test_the_good_header_of_these_tests_is_good():
    assert parse_jws(token_of(GOOD), typ="vc+jwt").kid == KID
    told_twice = GOOD | {"cty": "vc", "iss": KID.partition("#")[0]}
    assert parse_jws(token_of(told_twice), typ="vc+jwt").controller == told_twice["iss"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"alg": "none"}, errors.AlgorithmNotAllowed),
        ({"alg": "None"}, errors.AlgorithmNotAllowed),
        ({"alg": "HS256"}, errors.AlgorithmNotAllowed),
        ({"alg": "RS256"}, errors.AlgorithmNotAllowed),
        ({"alg": ["EdDSA"]}, errors.AlgorithmNotAllowed),
        ({"alg": None}, errors.AlgorithmNotAllowed),
        ({"crit": ["exp"]}, errors.CriticalHeader),
        ({"crit": []}, errors.CriticalHeader),
        ({"jwk": {"kty": "OKP"}}, errors.HeaderNotAllowed),
        ({"jku": "https://evil.example/keys"}, errors.HeaderNotAllowed),
        ({"x5c": ["MIIB"]}, errors.HeaderNotAllowed),
        ({"x5u": "https://evil.example/x"}, errors.HeaderNotAllowed),
        ({"b64": False}, errors.HeaderNotAllowed),
        ({"zip": "DEF"}, errors.HeaderNotAllowed),
        ({"typ": "JWT"}, errors.TypeWrong),
        ({"typ": "dc+sd-jwt"}, errors.TypeWrong),
        ({"typ": None}, errors.TypeWrong),
        ({"kid": "key-1"}, errors.JwsMalformed),
        ({"kid": "../../etc/passwd"}, errors.JwsMalformed),
        ({"kid": "did:web:a#b#c"}, errors.JwsMalformed),
        ({"kid": 7}, errors.JwsMalformed),
        ({"cty": 7}, errors.JwsMalformed),
    ],
)
def test_a_header_that_could_mislead_is_refused(change, refusal):
    with pytest.raises(refusal):
        parse_jws(token_of(GOOD | change), typ="vc+jwt")


@pytest.mark.parametrize(
    "kid",
    [
        "did:web:registry.example%3A8443:issuers:one#key-1",
        f"did:key:{MULTIKEY}#{MULTIKEY}",
        "did:jwk:eyJrdHkiOiJPS1AiLCJjcnYiOiJFZDI1NTE5IiwieCI6IkEifQ#0",
    ],
)
def test_a_key_is_named_by_the_url_of_any_did_we_know(kid):
    parsed = parse_jws(token_of(GOOD | {"kid": kid}), typ="vc+jwt")
    assert (parsed.kid, parsed.controller) == (kid, kid.partition("#")[0])


@pytest.mark.parametrize("missing", ["alg", "kid", "typ"])
def test_a_header_says_algorithm_key_and_type(missing):
    header = {name: value for name, value in GOOD.items() if name != missing}
    with pytest.raises(errors.ProofError):
        parse_jws(token_of(header), typ="vc+jwt")


def test_a_duplicate_header_member_is_refused():
    raw = b'{"alg":"none","alg":"EdDSA","kid":"did:web:a#1","typ":"vc+jwt"}'
    token = f"{encode_base64url(raw)}.e30.AA".encode()
    with pytest.raises(errors.JsonDuplicateKey):
        parse_jws(token, typ="vc+jwt")


@pytest.mark.parametrize(
    ("token", "refusal"),
    [
        (b"", errors.JwsMalformed),
        (b"a.b", errors.JwsMalformed),
        (b"a.b.c.d", errors.JwsMalformed),
        (b".e30.AA", errors.JwsMalformed),
        (b"A" * 4000 + b".e30.AA", errors.JwsMalformed),
        (token_of(GOOD) + b"==", errors.Base64Invalid),
        (token_of(GOOD).replace(b".", b"=.", 1), errors.Base64Invalid),
        (token_of(GOOD) + b" ", errors.Base64Invalid),
        (token_of(GOOD, b"\xff\xfe\xfd\xfc").replace(b"_", b"/"), errors.Base64Invalid),
        (token_of(GOOD)[:-1] + b"R", errors.Base64Invalid),
        (b"A" * (MAX_TOKEN_BYTES + 1), errors.TooLarge),
    ],
)
def test_a_token_has_one_spelling_and_a_size(token, refusal):
    with pytest.raises(refusal):
        parse_jws(token, typ="vc+jwt")


def test_a_key_verifies_with_its_own_algorithm_only(registry):
    signer = registry.ring.credential_signer
    es256 = registry.ring.qr_signer.public_key
    token = sign_jws(b"{}", {"typ": "vc+jwt"}, signer).encode()
    with pytest.raises(errors.AlgorithmNotAllowed):
        verify_jws(parse_jws(token, typ="vc+jwt"), es256)


def test_rfc_8037_appendix_a_4():
    private = decode_base64url(b"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
    signer = SoftwareSigner("k", ed25519.Ed25519PrivateKey.from_private_bytes(private))
    signing_input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    expected = (
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )
    assert encode_base64url(signer.sign(signing_input)) == expected


@pytest.mark.parametrize("which", [0, 1])
def test_pyjwt_reads_ours_and_ours_reads_pyjwt_s(registry, which):
    signer = registry.ring.keys[which].signer
    ours = sign_jws(b'{"a":1}', {"typ": "vc+jwt"}, signer)
    public = signer.private_key.public_key()
    assert jwt.decode(ours, public, algorithms=[signer.algorithm]) == {"a": 1}
    theirs = jwt.encode(
        {"a": 1},
        signer.private_key,
        signer.algorithm,
        headers={"typ": "vc+jwt", "kid": signer.kid},
    )
    parsed = parse_jws(theirs.encode(), typ="vc+jwt")
    verify_jws(parsed, signer.public_key)
    assert json.loads(parsed.payload) == {"a": 1}


@settings(max_examples=300)
@given(st.data())
def test_one_changed_byte_anywhere_fails(registry, data):
    signer = registry.ring.keys[data.draw(st.integers(0, 1))].signer
    token = bytearray(sign_jws(b'{"name":"Maria"}', {"typ": "vc+jwt"}, signer).encode())
    place = data.draw(st.integers(0, len(token) - 1))
    token[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(errors.ProofError):
        verify_jws(parse_jws(bytes(token), typ="vc+jwt"), signer.public_key)
