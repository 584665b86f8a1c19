"""PDF/A-3a and PDF/UA-1 together, checked by three parties; ours is shown to notice faults."""

import io
import re
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from credentials.certificate import xmp
from credentials.model import Outcome
from tests.credentials.certificate.conformance import edited, faults

ROOT = Path(__file__).parents[3]
OUTLOUD = ROOT / ".venv" / "witnesses" / "bin" / "outloud"


def refused(record):
    decision = replace(record.decision, outcome=Outcome.REFUSED, level=None, measures=())
    return replace(record, trace=(), equivalences=(), decision=decision)


def in_own_script(record):
    holder = replace(record.holder, name_native="मारिया लुइसा · ماريا لويسا · ማሪያ")
    return replace(record, holder=holder)


VARIANTS = {
    "conditional": lambda record: record,
    "refused": refused,
    "own script": in_own_script,
    "many pages": lambda record: replace(record, trace=record.trace * 30),
}


@pytest.fixture(scope="module", params=[*VARIANTS, "record"])
def variant(request, record, skill_record):
    if request.param == "record":
        return skill_record
    return VARIANTS[request.param](record)


@pytest.mark.parametrize("languages", ["en", "ar", "fr,ar"])
def test_a_certificate_conforms(draw, variant, languages):
    assert faults(draw(variant, languages)) == []


@pytest.mark.parametrize("languages", ["en", "es", "ar", "fr,ar"])
def test_others_find_no_fault_either(draw, record, languages, tmp_path):
    file = tmp_path / "certificate.pdf"
    file.write_bytes(draw(in_own_script(record), languages))
    for command in (
        [OUTLOUD, "--fail-on", "warning", file],
        ["qpdf", "--check", file],
    ):
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr


def test_the_metadata_says_where_the_pages_come_from(english, record, credential):
    with pikepdf.open(io.BytesIO(english)) as pdf:
        origin = xmp.read(pdf.Root.Metadata.read_bytes())
    assert origin.credential_id == record.id
    assert origin.issuer == "did:web:registry.example"
    assert origin.languages == "en"
    assert (origin.attachment, origin.attachment_type) == ("credential.jwt", "application/vc+jwt")


# Seeded faults: each must be noticed, and by the rule it breaks.


def metadata(change):
    def act(pdf):
        pdf.Root.Metadata.write(change(pdf.Root.Metadata.read_bytes()))

    return act


def unmap(pdf):
    cmap = font_of(pdf).ToUnicode
    cmap.write(re.sub(rb"<[0-9a-f]+>$", b"<>", cmap.read_bytes(), count=1, flags=re.MULTILINE))


def first(pdf, kind):
    """The first structure element of that kind."""
    from_root = [pdf.Root.StructTreeRoot.K]
    while from_root:
        node = from_root.pop(0)
        if isinstance(node, Array):
            from_root[:0] = list(node)
        elif isinstance(node, Dictionary) and "/S" in node:
            if kind == node.S:
                return node
            from_root[:0] = [node.get("/K", Array())]
    raise LookupError(kind)


def without(path, key):
    def act(pdf):
        del path(pdf)[key]

    return act


def swap_reading_order(pdf):
    kids = pdf.Root.StructTreeRoot.K[0].K
    pdf.Root.StructTreeRoot.K[0].K = Array([kids[1], kids[0]])


def rename(kind, to):
    def act(pdf):
        first(pdf, kind).S = to

    return act


def embedded(pdf):
    return pdf.Root.Names.EmbeddedFiles.Names[1]


def font_of(pdf):
    return next(iter(pdf.pages[0].Resources.Font.values()))


def draw_loose(pdf):
    pdf.pages[0].contents_add(b"0 0 10 10 re f")


def draw_empty_box(pdf):
    name = next(iter(pdf.pages[0].Resources.Font.keys()))
    text = f"/Artifact BMC BT {name} 9 Tf <0000> Tj ET EMC".encode()
    pdf.pages[0].contents_add(text)


def say_in_stream(pdf):
    pdf.pages[0].contents_add(b"/Artifact <</ActualText (x)>> BDC EMC")


def add_layer(pdf):
    pdf.Root.OCProperties = Dictionary(OCGs=Array(), D=Dictionary())


def add_note(pdf):
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents="x", F=2)
    pdf.pages[0].Annots.append(pdf.make_indirect(note))


def add_script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def launch(pdf):
    pdf.pages[0].Annots[0].A = Dictionary(S=Name.Launch, F=String("calc.exe"))


def move_figure(pdf):
    first(pdf, "/Figure").A.BBox = Array([0, 0, Decimal(900), 9])


def orphan(pdf):
    section = pdf.Root.StructTreeRoot.K[0].K[0]
    section.K = Array(list(section.K)[2:])


SEEDED = {
    "claims another part": (
        metadata(lambda raw: raw.replace(b"<pdfaid:part>3", b"<pdfaid:part>2")),
        "xmp: identified",
    ),
    "no PDF/UA identity": (
        metadata(lambda raw: raw.replace(b"<pdfuaid:part>1</pdfuaid:part>", b"")),
        "xmp: identified",
    ),
    "a second graph": (
        metadata(
            lambda raw: raw.replace(
                b"</x:xmpmeta>",
                b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></x:xmpmeta>',
            )
        ),
        "xmp: 2 graphs",
    ),
    "a property without schema": (
        metadata(
            lambda raw: raw.replace(b"<orr:edition>", b"<orr:other>x</orr:other><orr:edition>")
        ),
        "xmp: other without a schema",
    ),
    "another title in the information": (
        lambda pdf: pdf.docinfo.__setitem__("/Title", "Doctorate"),
        "info: /Title",
    ),
    "no output intent": (without(lambda pdf: pdf.Root, "/OutputIntents"), "colour: no output"),
    "a font left out": (
        without(lambda pdf: font_of(pdf).DescendantFonts[0].FontDescriptor, "/FontFile2"),
        "is not embedded",
    ),
    "a font without Unicode": (without(font_of, "/ToUnicode"), "does not map to Unicode"),
    "a glyph for nothing": (unmap, "maps a glyph to nothing"),
    "an empty box": (draw_empty_box, "glyph: an empty box"),
    "a script": (add_script, "action: /JavaScript"),
    "a program to launch": (launch, "action: /Launch"),
    "a layer": (add_layer, "file: layers"),
    "a hidden note": (add_note, "annotation: hidden"),
    "an attachment without relationship": (without(embedded, "/AFRelationship"), "relationship"),
    "an attachment not associated": (without(lambda pdf: pdf.Root, "/AF"), "not associated"),
    "an attachment without type": (
        without(lambda pdf: embedded(pdf).EF.F, "/Subtype"),
        "without media type",
    ),
    "not tagged": (without(lambda pdf: pdf.Root, "/MarkInfo"), "document: not tagged"),
    "no language": (without(lambda pdf: pdf.Root, "/Lang"), "document: no language"),
    "a skipped heading": (rename("/H1", Name.H3), "heading: H3 after H0"),
    "a picture without text": (
        without(lambda pdf: first(pdf, "/Figure"), "/Alt"),
        "figure: no text",
    ),
    "a picture elsewhere": (move_figure, "figure: outside"),
    "a header without scope": (without(lambda pdf: first(pdf, "/TH").A, "/Scope"), "without scope"),
    "a cell without headers": (
        without(lambda pdf: first(pdf, "/TD").A, "/Headers"),
        "cell without",
    ),
    "an item without body": (rename("/LBody", Name.P), "list: item"),
    "a link outside of the structure": (rename("/Link", Name.Span), "not in a Link"),
    "a link without words": (
        without(lambda pdf: pdf.pages[0].Annots[0], "/Contents"),
        "annotation: no /Contents",
    ),
    "tabs in another order": (without(lambda pdf: pdf.pages[0].obj, "/Tabs"), "page: tabs"),
    "content outside of everything": (draw_loose, "neither tagged nor artifact"),
    "content that is never read": (orphan, "tagged but never read"),
    "pages read backwards": (swap_reading_order, "pages read out of order"),
    "text of the structure in the stream": (say_in_stream, "text of the structure in the stream"),
    "no page labels": (without(lambda pdf: pdf.Root, "/PageLabels"), "page: no labels"),
}


@pytest.mark.parametrize("fault", SEEDED)
def test_a_seeded_fault_is_noticed(english, fault):
    change, noticed = SEEDED[fault]
    found = faults(edited(english, change))
    assert any(noticed in each for each in found), found


def test_a_file_written_anew_without_a_fault_has_none(english):
    assert faults(edited(english, repr)) == []
