"""Page 1 holds its texts in every language, however long they are."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from credentials.certificate import catalogues, pdf

SECOND = {"en": "ar", "fr": "my", "my": "bn", "ur": "th", "zh": "am"}


def upper_edge_of_the_foot(page):
    """The line above the QR code, in points from below: the code and its margin."""
    codes = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    return max(code.get_bounds()[3] for code in codes)


def lowest_text_above(page, edge):
    """Lower edges of the letters that begin above `edge` and end below it."""
    text = page.get_textpage()
    boxes = [text.get_charbox(place) for place in range(text.count_chars())]
    return [box for box in boxes if box[3] > edge + 12 and 0 < box[1] < edge]


@pytest.mark.parametrize("language", catalogues.languages())
def test_every_language_has_room_on_page_1(draw, record, language):
    raw = draw(record, language)
    page = pypdfium2.PdfDocument(raw)[0]
    assert lowest_text_above(page, upper_edge_of_the_foot(page)) == []
    with pikepdf.open(io.BytesIO(raw)) as opened:
        assert str(opened.Root.Lang) == language


@pytest.mark.parametrize("first", SECOND)
def test_two_languages_have_room_with_long_texts_too(draw, record, first):
    long = replace(
        record,
        holder=replace(record.holder, given_name="Wolfeschlegel" * 7, name_native="ሉዊሳ " * 20),
        achievement=replace(record.achievement, name="Diploma of advanced welding " * 7),
        decision=replace(
            record.decision,
            legal_basis="Law on the assessment of professional qualifications, " * 5,
            measures=tuple(
                replace(record.decision.measures[0], text="A course of many words " * 9)
                for _ in range(4)
            ),
        ),
    )
    page = pypdfium2.PdfDocument(draw(long, f"{first},{SECOND[first]}"))[0]
    assert lowest_text_above(page, upper_edge_of_the_foot(page)) == []


def test_what_has_room_is_not_set_closer(record, registry):
    claims = pdf.read_claims(registry.issue(record).credential)
    airy = pdf.markup_of(pdf.sheets_of(claims, verify_url="https://registry.example/verify"))
    assert 'class="certificate "' in airy
