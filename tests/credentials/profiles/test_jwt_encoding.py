"""The JWT encoding of VCDM 1.1: read of those who still write it, never mixed with ours."""

from datetime import UTC, datetime

import pytest

from credentials.encodings import serialize_json
from credentials.errors import ClaimsDisagree, ClaimsInvalid, ProofMalformed
from credentials.formats import recognise
from credentials.presentations import open_presentation
from credentials.profiles.jwt_encoding import credential_in
from credentials.proofs.jose import sign_jws
from credentials.trust import TrustedIssuer, TrustedKey, TrustList
from credentials.verifier import verify
from tests.credentials.holders import W3C, claim, enveloped, person, presentation

V1 = "https://www.w3.org/2018/credentials/v1"
NOW = datetime(2026, 6, 1, tzinfo=UTC)
BEGIN, END = 1_700_000_000, 1_900_000_000
INNER = {
    "@context": [V1],
    "type": ["VerifiableCredential"],
    "credentialSubject": {"id": "did:example:ana"},
}


@pytest.fixture(scope="module")
def school():
    return person()


@pytest.fixture(scope="module")
def trusting(school):
    key = TrustedKey(school.signer.kid, school.signer.public_key)
    return TrustList((TrustedIssuer(school.did, "School", (key,), ()),))


def token_of(school, *, header=None, **claims):
    members = {"iss": school.did, "nbf": BEGIN, "jti": "urn:uuid:1", "vc": INNER} | claims
    kept = {name: value for name, value in members.items() if value is not None}
    return sign_jws(serialize_json(kept), header or {"typ": "JWT"}, school.signer).encode()


def report_of(token, trust):
    return verify(token, trust=trust, statuses={}, now=NOW)


def test_registered_claims_stand_for_what_the_credential_lacks():
    claims = {"iss": "did:example:i", "nbf": BEGIN, "exp": END, "sub": "did:example:ana"}
    document = credential_in({**claims, "vc": {**INNER, "credentialSubject": {"a": 1}}})
    assert document["issuer"] == "did:example:i"
    assert document["issuanceDate"] == "2023-11-14T22:13:20Z"
    assert document["expirationDate"] == "2030-03-17T17:46:40Z"
    assert document["credentialSubject"] == {"a": 1, "id": "did:example:ana"}
    newer = credential_in({**claims, "vc": {**INNER, "@context": [W3C]}})
    assert newer["validFrom"] == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize("header", [{"typ": "JWT"}, {"cty": "vc"}], ids=["JWT", "nameless"])
def test_such_a_token_counts_if_its_issuer_does(school, trusting, header):
    report = report_of(token_of(school, header=header), trusting)
    assert report.valid, report.to_json()
    assert (report.format, report.issuer_name) == ("vc-jwt-1.1", "School")
    assert report_of(token_of(school, header=header), TrustList()).check("issuer_trusted").code == (
        "issuer_unknown"
    )


@pytest.mark.parametrize(
    ("claims", "check"),
    [
        ({"exp": BEGIN + 1}, "validity"),
        ({"nbf": END}, "validity"),
        ({"nbf": None}, "schema"),
        ({"nbf": "2023"}, "schema"),
        ({"exp": 10**30}, "schema"),
        ({"jti": 5}, "schema"),
        ({"sub": "did:example:bea"}, "schema"),
        ({"vc": []}, "schema"),
        ({"vc": {**INNER, "surprise": 1}}, "schema"),
        ({"vc": {**INNER, "issuer": "did:example:other"}}, "schema"),
        ({"iss": "did:example:other"}, "issuer_trusted"),
        ({"header": {"typ": "vc+jwt"}}, "schema"),
        ({"header": {"typ": "at+jwt"}}, "proof"),
        ({"header": {"typ": "JWT", "jwk": person().signer.public_key.jwk}}, "issuer_trusted"),
    ],
)
def test_anything_amiss_is_found(school, trusting, claims, check):
    report = report_of(token_of(school, **claims), trusting)
    assert not report.valid
    assert report.check(check).code, report.to_json()


@pytest.mark.parametrize("vc", [[], {"@context": [V1], "type": []}, {"@context": 5}])
def test_what_is_no_document_is_refused(vc):
    with pytest.raises(ClaimsInvalid):
        credential_in({"vc": vc, "sub": "did:example:ana"})


def test_two_subjects_are_not_one():
    two = {**INNER, "credentialSubject": [{"id": "did:example:ana"}, {"id": "did:example:bea"}]}
    with pytest.raises(ClaimsDisagree):
        credential_in({"vc": two, "sub": "did:example:ana"})


def test_a_presentation_in_it_is_its_signer_s(school, trusting):
    ana = person()
    inner = {**claim(ana.did), "issuer": school.did}
    vc = sign_jws(serialize_json({"vc": inner}), {"typ": "JWT"}, school.signer)
    shown = presentation(enveloped(vc, "application/jwt"), holder=ana.did)
    claims = {"iss": ana.did, "aud": "reader", "nonce": "n", "vp": shown}
    token = sign_jws(serialize_json(claims), {"typ": "JWT"}, ana.signer)
    report = report_of(token.encode(), trusting)
    assert report.format == "vp-jwt-1.1"
    assert report.holder_id == ana.did
    assert report.check("proof").status.value == "passed"
    assert report.credentials[0].format == "vc-jwt-1.1"
    stolen = sign_jws(serialize_json(claims), {"typ": "JWT"}, person().signer)
    assert report_of(stolen.encode(), trusting).check("proof").code == "holder_wrong"
    empty = sign_jws(serialize_json({"vp": []}), {"typ": "JWT"}, ana.signer)
    with pytest.raises(ProofMalformed):
        open_presentation(recognise(empty.encode()))
