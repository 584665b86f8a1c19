"""Tokens with disclosures, put together by hand."""

from credentials.encodings import encode_base64url, serialize_json
from credentials.proofs import sd_jwt
from credentials.proofs.jose import sign_jws


def parsed(text):
    return sd_jwt.parse(text.encode())


def signed(payload, signer, *disclosures):
    token = sign_jws(serialize_json(payload), {"typ": "dc+sd-jwt"}, signer)
    return "~".join((token, *disclosures, ""))


def disclosure(*content):
    return encode_base64url(serialize_json(["salt", *content]))
