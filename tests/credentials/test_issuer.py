from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import base45
import cwt
import jwt
import pytest

from credentials import issuer
from credentials.errors import RecordInvalid
from credentials.keys import KeyPurpose
from credentials.model import StatusEntry
from credentials.public_keys import ES256

DID = "did:web:registry.example"
ENTRY = StatusEntry("https://registry.example/status/r1", 5)


def prepare(record, now, **changes):
    asked = {
        "status": ENTRY,
        "issuer": DID,
        "public_url": "https://registry.example",
        "now": now,
    }
    return issuer.prepare(record, **asked | changes)


def test_pyjwt_verifies_a_credential_of_ours(registry, record, now):
    for algorithm_signer in (
        registry.ring.credential_signer,
        registry.ring.signer(KeyPurpose.ASSERTION, ES256),
    ):
        secured = issuer.issue(prepare(record, now), signer=algorithm_signer)
        header = jwt.get_unverified_header(secured.credential)
        assert header == {
            "alg": algorithm_signer.algorithm,
            "kid": algorithm_signer.kid,
            "typ": "vc+jwt",
            "cty": "vc",
        }
        claims = jwt.decode(
            secured.credential,
            algorithm_signer.private_key.public_key(),
            algorithms=[algorithm_signer.algorithm],
            options={"verify_nbf": False, "verify_exp": False},
        )
        assert claims["credentialSubject"]["familyName"] == "dela Cruz"
        assert (claims["iss"], claims["jti"]) == (DID, record.id)


def test_the_cwt_package_verifies_a_qr_code_of_ours(registry, record, now):
    signer = registry.ring.qr_signer
    text = issuer.issue_qr(prepare(record, now), signer=signer)
    assert text.startswith("ORR1:")
    message = base45.b45decode(text.removeprefix("ORR1:"))
    kid = signer.public_key.thumbprint[:4]
    claims = cwt.decode(message, cwt.COSEKey.from_pem(signer.to_pem(), kid=kid, alg="ES256"))
    assert claims[5] == int(record.valid_from.timestamp())
    assert claims[7] == UUID(record.id).bytes
    assert claims[-65537][1] == "María Luisa dela Cruz"


def test_the_same_record_gives_the_same_bytes(registry, record, now):
    assert registry.issue(record) == registry.issue(record)
    assert registry.issue_qr(record) == registry.issue_qr(record)


def test_what_should_not_be_signed_is_refused_before_it_is(registry, record, now):
    with pytest.raises(RecordInvalid, match="expired already"):
        prepare(record, datetime(2036, 11, 24, tzinfo=UTC))
    late = replace(record, decision=replace(record.decision, decided_on=date(2026, 11, 25)))
    with pytest.raises(RecordInvalid, match="later day"):
        prepare(late, now)
    with pytest.raises(RecordInvalid, match="status list"):
        prepare(record, now, status=())
    with pytest.raises(RecordInvalid, match="trace step"):
        prepare(replace(record, trace=({**record.trace[0], "surprise": 1},)), now)
    other = prepare(record, now, issuer="did:web:other.example")
    with pytest.raises(RecordInvalid, match="another issuer"):
        issuer.issue(other, signer=registry.ring.credential_signer)


def test_fractions_of_a_second_are_cut_off_alike_everywhere(record, now):
    exact = replace(record, valid_from=record.valid_from + timedelta(microseconds=999_999))
    prepared = prepare(exact, now)
    assert prepared.payload["validFrom"] == "2026-11-24T09:30:00Z"
    assert prepared.payload["nbf"] == int(record.valid_from.timestamp())
