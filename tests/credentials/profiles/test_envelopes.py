import json
from secrets import token_bytes

import pytest

from credentials import issuer
from credentials.contexts import contexts
from credentials.errors import EnvelopeInvalid, RecordInvalid
from credentials.formats import received_document
from credentials.issuer import Form, Means
from credentials.jsonld.document import require_terms
from credentials.profiles import vcdm
from credentials.profiles.envelopes import (
    envelope_credential,
    envelope_presentation,
    presentation,
)

HOLDER = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
TOKENS = (Form.VC_JWT, Form.SD_JWT, Form.OPEN_BADGE_JWT, Form.ELM_JWT)


@pytest.fixture(scope="module")
def issued(registry, record, now):
    def sign(form):
        return issuer.issue(
            registry.prepare(record),
            signer=registry.ring.credential_signer,
            form=form,
            means=Means(now=now, randomness=token_bytes),
        )

    return sign


@pytest.mark.parametrize("form", TOKENS)
def test_every_token_of_ours_travels_in_an_envelope(issued, check, form):
    secured = issued(form)
    envelope = envelope_credential(secured.credential, secured.media_type)
    require_terms(envelope, contexts=contexts())
    received = received_document(envelope)
    assert received.token == secured.credential.encode()
    assert check(json.dumps(envelope).encode()).outcome == "valid"


def test_an_envelope_is_opened_as_what_it_says_and_nothing_else(issued):
    secured = issued(Form.VC_JWT)
    envelope = envelope_credential(secured.credential, "application/dc+sd-jwt")
    with pytest.raises(EnvelopeInvalid):
        received_document(envelope)
    for token, media_type in (
        (secured.credential, "text/html"),
        ("", "application/vc+jwt"),
        ("a b", "application/vc+jwt"),
        ("a\nb", "application/vc+jwt"),
    ):
        with pytest.raises(RecordInvalid):
            envelope_credential(token, media_type)
    with pytest.raises(RecordInvalid):
        envelope_presentation(secured.credential, "application/vc+jwt")


def test_a_presentation_shows_envelopes_and_documents_side_by_side(issued):
    token = issued(Form.VC_JWT)
    document = json.loads(issued(Form.DATA_INTEGRITY).credential)
    shown = presentation(
        HOLDER,
        [envelope_credential(token.credential, token.media_type), document],
        presentation_id="urn:uuid:0b1f5a3e-3f6b-4c52-8c0e-1f2a3b4c5d6e",
    )
    vcdm.check_presentation(shown)
    require_terms(shown, contexts=contexts())
    assert len(vcdm.credentials_in(shown)) == 2
    with pytest.raises(RecordInvalid):
        presentation(HOLDER, [])
