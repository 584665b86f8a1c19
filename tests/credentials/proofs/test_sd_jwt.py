import hashlib
import json
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials import errors
from credentials.encodings import encode_base64url, parse_json, serialize_json
from credentials.keys import SoftwareSigner
from credentials.proofs import sd_jwt
from credentials.proofs.jose import sign_jws
from credentials.proofs.sd_jwt_disclosures import conceal, reveal
from tests.credentials.proofs.sd_jwt_parts import parsed

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
AUDIENCE = "redirect_uri:https://employer.example/answer"
CLAIMS = {
    "iss": "https://registry.example",
    "vct": "https://registry.example/vct",
    "given_name": "Maria",
    "family_name": "dela Cruz",
    "skills": ["welding", "cutting"],
    "recognition": [{"destination": "DE", "outcome": "full"}, {"destination": "SE"}],
    "address": {"country": "PH", "city": "Cebu"},
}
DISCLOSABLE = [
    ("given_name",),
    ("family_name",),
    ("skills", None),
    ("recognition", None),
    ("recognition", None, "outcome"),
    ("address",),
    ("address", "city"),
    ("not_there",),
]


@pytest.fixture(scope="session")
def holder():
    return SoftwareSigner("", ec.derive_private_key(4_711, ec.SECP256R1()))


@pytest.fixture(scope="session")
def issued(issuer_signer, holder):
    return sd_jwt.issue(
        CLAIMS,
        DISCLOSABLE,
        signer=issuer_signer,
        randomness=secrets.token_bytes,
        holder_key=holder.public_key,
        decoys=2,
    )


def test_everything_disclosed_is_what_was_issued(issued, issuer_signer, holder):
    claims = sd_jwt.verify_issuer(parsed(issued), issuer_signer.public_key)
    assert claims == CLAIMS | {"cnf": {"jwk": holder.public_key.jwk}}


def test_nothing_hidden_can_be_read_from_what_is_signed(issued):
    payload = parsed(issued).issuer_jws.payload.decode()
    for secret in ("Maria", "Cruz", "welding", "Cebu", "full", "given_name"):
        assert secret not in payload
    assert "cnf" in payload


def test_decoys_are_digests_of_nothing_and_order_tells_nothing(issued):
    digests = parse_json(parsed(issued).issuer_jws.payload)["_sd"]
    assert len(digests) == 3 + 2
    assert digests == sorted(digests)


@pytest.mark.parametrize(("skills", "digests"), [(0, 1), (1, 1), (2, 2), (3, 4), (5, 8), (8, 8)])
def test_counts_that_are_evened_say_little(issuer_signer, skills, digests):
    claims = {"given_name": "Maria", "skills": [f"skill {one}" for one in range(skills)]}
    signed = sd_jwt.issue(
        claims,
        [("given_name",), ("skills", None)],
        signer=issuer_signer,
        randomness=secrets.token_bytes,
        evened=True,
    )
    payload = parse_json(parsed(signed).issuer_jws.payload)
    assert (len(payload["_sd"]), len(payload["skills"])) == (16, digests)
    assert sd_jwt.verify_issuer(parsed(signed), issuer_signer.public_key) == claims


def test_two_issues_of_the_same_claims_share_no_digest(issued, issuer_signer):
    again = sd_jwt.issue(CLAIMS, DISCLOSABLE, signer=issuer_signer, randomness=secrets.token_bytes)
    texts = {one.text for one in parsed(issued).disclosures}
    assert texts.isdisjoint(one.text for one in parsed(again).disclosures)


@pytest.mark.parametrize(
    ("paths", "shown"),
    [
        ([], {"skills": [], "recognition": []}),
        ([("given_name",)], {"given_name": "Maria", "skills": [], "recognition": []}),
        ([("skills", 1)], {"skills": ["cutting"], "recognition": []}),
        ([("skills", None)], {"skills": ["welding", "cutting"], "recognition": []}),
        (
            [("recognition", None, "destination")],
            {"skills": [], "recognition": [{"destination": "DE"}, {"destination": "SE"}]},
        ),
        (
            [("recognition", 0, "outcome")],
            {"skills": [], "recognition": [{"destination": "DE", "outcome": "full"}]},
        ),
        (
            [("address", "country")],
            {"skills": [], "recognition": [], "address": {"country": "PH"}},
        ),
        (
            [("address",)],
            {"skills": [], "recognition": [], "address": {"country": "PH", "city": "Cebu"}},
        ),
    ],
)
def test_the_holder_shows_what_was_asked_for_and_no_more(
    issued, issuer_signer, holder, paths, shown
):
    presented = sd_jwt.present(
        parsed(issued), paths, signer=holder, audience=AUDIENCE, nonce="n1", now=NOW
    )
    received = parsed(presented)
    claims = sd_jwt.verify_issuer(received, issuer_signer.public_key)
    always = {name: CLAIMS[name] for name in ("iss", "vct")}
    assert claims == always | {"cnf": {"jwk": holder.public_key.jwk}} | shown
    bind(received, sd_jwt.holder_key_of(claims))


def test_all_is_shown_where_the_whole_is_asked_for(issued):
    assert sd_jwt.present(parsed(issued), [()]) == issued


def test_what_is_not_there_cannot_be_shown(issued):
    for path in [("nobody",), ("skills", 2), ("skills", "0"), ("given_name", None), (None,)]:
        with pytest.raises(errors.ClaimMissing):
            sd_jwt.present(parsed(issued), [path])


def check(received, issuer_key):
    shown = sd_jwt.parse(received)
    bind(shown, sd_jwt.holder_key_of(sd_jwt.verify_issuer(shown, issuer_key)))


def bind(received, key, **changes):
    expected = {
        "audience": AUDIENCE,
        "nonce": "n1",
        "now": NOW,
        "max_age": timedelta(minutes=5),
    }
    sd_jwt.verify_key_binding(received, key, **(expected | changes))


@pytest.fixture
def presented(issued, holder):
    shown = [("given_name",), ("skills", 0)]
    return sd_jwt.present(
        parsed(issued), shown, signer=holder, audience=AUDIENCE, nonce="n1", now=NOW
    )


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"audience": "redirect_uri:https://other.example/"}, errors.AudienceWrong),
        ({"nonce": "n2"}, errors.NonceWrong),
        ({"now": NOW + timedelta(minutes=6)}, errors.KeyBindingStale),
        ({"now": NOW - timedelta(minutes=2)}, errors.KeyBindingStale),
    ],
)
def test_a_presentation_for_another_moment_or_reader_is_refused(
    presented, holder, changes, refusal
):
    bind(parsed(presented), holder.public_key)
    with pytest.raises(refusal) as refused:
        bind(parsed(presented), holder.public_key, **changes)
    assert refused.value.code == refusal.code


def test_a_presentation_by_another_holder_is_refused(presented, registry):
    with pytest.raises(errors.SignatureInvalid):
        bind(parsed(presented), registry.ring.qr_signer.public_key)


def test_a_credential_alone_is_no_presentation(issued, holder):
    with pytest.raises(errors.KeyBindingMissing):
        bind(parsed(issued), holder.public_key)


def test_a_binding_belongs_to_the_disclosures_it_was_made_for(presented, holder):
    token, first, *rest = presented.split("~")
    fewer = "~".join((token, *rest))
    with pytest.raises(errors.KeyBindingInvalid) as refused:
        bind(parsed(fewer), holder.public_key)
    assert refused.value.code == "key_binding_invalid"
    swapped = "~".join((token, *reversed((first, *rest[:-1])), rest[-1]))
    with pytest.raises(errors.KeyBindingInvalid):
        bind(parsed(swapped), holder.public_key)


@pytest.mark.parametrize("made_at", [None, "1", 1.5, True])
def test_a_binding_says_when_it_was_made(issued, holder, made_at):
    claims = {
        "iat": made_at,
        "aud": AUDIENCE,
        "nonce": "n1",
        "sd_hash": encode_base64url(hashlib.sha256(issued.encode()).digest()),
    }
    text = issued + sign_jws(serialize_json(claims), {"typ": "kb+jwt"}, holder)
    with pytest.raises(errors.KeyBindingInvalid):
        bind(parsed(text), holder.public_key)


@pytest.mark.parametrize(
    ("limits", "refusal"),
    [
        ({"exp": int(NOW.timestamp())}, errors.KeyBindingStale),
        ({"nbf": int(NOW.timestamp()) + 61}, errors.KeyBindingStale),
        ({"exp": "soon"}, errors.KeyBindingInvalid),
        ({"nbf": True}, errors.KeyBindingInvalid),
    ],
)
def test_a_binding_may_have_limits_of_its_own(issued, holder, limits, refusal):
    claims = {
        "iat": int(NOW.timestamp()),
        "aud": AUDIENCE,
        "nonce": "n1",
        "sd_hash": encode_base64url(hashlib.sha256(issued.encode()).digest()),
    }
    within = {"exp": claims["iat"] + 1, "nbf": claims["iat"]}
    bind(parsed(issued + bound(claims | within, holder)), holder.public_key)
    with pytest.raises(errors.KeyBindingInvalid) as refused:
        bind(parsed(issued + bound(claims | limits, holder)), holder.public_key)
    assert type(refused.value) is refusal


def bound(claims, holder):
    return sign_jws(serialize_json(claims), {"typ": "kb+jwt"}, holder)


def test_a_token_of_another_kind_is_no_key_binding(presented, holder):
    parts = presented.split("~")
    payload = parsed(presented).key_binding.payload
    parts[-1] = sign_jws(payload, {"typ": "openid4vci-proof+jwt"}, holder)
    with pytest.raises(errors.TypeWrong):
        parsed("~".join(parts))


@pytest.mark.parametrize("cnf", [{}, {"kid": "k"}, {"jwk": "k"}, [], None])
def test_a_holder_is_named_by_a_key(cnf):
    with pytest.raises(errors.KeyBindingInvalid):
        sd_jwt.holder_key_of({"cnf": cnf})


def test_claims_may_be_bound_to_nobody():
    assert sd_jwt.holder_key_of({}) is None


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_one_changed_byte_fails_somewhere(issued, issuer_signer, holder, data):
    shown = sd_jwt.present(
        parsed(issued), [("given_name",)], signer=holder, audience=AUDIENCE, nonce="n1", now=NOW
    )
    changed = bytearray(shown.encode())
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(errors.CredentialError):
        check(bytes(changed), issuer_signer.public_key)


_NAMES = st.text(alphabet="abcdé_", min_size=1, max_size=3).filter(lambda name: name != "_sd")
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=10,
)


def paths_of(value, path=()):
    steps = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, inner in steps:
        yield (*path, step)
        yield from paths_of(inner, (*path, step))


@settings(deadline=None)
@given(st.dictionaries(_NAMES, _VALUES, max_size=4), st.data())
def test_whatever_is_hidden_comes_back_whole_or_in_part(claims, data):
    paths = list(paths_of(claims))
    hidden = data.draw(st.lists(st.sampled_from(paths), max_size=6)) if paths else []
    payload, texts = conceal(claims, hidden, randomness=secrets.token_bytes, decoys=1)
    assert len(texts) == len(set(hidden))
    claimed, found = reveal(payload, texts)
    assert claimed == claims
    assert {one.path for one in found} == set(hidden)
    nothing, _ = reveal(payload, [])
    assert not any(
        "_sd" in json.dumps(part) or '"..."' in json.dumps(part) for part in (claimed, nothing)
    )
    for one in found:
        closed = [other.text for other in found if other.path == one.path[: len(other.path)]]
        part, _ = reveal(payload, closed)
        assert json.dumps(part) != json.dumps(nothing)


def test_the_issuer_s_key_is_for_one_algorithm(issued, registry):
    with pytest.raises(errors.AlgorithmNotAllowed):
        sd_jwt.verify_issuer(parsed(issued), registry.ring.qr_signer.public_key)
    stranger = SoftwareSigner("", ed25519.Ed25519PrivateKey.generate())
    with pytest.raises(errors.SignatureInvalid):
        sd_jwt.verify_issuer(parsed(issued), stranger.public_key)
