"""openbadgeslib reads our badges, we read theirs, and one changed byte fails in both."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_bytes

import pytest
from cryptography.hazmat.primitives import serialization

from credentials import issuer
from credentials.contexts import contexts
from credentials.errors import SignatureInvalid
from credentials.issuer import Form, Means
from credentials.keys import KeyPurpose
from credentials.proofs.data_integrity import parse_proofs, verify_proof
from credentials.public_keys import EDDSA, ES256
from credentials.trust import TrustedIssuer, TrustedKey, TrustList

WITNESS = Path(__file__).parents[2] / "witnesses" / "open_badges.py"
FORMS = [
    (Form.OPEN_BADGE, EDDSA),
    (Form.OPEN_BADGE_JWT, EDDSA),
    (Form.OPEN_BADGE_JWT, ES256),
]


def ask(act, **question):
    # In this environment: Data Integrity in openbadgeslib needs pyld, which is here already.
    run = subprocess.run(
        [sys.executable, WITNESS],
        input=json.dumps({"act": act, **question}),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def public_pem(signer):
    return (
        signer.private_key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode()
    )


def secret_pem(signer):
    return signer.private_key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture(scope="module")
def lasting(registry, record):
    """Valid whenever these tests run: openbadgeslib looks at the clock on the wall."""
    return registry.prepare(
        replace(record, valid_from=datetime(2025, 1, 1, tzinfo=UTC), valid_until=None)
    )


def issued(registry, prepared, form, algorithm, co_signer=None):
    signer = registry.ring.signer(KeyPurpose.ASSERTION, algorithm)
    means = Means(now=datetime(2025, 1, 1, tzinfo=UTC), randomness=token_bytes, co_signer=co_signer)
    text = issuer.issue(prepared, signer=signer, form=form, means=means).credential
    return (json.loads(text) if form is Form.OPEN_BADGE else text), public_pem(signer)


@pytest.mark.parametrize(("form", "algorithm"), FORMS)
def test_openbadgeslib_reads_our_badges(registry, lasting, record, form, algorithm):
    credential, key = issued(registry, lasting, form, algorithm)
    read = ask("verify", credential=credential, key=key)
    assert read["verified"], read
    assert read["name"] == record.achievement.name
    assert (read["issuer"], read["recipient"]) == ("did:web:registry.example", record.holder.id)
    assert record.origin_level.level_iri in read["alignments"]
    assert record.outcomes[0].skill_iri in read["alignments"]
    assert (read["results"], len(read["evidence"]), read["status"]) == (["competent"], 2, 2)


def test_openbadgeslib_finds_its_proof_in_a_set_of_two(registry, lasting):
    second = registry.ring.signer(KeyPurpose.ASSERTION, ES256)
    credential, key = issued(registry, lasting, Form.OPEN_BADGE, EDDSA, second)
    assert len(credential["proof"]) == 2
    assert ask("verify", credential=credential, key=key)["verified"]


@pytest.mark.parametrize(("form", "algorithm"), FORMS)
def test_openbadgeslib_refuses_one_changed_byte(registry, lasting, form, algorithm):
    credential, key = issued(registry, lasting, form, algorithm)
    if form is Form.OPEN_BADGE:
        credential["credentialSubject"]["name"] = "María Luisa de la Cruz"
    else:
        head, body, signature = credential.split(".")
        credential = f"{head}.{body[:40]}{'A' if body[40] != 'A' else 'B'}{body[41:]}.{signature}"
    assert not ask("verify", credential=credential, key=key)["verified"]


def test_we_read_the_documents_of_openbadgeslib_and_refuse_one_changed_byte(stranger):
    signer = stranger.ring.credential_signer
    document = ask("issue", key=secret_pem(signer), kid=signer.kid)["credential"]
    (proof,) = parse_proofs(document)
    verify_proof(document, proof, signer.public_key, contexts=contexts())
    document["credentialSubject"]["achievement"]["name"] = "Wielding"
    with pytest.raises(SignatureInvalid):
        verify_proof(document, proof, signer.public_key, contexts=contexts())


def college(signer, *, did="did:web:college.example"):
    """A trust list that knows the issuer of openbadgeslib's badge by this key."""
    kid = f"{did}#badges"
    return TrustList(
        (TrustedIssuer(did, "College of Trades", (TrustedKey(kid, signer.public_key),)),)
    )


@pytest.mark.parametrize("algorithm", [EDDSA, ES256])
def test_a_token_of_openbadgeslib_is_valid_under_the_key_on_the_trust_list(
    stranger, check, algorithm
):
    """It brings its key in the header, which counts only where the issuer is known to have it."""
    signer = stranger.ring.signer(KeyPurpose.ASSERTION, algorithm)
    token = ask("issue", key=secret_pem(signer), algorithm=algorithm)["credential"]
    report = check(token.encode(), trust=college(signer))
    assert report.valid, report.to_json()
    assert (report.format, report.issuer_name) == ("open-badges+jwt", "College of Trades")
    assert report.claims["name"] == "Welding"
    header, body, signature = token.split(".")
    changed = f"{header}.{body[:-9]}{'A' if body[-9] != 'A' else 'B'}{body[-8:]}.{signature}"
    assert check(changed.encode(), trust=college(signer)).outcome == "invalid"


def test_a_key_that_a_token_brings_along_vouches_for_nobody(registry, stranger, check):
    forger, known = stranger.ring.credential_signer, registry.ring.credential_signer
    token = ask("issue", key=secret_pem(forger), algorithm=EDDSA)["credential"].encode()
    report = check(token, trust=college(known))
    assert (report.outcome, report.check("proof").code) == ("invalid", "key_unknown")
    report = check(token)
    assert report.check("issuer_trusted").code == "issuer_unknown"
    assert (report.outcome, report.claims) == ("invalid", {})


def test_the_documents_of_openbadgeslib_are_valid_under_the_key_on_the_trust_list(stranger, check):
    signer = stranger.ring.credential_signer
    kid = "did:web:college.example#badges"
    document = ask("issue", key=secret_pem(signer), kid=kid)["credential"]
    report = check(json.dumps(document).encode(), trust=college(signer))
    assert report.valid, report.to_json()
    document["name"] = "Wielding"
    assert check(json.dumps(document).encode(), trust=college(signer)).outcome == "invalid"
