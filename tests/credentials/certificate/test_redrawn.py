"""Pages around a genuine credential: as issued, altered, from elsewhere, with other fonts."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from credentials.certificate import catalogues, pdf, redrawn
from credentials.certificate.page_words import words_of
from credentials.model import Authority, Outcome
from tests.credentials.certificate.conformance import edited
from tests.credentials.certificate.conftest import VERIFY_URL
from tests.credentials.certificate.test_seal import root, root_key, seal  # noqa: F401
from tests.credentials.conftest import level


@pytest.fixture
def compare(credential, qr_text):
    def judged(raw, **changed):
        asked = {"credential": credential.decode(), "qr_text": qr_text, "verify_url": VERIFY_URL}
        return redrawn.check(raw, **{**asked, **changed})

    return judged


@pytest.fixture(scope="module")
def genuine(credential, qr_text):
    return pdf.render(credential.decode(), qr_text, verify_url=VERIFY_URL)


@pytest.fixture(scope="module")
def in_two(credential, qr_text):
    return pdf.render(
        credential.decode(),
        qr_text,
        verify_url=VERIFY_URL,
        catalogues=catalogues.read_all("fr,ar"),
    )


def test_pages_as_they_were_drawn_pass_in_every_language(compare, genuine, in_two):
    assert compare(genuine).status == "passed"
    assert compare(in_two).status == "passed"


def test_a_seal_changes_nothing_on_the_pages(compare, credential, qr_text, seal, now):  # noqa: F811
    sealed = pdf.render(
        credential.decode(), qr_text, verify_url=VERIFY_URL, seal=seal, signed_at=now
    )
    assert compare(sealed).status == "passed"


def test_how_a_file_is_written_is_not_what_it_says(compare, genuine):
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(genuine)) as opened:
        opened.save(
            written,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
        )
    assert compare(written.getvalue()).status == "passed"


def rewrite(page, change):
    content = page.Contents.read_bytes()
    changed = change(content)
    assert changed != content
    page.Contents.write(changed)


def other_letters(pdf):
    """Another name, in the glyphs that are there."""
    rewrite(pdf.pages[0], lambda raw: raw.replace(b"00300044", b"00440030"))


def moved_outcome(pdf):
    rewrite(pdf.pages[0], lambda raw: re.sub(rb"Tm\n", b"Tm 40 0 Td\n", raw, count=1))


def covered(pdf):
    pdf.pages[0].contents_add(b"/Artifact BMC 1 1 1 rg 100 400 300 60 re f EMC")


def other_shapes(pdf):
    """The same codes and the same text, drawn with another font."""
    fonts = pdf.pages[0].Resources.Font
    first, second, *_ = (font.DescendantFonts[0].FontDescriptor for font in fonts.values())
    first.FontFile2 = second.FontFile2


def another_page(pdf):
    pdf.pages.append(pdf.pages[1])


def page_taken_out(pdf):
    del pdf.pages[1]


def pages_turned(pdf):
    pdf.pages[0].Rotate = 180


def cut_to_a_part(pdf):
    pdf.Root.Pages.CropBox = Array([0, 0, 300, 300])


def read_aloud_otherwise(pdf):
    pdf.Root.StructTreeRoot.K[0].K[0].ActualText = String("Doctor of Medicine")


def another_title(pdf):
    pdf.docinfo["/Title"] = "Certificate of recognition: Physician"


def other_link(pdf):
    pdf.pages[0].Annots[0].A.URI = String("https://evil.example/verify")


ALTERED = (
    other_letters,
    moved_outcome,
    covered,
    other_shapes,
    another_page,
    page_taken_out,
    pages_turned,
    cut_to_a_part,
    read_aloud_otherwise,
    another_title,
    other_link,
)


@pytest.mark.parametrize("alter", ALTERED)
def test_an_altered_page_with_the_intact_credential_is_named(compare, genuine, alter):
    found = compare(edited(genuine, alter))
    assert (found.status, found.code) == ("failed", "print_differs")


def layer(pdf):
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())


def note(pdf):
    stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([100, 400, 400, 460]))
    pdf.pages[0].Annots.append(pdf.make_indirect(stamp))


def text_field(pdf):
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name"), V=String("Dr. Evil")))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def xfa(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=String("<xdp/>"))


def script(pdf):
    pdf.Root.Names.JavaScript = Dictionary(Names=Array())


def on_opening(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def large_seal(pdf):
    """A signature field that shows something."""
    field = Dictionary(FT=Name.Sig, T=String("Seal"), Rect=Array([0, 0, 300, 300]))
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]))


@pytest.mark.parametrize("act", [layer, note, text_field, xfa, script, on_opening, large_seal])
def test_what_can_show_something_else_later_is_named(compare, genuine, act):
    found = compare(edited(genuine, act))
    assert (found.status, found.code) == ("failed", "print_active")


def told(name, value):
    def change(pdf):
        raw = pdf.Root.Metadata.read_bytes()
        changed = re.sub(f"<orr:{name}>[^<]*<".encode(), f"<orr:{name}>{value}<".encode(), raw)
        pdf.Root.Metadata.write(changed)

    return change


UNKNOWN = told("edition", "0" * 32)


def test_another_edition_is_not_judged(compare, genuine):
    for change in (told("edition", "0" * 32), told("languages", "tlh"), told("languages", "")):
        found = compare(edited(genuine, change))
        assert (found.status, found.code) == ("not_checked", "edition_unvouched")
        assert compare(edited(genuine, change), sealed=True).code == "edition_unknown"

    def foreign(pdf):
        del pdf.Root.Metadata

    assert compare(edited(genuine, foreign)).code == "edition_unvouched"


def by_another_hand(record, **changed):
    """The same decision with other words, as a forger would print them."""
    decision = replace(record.decision, **changed.pop("decision", {}))
    holder = replace(record.holder, **changed.pop("holder", {}))
    achievement = replace(record.achievement, **changed.pop("achievement", {}))
    return replace(record, decision=decision, holder=holder, achievement=achievement, **changed)


FORGED = {
    "the name of the holder": {"holder": {"family_name": "dela Crux"}},
    "the date of birth": {"holder": {"birth_date": date(1991, 3, 15)}},
    "the qualification": {"achievement": {"name": "Shielded Metal Arc Welding NC III"}},
    "the awarding body": {"achievement": {"awarding_body": "Technical University"}},
    "the authority": {"decision": {"authority": Authority("x", "IHK FOSA Berlin", "DE")}},
    "the legal basis": {"decision": {"legal_basis": "BQFG, § 9"}},
    "the outcome": {"decision": {"outcome": Outcome.FULL, "measures": ()}},
    "the level": {"decision": {"level": level("de-dqr", "German Qualifications Framework", "5")}},
    "the number": {"id": "urn:uuid:7b6cf5b0-58f5-4a86-9a3c-0d8f6f0b3a12"},
    "the end of its validity": {"valid_until": datetime(2037, 11, 24, tzinfo=UTC)},
    "the date of the decision": {"decision": {"decided_on": date(2026, 10, 23)}},
}


@pytest.mark.parametrize("languages", ["en", "ar,fr"])
@pytest.mark.parametrize("fact", FORGED)
def test_altered_words_are_found_in_an_edition_that_nobody_knows(
    compare, draw, record, fact, languages
):
    forged = edited(draw(by_another_hand(record, **FORGED[fact]), languages), UNKNOWN)
    found = compare(forged)
    assert (found.status, found.code) == ("failed", "print_differs")
    assert fact in found.detail


@pytest.mark.parametrize("languages", ["en", "ar,fr", "th", "zh,vi", "my", "am"])
def test_an_edition_that_nobody_knows_is_not_taken_for_altered(compare, draw, record, languages):
    """The facts are found as every edition prints them."""
    found = compare(edited(draw(record, languages), UNKNOWN))
    assert (found.status, found.code) == ("not_checked", "edition_unvouched")


def test_letters_drawn_otherwise_are_found_under_an_unknown_edition_too(compare, genuine):
    def both(pdf):
        UNKNOWN(pdf)
        other_letters(pdf)

    found = compare(edited(genuine, both))
    assert (found.status, found.code) == ("failed", "print_differs")


def elsewhere(pdf):
    """As if drawn with other fonts: the programs differ, the words do not."""
    told("typesetting", "0" * 32)(pdf)
    moved_outcome(pdf)


def test_words_are_compared_where_the_fonts_of_this_machine_are_others(compare, genuine):
    found = compare(edited(genuine, elsewhere))
    assert (found.status, found.code) == ("not_checked", "drawing_not_compared")

    def with_other_words(pdf):
        elsewhere(pdf)
        other_letters(pdf)

    found = compare(edited(genuine, with_other_words))
    assert (found.status, found.code) == ("failed", "print_differs")


def test_another_credential_inside_is_named(compare, genuine, registry, skill_record):
    other = registry.issue(skill_record).credential
    found = compare(genuine, credential=other, qr_text=registry.issue_qr(skill_record))
    assert (found.status, found.code) == ("failed", "print_differs")


def test_a_site_of_the_file_s_own_choice_is_named(compare, registry, record, qr_text):
    raw = pdf.render(
        registry.issue(record).credential, qr_text, verify_url="https://evil.example/verify"
    )
    assert compare(raw).code == "print_differs"


def test_words_come_out_in_logical_order(in_two):
    with pikepdf.open(io.BytesIO(in_two)) as opened:
        words = words_of(opened)
    for text in ("MaríaLuisadelaCruz", "شهادةاعتراف", "Comparezlenom"):
        assert text in words, words[:2000]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_half_a_file_cannot_be_compared(compare, genuine, share):
    found = compare(genuine[: int(len(genuine) * share)])
    assert (found.status, found.code) == ("failed", "print_differs")


def test_a_structure_that_leads_into_itself_ends(compare, genuine):
    def circle(pdf):
        section = pdf.Root.StructTreeRoot.K[0].K[0]
        section.K = Array([section])
        told("typesetting", "0" * 32)(pdf)

    assert compare(edited(genuine, circle)).code == "print_differs"
