"""Standard test vectors: what the standards sign verifies here, what they forbid does not."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from credentials import errors
from credentials.encodings import decode_base64url, encode_base64url
from credentials.proofs import sd_jwt
from credentials.proofs.jose import JwsProfile, parse_jws, verify_jws
from credentials.public_keys import PublicKey, parse_jwk

VECTORS = Path(__file__).parents[1] / "vectors"
# The examples of the standards name neither a key nor, some of them, a type.
EXAMPLES = {
    "example": JwsProfile((None, "JWT"), frozenset(), ()),
    "example+sd-jwt": JwsProfile(("example+sd-jwt",), frozenset(), ()),
}


def vectors(name):
    return json.loads((VECTORS / f"{name}.json").read_text())


def named(case):
    return case["name"]


@pytest.mark.parametrize("case", vectors("rfc7515_rfc8037")["cases"], ids=named)
def test_jws(case):
    token = case["token"].encode()
    if "refusal" in case:
        with pytest.raises(errors.ProofError) as refused:
            parse_jws(token, typ="example", profiles=EXAMPLES)
        assert refused.value.code == case["refusal"]
        return
    key = parse_jwk(case["key"])
    parsed = parse_jws(token, typ="example", profiles=EXAMPLES)
    verify_jws(parsed, key)
    if "thumbprint" in case:
        assert encode_base64url(key.thumbprint) == case["thumbprint"]
    changed = parse_jws(token.replace(b".R", b".S").replace(b".eyJp", b".eyJq"), **READ)
    with pytest.raises(errors.SignatureInvalid):
        verify_jws(changed, key)


READ = {"typ": "example", "profiles": EXAMPLES}
SD_JWT = vectors("rfc9901")


@pytest.mark.parametrize("case", SD_JWT["cases"], ids=named)
def test_sd_jwt(case):
    parsed = sd_jwt.parse(case["text"].encode(), typ=SD_JWT["typ"], profiles=EXAMPLES)
    assert sd_jwt.verify_issuer(parsed, parse_jwk(SD_JWT["issuer_key"])) == case["claims"]
    if "key_binding" not in case:
        assert parsed.key_binding is None
        return
    binding = case["key_binding"]
    sd_jwt.verify_key_binding(
        parsed,
        sd_jwt.holder_key_of(case["claims"]),
        audience=binding["audience"],
        nonce=binding["nonce"],
        now=datetime.fromtimestamp(binding["iat"], UTC),
        max_age=timedelta(minutes=1),
    )


@pytest.mark.parametrize("case", SD_JWT["cases"], ids=named)
def test_sd_jwt_where_one_claim_is_another(case):
    text = case["text"].split("~")
    salt, name, value = json.loads(decode_base64url(text[1].encode()))
    text[1] = encode_base64url(json.dumps([salt, name, f"{value}!"]).encode())
    with pytest.raises(errors.DisclosureUnreferenced):
        sd_jwt.parse("~".join(text).encode(), typ=SD_JWT["typ"], profiles=EXAMPLES)


def wycheproof(name):
    content = vectors(name)
    for group in content["groups"]:
        for case in group["cases"]:
            yield pytest.param(content["algorithm"], group["key"], case, id=f"{name}-{case['id']}")


@pytest.mark.parametrize(
    ("algorithm", "key", "case"),
    [*wycheproof("wycheproof_es256"), *wycheproof("wycheproof_ed25519")],
)
def test_wycheproof(algorithm, key, case):
    message, signature = bytes.fromhex(case["message"]), bytes.fromhex(case["signature"])
    try:
        verifies = PublicKey(algorithm, bytes.fromhex(key)).verifies(message, signature)
    except errors.KeyUnfit:
        # Keys outside the main group: libraries differ on what they verify, so none is taken.
        assert {"MixedOrderPublicKey", "SmallOrderPublicKey", "InvalidEncoding"} & {*case["flags"]}
        verifies = False
    assert verifies == (case["result"] == "valid")
