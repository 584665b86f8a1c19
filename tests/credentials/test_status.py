import base64
import gzip
import tracemalloc
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from credentials import issuer as issuing
from credentials.contexts import contexts
from credentials.encodings import parse_json, serialize_json
from credentials.errors import CredentialError, SignatureInvalid, StatusListInvalid, TypeWrong
from credentials.model import StatusEntry
from credentials.proofs.data_integrity import add_proof
from credentials.proofs.jose import sign_jws
from credentials.published_list import MAX_LIST_BYTES, status_list_document
from credentials.status import (
    MAX_ENTRIES,
    MIN_ENTRIES,
    BitstringStatusList,
    StatusReading,
    list_url,
    read_status,
)

URL = "https://registry.example/status/r1"
ENTRY = StatusEntry(URL, 94_567)


@settings(max_examples=20)
@given(st.sets(st.integers(0, MIN_ENTRIES - 1), max_size=50))
def test_just_the_set_indexes_are_set_after_a_round_trip(indexes):
    bits = BitstringStatusList.decode(BitstringStatusList.of(indexes).encode())
    assert len(bits) == MIN_ENTRIES
    assert {index for index in indexes | {0, 1, 7, 8, MIN_ENTRIES - 1} if bits[index]} == indexes


def test_index_0_is_the_leftmost_bit():
    encoded = BitstringStatusList.of([0, 9]).encode()
    raw = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=="))
    assert encoded.startswith("u")
    assert raw[:2] == bytes([0b1000_0000, 0b0100_0000])


def packed(raw: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(raw, mtime=0)).decode().rstrip("=")


@pytest.mark.parametrize(
    "encoded",
    [
        packed(bytes(MIN_ENTRIES // 8 - 1)),
        packed(bytes(MAX_ENTRIES // 8 + 1)),
        packed(bytes(MIN_ENTRIES // 8))[1:],
        packed(bytes(MIN_ENTRIES // 8)) + "==",
        packed(bytes(MIN_ENTRIES // 8))[:-8],
        "uAAAA",
        "u",
        "",
        "uäöü",
    ],
)
def test_what_is_no_status_list_is_refused(encoded):
    with pytest.raises(StatusListInvalid):
        BitstringStatusList.decode(encoded)


def test_a_bomb_is_not_unpacked():
    bomb = packed(bytes(300_000_000))
    assert len(bomb) < 500_000
    tracemalloc.start()
    try:
        with pytest.raises(StatusListInvalid):
            BitstringStatusList.decode(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000


def test_an_index_beyond_the_list_is_refused():
    with pytest.raises(StatusListInvalid):
        BitstringStatusList.of([MIN_ENTRIES])
    with pytest.raises(StatusListInvalid):
        BitstringStatusList.of([])[MIN_ENTRIES]


def test_a_published_list_says_who_is_revoked_and_since_when_it_says_so(registry, now):
    secured = registry.publish(URL, "revocation", 94_567)
    reading = read_status(secured, entry=ENTRY, issuer=registry.trusted, now=now)
    assert reading.raised
    assert reading.as_of == now
    other = structs.replace(ENTRY, index=94_568)
    assert not read_status(secured, entry=other, issuer=registry.trusted, now=now).raised


def test_a_list_names_its_own_url(registry, qr_text):
    assert list_url(registry.publish(URL, "revocation")) == URL
    for other in (b"", qr_text.encode(), b"a.b.c"):
        with pytest.raises(StatusListInvalid):
            list_url(other)


@pytest.mark.parametrize("late", [timedelta(hours=24), timedelta(seconds=-1)])
def test_a_list_out_of_date_says_nothing(registry, now, late):
    secured = registry.publish(URL, "revocation")
    with pytest.raises(StatusListInvalid, match="out of date"):
        read_status(secured, entry=ENTRY, issuer=registry.trusted, now=now + late)


@pytest.mark.parametrize(("url", "purpose"), [(URL + "x", "revocation"), (URL, "suspension")])
def test_another_list_says_nothing(registry, now, url, purpose):
    secured = registry.publish(url, purpose)
    with pytest.raises(StatusListInvalid):
        read_status(secured, entry=ENTRY, issuer=registry.trusted, now=now)


def test_a_list_of_another_issuer_says_nothing(registry, stranger, now):
    secured = stranger.publish(URL, "revocation")
    with pytest.raises(StatusListInvalid, match="somebody else"):
        read_status(secured, entry=ENTRY, issuer=registry.trusted, now=now)


def test_a_forged_list_is_told_from_another_one(registry, now):
    header, payload, signature = registry.publish(URL, "revocation").split(b".")
    forged = registry.publish(URL, "revocation", 1).split(b".")[1]
    assert forged != payload
    with pytest.raises(SignatureInvalid):
        read_status(
            b".".join((header, forged, signature)), entry=ENTRY, issuer=registry.trusted, now=now
        )


def test_a_list_signed_with_the_qr_key_is_refused(registry, now):
    secured = issuing.issue_status_list(
        BitstringStatusList.of([]),
        url=URL,
        purpose="revocation",
        issuer=registry.ring.controller,
        now=now,
        valid_until=now + timedelta(hours=1),
        signer=registry.ring.qr_signer,
    )
    with pytest.raises(StatusListInvalid):
        read_status(secured.credential.encode(), entry=ENTRY, issuer=registry.trusted, now=now)


def test_a_credential_is_no_status_list(registry, credential, now):
    with pytest.raises(StatusListInvalid):
        read_status(credential, entry=ENTRY, issuer=registry.trusted, now=now)


def test_a_signed_list_of_another_type_or_shape_is_refused(registry, now):
    payload = registry.publish(URL, "revocation").split(b".")[1]
    raw = base64.urlsafe_b64decode(payload + b"==")
    signer = registry.ring.credential_signer
    wrong_type = sign_jws(raw, {"typ": "JWT"}, signer).encode()
    with pytest.raises(TypeWrong):
        read_status(wrong_type, entry=ENTRY, issuer=registry.trusted, now=now)
    for broken in (
        raw.replace(b'"iss":"did:web:registry.example"', b'"iss":"did:web:other.example"'),
        raw.replace(b'"BitstringStatusList"', b'"StatusList2021"'),
        raw.replace(b'"validUntil"', b'"validTill"'),
        raw.replace(b'"encodedList":"u', b'"encodedList":"v'),
    ):
        assert broken != raw
        assert parse_json(broken)
        with pytest.raises(StatusListInvalid):
            read_status(
                sign_jws(broken, {"typ": "vc+jwt"}, signer).encode(),
                entry=ENTRY,
                issuer=registry.trusted,
                now=now,
            )


@settings(max_examples=60)
@given(st.data())
def test_one_changed_byte_is_noticed(registry, now, data):
    secured = bytearray(registry.publish(URL, "revocation"))
    place = data.draw(st.integers(0, len(secured) - 1))
    secured[place] ^= data.draw(st.integers(1, 127))
    if bytes(secured).strip() == registry.publish(URL, "revocation"):
        return
    with pytest.raises(CredentialError):
        read_status(bytes(secured), entry=ENTRY, issuer=registry.trusted, now=now)


def publish_document(registry, now, *, signer=None, **changes):
    """A list with a Data Integrity proof, changed before it is signed."""
    document = status_list_document(
        BitstringStatusList.of([ENTRY.index]),
        url=URL,
        purpose="revocation",
        issuer="did:web:registry.example",
        now=now,
        valid_until=now + timedelta(hours=1),
    )
    return serialize_json(
        add_proof(
            {name: value for name, value in (document | changes).items() if value is not None},
            signer=signer or registry.ring.credential_signer,
            cryptosuite="eddsa-rdfc-2022",
            created=now,
            contexts=contexts(),
        )
    )


def read(registry, secured, now, entry=ENTRY):
    return read_status(secured, entry=entry, issuer=registry.trusted, now=now)


def test_a_list_with_a_data_integrity_proof_says_the_same(registry, now):
    issued = issuing.issue_status_list(
        BitstringStatusList.of([ENTRY.index]),
        url=URL,
        purpose="revocation",
        issuer="did:web:registry.example",
        now=now,
        valid_until=now + timedelta(hours=1),
        signer=registry.ring.credential_signer,
        form=issuing.Form.DATA_INTEGRITY,
    )
    secured = issued.credential.encode()
    assert (issued.media_type, list_url(secured)) == ("application/vc", URL)
    assert read(registry, secured, now) == StatusReading(True, now)
    assert not read(registry, secured, now, StatusEntry(URL, 7)).raised
    with pytest.raises(StatusListInvalid, match="out of date"):
        read(registry, secured, now + timedelta(hours=1))


def test_a_list_of_another_issuer_may_be_written_otherwise(registry, now):
    """No end, several purposes, an issuer with a name; when it was made, the proof says."""
    subject = parse_json(publish_document(registry, now))["credentialSubject"]
    subject = {**subject, "statusPurpose": ["suspension", "revocation"], "ttl": 300000}
    secured = publish_document(
        registry,
        now,
        validFrom=None,
        validUntil=None,
        issuer={"id": "did:web:registry.example", "name": "R"},
        credentialSubject=subject,
    )
    assert read(registry, secured, now + timedelta(days=400)) == StatusReading(True, now)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": {"type": "BitstringStatusList", "statusPurpose": "revocation"}},
        {"credentialSubject": {"type": "BitstringStatusList", "encodedList": "uAAAA"}},
        {"credentialSubject": None},
        {"issuer": "did:web:other.example"},
        {"id": "https://registry.example/status/other"},
        {"validUntil": "2026-11-24T11:00:00Z"},
    ],
)
def test_a_proven_document_that_is_not_the_list_is_refused(registry, now, changes):
    with pytest.raises(StatusListInvalid):
        read(registry, publish_document(registry, now, **changes), now)


def test_a_list_proven_by_somebody_else_is_refused(registry, stranger, now):
    forged = publish_document(registry, now, signer=stranger.ring.credential_signer)
    with pytest.raises(StatusListInvalid, match="somebody else"):
        read(registry, forged, now)
    document = parse_json(publish_document(registry, now))
    document["credentialSubject"]["statusPurpose"] = "suspension"
    with pytest.raises(SignatureInvalid):
        read(registry, serialize_json(document), now, structs.replace(ENTRY, purpose="suspension"))


def test_a_list_that_is_too_large_is_not_read(registry, now):
    with pytest.raises(CredentialError) as raised:
        read(registry, b'{"x":"' + b"a" * MAX_LIST_BYTES + b'"}', now)
    assert raised.value.code == "credential_too_large"
