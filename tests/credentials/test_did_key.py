import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.did_key import (
    DidKeyOptions,
    decode_did_key,
    did_key_document,
    did_key_of,
    did_key_url,
)
from credentials.errors import (
    DidInvalid,
    DidKeyFormatInvalid,
    DidKeyInvalid,
    DidKeyLengthInvalid,
    DidKeyUnsupported,
)
from credentials.multibase import encode_base58
from credentials.public_keys import EDDSA, ES256

# The identifiers below stand in the did:key method and in the W3C's test suite for it.
ED25519 = "did:key:z6MktKwz7Ge1Yxzr4JHavN33wiwa8y81QdcMRLXQsrH9T53b"
X25519_OF_IT = "z6LSfHfAMAopsuBxaBzvp51GXrPf38Az13j2fmwqadbwwrzJ"
P256 = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169"
TOO_SHORT = "did:key:zTjsVPtY"
SECP256K1 = "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme"


def test_the_did_key_method_s_own_example():
    key = decode_did_key("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")
    assert key.algorithm == EDDSA
    assert key.raw.hex() == "2e6fcce36701dc791488e0d0b1745cc1e33a4c1c9fcc41c63bd343dbbe0970e6"


def test_a_key_and_its_did_are_two_names_of_one_thing(registry):
    for signer in (registry.ring.credential_signer, registry.ring.qr_signer):
        did = did_key_of(signer.public_key)
        assert decode_did_key(did) == signer.public_key
        assert did_key_url(signer.public_key) == f"{did}#{did.removeprefix('did:key:')}"
    assert decode_did_key(P256).algorithm == ES256
    assert did_key_of(decode_did_key(P256)) == P256


def test_the_document_says_what_the_key_may_do():
    document = did_key_document(ED25519)
    (method,) = document["verificationMethod"]
    multibase = ED25519.removeprefix("did:key:")
    assert method == {
        "id": f"{ED25519}#{multibase}",
        "type": "Multikey",
        "controller": ED25519,
        "publicKeyMultibase": multibase,
    }
    assert document["@context"] == [
        "https://www.w3.org/ns/did/v1",
        "https://w3id.org/security/multikey/v1",
    ]
    for relationship in (
        "authentication",
        "assertionMethod",
        "capabilityDelegation",
        "capabilityInvocation",
    ):
        assert document[relationship] == [method["id"]]
    assert "keyAgreement" not in document


def test_a_key_for_encryption_is_derived_where_it_is_asked_for():
    asked = DidKeyOptions(enable_encryption_key_derivation=True)
    document = did_key_document(ED25519, asked)
    assert document["keyAgreement"] == [f"{ED25519}#{X25519_OF_IT}"]
    assert document["verificationMethod"][1]["publicKeyMultibase"] == X25519_OF_IT
    assert "keyAgreement" not in did_key_document(P256, asked)


@pytest.mark.parametrize(
    ("form", "member", "derived"),
    [
        ("Multikey", "publicKeyMultibase", "Multikey"),
        ("JsonWebKey2020", "publicKeyJwk", "JsonWebKey2020"),
        ("JsonWebKey", "publicKeyJwk", "JsonWebKey"),
        ("Ed25519VerificationKey2020", "publicKeyMultibase", "X25519KeyAgreementKey2020"),
    ],
)
def test_keys_are_published_in_the_form_that_is_asked_for(form, member, derived):
    options = DidKeyOptions(public_key_format=form, enable_encryption_key_derivation=True)
    signing, encrypting = did_key_document(ED25519, options)["verificationMethod"]
    assert (signing["type"], encrypting["type"]) == (form, derived)
    assert member in signing
    assert member in encrypting


@pytest.mark.parametrize(
    ("did", "options", "error"),
    [
        (ED25519, DidKeyOptions(public_key_format="unknown"), DidKeyUnsupported),
        (ED25519, DidKeyOptions(public_key_format="X25519KeyAgreementKey2020"), DidKeyUnsupported),
        (P256, DidKeyOptions(public_key_format="Ed25519VerificationKey2020"), DidKeyUnsupported),
        (
            ED25519,
            DidKeyOptions(public_key_format="Ed25519VerificationKey2018"),
            DidKeyFormatInvalid,
        ),
        (
            ED25519,
            DidKeyOptions("Ed25519VerificationKey2018", enable_experimental_public_key_types=True),
            DidKeyUnsupported,
        ),
        (TOO_SHORT, None, DidKeyLengthInvalid),
        (SECP256K1, None, DidKeyUnsupported),
        ("did:key:" + encode_base58(b"\xed\x01" + bytes(32)), None, DidKeyInvalid),
        ("did:key:" + encode_base58(b"\x80\x24\x02" + b"\xff" * 32), None, DidKeyInvalid),
        ("did:key:" + encode_base58(b"\xed\x81\x00" + bytes(32)), None, DidInvalid),
        (ED25519.replace("did:key:", "did:key:-4:"), None, DidInvalid),
        (ED25519.replace("did:key:", "did:key:0:"), None, DidInvalid),
        (ED25519.replace("did:key:z", "did:key:"), None, DidInvalid),
        (ED25519.replace("did:key:", "did:web:"), None, DidInvalid),
        ("did:key:@", None, DidInvalid),
        ("did:key:", None, DidInvalid),
        ("did:key:z", None, DidInvalid),
        ("did:key:z0OIl", None, DidInvalid),
        ("did:key:z" + "2" * 1500, None, DidInvalid),
    ],
)
def test_each_fault_has_the_method_s_own_error(did, options, error):
    with pytest.raises(error) as refused:
        did_key_document(did, options)
    assert type(refused.value) is error


def test_a_version_may_be_named():
    versioned = ED25519.replace("did:key:", "did:key:1:")
    assert decode_did_key(versioned) == decode_did_key(ED25519)


@given(st.binary(max_size=40))
def test_any_other_bytes_are_refused_and_never_crash(raw):
    try:
        key = decode_did_key("did:key:" + encode_base58(raw))
    except DidInvalid:
        return
    assert raw[:2] in (b"\xed\x01", b"\x80\x24")
    assert key.raw
