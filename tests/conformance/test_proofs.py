"""Data Integrity and VC-JOSE-COSE over https: what verifies, and what must not."""

import json
from datetime import UTC, datetime

import pytest

from credentials.encodings import decode_base64url
from credentials.multibase import decode_any_base58, encode_base58
from tests.credentials.holders import claim, enveloped, person, raw

W3C = "https://www.w3.org/ns/credentials/v2"
SECURINGS = {
    "ed25519": "eddsa-rdfc-2022",
    "ed25519-jcs": "eddsa-jcs-2022",
    "p256": "ecdsa-rdfc-2019",
    "p256-jcs": "ecdsa-jcs-2019",
    "p384": "ecdsa-rdfc-2019",
    "p384-jcs": "ecdsa-jcs-2019",
}
_OTHERS = {
    "eddsa-rdfc-2022": "eddsa-jcs-2022",
    "eddsa-jcs-2022": "eddsa-rdfc-2022",
    "ecdsa-rdfc-2019": "ecdsa-jcs-2019",
    "ecdsa-jcs-2019": "ecdsa-rdfc-2019",
}
TOKENS = {"ed25519-jwt": "EdDSA", "p256-jwt": "ES256", "p384-jwt": "ES384"}


def now():
    return datetime.now(UTC).replace(microsecond=0)


@pytest.mark.parametrize(("name", "cryptosuite"), SECURINGS.items())
def test_each_issuer_has_its_own_cryptosuite(suite, sound, name, cryptosuite):
    issued = suite.issue(sound(issuer=suite.issuer(name)))
    proof = issued["proof"]
    assert (proof["type"], proof["cryptosuite"]) == ("DataIntegrityProof", cryptosuite)
    assert proof["proofPurpose"] == "assertionMethod"
    assert proof["verificationMethod"].startswith(f"{issued['issuer']}#z")
    assert proof["proofValue"].startswith("z")
    assert proof["created"].endswith("Z")
    assert suite.verify(issued).json()["verified"] is True


def test_options_choose_another(suite, sound):
    issued = suite.issue(sound(), {"cryptosuite": "eddsa-jcs-2022"})
    assert issued["proof"]["cryptosuite"] == "eddsa-jcs-2022"
    assert suite.verify(issued).status_code == 200
    # A key signs with its own algorithm only.
    assert suite.try_issue(sound(), {"cryptosuite": "ecdsa-rdfc-2019"}).status_code == 400


@pytest.mark.parametrize(("name", "algorithm"), TOKENS.items())
def test_a_token_comes_in_an_envelope(suite, sound, name, algorithm):
    issued = suite.issue(sound(issuer=suite.issuer(name)))
    assert issued["type"] == "EnvelopedVerifiableCredential"
    assert issued["@context"] == W3C
    token = issued["id"].removeprefix("data:application/vc+jwt,")
    header, payload, _ = (part.encode() for part in token.split("."))
    assert json.loads(decode_base64url(header))["alg"] == algorithm
    assert json.loads(decode_base64url(payload))["issuer"] == suite.issuer(name)
    assert suite.verify(issued).status_code == 200
    assert suite.verify(token).status_code == 200


def broken(issued):
    """(what is wrong, the credential)"""
    proof = issued["proof"]
    value = decode_any_base58(proof["proofValue"])

    def with_proof(**members):
        changed = {**proof, **members}
        return {**issued, "proof": {n: v for n, v in changed.items() if v is not None}}

    yield "no proof", {name: value for name, value in issued.items() if name != "proof"}
    yield "a null proof", {**issued, "proof": None}
    yield "a proof that is a text", {**issued, "proof": "proof"}
    yield "an empty set of proofs", {**issued, "proof": []}
    yield "a crowd of proofs", {**issued, "proof": [proof] * 30}
    yield "no proof type", with_proof(type=None)
    yield "another proof type", with_proof(type="UnknownProofType")
    yield "no verification method", with_proof(verificationMethod=None)
    yield "a verification method that is no URL", with_proof(verificationMethod="key 1")
    yield "a verification method of another key", with_proof(verificationMethod=person().signer.kid)
    yield "no purpose", with_proof(proofPurpose=None)
    yield "another purpose", with_proof(proofPurpose="authentication")
    yield "an unknown purpose", with_proof(proofPurpose="invalidPurpose")
    yield "no value", with_proof(proofValue=None)
    yield "a value without its multibase header", with_proof(proofValue=proof["proofValue"][1:])
    yield "a value in another base", with_proof(proofValue="u" + proof["proofValue"][1:])
    yield "a longer value", with_proof(proofValue=encode_base58(value + bytes(32)))
    yield "a shorter value", with_proof(proofValue=encode_base58(value[:-1]))
    yield "another value", with_proof(proofValue=encode_base58(bytes([value[0] ^ 1]) + value[1:]))
    yield "no cryptosuite", with_proof(cryptosuite=None)
    yield "a cryptosuite that is a number", with_proof(cryptosuite=5)
    yield "an unknown cryptosuite", with_proof(cryptosuite="unknown-cryptosuite-2017")
    yield "another cryptosuite of its key", with_proof(cryptosuite=_OTHERS[proof["cryptosuite"]])
    yield "a date that is none", with_proof(created="yesterday")
    yield "a date without an offset", with_proof(created="2026-01-01T00:00:00")
    yield "another date", with_proof(created="2020-01-01T00:00:00Z")
    yield "an end that is over", with_proof(expires="2020-01-01T00:00:00Z")
    yield "an end without an offset", with_proof(expires="2020-01-01T00:00:00")
    yield "a previous proof that is missing", with_proof(previousProof="urn:uuid:1")
    yield "a previous proof that is a number", with_proof(previousProof=1)
    yield "a member of the proof that nobody knows", with_proof(surprise="x")
    yield "another subject", {**issued, "credentialSubject": {"id": "did:example:thief"}}
    yield "another issuer", {**issued, "issuer": person().did}
    yield "a claim more", {**issued, "name": "Doctor"}
    yield "an unknown term more", {**issued, "surprise": "x"}


@pytest.mark.parametrize("name", SECURINGS)
def test_a_broken_proof_does_not_verify(suite, sound, name):
    issued = suite.issue(sound(issuer=suite.issuer(name)))
    for fault, document in broken(issued):
        answer = suite.verify(document)
        assert answer.status_code == 400, fault
        assert answer.json().get("verified", False) is False, fault


@pytest.mark.parametrize("name", TOKENS)
def test_a_broken_token_does_not_verify(suite, sound, name):
    issued = suite.issue(sound(issuer=suite.issuer(name)))
    header, payload, signature = issued["id"].rpartition(",")[2].split(".")
    for token in (
        f"{header}.{payload}.",
        f"{header}.{payload}.{signature[:-4]}AAAA",
        f"{header}.{payload[:-4]}AAAA.{signature}",
        f"{header}.{payload}.{signature}=",
        f"eyJhbGciOiJub25lIn0.{payload}.{signature}",
        f"{payload}.{payload}.{signature}",
    ):
        assert suite.verify(enveloped(token)).status_code == 400, token
    for change in (
        {"@context": []},
        {"@context": "https://www.w3.org/ns/credentials/examples/v2"},
        {"type": "VerifiableCredential"},
        {"id": issued["id"].rpartition(",")[2]},
    ):
        assert suite.verify(issued | change).status_code == 400, change
    without = {name: value for name, value in issued.items() if name != "type"}
    assert suite.verify(without).status_code == 400


def test_what_was_asked_of_a_proof_is_answered(suite, sound):
    asked = {"challenge": "n-0S6", "domain": "verifier.example"}
    issued = suite.issue(sound(), asked)
    assert suite.verify(issued, asked).status_code == 200
    for other in (
        {**asked, "domain": "another.example"},
        {**asked, "challenge": "another"},
        {"expectedProofPurpose": "authentication"},
    ):
        assert suite.verify(issued, other).status_code == 400, other
    assert suite.verify(suite.issue(sound()), asked).status_code == 400


def test_somebody_s_own_key_signs_too(suite):
    for issuer in (person(), person("ES256")):
        issued = issuer.issue(claim("did:example:ana", validFrom="2024-01-01T00:00:00Z"), now=now())
        assert suite.verify(issued).status_code == 200
        issued["validFrom"] = "2025-01-01T00:00:00Z"
        assert suite.verify(issued).status_code == 400


def test_proof_sets_and_chains(suite, sound):
    """A second proof beside the first, or over it."""
    signer = person()
    once = signer.issue(claim("did:example:ana"), now=now(), proof_id="urn:uuid:first")
    twice = signer.issue(once, now=now(), cryptosuite="eddsa-jcs-2022")
    assert suite.verify(twice).status_code == 200
    chained = signer.issue(once, now=now(), previous_proof="urn:uuid:first")
    assert suite.verify(chained).status_code == 200
    chained["proof"].pop(0)
    assert suite.verify(chained).status_code == 400
    twice["proof"][0]["proofValue"] = twice["proof"][1]["proofValue"]
    assert suite.verify(twice).status_code == 400


def test_expired_and_early_credentials_do_not_verify(suite, sound):
    past = suite.issue(sound(validUntil="2020-01-01T00:00:00Z"))
    told = suite.verify(past).json()
    assert told["errors"][0]["code"] == "expired"
    assert told["errors"][0]["type"].endswith("#RANGE_ERROR")
    early = suite.issue(sound(validFrom="2920-01-01T00:00:00Z"))
    assert suite.verify(early).json()["errors"][0]["code"] == "not_yet_valid"


def test_credentials_of_1_1_are_issued_and_verified(suite):
    document = {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiableCredential"],
        "issuer": suite.issuer(),
        "issuanceDate": "2024-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:ana"},
    }
    issued = suite.issue(document)
    assert issued["@context"][1] == "https://w3id.org/security/data-integrity/v2"
    assert suite.verify(issued).status_code == 200
    assert suite.try_issue({**document, "issuanceDate": "today"}).status_code == 400
    del document["issuanceDate"]
    assert suite.try_issue(document).status_code == 400


# Presentations


ASKED = {"challenge": "u6Zx", "domain": "suite.example"}


@pytest.fixture
def holder():
    return person()


def test_a_presentation_of_what_was_issued(suite, sound, holder):
    held = suite.issue(sound())
    token = suite.issue(sound(issuer=suite.issuer("ed25519-jwt")))
    shown = holder.present(held, token, now=now(), **ASKED)
    assert suite.verify_presentation(shown, ASKED).status_code == 200
    assert suite.verify_presentation(shown).status_code == 200
    for asked in ({**ASKED, "challenge": "x"}, {**ASKED, "domain": "x"}):
        assert suite.verify_presentation(shown, asked).status_code == 400
    forged = json.loads(raw(shown))
    forged["verifiableCredential"][0]["name"] = "Doctor"
    assert suite.verify_presentation(forged, ASKED).status_code == 400
    shown["proof"]["proofValue"] = "z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh"
    assert suite.verify_presentation(shown, ASKED).status_code == 400


@pytest.mark.parametrize("name", ["holder", "no holder", "holder object", "typed", "nothing held"])
def test_presentations_of_every_sound_shape(suite, sound, holder, name):
    members = {
        "holder": {"id": "urn:uuid:86294362-4254-4f36-854f-3952fe42555d"},
        "no holder": {"holder": None},
        "holder object": {"holder": {"id": holder.did}},
        "typed": {"type": ["VerifiablePresentation", "https://terms.example/#Shown"]},
        "nothing held": {"verifiableCredential": None},
    }[name]
    shown = holder.present(suite.issue(sound()), now=now(), members=members, **ASKED)
    answer = suite.verify_presentation(shown, ASKED)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "change",
    [
        {"@context": None},
        {"@context": []},
        {"@context": ["https://www.w3.org/ns/credentials/examples/v2"]},
        {"@context": [W3C, 123192875]},
        {"@context": [W3C, "https ://not-a-url/contexts/example/v1"]},
        {"type": None},
        {"type": ["NonconformingDocument"]},
        {"holder": {"name": "without an id"}},
        {"holder": 5},
        {"holder": "did:example:somebody-else"},
        {"id": "not a url"},
        {"verifiableCredential": "https://credentials.example/1"},
        {"verifiableCredential": [1]},
        {"proof": None},
    ],
)
def test_presentations_of_an_unsound_shape_are_refused(suite, sound, holder, change):
    shown = holder.present(suite.issue(sound()), now=now(), **ASKED) | change
    shown = {name: value for name, value in shown.items() if value is not None}
    answer = suite.verify_presentation(shown, ASKED)
    assert answer.status_code == 400, answer.text


def test_the_holder_s_own_unsigned_claims(suite, holder):
    own = {**claim("did:example:ana"), "issuer": holder.did}
    shown = holder.present(own, now=now(), **ASKED)
    assert suite.verify_presentation(shown, ASKED).status_code == 200
    for held, members in (
        (own, {"holder": None}),
        ({**own, "issuer": "did:example:acme"}, {}),
        (own, {"holder": "did:example:acme"}),
    ):
        shown = holder.present(held, now=now(), members=members, **ASKED)
        assert suite.verify_presentation(shown, ASKED).status_code == 400


def test_a_presentation_as_token_and_in_an_envelope(suite, sound, holder):
    held = suite.issue(sound(issuer=suite.issuer("p256-jwt")))
    token = holder.present_jwt(held, nonce=ASKED["challenge"], aud=ASKED["domain"]).decode()
    assert suite.verify_presentation(token, ASKED).status_code == 200
    envelope = {
        "@context": [W3C],
        "type": "EnvelopedVerifiablePresentation",
        "id": f"data:application/vp+jwt,{token}",
    }
    assert suite.verify_presentation(envelope, ASKED).status_code == 200
    for change in (
        {"@context": []},
        {"type": ["VerifiablePresentation"]},
        {"id": token},
    ):
        assert suite.verify_presentation(envelope | change, ASKED).status_code == 400
    # What is no presentation is not taken for one, and the other way round.
    assert suite.verify_presentation(held, ASKED).status_code == 400
    assert suite.verify(envelope).status_code == 400


# Status


@pytest.mark.parametrize(
    ("name", "options"), [("ed25519-status", {}), ("p256", {"credentialStatus": True})]
)
def test_a_status_is_published_changed_and_looked_up(suite, sound, name, options):
    issued = suite.issue(sound(issuer=suite.issuer(name)), options)
    entries = {entry["statusPurpose"]: entry for entry in issued["credentialStatus"]}
    assert set(entries) == {"revocation", "suspension"}
    entry = entries["suspension"]
    assert entry["type"] == "BitstringStatusListEntry"
    assert entry["id"] != entry["statusListCredential"]
    listed = suite.client.get(entry["statusListCredential"])
    assert listed.headers["content-type"] == "application/ld+json"
    asked = {"Accept": "application/vc"}
    told = suite.client.get(entry["statusListCredential"], headers=asked)
    assert told.headers["content-type"] == "application/vc"
    assert "BitstringStatusListCredential" in listed.json()["type"]
    assert suite.verify(listed.json()).status_code == 200
    assert suite.verify(issued).json()["results"]["status_as_of"]

    assert change_status(suite, issued["id"], "suspension", "1") == 200
    told = suite.verify(issued).json()
    assert told["errors"][0]["code"] == "suspended"
    assert told["errors"][0]["type"].startswith("https://www.w3.org/ns/credentials/status-list#")
    assert change_status(suite, issued["id"], "suspension", "0") == 200
    assert suite.verify(issued).status_code == 200
    assert change_status(suite, issued["id"], "revocation", True) == 200
    assert suite.verify(issued).json()["errors"][0]["code"] == "revoked"


def change_status(suite, identifier, purpose, status):
    changed = {"type": "BitstringStatusListEntry", "statusPurpose": purpose, "status": status}
    body = {"credentialId": identifier, "credentialStatus": [changed]}
    return suite.client.post("/credentials/status", json=body).status_code


def test_a_status_of_another_kind_or_of_nobody_is_not_changed(suite, sound):
    issued = suite.issue(sound(issuer=suite.issuer("ed25519-status")))
    assert change_status(suite, issued["id"], "message", "1") == 400
    assert change_status(suite, issued["id"], "revocation", "maybe") == 400
    assert change_status(suite, "urn:uuid:0", "revocation", "1") == 404
    assert suite.client.post("/credentials/status", json={"credentialId": 5}).status_code == 404
    assert suite.client.get("/credentials/test-status/ed25519-none").status_code == 404
    assert suite.verify(issued).status_code == 200


def test_a_list_that_cannot_be_had_is_never_not_revoked(suite, sound):
    entry = {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": "https://lists.example/1",
    }
    issued = suite.issue(sound(credentialStatus=entry))
    told = suite.verify(issued).json()
    assert told["outcome"] == "undetermined"
    assert told["errors"][0]["code"] == "status_unavailable"
    assert told["errors"][0]["type"].endswith("#STATUS_RETRIEVAL_ERROR")


def test_a_poison_graph_is_told_apart_or_refused(suite):
    """Blank nodes that only look alike: told apart within a budget, or refused."""
    crowd = [{"name": "x"} for _ in range(8)]
    contexts = [W3C, {"knows": {"@id": "https://terms.example/#knows", "@container": "@set"}}]
    subject = {"id": "did:example:ana", "knows": [{"knows": crowd} for _ in range(8)]}
    document = {**claim("did:example:ana"), "@context": contexts, "credentialSubject": subject}
    answer = suite.try_issue({**document, "issuer": suite.issuer()})
    assert answer.status_code in {201, 400}


def test_the_other_doors_stay_strict(suite, sound):
    """Beside test issuers too, an employer's question is answered by the trust list."""
    stranger = person().issue(claim("did:example:ana"), now=now())
    assert suite.verify(stranger).status_code == 200
    report = suite.client.post("/api/v1/verify", json={"credential": stranger}).json()
    assert report["outcome"] == "invalid"
    assert report["issuer"]["name"] is None


def test_an_empty_list_of_credentials_is_a_presentation_of_none(suite, holder):
    members = {"verifiableCredential": [], "holder": None}
    shown = holder.present(now=now(), members=members, **ASKED)
    assert suite.verify_presentation(shown, ASKED).status_code == 200
