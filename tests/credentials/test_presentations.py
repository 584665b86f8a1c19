"""Whoever shows a credential shows their own, to us, now."""

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from credentials import issuer
from credentials.issuer import Form, Means
from credentials.proofs import sd_jwt
from credentials.trust import TrustedIssuer, TrustedKey, TrustList
from credentials.verifier import Expected
from tests.credentials.holders import W3C, claim, enveloped, person, raw

ASKED = Expected(challenge="n-0S6_WzA2Mj", domain="https://employer.example")
ANSWER = {"challenge": ASKED.challenge, "domain": ASKED.domain}


@pytest.fixture(scope="module")
def holder():
    return person()


@pytest.fixture(scope="module")
def ours(registry, record, holder):
    """The decision, issued to a holder with a key."""
    bound = replace(record, holder=replace(record.holder, id=holder.did))
    return registry.issue(bound).credential


def code(report, name):
    return report.check(name).code


def test_a_holder_shows_a_credential_of_ours(check, holder, ours, now, record):
    shown = holder.present(enveloped(ours), now=now, **ANSWER)
    report = check(raw(shown), expected=ASKED)
    assert report.valid
    assert report.format == "data-integrity-presentation"
    assert report.holder_id == holder.did
    assert report.issuer_name == "Open Recognition Registry"
    assert report.credential_id == record.id
    assert [inner.format for inner in report.credentials] == ["vc+jwt"]
    told = report.to_json()
    assert told["holder"] == {"id": holder.did}
    assert told["credentials"][0]["valid"] is True


def test_the_same_as_one_signed_token_and_in_an_envelope(check, holder, ours):
    token = holder.present_jwt(enveloped(ours), nonce=ASKED.challenge, aud=[ASKED.domain])
    assert check(token, expected=ASKED).valid
    envelope = {
        "@context": W3C,
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/vp+jwt,{token.decode()}",
    }
    assert check(raw(envelope), expected=ASKED, media_type="application/vp").valid


def test_without_a_question_nobody_knows_whether_it_is_an_old_answer(check, holder, ours, now):
    report = check(raw(holder.present(enveloped(ours), now=now, **ANSWER)))
    assert report.outcome == "undetermined"
    assert code(report, "holder_binding") == "nonce_not_expected"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ({"challenge": "another", "domain": ASKED.domain}, "nonce_wrong"),
        ({"domain": ASKED.domain}, "nonce_wrong"),
        ({"challenge": ASKED.challenge, "domain": "https://thief.example"}, "audience_wrong"),
        ({"challenge": ASKED.challenge}, "audience_wrong"),
        ({**ANSWER, "purpose": "assertionMethod"}, "proof_purpose_wrong"),
    ],
)
def test_an_answer_to_another_question_is_none(check, holder, ours, now, answer, fault):
    report = check(raw(holder.present(enveloped(ours), now=now, **answer)), expected=ASKED)
    assert code(report, "proof") == fault
    assert report.outcome == "invalid"
    assert report.claims == {}


def test_a_proof_ends_when_it_says(check, holder, ours, now):
    shown = holder.present(enveloped(ours), now=now, expires=now, **ANSWER)
    assert code(check(raw(shown), expected=ASKED), "proof") == "proof_expired"
    later = now + timedelta(seconds=1)
    shown = holder.present(enveloped(ours), now=now, expires=later, **ANSWER)
    assert check(raw(shown), expected=ASKED).valid


@pytest.mark.parametrize(
    ("claims", "fault"),
    [
        ({"nonce": "another", "aud": ASKED.domain}, "nonce_wrong"),
        ({"nonce": ASKED.challenge, "aud": "https://thief.example"}, "audience_wrong"),
        ({"nonce": ASKED.challenge}, "audience_wrong"),
        ({"nonce": ASKED.challenge, "aud": ASKED.domain, "iss": "did:web:x"}, "holder_wrong"),
        ({"nonce": ASKED.challenge, "aud": ASKED.domain, "exp": 1}, "proof_expired"),
        ({"nonce": ASKED.challenge, "aud": ASKED.domain, "exp": "soon"}, "proof_expired"),
        ({"nonce": ASKED.challenge, "aud": ASKED.domain, "nbf": 2**33}, "proof_expired"),
    ],
)
def test_a_token_is_held_to_what_was_asked(check, holder, ours, claims, fault):
    report = check(holder.present_jwt(enveloped(ours), **claims), expected=ASKED)
    assert code(report, "proof") == fault
    assert report.outcome == "invalid"


def test_somebody_else_s_credential_is_refused(check, ours, now):
    thief = person()
    report = check(raw(thief.present(enveloped(ours), now=now, **ANSWER)), expected=ASKED)
    assert code(report, "holder_binding") == "holder_differs"
    assert report.outcome == "invalid"
    token = thief.present_jwt(enveloped(ours), nonce=ASKED.challenge, aud=ASKED.domain)
    assert code(check(token, expected=ASKED), "holder_binding") == "holder_differs"


def test_another_name_than_the_signer_s_is_refused(check, holder, ours, now):
    thief = person()
    members = {"holder": holder.did}
    shown = thief.present(enveloped(ours), now=now, members=members, **ANSWER)
    report = check(raw(shown), expected=ASKED)
    assert code(report, "schema") == "holder_wrong"
    assert report.outcome == "invalid"


def test_what_is_bound_to_no_key_proves_no_holder(check, holder, credential, now):
    report = check(
        raw(holder.present(enveloped(credential.decode()), now=now, **ANSWER)), expected=ASKED
    )
    assert code(report, "holder_binding") == "holder_not_bound"
    assert report.outcome == "undetermined"


def test_the_worst_of_several_credentials_is_the_answer(check, registry, holder, ours, now):
    stranger = person("ES256")
    foreign = stranger.issue(claim(holder.did), now=now)
    report = check(raw(holder.present(enveloped(ours), foreign, now=now, **ANSWER)), expected=ASKED)
    assert [inner.outcome.value for inner in report.credentials] == ["valid", "invalid"]
    assert code(report, "issuer_trusted") == "issuer_unknown"
    assert report.outcome == "invalid"
    assert (report.issuer_name, report.claims) == (None, {})

    listed = TrustedIssuer(
        stranger.did, "School", (TrustedKey(stranger.signer.kid, stranger.signer.public_key),)
    )
    trust = TrustList((*registry.trust.entries, listed))
    shown = raw(holder.present(enveloped(ours), foreign, now=now, **ANSWER))
    assert check(shown, expected=ASKED, trust=trust).valid


def test_a_credential_without_a_proof_is_its_holder_s_own_word(check, holder, now):
    """It counts as far as the holder is on the trust list, and never as somebody else's."""
    own = {**claim("did:example:someone"), "issuer": holder.did}
    listed = TrustList(
        (
            TrustedIssuer(
                holder.did, "Ana", (TrustedKey(holder.signer.kid, holder.signer.public_key),)
            ),
        )
    )
    shown = raw(holder.present(own, now=now, **ANSWER))
    report = check(shown, expected=ASKED)
    assert code(report, "issuer_trusted") == "issuer_unknown"
    assert [inner.format for inner in report.credentials] == ["unsecured"]

    foreign = {**own, "issuer": "did:web:registry.example"}
    for document, members in ((foreign, {}), (own, {"holder": None})):
        report = check(
            raw(holder.present(document, now=now, members=members, **ANSWER)), expected=ASKED
        )
        assert code(report, "proof") == "credential_unsecured"
        assert report.outcome == "invalid"
    # A listed signer's keys are for credentials: presenting takes a key for that.
    assert code(check(shown, expected=ASKED, trust=listed), "proof") == "key_unknown"


@pytest.mark.parametrize(
    ("members", "fault"),
    [
        ({"type": ["VerifiablePresentation"], "verifiableCredential": "text"}, "claim_invalid"),
        ({"verifiableCredential": [["x"]]}, "claim_invalid"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"], "holder": 5}, "claim_invalid"),
        ({"id": "not a url"}, "claim_invalid"),
        ({"surprise": "x"}, "term_unknown"),
        ({"@context": [W3C, "https://unknown.example/v1"]}, "context_unknown"),
        ({"@context": ["https://www.w3.org/2018/credentials/v3"]}, "context_unknown"),
    ],
)
def test_a_presentation_of_another_shape_is_refused(check, holder, members, fault):
    """Signed as a token, whose signature does not look into it."""
    token = holder.present_jwt(nonce=ASKED.challenge, aud=ASKED.domain, **members)
    report = check(token, expected=ASKED)
    assert code(report, "schema") == fault
    assert report.outcome == "invalid"


def test_presentations_within_presentations_and_crowds_are_refused(check, holder, ours, now):
    inner = holder.present(now=now, **ANSWER)
    outer = check(raw(holder.present(inner, now=now, **ANSWER)), expected=ASKED)
    assert code(outer, "schema") == "claim_invalid"
    crowd = holder.present_jwt(*[enveloped(ours)] * 21, nonce=ASKED.challenge, aud=ASKED.domain)
    assert code(check(crowd, expected=ASKED), "schema") == "claim_invalid"


def test_an_unsigned_presentation_proves_nothing(check, holder, ours, now):
    signed = holder.present(enveloped(ours), now=now, **ANSWER)
    del signed["proof"]
    report = check(raw(signed), expected=ASKED)
    assert code(report, "proof") == "proof_malformed"
    assert report.outcome == "invalid"


def test_an_empty_presentation_shows_a_holder_and_nothing_else(check, holder, now):
    report = check(raw(holder.present(now=now, **ANSWER)), expected=ASKED)
    assert [one.name for one in report.checks] == ["proof", "schema", "holder_binding"]
    assert report.valid


# SD-JWT with key binding


@pytest.fixture(scope="module")
def bound(registry, record, holder, now):
    """An SD-JWT of ours, bound to the holder's key, without a status."""
    means = Means(now=now, randomness=secrets.token_bytes, holder_key=holder.signer.public_key)
    prepared = registry.prepare(record)
    return issuer.issue(
        prepared, signer=registry.ring.credential_signer, form=Form.SD_JWT, means=means
    ).credential


def shown(bound, signer, now, **asked):
    parsed = sd_jwt.parse(bound.encode())
    options = {"audience": ASKED.domain, "nonce": ASKED.challenge, **asked}
    return sd_jwt.present(parsed, [("given_name",)], signer=signer, now=now, **options).encode()


def test_a_holder_shows_one_claim(check, holder, bound, now):
    report = check(shown(bound, holder.signer, now), expected=ASKED)
    assert report.valid
    assert report.presented
    assert report.claims["given_name"] == "María Luisa"
    assert "family_name" not in report.claims
    assert check(shown(bound, holder.signer, now)).outcome == "undetermined"


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"nonce": "another"}, "nonce_wrong"),
        ({"audience": "https://thief.example"}, "audience_wrong"),
    ],
)
def test_a_key_binding_for_another_is_refused(check, holder, bound, now, asked, fault):
    report = check(shown(bound, holder.signer, now, **asked), expected=ASKED)
    assert code(report, "holder_binding") == fault
    assert report.outcome == "invalid"


def test_an_old_key_binding_and_a_thief_s_are_refused(check, holder, bound, now):
    old = shown(bound, holder.signer, now - timedelta(hours=1))
    assert code(check(old, expected=ASKED), "holder_binding") == "key_binding_stale"
    stolen = shown(bound, person().signer, now)
    report = check(stolen, expected=ASKED)
    assert code(report, "holder_binding") == "signature_invalid"
    assert report.outcome == "invalid"


def test_without_its_holder_s_signature_it_is_a_credential(check, bound):
    report = check(bound.encode())
    assert not report.presented
    assert code(report, "holder_binding") == "not_a_presentation"
    assert report.valid
