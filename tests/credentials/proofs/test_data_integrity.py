"""Single proofs, sets and chains: what holds, and what is refused with which code."""

import copy
from datetime import UTC, datetime, timedelta

import pytest

from credentials.contexts import contexts
from credentials.errors import CredentialError, ProofError
from credentials.keys import KeyPurpose
from credentials.profiles.vc20 import W3C_CONTEXT
from credentials.proofs.data_integrity import add_proof, parse_proofs, verify_proof
from credentials.public_keys import EDDSA, ES256

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SUITES = {
    "eddsa-rdfc-2022": EDDSA,
    "eddsa-jcs-2022": EDDSA,
    "ecdsa-rdfc-2019": ES256,
    "ecdsa-jcs-2019": ES256,
}
FIRST = "urn:uuid:11111111-1111-4111-8111-111111111111"
DOCUMENT = {
    "@context": [W3C_CONTEXT],
    "id": "urn:uuid:0a5a6c3e-7d3d-4b39-9b0e-0c4f6e4c9a11",
    "type": ["VerifiableCredential"],
    "name": "Welder",
    "issuer": "did:web:registry.example",
    "validFrom": "2026-11-24T09:30:00Z",
    "credentialSubject": {"id": "did:example:holder", "name": "María Luisa"},
}


@pytest.fixture(params=SUITES)
def suite(request):
    return request.param


@pytest.fixture
def signer(registry, suite):
    return registry.ring.signer(KeyPurpose.ASSERTION, SUITES[suite])


@pytest.fixture
def secure(signer, suite):
    def secured(document=DOCUMENT, **options):
        given = {"signer": signer, "cryptosuite": suite, "created": NOW, "contexts": contexts()}
        return add_proof(document, **given | options)

    return secured


def verify(document, key, *, index=0):
    verify_proof(document, parse_proofs(document)[index], key, contexts=contexts())


def refused(act):
    with pytest.raises(CredentialError) as raised:
        act()
    return raised.value.code


def test_what_was_signed_verifies(secure, signer, suite):
    secured = secure(challenge="c1", domain="verifier.example", purpose="authentication")
    (proof,) = parse_proofs(secured)
    assert (proof.verification_method, proof.controller) == (signer.kid, "did:web:registry.example")
    assert (proof.purpose, proof.challenge, proof.domain) == (
        "authentication",
        "c1",
        ("verifier.example",),
    )
    assert (proof.created, proof.cryptosuite) == (NOW, suite)
    verify(secured, signer.public_key)


CHANGES = {
    "a claim": lambda d: d["credentialSubject"].update(name="Maria Luisa"),
    "a claim more": lambda d: d.update(description="more"),
    "a claim less": lambda d: d.pop("name"),
    "the type": lambda d: d.update(type="Other"),
    "the issuer": lambda d: d.update(issuer="did:web:other.example"),
    "when it was signed": lambda d: d["proof"].update(created="2026-11-24T12:00:01Z"),
    "an option more": lambda d: d["proof"].update(domain="other.example"),
    "the purpose": lambda d: d["proof"].update(proofPurpose="authentication"),
    "the key's name": lambda d: d["proof"].update(verificationMethod="did:web:x.example#k"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_is_seen(secure, signer, change):
    altered = copy.deepcopy(secure())
    CHANGES[change](altered)
    assert refused(lambda: verify(altered, signer.public_key)) in {
        "signature_invalid",
        "term_unknown",
    }


def test_every_bit_of_the_signature_counts(secure, signer):
    secured = secure()
    value = secured["proof"]["proofValue"]
    other = value[:-1] + ("2" if value[-1] != "2" else "3")
    altered = {**secured, "proof": {**secured["proof"], "proofValue": other}}
    assert refused(lambda: verify(altered, signer.public_key)) == "signature_invalid"


def test_a_proof_set_is_proofs_that_do_not_know_of_each_other(secure, signer):
    both = secure(secure(), created=NOW + timedelta(minutes=1))
    assert len(parse_proofs(both)) == 2
    verify(both, signer.public_key, index=0)
    verify(both, signer.public_key, index=1)
    verify({**both, "proof": both["proof"][1:]}, signer.public_key)


def test_a_proof_chain_rests_on_the_proof_before(secure, signer):
    chain = secure(secure(proof_id=FIRST), previous_proof=FIRST)
    verify(chain, signer.public_key, index=0)
    verify(chain, signer.public_key, index=1)
    cut = {**chain, "proof": chain["proof"][1:]}
    assert refused(lambda: verify(cut, signer.public_key)) == "previous_proof_missing"
    first = {**chain["proof"][0], "created": "2026-11-24T12:00:09Z"}
    exchanged = {**chain, "proof": [first, chain["proof"][1]]}
    assert refused(lambda: verify(exchanged, signer.public_key, index=1)) == "signature_invalid"


def test_a_chain_cannot_rest_on_what_is_not_there(secure):
    assert refused(lambda: secure(previous_proof=FIRST)) == "previous_proof_missing"


def test_an_unknown_term_is_refused_at_issue_and_at_verify(secure, signer):
    assert refused(lambda: secure({**DOCUMENT, "surprise": 1})) == "term_unknown"
    added = {**secure(), "surprise": 1}
    assert refused(lambda: verify(added, signer.public_key)) == "term_unknown"


def test_an_unknown_context_is_refused(secure):
    foreign = {**DOCUMENT, "@context": [W3C_CONTEXT, "https://elsewhere.example/v1"]}
    assert refused(lambda: secure(foreign)) == "context_unknown"


def test_a_key_of_another_kind_verifies_nothing(secure, signer, registry):
    other = ES256 if signer.algorithm == EDDSA else EDDSA
    key = registry.ring.signer(KeyPurpose.ASSERTION, other).public_key
    assert refused(lambda: verify(secure(), key)) == "algorithm_not_allowed"


def test_a_signer_of_another_kind_signs_nothing(registry):
    signer = registry.ring.signer(KeyPurpose.ASSERTION, ES256)
    with pytest.raises(ProofError) as raised:
        add_proof(
            DOCUMENT,
            signer=signer,
            cryptosuite="eddsa-rdfc-2022",
            created=NOW,
            contexts=contexts(),
        )
    assert raised.value.code == "algorithm_not_allowed"


MALFORMED = {
    "no proof": (None, "proof_malformed"),
    "an empty set": ([], "proof_malformed"),
    "a text": ("z1", "proof_malformed"),
    "too many": ([{}] * 17, "proof_malformed"),
    "another type": ({"type": "Ed25519Signature2020"}, "proof_malformed"),
    "a list of types": ({"type": ["DataIntegrityProof"]}, "proof_malformed"),
    "no suite": ({"cryptosuite": None}, "proof_malformed"),
    "another suite": ({"cryptosuite": "bbs-2023"}, "cryptosuite_not_allowed"),
    "an unknown member": ({"jwk": {}}, "proof_malformed"),
    "a key brought along": ({"verificationMethod": {"id": "did:x:1#a"}}, "proof_malformed"),
    "a key without a name": ({"verificationMethod": "did:web:x.example"}, "proof_malformed"),
    "a key with an empty name": ({"verificationMethod": "did:web:x.example#"}, "proof_malformed"),
    "a key of nobody": ({"verificationMethod": "#key-1"}, "proof_malformed"),
    "a day": ({"created": "2026-11-24"}, "proof_malformed"),
    "no zone": ({"created": "2026-11-24T12:00:00"}, "proof_malformed"),
    "no such day": ({"expires": "2026-02-30T12:00:00Z"}, "proof_malformed"),
    "a number": ({"created": 1764000000}, "proof_malformed"),
    "an empty challenge": ({"challenge": ""}, "proof_malformed"),
    "a domain twice": ({"domain": ["a", "a"]}, "proof_malformed"),
    "an id that names nothing": ({"id": "first"}, "proof_malformed"),
    "base64url": ({"proofValue": "uAAAA"}, "multibase_invalid"),
    "foreign letters": ({"proofValue": "z0OIl"}, "multibase_invalid"),
    "too short": ({"proofValue": "z2"}, "multibase_invalid"),
    "too long": ({"proofValue": "z" + "2" * 200}, "multibase_invalid"),
    "zeros before": ({"proofValue": "z1" + "2" * 88}, "multibase_invalid"),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_proof_is_refused(secure, case):
    change, code = MALFORMED[case]
    secured = secure()
    proof = {**secured["proof"], **change} if isinstance(change, dict) else change
    if isinstance(change, dict):
        proof = {name: value for name, value in proof.items() if value is not None}
    assert refused(lambda: parse_proofs({**secured, "proof": proof})) == code
    if change is None:
        assert refused(lambda: parse_proofs(DOCUMENT)) == code


def test_canonical_json_may_gain_contexts_after_those_that_were_signed(registry):
    signer = registry.ring.credential_signer
    secured = add_proof(
        DOCUMENT, signer=signer, cryptosuite="eddsa-jcs-2022", created=NOW, contexts=contexts()
    )
    more = "https://w3id.org/security/multikey/v1"
    verify({**secured, "@context": [W3C_CONTEXT, more]}, signer.public_key)
    other = {**secured, "@context": [more, W3C_CONTEXT]}
    assert refused(lambda: verify(other, signer.public_key)) == "proof_invalid"
