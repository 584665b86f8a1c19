"""Disclosures that do not fit what was signed, and what is no SD-JWT. RFC 9901, 7.1."""

import json
import secrets

import pytest

from credentials import errors
from credentials.encodings import encode_base64url
from credentials.proofs import sd_jwt
from credentials.proofs.jose import sign_jws
from credentials.proofs.sd_jwt_disclosures import MAX_DISCLOSURES, digest_of
from tests.credentials.proofs.sd_jwt_parts import disclosure, parsed, signed


@pytest.mark.parametrize("name", sorted(sd_jwt.ALWAYS_DISCLOSED))
def test_what_every_verifier_needs_is_never_hidden(issuer_signer, name):
    with pytest.raises(errors.RecordInvalid):
        sd_jwt.issue({name: "x"}, [(name,)], signer=issuer_signer, randomness=secrets.token_bytes)
    hidden = disclosure(name, "x")
    with pytest.raises(errors.DisclosureInvalid):
        parsed(signed({"_sd": [digest_of(hidden)]}, issuer_signer, hidden))


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_reserved_names_are_not_issued(issuer_signer, name):
    for claims in ({name: 1}, {"a": [{name: 1}]}):
        with pytest.raises(errors.RecordInvalid):
            sd_jwt.issue(claims, [], signer=issuer_signer, randomness=secrets.token_bytes)


GIVEN = disclosure("given_name", "Maria")
NESTED = disclosure("address", {"_sd": [digest_of(GIVEN)]})
ITEM = disclosure("x")


@pytest.mark.parametrize(
    ("payload", "texts", "refusal"),
    [
        ({}, [GIVEN], errors.DisclosureUnreferenced),
        ({"_sd": [digest_of(GIVEN)]}, [GIVEN, GIVEN], errors.DisclosureInvalid),
        ({"_sd": [digest_of(GIVEN)] * 2}, [GIVEN], errors.DigestRepeated),
        ({"_sd": ["decoy", "decoy"]}, [], errors.DigestRepeated),
        ({"_sd": ["d"], "a": [{"...": "d"}]}, [], errors.DigestRepeated),
        ({"_sd": [digest_of(NESTED), digest_of(GIVEN)]}, [NESTED], errors.DigestRepeated),
        ({"_sd": [digest_of(GIVEN)], "given_name": "X"}, [GIVEN], errors.DisclosureInvalid),
        ({"_sd": [digest_of(ITEM)]}, [ITEM], errors.DisclosureInvalid),
        ({"a": [{"...": digest_of(GIVEN)}]}, [GIVEN], errors.DisclosureInvalid),
        ({"a": [{"...": digest_of(ITEM), "b": 1}]}, [ITEM], errors.SdJwtMalformed),
        ({"a": {"...": digest_of(ITEM)}}, [ITEM], errors.SdJwtMalformed),
        ({"a": [{"...": 7}]}, [], errors.SdJwtMalformed),
        ({"_sd": "digest"}, [], errors.SdJwtMalformed),
        ({"_sd": [7]}, [], errors.SdJwtMalformed),
        ({"_sd": None}, [], errors.SdJwtMalformed),
        ({"_sd_alg": "sha-512"}, [], errors.SdJwtMalformed),
        ({"_sd_alg": None}, [], errors.SdJwtMalformed),
        ({"a": {"_sd_alg": "sha-256"}}, [], errors.SdJwtMalformed),
        ({"_sd": [digest_of("!")]}, ["!"], errors.Base64Invalid),
        ({"_sd": [digest_of(GIVEN + "=")]}, [GIVEN + "="], errors.Base64Invalid),
        ({"_sd": [digest_of("")]}, [""], errors.JsonInvalid),
    ],
)
def test_a_disclosure_fits_what_was_signed_once(issuer_signer, payload, texts, refusal):
    with pytest.raises(errors.ProofError) as refused:
        parsed(signed(payload, issuer_signer, *texts))
    assert type(refused.value) is refusal


@pytest.mark.parametrize(
    "content",
    [
        ["salt", "_sd", 1],
        ["salt", "...", 1],
        ["salt", "_sd_alg", "sha-256"],
        ["salt", 7, 1],
        [7, "name", 1],
        ["salt", "name", 1, 2],
        ["salt"],
        {"salt": "name"},
        "salt",
    ],
)
def test_a_disclosed_member_has_one_form(issuer_signer, content):
    text = encode_base64url(json.dumps(content).encode())
    with pytest.raises(errors.DisclosureInvalid):
        parsed(signed({"_sd": [digest_of(text)]}, issuer_signer, text))


def test_a_disclosure_with_a_key_twice_is_refused(issuer_signer):
    text = encode_base64url(b'["salt","a",{"b":1,"b":2}]')
    with pytest.raises(errors.JsonDuplicateKey):
        parsed(signed({"_sd": [digest_of(text)]}, issuer_signer, text))


def test_disclosures_inside_disclosures_end_somewhere(issuer_signer):
    text, texts = disclosure("a", 1), []
    for _ in range(200):
        texts.append(text)
        text = disclosure("a", {"_sd": [digest_of(text)]})
    payload = {"_sd": [digest_of(text)]}
    with pytest.raises(errors.JsonTooDeep):
        parsed(signed(payload, issuer_signer, text, *texts))


def test_there_is_an_end_to_disclosures_and_digests(issuer_signer):
    many = [disclosure(f"n{at}", at) for at in range(MAX_DISCLOSURES + 1)]
    payload = {"_sd": [digest_of(text) for text in many]}
    with pytest.raises(errors.SdJwtMalformed):
        parsed(signed(payload, issuer_signer, *many))
    with pytest.raises(errors.SdJwtMalformed):
        parsed(signed({"_sd": [str(at) for at in range(5000)]}, issuer_signer))


@pytest.mark.parametrize(
    ("received", "refusal"),
    [
        (b"", errors.SdJwtMalformed),
        (b"a.b.c", errors.SdJwtMalformed),
        (b"\xff~", errors.SdJwtMalformed),
        (b"~", errors.JwsMalformed),
        (b"~" * 1000, errors.JwsMalformed),
        (b"~" * 1_000_000, errors.SdJwtMalformed),
        (b"a" * (1024 * 1024 + 1), errors.TooLarge),
    ],
)
def test_what_is_no_sd_jwt_is_refused(received, refusal):
    with pytest.raises(refusal):
        sd_jwt.parse(received)


def test_a_plain_jwt_of_another_type_is_no_sd_jwt(issuer_signer):
    token = sign_jws(b"{}", {"typ": "vc+jwt"}, issuer_signer)
    with pytest.raises(errors.TypeWrong):
        parsed(f"{token}~")
