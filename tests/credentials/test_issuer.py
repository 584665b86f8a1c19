from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from secrets import token_bytes
from uuid import UUID

import base45
import cwt
import jwt
import pytest

from credentials import issuer
from credentials.contexts import contexts
from credentials.encodings import parse_json
from credentials.errors import RecordInvalid, SignatureInvalid
from credentials.issuer import Form, Means
from credentials.keys import KeyPurpose
from credentials.model import StatusEntry
from credentials.profiles import sd_jwt_vc, vc20
from credentials.proofs import sd_jwt
from credentials.proofs.data_integrity import parse_proofs, verify_proof
from credentials.proofs.jose import OPEN_BADGES_JWT, VC_JWT, parse_jws, verify_jws
from credentials.public_keys import EDDSA, ES256

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
    key = cwt.COSEKey.from_jwk({**signer.public_key.jwk, "kid": kid, "alg": "ES256", "use": "sig"})
    claims = cwt.decode(message, key)
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


@pytest.fixture
def means(now):
    return Means(now=now, randomness=token_bytes)


@pytest.fixture
def signers(registry):
    return {
        algorithm: registry.ring.signer(KeyPurpose.ASSERTION, algorithm)
        for algorithm in (EDDSA, ES256)
    }


def without_proof(document):
    return {name: value for name, value in document.items() if name != "proof"}


def test_a_document_carries_one_proof_per_signer(record, now, means, signers):
    prepared = prepare(record, now)
    alone = issuer.issue(prepared, signer=signers[EDDSA], form=Form.DATA_INTEGRITY, means=means)
    assert parse_json(alone.credential.encode())["proof"]["cryptosuite"] == "eddsa-rdfc-2022"
    both = issuer.issue(
        prepared,
        signer=signers[EDDSA],
        form=Form.DATA_INTEGRITY,
        means=replace(means, co_signer=signers[ES256]),
    )
    document = parse_json(both.credential.encode())
    proofs = parse_proofs(document)
    assert [proof.cryptosuite for proof in proofs] == ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"]
    for proof, signer in zip(proofs, signers.values(), strict=True):
        verify_proof(document, proof, signer.public_key, contexts=contexts())
    document["credentialSubject"]["familyName"] = "delaCruz"
    for proof, signer in zip(proofs, signers.values(), strict=True):
        with pytest.raises(SignatureInvalid):
            verify_proof(document, proof, signer.public_key, contexts=contexts())
    assert both.media_type == "application/vc"


def test_a_document_says_what_the_token_says(record, now, means, signers):
    prepared = prepare(record, now)
    for form, suite in (
        (Form.DATA_INTEGRITY, "eddsa-rdfc-2022"),
        (Form.DATA_INTEGRITY_JCS, "eddsa-jcs-2022"),
    ):
        secured = issuer.issue(prepared, signer=signers[EDDSA], form=form, means=means)
        document = parse_json(secured.credential.encode())
        (proof,) = parse_proofs(document)
        assert proof.cryptosuite == suite
        verify_proof(document, proof, signers[EDDSA].public_key, contexts=contexts())
        assert vc20.parse_document(without_proof(document)).record == record


def test_an_sd_jwt_is_bound_to_its_holder_and_to_its_status_list(
    record, now, means, signers, stranger
):
    holder = stranger.ring.credential_signer
    status = {"status_list": {"idx": 5, "uri": "https://registry.example/status/t1"}}
    for signer in signers.values():
        secured = issuer.issue(
            prepare(record, now),
            signer=signer,
            form=Form.SD_JWT,
            means=replace(means, holder_key=holder.public_key, token_status=status),
        )
        parsed = sd_jwt.parse(secured.credential.encode())
        disclosed = sd_jwt_vc.parse(sd_jwt.verify_issuer(parsed, signer.public_key))
        assert disclosed.record() == sd_jwt_vc.by_the_day(record)
        assert disclosed.status == status
        assert disclosed.holder_key == {"jwk": holder.public_key.jwk}


def test_every_document_form_verifies_and_a_token_form_holds(record, now, means, signers):
    prepared = prepare(record, now)
    for form in (Form.OPEN_BADGE, Form.ELM):
        secured = issuer.issue(
            prepared,
            signer=signers[EDDSA],
            form=form,
            means=replace(means, co_signer=signers[ES256]),
        )
        document = parse_json(secured.credential.encode())
        proofs = parse_proofs(document)
        assert len(proofs) == 2
        for proof, signer in zip(proofs, signers.values(), strict=True):
            verify_proof(document, proof, signer.public_key, contexts=contexts())
    for form, typ in ((Form.OPEN_BADGE_JWT, OPEN_BADGES_JWT), (Form.ELM_JWT, VC_JWT)):
        for signer in signers.values():
            secured = issuer.issue(prepared, signer=signer, form=form, means=means)
            token = parse_jws(secured.credential.encode(), typ=typ)
            verify_jws(token, signer.public_key)
            assert parse_json(token.payload)["jti"] == record.id


def test_no_form_is_signed_by_a_stranger_or_without_its_means(registry, record, now, means):
    other = prepare(record, now, issuer="did:web:other.example")
    for form in Form:
        with pytest.raises(RecordInvalid, match="another issuer"):
            issuer.issue(other, signer=registry.ring.credential_signer, form=form, means=means)
    with pytest.raises(RecordInvalid, match="moment and randomness"):
        issuer.issue(prepare(record, now), signer=registry.ring.credential_signer, form=Form.SD_JWT)


def test_a_skill_record_ends_with_the_comparison_it_shows(record, skill_record, now):
    step = {**record.trace[0], "valid_to": "2027-06-01"}
    ending = replace(skill_record, trace=(step,))
    with pytest.raises(RecordInvalid, match="ends with the comparison"):
        prepare(ending, now)
    in_time = replace(ending, valid_until=datetime(2027, 6, 1, tzinfo=UTC))
    assert prepare(in_time, now).credential.record == in_time
    for unknown in (None, "2027"):
        open_end = replace(skill_record, trace=({**step, "valid_to": unknown},))
        assert prepare(open_end, now).id == skill_record.id
