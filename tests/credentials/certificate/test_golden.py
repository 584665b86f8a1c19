"""Page 1 of each kind of certificate looks as it did: pictures, compared with a tolerance.

After a change of the template that was looked at, `GOLDEN=write pytest` on this file draws them
anew; the change of the pictures is then reviewed like any other.
"""

import os
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageStat

from credentials.certificate import catalogues, pdf
from credentials.model import Basis, Outcome
from tests.credentials.certificate.conftest import VERIFY_URL

FOLDER = Path(__file__).parent / "golden"
# Of 255, on average over a cell: fonts of another build move an edge by a fraction of a pixel.
TOLERANCE = 12
CELL = 32
SCALE = 0.7


def decided(record, outcome, **changes):
    granted = outcome is not Outcome.REFUSED
    decision = replace(
        record.decision,
        outcome=outcome,
        level=record.decision.level if granted and outcome is not Outcome.STATEMENT_ONLY else None,
        measures=record.decision.measures if outcome is Outcome.CONDITIONAL else (),
        **changes,
    )
    return replace(record, decision=decision)


VARIANTS = {
    "recognition": lambda record, _: decided(record, Outcome.FULL),
    "partial": lambda record, _: decided(record, Outcome.PARTIAL),
    "conditional": lambda record, _: record,
    "statement": lambda record, _: decided(record, Outcome.STATEMENT_ONLY),
    "skill-record": lambda _, facts: replace(facts, basis=Basis.FORMAL_QUALIFICATION),
    "proficiency": lambda _, facts: replace(facts, basis=Basis.PRIOR_LEARNING),
    "on-the-job": lambda _, facts: replace(facts, basis=Basis.ON_THE_JOB),
}


def picture(raw, page=0):
    """In grey, the code left out: it is another one with each key."""
    drawn = pypdfium2.PdfDocument(raw)[page]
    grey = drawn.render(scale=SCALE).to_pil().convert("L")
    for code in drawn.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = (edge * SCALE for edge in code.get_bounds())
        height = drawn.get_height() * SCALE
        grey.paste(255, (int(left), int(height - top), int(right) + 1, int(height - bottom) + 1))
    return grey


def compare(name, drawn):
    """The largest difference of a cell; the picture is written where that is asked for."""
    if os.environ.get("GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        drawn.quantize(16).save(FOLDER / f"{name}.png", optimize=True)
    return difference_to(name, drawn)


def difference_to(name, drawn):
    with Image.open(FOLDER / f"{name}.png") as stored:
        golden = stored.convert("L")
    assert drawn.size == golden.size
    difference = ImageChops.difference(drawn, golden)
    return max(
        ImageStat.Stat(difference.crop((x, y, x + CELL, y + CELL))).mean[0]
        for x in range(0, drawn.width, CELL)
        for y in range(0, drawn.height, CELL)
    )


@pytest.mark.parametrize("name", VARIANTS)
def test_page_1_of_each_kind_looks_as_it_did(draw, record, skill_record, name):
    assert compare(name, picture(draw(VARIANTS[name](record, skill_record)))) < TOLERANCE


@pytest.mark.parametrize("languages", ["ar", "fr,ar", "hi", "zh,en"])
def test_languages_look_as_they_did(draw, record, languages):
    name = languages.replace(",", "-")
    assert compare(name, picture(draw(record, languages))) < TOLERANCE


def test_the_ladder_looks_as_it_did(draw, record):
    assert compare("supplement", picture(draw(record), page=1)) < TOLERANCE


def test_a_refusal_looks_as_it_did(record):
    refused = replace(decided(record, Outcome.REFUSED), trace=(), equivalences=(), scales=())
    raw = pdf.render_letter(
        refused,
        issuer="did:web:registry.example",
        verify_url=VERIFY_URL,
        catalogues=catalogues.read_all("en"),
    )
    assert compare("refusal", picture(raw)) < TOLERANCE


def test_a_changed_word_is_seen(draw, record):
    """The comparison can fail."""
    other = replace(record, holder=replace(record.holder, given_name="Maria", family_name="Cruz"))
    assert difference_to("conditional", picture(draw(other))) > TOLERANCE
