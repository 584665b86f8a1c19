"""Every form that we sign as a document is read by Digital Bazaar's library."""

from secrets import token_bytes

import pytest

from credentials import issuer
from credentials.encodings import parse_json
from credentials.issuer import Form
from tests.credentials.conftest import NOW
from tests.credentials.witnesses.digital_bazaar import at_hand

FORMS = (Form.DATA_INTEGRITY, Form.DATA_INTEGRITY_JCS, Form.OPEN_BADGE, Form.ELM)


@pytest.mark.parametrize("form", FORMS)
def test_what_we_issue_verifies_there_and_a_changed_byte_does_not(
    node_witness, registry, record, form
):
    signer = registry.ring.credential_signer
    secured = issuer.issue(
        registry.prepare(record),
        signer=signer,
        form=form,
        means=issuer.Means(now=NOW, randomness=token_bytes),
    )
    document = parse_json(secured.credential.encode())
    bazaar = node_witness("data_integrity.mjs")
    question = {"documents": at_hand([signer]), "now": NOW.isoformat()}
    told = bazaar.ask("verify", document=document, **question)
    assert told == {"verified": True, "why": None}
    altered = {**document, "validFrom": "2026-11-24T09:30:01Z"}
    assert altered != document
    assert not bazaar.ask("verify", document=altered, **question)["verified"]
