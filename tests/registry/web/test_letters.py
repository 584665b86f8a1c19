"""A refusal comes as a letter, for the parties alone; no credential is signed for it."""

import io

import pikepdf
import pypdfium2

from tests.registry.web.conftest import ADMINISTRATOR, DECIDER, WORKER

REFUSAL = {
    "outcome": "REFUSED",
    "legal_basis": "BQFG, § 4",
    "reasons": "The practical part is missing.",
    "remedies": "A course of 120 hours.",
    "appeal_body": "Verwaltungsgericht Nürnberg",
}


def test_a_refused_worker_gets_a_sealed_letter_in_two_languages(api, cases):
    decided = cases.decided(REFUSAL)
    assert decided["credential"] is None
    path = f"/api/v1/applications/{decided['case']}/decision/letter.pdf"
    answer = api.get(f"{path}?lang=en,es", WORKER)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "private, no-store"
    text = " ".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(answer.content)
    )
    for expected in (
        "Not recognised",
        "No reconocida",
        "The practical part is missing.",
        "A course of 120 hours.",
        "Verwaltungsgericht Nürnberg",
        "electronic seal",
    ):
        assert expected in text, expected
    with pikepdf.open(io.BytesIO(answer.content)) as document:
        assert document.Root.AcroForm.Fields[0].FT == "/Sig"
        assert len(document.attachments) == 0
    again = api.get(f"{path}?lang=en&lang=es", DECIDER)
    assert again.headers["content-language"] == "en, es"
    assert api.get(path, ADMINISTRATOR).status_code == 403


def test_what_was_granted_has_a_certificate_and_no_letter(api, cases):
    decided = cases.decided()
    answer = api.get(f"/api/v1/applications/{decided['case']}/decision/letter.pdf", WORKER)
    assert (answer.status_code, answer.json()["code"]) == (404, "decision_unknown")
