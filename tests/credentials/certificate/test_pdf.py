import io
import json
import os
import struct
import subprocess
import sys
from dataclasses import replace

import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import ImageFilter

from credentials.certificate import archive, catalogues, pdf, qr
from credentials.certificate.catalogues import Catalogue
from credentials.certificate_errors import CertificateInvalid, GlyphMissing
from credentials.errors import PdfWithoutCredential
from credentials.model import Measure, Outcome
from tests.credentials.certificate.conformance import faults

VERIFY_URL = "https://registry.example/verify"


@pytest.fixture(scope="module")
def make(registry):
    def render(record, **options):
        return pdf.render(
            registry.issue(record).credential,
            registry.issue_qr(record),
            verify_url=VERIFY_URL,
            **options,
        )

    return render


@pytest.fixture(scope="module")
def certificate(make, record):
    return make(record)


@pytest.fixture(scope="module")
def opened(certificate):
    with pikepdf.open(io.BytesIO(certificate)) as document:
        yield document


def pages(raw):
    """The text of each page, white space made plain."""
    document = pypdfium2.PdfDocument(raw)
    return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def page_1_and_the_rest(raw):
    first, *rest = pages(raw)
    return first, " ".join(rest)


def picture(raw, page=0, dpi=150):
    return pypdfium2.PdfDocument(raw)[page].render(scale=dpi / 72).to_pil().convert("L")


def test_page_1_says_what_was_decided(certificate):
    first, second = page_1_and_the_rest(certificate)
    for text in (
        "Certificate of conditional recognition",
        "IHK FOSA",
        "María Luisa dela Cruz",
        "born on 14 March 1991",
        "Shielded Metal Arc Welding NC II",
        "awarded May 2019",
        "Level 2",
        "Levels 2 to 3",
        "Matches closely. Confidence: good.",
        "Recognised on condition",
        "Adaptation period of six months in a certified workshop",
        "Berufsqualifikationsfeststellungsgesetz (BQFG), § 4 and § 11",
        "23 November 2026",
        "24 November 2036",
        VERIFY_URL,
        "did:web:registry.example",
    ):
        assert text in first, text
    for text in (
        "comes closest to levels 2 to 3 of the framework de-dqr.",
        "Not checked against the document.",
        "table 4, page 61",
        "This compares levels; it is not a recognition decision.",
        "You may appeal until 23 December 2026 to Verwaltungsgericht Nürnberg.",
        "The practical part of automated welding is missing.",
        "Certificate NC II",
    ):
        assert text in second, text
    assert second.count("Not checked against the document.") == 1


@pytest.mark.parametrize("disturbed", [False, True])
def test_the_code_reads_from_the_printed_page_at_150_dpi(certificate, qr_text, disturbed):
    scan = picture(certificate)
    if disturbed:
        scan = scan.rotate(3, fillcolor=255).filter(ImageFilter.GaussianBlur(0.8))
    assert qr.find(scan) == qr_text


def test_the_code_is_38_millimetres_wide_and_has_one_bit_per_pixel(certificate, opened):
    (code,) = opened.pages[0].get_images().values()
    assert (code.BitsPerComponent, code.ColorSpace) == (1, pikepdf.Name.DeviceGray)
    page = pypdfium2.PdfDocument(certificate)[0]
    (drawn,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    left, bottom, right, top = drawn.get_bounds()
    assert (right - left) / 72 * 25.4 == pytest.approx(38, abs=0.1)
    assert (top - bottom) / 72 * 25.4 == pytest.approx(38, abs=0.1)


def test_the_same_certificate_has_the_same_bytes_in_every_process(tmp_path, record, registry):
    parts = [registry.issue(record).credential, registry.issue_qr(record), VERIFY_URL]
    asked = tmp_path / "asked.json"
    asked.write_text(json.dumps(parts))
    script = (
        "import hashlib, json, pathlib, sys\n"
        "from credentials.certificate import catalogues, pdf\n"
        "credential, code, url = json.loads(pathlib.Path(sys.argv[1]).read_text())\n"
        "for tags in sys.argv[2].split():\n"
        "    texts = catalogues.read_all(tags)\n"
        "    drawn = pdf.render(credential, code, verify_url=url, catalogues=texts)\n"
        "print(hashlib.sha256(drawn).hexdigest())\n"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script, str(asked), drawn],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        # What is kept from one certificate for the next must not show.
        for seed, zone, drawn in (("1", "UTC", "en"), ("2", "Asia/Manila", "en fr,ar en"))
    }
    assert len(hashes) == 1


def test_a_certificate_with_all_its_sections_stays_small(certificate, two_scripts):
    """Besides the credential itself, which grows with what it says."""
    for raw, most in ((certificate, 50_000), (two_scripts, 80_000)):
        with pikepdf.open(io.BytesIO(raw)) as document:
            (attached,) = document.attachments.values()
            inside = len(attached.get_file().obj.read_raw_bytes())
        assert len(raw) - inside < most


def test_embedded_fonts_have_what_draws_and_add_up(two_scripts):
    """OpenType 1.9, "head": with its adjustment the sum of a font is this number."""
    with pikepdf.open(io.BytesIO(two_scripts)) as document:
        programs = [made.read_bytes() for made in document.objects if "/Length1" in names(made)]
    assert len(programs) >= 4
    for program in programs:
        font = TTFont(io.BytesIO(program))
        assert {"glyf", "head", "hhea", "hmtx", "loca", "maxp"} <= set(font.keys())
        assert not {"name", "OS/2", "GDEF"} & set(font.keys())
        words = struct.unpack(f">{len(program) // 4}I", program)
        assert sum(words) % 2**32 == 0xB1B0AFBA


def names(made):
    return made.keys() if isinstance(made, (pikepdf.Stream, pikepdf.Dictionary)) else ()


# Whatever people are called.


def test_a_long_name_and_long_conditions_stay_on_page_1(make, with_name, record, qr_text):
    long_name = with_name("Wolfeschlegelstein " * 9, "Hausenbergerdorff" * 2)
    long_name = replace(
        long_name,
        achievement=replace(record.achievement, name="Bachelor of Vocational Education " * 6),
        decision=replace(
            record.decision,
            legal_basis="Gesetz über die Feststellung " * 20,
            measures=tuple(
                Measure(f"Measure {n}: " + "words of a condition " * 30) for n in range(4)
            ),
            reasons="A reason. " * 100,
        ),
    )
    raw = make(long_name)
    first, second, *_ = pages(raw)
    assert "Decided on 23 November 2026" in first
    assert "How to check" in first
    assert "In full in the supplement." in first
    assert "Supplement" in second
    assert "Measure 3" in second + pages(raw)[-1]
    assert qr.find(picture(raw)).startswith("ORR1:")
    lowest_fact, rule = lines_around_the_footer(raw)
    assert lowest_fact > rule


def lines_around_the_footer(raw):
    """The lower edge of the last fact and the upper edge of the footer, in points."""
    page = pypdfium2.PdfDocument(raw)[0].get_textpage()
    edges = {}
    for name, text in (("fact", "Decided on"), ("footer", "How to check")):
        index, count = page.search(text).get_next()
        boxes = [page.get_charbox(place) for place in range(index, index + count)]
        edges[name] = (min(box[1] for box in boxes), max(box[3] for box in boxes))
    return edges["fact"][0], edges["footer"][1]


@pytest.mark.parametrize(
    ("name", "native"),
    [
        ("محمد عبد الرحمن الأنصاري", ""),
        ("Anil Sharma", "अनिल कुमार शर्मा"),
        ("Maria", "ማሪያ ሉዊሳ"),
        ("Nguyễn Thị Ánh", "Нгуєн"),
        ("A", "မောင်မောင်"),
    ],
)
def test_every_letter_of_a_name_has_a_glyph(make, with_name, caplog, name, native):
    raw = make(with_name(name, native=native))
    assert ".notdef" not in caplog.text
    assert len(pages(raw)) == 3
    assert faults(raw) == []


def test_a_letter_without_a_glyph_is_named_and_no_box_is_drawn(make, with_name, caplog):
    """Private signs, which no font here draws; twice, as the answer is remembered."""
    for _ in range(2):
        with pytest.raises(GlyphMissing) as refusal:
            make(with_name("Maria \U0010fffd\ue042"))
        assert refusal.value.members == {"code_points": ["U+10FFFD", "U+E042"]}
        assert "Maria" not in refusal.value.detail
    assert caplog.text == ""


@pytest.mark.parametrize(
    "injected",
    [
        "<img src='https://evil.example/x.png'>",
        "<style>body{display:none}</style>",
        "</title><script>alert(1)</script>",
        "{{ 7 * 7 }}{% raw %}",
        "&lt;b&gt; \" ' `",
    ],
)
def test_user_text_is_text(make, with_name, injected):
    raw = make(with_name(injected))
    assert " ".join(injected.split()) in pages(raw)[0]
    assert "How to check" in pages(raw)[0]


def test_the_page_can_fetch_nothing(make):
    fetcher = pdf.ClosedFetcher({"certificate:a": (b"x", "text/plain")})
    assert fetcher("certificate:a").read() == b"x"
    for url in ("https://evil.example/", "file:///etc/passwd", "data:text/plain,x"):
        with pytest.raises(pdf.AddressRefused):
            fetcher(url)


# The other kinds of certificate.


@pytest.fixture(scope="module")
def refused(record):
    decision = replace(
        record.decision, outcome=Outcome.REFUSED, level=None, measures=(), reasons="Too short."
    )
    return replace(record, trace=(), equivalences=(), scales=(), decision=decision)


def test_a_refusal_gives_reasons_and_no_level(make, refused):
    first, second = page_1_and_the_rest(make(refused))
    assert "Decision on recognition" in first
    assert "Decision on the application of" in first
    assert "Not recognised" in first
    assert "Level by this decision" not in first
    assert "Too short." in second
    assert "No comparison of levels was made." in second


@pytest.mark.parametrize("languages", ["en", "fr,ar"])
def test_a_letter_holds_nothing_that_could_be_taken_for_a_recognition(refused, languages):
    raw = pdf.render_letter(
        refused,
        issuer="did:web:registry.example",
        verify_url=VERIFY_URL,
        catalogues=catalogues.read_all(languages),
    )
    first, second = page_1_and_the_rest(raw)
    assert "Too short." in second
    assert "QR" not in first + second
    with pikepdf.open(io.BytesIO(raw)) as document:
        assert len(document.attachments) == 0
        assert dict(document.pages[0].get_images()) == {}
        assert document.open_metadata().pdfa_status == "3A"
    with pytest.raises(PdfWithoutCredential):
        archive.extract(raw)


def test_an_honest_absence_is_printed_as_one(make, record):
    absent = replace(record.equivalences[0], interval=(), status="NO_PATH", predicate=None)
    first, second = page_1_and_the_rest(make(replace(record, trace=(), equivalences=(absent,))))
    assert "No level stated" in first
    assert "No documented comparison leads to this framework." in second


def test_a_skill_record_is_no_decision(make, skill_record):
    first, _ = page_1_and_the_rest(make(skill_record))
    assert "Record of skills acquired at work" in first
    assert "24 November 2027" in first
    assert "Legal basis" not in first


def test_many_steps_flow_over_pages(make, record):
    texts = pages(make(replace(record, trace=record.trace * 15)))
    assert len(texts) >= 3
    assert " ".join(texts).count("table 4, page 61") == 30


def test_fixed_texts_are_translated_by_the_catalogue_given(make, record):
    catalogue = {"Recognised on condition": "Anerkannt mit Auflagen", "Valid until": "Gültig bis"}
    german = Catalogue("de", lambda text: catalogue.get(text, text))
    raw = make(record, catalogues=(german,))
    first, _ = page_1_and_the_rest(raw)
    assert "Anerkannt mit Auflagen" in first
    assert "Gültig bis" in first
    assert "24. November 2036" in first
    assert "Deutschland" in first
    with pikepdf.open(io.BytesIO(raw)) as document:
        assert str(document.Root.Lang) == "de"


def test_an_arabic_certificate_runs_from_right_to_left(make, record):
    page = pypdfium2.PdfDocument(make(record, catalogues=(catalogues.read("ar"),)))[0]
    (code,) = page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE])
    left, *_ = code.get_bounds()
    assert left > page.get_width() / 2


def test_an_unknown_language_is_told_in_english(make, record):
    assert (
        "born on 14 March 1991"
        in pages(make(record, catalogues=(Catalogue("xx-nowhere", str),)))[0]
    )


def test_no_certificate_is_made_of_anything_else(registry, record, qr_text):
    credential = registry.issue(record).credential
    for wrong in ("", "a.b.c", credential.split(".")[0]):
        with pytest.raises(CertificateInvalid):
            pdf.render(wrong, qr_text, verify_url=VERIFY_URL)
    with pytest.raises(CertificateInvalid):
        pdf.render(credential, "ORR1:" + "A" * 500, verify_url=VERIFY_URL)
