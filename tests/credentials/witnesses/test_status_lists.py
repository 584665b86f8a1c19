"""Digital Bazaar's library and the DCC's verifier read our status lists, and we read theirs."""

from datetime import timedelta

import pytest
from msgspec import structs

from credentials import issuer
from credentials.contexts import contexts
from credentials.did import did_document
from credentials.encodings import parse_json, serialize_json
from credentials.model import StatusEntry
from credentials.proofs.data_integrity import add_proof
from credentials.status import BitstringStatusList, read_status
from tests.credentials.conftest import DID, INDEX, NOW, REVOCATION_URL, SUSPENSION_URL
from tests.credentials.witnesses.digital_bazaar import at_hand


@pytest.fixture(scope="module")
def bazaar(node_witness):
    return node_witness("data_integrity.mjs")


def published(registry, url, purpose, raised, *, now=NOW):
    secured = issuer.issue_status_list(
        BitstringStatusList.of(raised),
        url=url,
        purpose=purpose,
        issuer=DID,
        now=now,
        valid_until=now + timedelta(days=3650),
        signer=registry.ring.credential_signer,
        form=issuer.Form.DATA_INTEGRITY,
    )
    return parse_json(secured.credential.encode())


def at_hand_with_lists(registry, *, revoked=()):
    return at_hand([registry.ring.credential_signer]) | {
        REVOCATION_URL: published(registry, REVOCATION_URL, "revocation", revoked),
        SUSPENSION_URL: published(registry, SUSPENSION_URL, "suspension", ()),
    }


@pytest.fixture(scope="module")
def secured(registry, record):
    means = issuer.Means(now=NOW, randomness=bytes)
    signed = issuer.issue(
        registry.prepare(record),
        signer=registry.ring.credential_signer,
        form=issuer.Form.DATA_INTEGRITY,
        means=means,
    )
    return parse_json(signed.credential.encode())


def test_they_see_what_is_revoked_and_what_is_not(bazaar, registry, secured):
    def found(**lists):
        return bazaar.ask(
            "verifyWithStatus",
            document=secured,
            documents=at_hand_with_lists(registry, **lists),
            now=NOW.isoformat(),
        )

    clear = found(revoked=[INDEX - 1, INDEX + 1])
    assert clear == {"verified": True, "why": None, "raised": []}
    assert found(revoked=[INDEX])["raised"] == ["revocation"]


def test_they_refuse_a_list_with_one_changed_byte(bazaar, registry, secured):
    documents = at_hand_with_lists(registry)
    documents[REVOCATION_URL]["credentialSubject"]["encodedList"] = published(
        registry, REVOCATION_URL, "revocation", [3]
    )["credentialSubject"]["encodedList"]
    told = bazaar.ask(
        "verifyWithStatus", document=secured, documents=documents, now=NOW.isoformat()
    )
    assert not told["verified"]


def test_we_read_a_list_that_they_made(bazaar, registry, now):
    """Theirs says neither since when nor by whom it is valid; whoever signs it does."""
    url = "https://registry.example/status/theirs"
    made = bazaar.ask("issueList", id=url, purpose="revocation", length=131072, raised=[7, INDEX])
    document = add_proof(
        {**made, "issuer": DID},
        signer=registry.ring.credential_signer,
        cryptosuite="eddsa-rdfc-2022",
        created=now,
        contexts=contexts(),
    )
    entry = StatusEntry(url, INDEX)
    told = {"issuer": registry.trusted, "now": now}
    assert read_status(serialize_json(document), entry=entry, **told).raised
    other = structs.replace(entry, index=8)
    assert not read_status(serialize_json(document), entry=other, **told).raised


def core_finds(bazaar, registry, secured, **lists):
    """Step -> whether it is well; None where the signature does not hold.

    The DCC's verifier looks where the world looks: at the issuer's own did.json, and its lists.
    """
    documents = at_hand_with_lists(registry, **lists)
    documents["https://registry.example/.well-known/did.json"] = did_document(registry.ring)
    told = bazaar.ask("verifierCore", document=secured, documents=documents)
    return told["log"] and {step["id"]: step["valid"] for step in told["log"]}


def test_the_dcc_s_verifier_takes_our_credential(bazaar, registry, secured):
    found = core_finds(bazaar, registry, secured)
    assert found["valid_signature"]
    assert found["revocation_status"]
    assert found["suspension_status"]
    # Registries of issuers are their own affair: none was given.
    assert not found["registered_issuer"]


def test_the_dcc_s_verifier_sees_what_is_revoked(bazaar, registry, secured):
    found = core_finds(bazaar, registry, secured, revoked=[INDEX])
    assert found["valid_signature"]
    assert not found["revocation_status"]


def test_the_dcc_s_verifier_refuses_one_changed_byte(bazaar, registry, secured):
    altered = {**secured, "validFrom": "2026-11-24T09:30:01Z"}
    assert core_finds(bazaar, registry, altered) is None
