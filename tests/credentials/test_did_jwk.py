import pytest

from credentials.did_jwk import decode_did_jwk, did_jwk_document, did_jwk_of
from credentials.encodings import encode_base64url, serialize_json
from credentials.errors import DidInvalid, DidKeyInvalid
from credentials.public_keys import ES256

# The did:jwk method, Examples, P-256.
EXAMPLE = (
    "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6"
    "OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
)


def did_of(jwk):
    return "did:jwk:" + encode_base64url(serialize_json(jwk))


def test_the_method_s_own_example():
    assert decode_did_jwk(EXAMPLE).algorithm == ES256
    document = did_jwk_document(EXAMPLE)
    (method,) = document["verificationMethod"]
    assert method["id"] == f"{EXAMPLE}#0"
    assert method["publicKeyJwk"]["x"] == "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0"
    assert document["assertionMethod"] == document["authentication"] == [f"{EXAMPLE}#0"]


def test_a_key_and_its_did_are_two_names_of_one_thing(registry):
    for signer in (registry.ring.credential_signer, registry.ring.qr_signer):
        assert decode_did_jwk(did_jwk_of(signer.public_key)) == signer.public_key


def test_other_dids_and_other_json_are_no_did_jwk():
    for did in ("did:key:z6Mk", "did:jwk:", "did:jwk:e30=", "did:jwk:!", did_of({"a": "b"})[:-3]):
        with pytest.raises(DidInvalid):
            did_jwk_document(did)


def test_keys_that_must_not_verify_are_refused(registry):
    jwk = registry.ring.credential_signer.public_key.jwk
    for bad in ({**jwk, "d": "AA"}, {**jwk, "use": "enc"}, {**jwk, "x": "AA"}, {"kty": "RSA"}):
        with pytest.raises(DidKeyInvalid):
            did_jwk_document(did_of(bad))
