"""What people and forgers send: drawn rightly, or refused with a reason, and never a box."""

import io
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest

from credentials.certificate import redrawn, xmp
from credentials.certificate_errors import GlyphMissing
from credentials.model import LearningOutcome, OutcomeSource
from tests.credentials.certificate.conformance import faults
from tests.credentials.certificate.conftest import VERIFY_URL


def first_page(raw):
    return pypdfium2.PdfDocument(raw)[0].get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    "name",
    [
        "X",
        "Wolfeschlegelsteinhausenbergerdorff" * 5 + "Wolfeschlegelsteinhausenb",
        "\u200fMaria\u200e \u202eCruz\u202c",
        "a\u0301\u0302\u0303\u0304\u0305 Nguye\u0302\u0303n",
        "O\u2019Brien-Smith \u00ad\u200bvan\u00a0der\u2060Berg",
        "ماريا Maria مَرْيَم 123",
        "नेहा \u200dशर्मा\u200c",
    ],
)
def test_an_unusual_name_is_printed_and_conforms(draw, with_name, name):
    assert faults(draw(with_name(name))) == []


@pytest.mark.parametrize("name", ["Maria 👩🏽\u200d🏭", "\U0010fffd", "Maria \U0001f9ff 𠮷"])
def test_a_sign_without_a_font_is_refused_by_its_number(draw, with_name, name):
    """Unless this machine has the font: then it is printed like any other."""
    try:
        raw = draw(with_name(name))
    except GlyphMissing as error:
        refusal = error
    else:
        assert faults(raw) == []
        return
    points = refusal.members["code_points"]
    assert points
    assert {chr(int(point.removeprefix("U+"), 16)) for point in points} <= set(name)
    assert "Maria" not in str(refusal)


def test_an_expired_copy_says_so_across_the_page(draw, record, registry):
    raw = draw(record, "fr,ar", expired=True)
    assert "Expiré" in first_page(raw)
    assert faults(raw) == []
    with pikepdf.open(io.BytesIO(raw)) as opened:
        assert xmp.read(opened.Root.Metadata.read_bytes()).state == "expired"
    found = redrawn.check(
        raw,
        credential=registry.issue(record).credential,
        qr_text=registry.issue_qr(record),
        verify_url=VERIFY_URL,
    )
    assert found.status == "passed"
    assert "Expiré" not in first_page(draw(record, "fr,ar"))


def test_sixty_outcomes_stand_below_what_shows_them_and_conform(draw, record):
    told = tuple(
        LearningOutcome(f"Welds joint number {number} of the list.", source)
        for number, source in enumerate(list(OutcomeSource) * 20)
    )
    raw = draw(replace(record, outcomes=told), "fr,ar")
    assert faults(raw) == []
    pages = pypdfium2.PdfDocument(raw)
    words = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    assert all(words.count(one.text) == 1 for one in told)
    assert 4 < len(pages) < 8


def test_sixty_steps_and_long_texts_flow_over_pages_and_conform(draw, record):
    long = replace(
        record,
        trace=record.trace * 30,
        decision=replace(record.decision, reasons="A reason with many words. " * 150),
    )
    raw = draw(long)
    assert faults(raw) == []
    assert len(pypdfium2.PdfDocument(raw)) > 4
