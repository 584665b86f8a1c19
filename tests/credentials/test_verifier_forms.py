"""Every form that we issue, and what others issue."""

import json
import secrets
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors, issuer
from credentials.encodings import encode_base64url, serialize_json
from credentials.issuer import Form, Means
from credentials.proofs.jose import sign_jws
from credentials.token_status import (
    TokenStatus,
    TokenStatusList,
    issue_token_status_list,
    status_claim,
)
from credentials.trust import TrustedIssuer, TrustedKey, TrustList
from tests.credentials.holders import W3C, claim, enveloped, person, raw

TOKEN_LIST = "https://registry.example/status/t1"
INDEX = 4711
FORMATS = {
    Form.VC_JWT: "vc+jwt",
    Form.DATA_INTEGRITY: "data-integrity",
    Form.DATA_INTEGRITY_JCS: "data-integrity",
    Form.SD_JWT: "dc+sd-jwt",
}


@pytest.fixture(scope="module")
def issued(registry, record, now):
    """Form -> the same decision."""
    means = Means(
        now=now, randomness=secrets.token_bytes, token_status=status_claim(TOKEN_LIST, INDEX)
    )
    return {
        form: issuer.issue(
            registry.prepare(record), signer=registry.ring.credential_signer, form=form, means=means
        ).credential.encode()
        for form in FORMATS
    }


@pytest.fixture(scope="module")
def published(registry, statuses, now):
    """All lists, with one token status set to this."""

    def publish(status=TokenStatus.VALID, moment=now):
        secured = issue_token_status_list(
            TokenStatusList.of({INDEX: status}),
            url=TOKEN_LIST,
            now=moment,
            valid_until=now + timedelta(hours=1),
            ttl=timedelta(minutes=1),
            signer=registry.ring.credential_signer,
        )
        return {**statuses, TOKEN_LIST: secured.encode()}

    return publish


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_is_valid_and_says_the_same(check, issued, published, record, now, form):
    report = check(issued[form], statuses=published())
    assert report.valid, report.to_json()
    assert report.format == FORMATS[form]
    assert report.credential_id == record.id
    assert report.issuer_name == "Open Recognition Registry"
    assert report.check("release_known").status == "passed"
    assert report.subject["originLevel"]["frameworkId"] == "ph-pqf"
    assert report.status_as_of == now


@pytest.mark.parametrize("form", [Form.VC_JWT, Form.SD_JWT])
def test_a_token_in_an_envelope_is_the_token(check, issued, published, form):
    media_type = f"application/{FORMATS[form]}"
    envelope = enveloped(issued[form].decode(), media_type)
    report = check(raw(envelope), statuses=published(), media_type="application/vc")
    assert report.valid
    assert report.format == FORMATS[form]


@pytest.mark.parametrize(
    "change",
    [
        {"@context": []},
        {"@context": "https://www.w3.org/ns/credentials/examples/v2"},
        {"id": "eyJhbGciOiJFZERTQSJ9.e30.AA"},
        {"id": "data:application/vp+jwt,eyJhbGciOiJFZERTQSJ9.e30.AA"},
        {"id": "data:text/html,eyJhbGciOiJFZERTQSJ9.e30.AA"},
        {"id": "data:application/vc+jwt;base64,###"},
        {"id": 5},
        {"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]},
        {"name": "beside"},
    ],
)
def test_an_envelope_of_another_shape_is_not_opened(check, issued, change):
    with pytest.raises(errors.Unreadable) as refused:
        check(raw(enveloped(issued[Form.VC_JWT].decode()) | change))
    assert refused.value.code in {"envelope_invalid", "format_unknown"}


@pytest.mark.parametrize("types", [None, "VerifiablePaper"])
def test_an_envelope_without_its_type_is_nothing(check, issued, types):
    with pytest.raises(errors.UnknownFormat):
        check(raw(enveloped(issued[Form.VC_JWT].decode()) | {"type": types}))


@pytest.mark.parametrize(
    ("status", "code"),
    [(TokenStatus.INVALID, "revoked"), (TokenStatus.SUSPENDED, "suspended"), (3, "revoked")],
)
def test_the_status_of_a_token_is_looked_up(check, issued, published, status, code):
    report = check(issued[Form.SD_JWT], statuses=published(status))
    assert report.check("status").code == code
    assert report.outcome == "invalid"


def test_the_status_of_a_token_that_cannot_be_had_is_not_valid(check, issued, statuses):
    report = check(issued[Form.SD_JWT], statuses=statuses)
    assert report.check("status").code == "status_unavailable"
    assert report.outcome == "undetermined"
    assert report.status_as_of is None


def test_the_age_of_the_oldest_list_is_told(check, issued, published, now):
    older = now - timedelta(minutes=10)
    assert check(issued[Form.SD_JWT], statuses=published(moment=older)).status_as_of == older


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_one_changed_byte_is_never_valid(check, issued, published, form, data):
    changed = bytearray(issued[form])
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        report = check(bytes(changed), statuses=published())
    except errors.Unreadable:
        return
    # White space in JSON says nothing, so it may become other white space.
    same = form in {Form.DATA_INTEGRITY, Form.DATA_INTEGRITY_JCS} and _reads_alike(
        changed, issued[form]
    )
    assert report.valid == same


def _reads_alike(changed, original):
    try:
        return json.loads(changed) == json.loads(original)
    except ValueError:
        return False


# Credentials of others


@pytest.fixture(scope="module")
def school():
    return person("ES256")


@pytest.fixture(scope="module")
def trusting(registry, school):
    key = TrustedKey(school.signer.kid, school.signer.public_key)
    entry = TrustedIssuer(school.did, "School of Welding", (key,))
    return TrustList((*registry.trust.entries, entry))


def test_a_listed_issuer_s_plain_credential_is_valid(check, school, trusting, now):
    document = school.issue(
        claim("did:example:ana", name="Welding course", validFrom="2026-01-01T00:00:00Z"), now=now
    )
    report = check(raw(document), trust=trusting)
    assert report.valid, report.to_json()
    assert report.issuer_name == "School of Welding"
    assert report.claims["name"] == "Welding course"
    assert report.check("equivalence_current").code == "no_equivalence"


def test_an_unlisted_issuer_s_proof_is_checked_and_vouches_for_nothing(check, school, now):
    document = school.issue(claim("did:example:ana"), now=now)
    report = check(raw(document))
    assert report.check("proof").status == "passed"
    assert report.check("issuer_trusted").code == "issuer_unknown"
    assert (report.outcome, report.claims, report.issuer_name) == ("invalid", {}, None)
    assert report.issuer_id == school.did
    forged = {**document, "validFrom": "2020-01-01T00:00:00Z"}
    report = check(raw(forged))
    assert report.check("proof").code == "signature_invalid"


def test_an_open_badge_in_its_own_jwt(check, school, trusting):
    badge = {
        "@context": [W3C, "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:0d0f2e2c-7a3c-4c6e-9c64-6d4c0e6c1a11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": school.did, "type": ["Profile"], "name": "Somebody else's name"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Welding",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://school.example/badges/welding",
                "type": ["Achievement"],
                "criteria": {"narrative": "Weld a plate."},
                "description": "Welding of plates",
                "name": "Welding",
            },
        },
    }
    for header in ({"typ": "JWT"}, {}):
        token = sign_jws(serialize_json({**badge, "iss": school.did}), header, school.signer)
        report = check(token.encode(), trust=trusting)
        assert report.valid, report.to_json()
        assert report.format == "open-badges+jwt"
        assert report.issuer_name == "School of Welding"
    assert check(raw(school.issue(badge, now=check.keywords["now"])), trust=trusting).valid


def test_a_plain_jwt_is_nobody_else_s_form(check, registry, record):
    payload = registry.prepare(record).payload
    token = sign_jws(serialize_json(payload), {"typ": "JWT"}, registry.ring.credential_signer)
    assert check(token.encode()).check("proof").code == "type_wrong"


def test_a_schema_of_the_issuer_s_own_is_not_at_hand(check, school, trusting, now):
    document = school.issue(
        claim(
            "did:example:ana",
            credentialSchema={"id": "https://school.example/schema.json", "type": "JsonSchema"},
        ),
        now=now,
    )
    report = check(raw(document), trust=trusting)
    assert report.check("schema").code == "schema_unavailable"
    assert report.outcome == "undetermined"


def test_a_status_of_an_unknown_kind_is_never_not_revoked(check, school, trusting, now):
    status = {"id": "https://school.example/s/1", "type": "https://school.example/#Status2017"}
    document = school.issue(claim("did:example:ana", credentialStatus=status), now=now)
    report = check(raw(document), trust=trusting)
    assert report.check("status").code == "status_unavailable"
    assert report.outcome == "undetermined"


def test_a_credential_of_1_1_is_read(check, school, trusting, now):
    document = school.issue(
        {
            "@context": [
                "https://www.w3.org/2018/credentials/v1",
                "https://w3id.org/security/data-integrity/v2",
            ],
            "type": ["VerifiableCredential"],
            "issuanceDate": "2026-01-01T00:00:00Z",
            "expirationDate": "2027-01-01T00:00:00Z",
            "credentialSubject": {"id": "did:example:ana"},
        },
        now=now,
    )
    assert check(raw(document), trust=trusting).valid
    late = now.replace(year=2028)
    assert check(raw(document), trust=trusting, now=late).check("validity").code == "expired"


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iss": "did:web:registry.example"}, "claims_disagree"),
        ({"jti": "urn:uuid:1"}, "claims_disagree"),
        ({"nbf": "soon"}, "claim_invalid"),
        ({"exp": True}, "claim_invalid"),
        ({"exp": 10**15}, "claim_invalid"),
        ({"vc": {}}, "term_unknown"),
    ],
)
def test_what_stands_beside_a_credential_in_a_token_agrees(check, school, trusting, claims, code):
    payload = {**claim("did:example:ana"), "issuer": school.did, **claims}
    token = sign_jws(serialize_json(payload), {"typ": "vc+jwt"}, school.signer)
    report = check(token.encode(), trust=trusting)
    assert report.check("schema").code == code
    assert report.outcome == "invalid"


def test_a_sound_token_of_another_issuer(check, school, trusting):
    payload = {**claim("did:example:ana"), "issuer": {"id": school.did}, "iss": school.did}
    token = sign_jws(serialize_json({**payload, "exp": 1}), {"typ": "vc+jwt"}, school.signer)
    assert check(token.encode(), trust=trusting).check("validity").code == "expired"
    token = sign_jws(serialize_json(payload), {"typ": "vc+jwt"}, school.signer)
    assert check(token.encode(), trust=trusting).valid


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b'{"type": "VerifiableCredential", "type": 1}', "json_duplicate_key"),
        (b'{"credentialSubject": ' + b"[" * 100 + b"]" * 100 + b"}", "json_too_deep"),
        (b'{"credentialSubject": ' + b"9" * 400 + b"}", "json_number_out_of_range"),
        (b'{"credentialSubject": {}}', "proof_malformed"),
    ],
)
def test_a_document_that_two_readers_would_read_differently_is_refused(check, text, code):
    report = check(text)
    assert report.check("proof").code == code
    assert report.outcome == "invalid"


@pytest.mark.parametrize("text", [b"{", b'{"a": 1}', b"{}", b'{"type": "VerifiableSomething"}'])
def test_a_document_of_another_kind_is_unreadable(check, text):
    with pytest.raises(errors.UnknownFormat):
        check(text)


def test_an_sd_jwt_of_another_type_is_read_as_far_as_everybody_may(check, school, trusting):
    claims = {"iss": school.did, "vct": "https://school.example/vct", "name": "Welding"}
    token = sign_jws(serialize_json(claims), {"typ": "dc+sd-jwt"}, school.signer) + "~"
    report = check(token.encode(), trust=trusting)
    assert report.valid
    assert report.claims == {"vct": "https://school.example/vct", "name": "Welding"}
    for missing in ("iss", "vct"):
        left = {name: value for name, value in claims.items() if name != missing}
        token = sign_jws(serialize_json(left), {"typ": "dc+sd-jwt"}, school.signer) + "~"
        assert check(token.encode(), trust=trusting).check("schema").code == "claim_missing"


def test_a_header_that_is_not_json_is_told_by_the_strict_parser(check):
    token = f"{encode_base64url(b'{')}.{encode_base64url(b'{}')}.AA"
    assert check(token.encode()).check("proof").code == "json_invalid"


def test_one_issuer_cannot_speak_for_another_by_a_document(check, registry, school, now):
    spoken = school.issue({**claim("did:example:ana"), "issuer": registry.ring.controller}, now=now)
    report = check(raw(spoken))
    assert report.check("issuer_trusted").code == "issuer_mismatch"
    assert report.outcome == "invalid"
