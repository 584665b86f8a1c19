from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors, issuer
from credentials.encodings import encode_base64url, parse_json, serialize_json
from credentials.keys import KeyPurpose
from credentials.proofs.jose import parse_jws, sign_jws
from credentials.trust import TrustList, trusted_issuer
from credentials.verifier import GraphKnowledge
from tests.credentials.report_codes import codes

REVOKED = (94_567,)


ALWAYS_OPEN = {"holder_binding": "not_a_presentation"}
AFTER = ("validity", "status", "schema", "holder_binding", "release_known", "equivalence_current")


def test_a_sound_credential_is_valid(check, credential, record):
    report = check(credential)
    assert report.outcome == "valid"
    assert codes(report) == ALWAYS_OPEN
    assert (report.format, report.credential_id) == ("vc+jwt", record.id)
    assert (report.issuer_id, report.issuer_name) == (
        "did:web:registry.example",
        "Open Recognition Registry",
    )


def test_every_claim_is_shown_as_it_was_signed(check, credential):
    claims = check(credential).claims
    payload = parse_json(parse_jws(credential, typ="vc+jwt").payload)
    assert claims == {
        name: value
        for name, value in payload.items()
        if name not in {"@context", "iss", "sub", "jti", "nbf", "exp"}
    }


def test_a_skill_record_and_an_es256_credential_are_valid_too(
    check, registry, record, skill_record
):
    assert check(registry.issue(skill_record).credential.encode()).valid
    signer = registry.ring.signer(KeyPurpose.ASSERTION, "ES256")
    secured = issuer.issue(registry.prepare(record), signer=signer)
    assert check(secured.credential.encode()).valid


def test_a_credential_made_by_pyjwt_is_valid(check, registry, record):
    signer = registry.ring.credential_signer
    theirs = jwt.encode(
        registry.prepare(record).payload,
        signer.private_key,
        "EdDSA",
        headers={"typ": "vc+jwt", "kid": signer.kid},
    )
    assert check(theirs.encode()).valid


def test_surrounding_white_space_is_not_part_of_a_credential(check, credential, qr_text):
    assert check(b"\n " + credential + b"\r\n").valid
    assert check(f" {qr_text}\n".encode()).valid


def test_a_forgery_is_told_apart_from_an_unknown_issuer(check, stranger, record):
    forged = stranger.issue(record).credential.encode()
    header_kid = check(forged)
    assert codes(header_kid)["proof"] == "key_unknown"

    unknown = check(forged, trust=TrustList())
    assert unknown.outcome == "invalid"
    assert unknown.check("proof").status == "not_checked"
    assert codes(unknown)["issuer_trusted"] == "issuer_unknown"
    assert unknown.issuer_id == "did:web:registry.example"
    assert unknown.issuer_name is None


def test_a_signature_by_another_key_under_our_key_s_name_is_a_forgery(
    check, registry, stranger, record
):
    thief = replace(stranger.ring.credential_signer, kid=registry.ring.credential_signer.kid)
    forged = issuer.issue(registry.prepare(record), signer=thief).credential.encode()
    report = check(forged)
    assert codes(report)["proof"] == "signature_invalid"
    assert report.outcome == "invalid"
    assert report.claims == {}
    assert report.issuer_name is None
    assert {codes(report)[name] for name in AFTER} == {"proof_failed"}


def test_the_qr_key_does_not_sign_credentials(check, registry, record):
    secured = issuer.issue(registry.prepare(record), signer=registry.ring.qr_signer)
    assert codes(check(secured.credential.encode()))["proof"] == "key_unknown"


def test_an_issuer_cannot_speak_for_another(check, registry, record):
    signer = registry.ring.credential_signer
    payload = registry.prepare(record).payload
    claimed = {**payload, "iss": "did:web:other.example", "issuer": "did:web:other.example"}
    report = check(sign_jws(serialize_json(claimed), {"typ": "vc+jwt"}, signer).encode())
    assert codes(report)["issuer_trusted"] == "issuer_mismatch"
    assert report.outcome == "invalid"


def test_the_name_shown_is_the_trust_list_s(check, registry, credential):
    renamed = TrustList((replace(registry.trusted, name="Ministry of Labour"),))
    assert check(credential, trust=renamed).issuer_name == "Ministry of Labour"


def test_validity_is_half_open(check, credential, record, registry):
    start, end = record.valid_from, record.valid_until
    early = check(credential, now=start - timedelta(seconds=1))
    assert codes(early)["validity"] == "not_yet_valid"
    assert early.outcome == "invalid"
    assert check(credential, now=start).check("validity").status == "passed"
    late = check(credential, now=end)
    assert codes(late)["validity"] == "expired"
    assert check(credential, now=end - timedelta(seconds=1)).check("validity").status == "passed"


@pytest.mark.parametrize(
    ("raised", "code"),
    [
        ({"revoked": REVOKED}, "revoked"),
        ({"suspended": REVOKED}, "suspended"),
        ({"revoked": REVOKED, "suspended": REVOKED}, "revoked"),
    ],
)
def test_revoked_and_suspended_are_told_apart(check, registry, credential, qr_text, raised, code):
    statuses = registry.statuses(**raised)
    for shown in (credential, qr_text.encode()):
        report = check(shown, statuses=statuses)
        assert codes(report)["status"] == code
        assert report.outcome == "invalid"
        assert report.claims != {}


def test_a_status_that_cannot_be_had_is_never_not_revoked(
    check, registry, stranger, credential, qr_text, statuses, now
):
    complete = dict(statuses)
    revocation, suspension = complete
    stale = registry.publish(revocation, "revocation", now=now - timedelta(days=2))
    cases = (
        {},
        {revocation: complete[revocation]},
        {**complete, suspension: b"garbage"},
        {**complete, revocation: complete[suspension]},
        {**complete, revocation: stranger.statuses()[revocation]},
        {**complete, revocation: stale},
    )
    for had in cases:
        for shown in (credential, qr_text.encode()):
            report = check(shown, statuses=had)
            assert codes(report)["status"] == "status_unavailable"
            assert report.outcome == "undetermined"
            assert not report.valid


def test_a_known_revocation_counts_even_if_the_other_list_is_missing(check, registry, credential):
    revocation = "https://registry.example/status/r1"
    had = {revocation: registry.publish(revocation, "revocation", *REVOKED)}
    assert codes(check(credential, statuses=had))["status"] == "revoked"


def test_a_list_outside_the_issuer_s_addresses_is_not_used(check, registry, credential, statuses):
    elsewhere = replace(
        registry.trusted, status_url_prefixes=("https://registry.example/elsewhere/",)
    )
    report = check(credential, trust=TrustList((elsewhere,)))
    assert codes(report)["status"] == "status_unavailable"


def test_the_graph_informs_and_never_counts(check, credential):
    path_id, sha256 = "cd" * 32, "ab" * 32
    cases = (
        (None, "graph_not_asked", "graph_not_asked"),
        (GraphKnowledge(), "release_unknown", "graph_not_asked"),
        (
            GraphKnowledge({1: "00" * 32}, {path_id: None}),
            "release_differs",
            "equivalence_withdrawn",
        ),
        (GraphKnowledge({1: sha256}, {path_id: ("3",)}), None, "equivalence_changed"),
    )
    for knowledge, release, current in cases:
        report = check(credential, knowledge=knowledge)
        found = codes(report)
        assert (found.get("release_known"), found.get("equivalence_current")) == (release, current)
        assert report.valid


def test_a_record_without_equivalences_asks_the_graph_nothing(check, registry, record):
    bare = registry.issue(replace(record, equivalences=())).credential.encode()
    assert codes(check(bare))["release_known"] == "no_equivalence"


def resigned(registry, change):
    """Our own key over claims that our issuer would never have written."""

    def sign(record):
        payload = registry.prepare(record).payload
        raw = change(serialize_json(payload))
        signer = registry.ring.credential_signer
        return sign_jws(raw, {"typ": "vc+jwt"}, signer).encode()

    return sign


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda raw: raw[:-1] + b',"surprise":1}', "term_unknown"),
        (lambda raw: raw[:-1] + b',"iss":"did:web:registry.example"}', "json_duplicate_key"),
        (lambda raw: raw.replace(b'"country":"PH"', b'"country":"Ph"'), "claim_invalid"),
        (lambda raw: raw.replace(b'"birthDate"', b'"birthDay"'), "claim_missing"),
        (
            lambda raw: raw.replace(b"/ns/credentials/v1", b"/ns/credentials/v9", 1),
            "context_unknown",
        ),
        (lambda raw: raw.replace(b'"nbf":1', b'"nbf":2'), "claims_disagree"),
        (lambda raw: raw[:-1] + b',"n":' + b"9" * 400 + b"}", "json_number_out_of_range"),
        (lambda raw: raw[:-1] + b',"n":' + b"[" * 500 + b"]" * 500 + b"}", "json_too_deep"),
        (lambda raw: b"[" + raw + b"]", "json_invalid"),
    ],
)
def test_signed_claims_that_break_the_schema_are_invalid(check, registry, record, change, code):
    report = check(resigned(registry, change)(record))
    assert codes(report)["schema"] == code
    assert report.check("proof").status == "passed"
    assert codes(report)["status"] == "schema_failed"
    assert report.outcome == "invalid"


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "none"}, "algorithm_not_allowed"),
        ({"alg": "HS256"}, "algorithm_not_allowed"),
        ({"crit": ["x"]}, "critical_header"),
        ({"jwk": {}}, "header_not_allowed"),
        ({"typ": "JWT"}, "type_wrong"),
        ({"kid": "1"}, "kid_invalid"),
    ],
)
def test_a_dangerous_header_is_a_failed_proof_with_its_code(
    check, registry, credential, header, code
):
    good = {
        "alg": "EdDSA",
        "kid": registry.ring.credential_signer.kid,
        "typ": "vc+jwt",
    }
    _, payload, signature = credential.split(b".")
    shown = encode_base64url(serialize_json(good | header)).encode()
    report = check(b".".join((shown, payload, signature)))
    assert codes(report)["proof"] == code
    assert report.outcome == "invalid"


def test_an_unsigned_token_is_no_credential(check, credential):
    header, payload, _ = credential.split(b".")
    assert codes(check(b".".join((header, payload, b""))))["proof"] == "signature_invalid"


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_one_changed_byte_is_never_valid(check, credential, data):
    changed = bytearray(credential)
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    try:
        report = check(bytes(changed))
    except errors.Unreadable:
        return
    assert report.outcome == "invalid"


def test_a_rotated_key_keeps_verifying_what_it_signed(check, registry, credential, now):
    rotated = registry.ring.rotate(KeyPurpose.ASSERTION, "EdDSA", now=now)
    trust = TrustList(
        (
            trusted_issuer(
                rotated, name="R", status_url_prefixes=["https://registry.example/status/"]
            ),
        )
    )
    assert check(credential, trust=trust).valid


def with_key(registry, kid, **changes):
    keys = tuple(
        replace(key, **changes) if key.kid == kid else key for key in registry.trusted.keys
    )
    return TrustList((replace(registry.trusted, keys=keys),))


def test_a_retired_key_verifies_what_was_signed_before(registry, check, credential, qr_text, now):
    for secured, signer in (
        (credential, registry.ring.credential_signer),
        (qr_text.encode(), registry.ring.qr_signer),
    ):
        later = with_key(registry, signer.kid, retired_at=now + timedelta(days=1))
        assert check(secured, trust=later).valid
        earlier = with_key(registry, signer.kid, retired_at=now - timedelta(days=400))
        report = check(secured, trust=earlier)
        assert (codes(report)["proof"], report.valid) == ("key_retired", False)


def test_a_compromised_key_verifies_nothing_whose_time_is_not_proven(
    registry, check, credential, qr_text, now
):
    for secured, signer in (
        (credential, registry.ring.credential_signer),
        (qr_text.encode(), registry.ring.qr_signer),
    ):
        trust = with_key(registry, signer.kid, compromised_since=now + timedelta(days=1))
        report = check(secured, trust=trust)
        assert (codes(report)["proof"], report.valid) == ("key_compromised", False)


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"accepted_types": frozenset({"OpenBadgeCredential"})}, "issuer_not_for_this"),
        ({"valid_from": datetime(2027, 1, 1, tzinfo=UTC)}, "issuer_not_yet_trusted"),
        ({"valid_until": datetime(2026, 1, 1, tzinfo=UTC)}, "issuer_no_longer_trusted"),
    ],
)
def test_the_trust_list_vouches_for_some_things_and_times(
    check, registry, credential, qr_text, entry, code
):
    trust = TrustList((replace(registry.trusted, **entry),))
    for shown in (credential, qr_text.encode()):
        report = check(shown, trust=trust)
        assert codes(report)["issuer_trusted"] == code
        assert report.outcome == "invalid"


def test_what_a_stolen_or_retired_key_signed_does_not_count(
    check, registry, credential, qr_text, now, record
):
    for fault, code in (
        ({"compromised_since": now}, "key_compromised"),
        ({"retired_at": record.valid_from}, "key_retired"),
    ):
        keys = tuple(replace(key, **fault) for key in registry.trusted.keys)
        trust = TrustList((replace(registry.trusted, keys=keys),))
        for shown in (credential, qr_text.encode()):
            report = check(shown, trust=trust)
            assert codes(report)["proof"] == code
            assert (report.outcome, report.claims) == ("invalid", {})


def test_keys_that_could_not_be_looked_up_leave_everything_open(registry, check, credential):
    away = replace(registry.trusted, keys=(), resolves_keys=True)
    report = check(credential, trust=TrustList((away,)))
    assert report.outcome == "undetermined"
    assert set(codes(report).values()) == {"issuer_keys_unavailable"}
    assert (report.issuer_id, report.issuer_name) == (registry.trusted.did, None)
    assert not report.claims
