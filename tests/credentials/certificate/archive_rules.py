"""What ISO 19005-3 (PDF/A-3, level A) asks of a certificate, as far as a program can tell.

Each rule takes an open PDF and yields its faults. It reads the file alone and shares no code with
what writes it. Figures in brackets are clauses.
"""

import re
from xml.etree import ElementTree

import pikepdf
from pikepdf import Name

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
NAMES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "ext": "http://www.aiim.org/pdfa/ns/extension/",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
    "property": "http://www.aiim.org/pdfa/ns/property#",
    "rdf": RDF[1:-1],
}
PREDEFINED = {NAMES[name] for name in ("dc", "xmp", "pdf", "pdfaid", "ext")}
FORBIDDEN_ACTIONS = {
    "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SetOCGState",
    "/Rendition", "/Trans", "/GoTo3DView", "/JavaScript", "/SubmitForm",
}  # fmt: skip
RELATIONSHIPS = {"/Source", "/Data", "/Alternative", "/Supplement", "/Unspecified"}
SHOWN = {"Tj", "TJ", "'", '"'}


def dictionaries(pdf):
    """Every dictionary of the file, those inside of others and of streams too."""
    for made in pdf.objects:
        yield from _inside(made, 6)


def _inside(thing, depth):
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    values = []
    if isinstance(thing, pikepdf.Dictionary):
        yield thing
        values = thing.values()
    elif isinstance(thing, pikepdf.Array):
        values = thing
    for value in values:
        # An indirect one has its own turn.
        nested = isinstance(value, (pikepdf.Dictionary, pikepdf.Array))
        if depth and nested and not value.is_indirect:
            yield from _inside(value, depth - 1)


def packet(pdf):
    root = ElementTree.fromstring(pdf.Root.Metadata.read_bytes())  # noqa: S314  # our own file
    return root.findall(f".//{RDF}RDF")


def metadata_identifies(pdf):
    """[6.6.4, 6.6.2.1] one RDF graph; PDF/A-3 level A and PDF/UA-1."""
    if "/Metadata" not in pdf.Root:
        yield "xmp: none"
        return
    graphs = packet(pdf)
    if len(graphs) != 1:
        yield f"xmp: {len(graphs)} graphs"
    stated = {
        name: graphs[0].findtext(f"rdf:Description/{name}", namespaces=NAMES)
        for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")
    }
    if tuple(stated.values()) != ("3", "A", "1"):
        yield f"xmp: identified as {stated}"


def metadata_describes_itself(pdf):
    """[6.6.2.3] every property of a namespace that PDF/A does not know has a schema."""
    (graph, *_) = packet(pdf)
    described = {
        (schema.findtext("schema:namespaceURI", namespaces=NAMES), name.text)
        for schema in graph.iterfind(".//ext:schemas/rdf:Bag/rdf:li", NAMES)
        for name in schema.iterfind(".//property:name", NAMES)
    }
    for described_as in graph.iterfind("rdf:Description", NAMES):
        for child in described_as:
            namespace, _, name = child.tag[1:].partition("}")
            if namespace not in PREDEFINED and (namespace, name) not in described:
                yield f"xmp: {name} without a schema"


def metadata_agrees(pdf):
    """[6.6.3] document information and XMP say the same."""
    (graph, *_) = packet(pdf)

    def text(path):
        return graph.findtext(f"rdf:Description/{path}", namespaces=NAMES)

    moment = (text("xmp:CreateDate") or "").translate(str.maketrans("", "", "-:T"))
    pairs = {
        "/Title": text("dc:title/rdf:Alt/rdf:li"),
        "/Author": text("dc:creator/rdf:Seq/rdf:li"),
        "/Subject": text("dc:description/rdf:Alt/rdf:li"),
        "/Creator": text("xmp:CreatorTool"),
        "/Producer": text("pdf:Producer"),
        "/CreationDate": f"D:{moment}",
        "/ModDate": f"D:{moment}",
    }
    for key, stated in pairs.items():
        if str(pdf.docinfo.get(key, "")) != stated:
            yield f"info: {key} differs from the XMP"


def colour_is_defined(pdf):
    """[6.2.3, 6.2.4] one output intent, RGB; no device colours it does not cover."""
    intents = list(pdf.Root.get("/OutputIntents", []))
    if len(intents) != 1 or intents[0].get("/S") != Name.GTS_PDFA1:
        yield "colour: no output intent for PDF/A"
        return
    profile = intents[0].get("/DestOutputProfile")
    if profile is None or profile.read_bytes()[36:40] != b"acsp" or profile.N != 3:
        yield "colour: no RGB profile"
    if any(made.get("/ColorSpace") == Name.DeviceCMYK for made in dictionaries(pdf)):
        yield "colour: CMYK"


def fonts(pdf):
    return [
        made
        for made in pdf.objects
        if isinstance(made, pikepdf.Dictionary)
        and made.get("/Type") == Name.Font
        and made.get("/Subtype") == Name.Type0
    ]


def fonts_are_embedded(pdf):
    """[6.2.11] whole in the file, as a subset, mapped to Unicode."""
    found = fonts(pdf)
    if not found:
        yield "font: none"
    for font in found:
        (descendant,) = font.DescendantFonts
        descriptor = descendant.get("/FontDescriptor", pikepdf.Dictionary())
        if not {"/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"font: {font.BaseFont} is not embedded"
        if "/ToUnicode" not in font:
            yield f"font: {font.BaseFont} does not map to Unicode"
        elif re.search(rb"<(?:0000|feff|fffe)?>\s*$", font.ToUnicode.read_bytes(), re.MULTILINE):
            yield f"font: {font.BaseFont} maps a glyph to nothing"
        if descendant.Subtype == Name.CIDFontType2 and "/CIDToGIDMap" not in descendant:
            yield f"font: {font.BaseFont} has no map of glyphs"
        if str(font.BaseFont)[7:8] != "+":
            yield f"font: {font.BaseFont} is not a subset"


def no_empty_boxes(pdf):
    """[6.2.11.8] no text shows the glyph for what is missing."""
    for number, page in enumerate(pdf.pages, 1):
        for instruction in pikepdf.parse_content_stream(page):
            if str(instruction.operator) not in SHOWN:
                continue
            for operand in instruction.operands:
                parts = operand if isinstance(operand, pikepdf.Array) else [operand]
                for part in parts:
                    if isinstance(part, pikepdf.String):
                        shown = bytes(part)
                        if any(shown[at : at + 2] == b"\0\0" for at in range(0, len(shown), 2)):
                            yield f"glyph: an empty box on page {number}"


def nothing_runs(pdf):
    """[6.5, 6.6.1] no scripts, no actions but those that lead somewhere."""
    if {"/OpenAction", "/AA"} & set(pdf.Root.keys()) or "/JavaScript" in pdf.Root.get(
        "/Names", pikepdf.Dictionary()
    ):
        yield "action: the document acts by itself"
    for made in dictionaries(pdf):
        if "/AA" in made:
            yield "action: something acts by itself"
        if str(made.get("/S", "")) in FORBIDDEN_ACTIONS:
            yield f"action: {made.S}"


def nothing_is_hidden(pdf):
    """[6.1.3, 6.3, 6.9, 6.4.2] not encrypted, no layers, no XFA, annotations that print."""
    if pdf.is_encrypted:
        yield "file: encrypted"
    if "/OCProperties" in pdf.Root:
        yield "file: layers"
    form = pdf.Root.get("/AcroForm", pikepdf.Dictionary())
    if "/XFA" in form or form.get("/NeedAppearances", False):
        yield "form: XFA or appearances left to the reader"
    for page in pdf.pages:
        for annotation in page.get("/Annots", []):
            flags = int(annotation.get("/F", 0))
            if not flags & 4 or flags & (1 | 2 | 32):
                yield "annotation: hidden or not printed"
            rectangle = [float(side) for side in annotation.Rect]
            empty = rectangle[0] == rectangle[2] and rectangle[1] == rectangle[3]
            drawn = "/N" in annotation.get("/AP", pikepdf.Dictionary())
            if annotation.Subtype not in (Name.Link, Name.Popup) and not (empty or drawn):
                yield "annotation: without appearance"


def files_are_associated(pdf):
    """[6.8] the attachment has names, type, date, relationship and stands in the catalogue."""
    associated = [each.objgen for each in pdf.Root.get("/AF", [])]
    tree = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/EmbeddedFiles")
    specs = list(tree.Names)[1::2] if tree is not None else []
    if not specs:
        yield "file: none attached"
    for spec in specs:
        if associated.count(spec.objgen) != 1:
            yield "file: not associated once"
        if not {"/F", "/UF", "/Desc"} <= set(spec.keys()):
            yield "file: without names or description"
        if str(spec.get("/AFRelationship", "")) not in RELATIONSHIPS:
            yield "file: without relationship"
        embedded = spec.EF.F
        if "/" not in str(embedded.get("/Subtype", "/"))[1:]:
            yield "file: without media type"
        if "/ModDate" not in embedded.get("/Params", pikepdf.Dictionary()):
            yield "file: without date"


def streams_are_plain(pdf):
    """[6.1.7, 6.2.8, 6.2.9] no LZW, nothing outside the file, no smoothing of pictures."""
    for made in pdf.objects:
        if not isinstance(made, pikepdf.Stream):
            continue
        if {"/F", "/FFilter", "/OPI", "/Alternates"} & set(made.keys()):
            yield "stream: content elsewhere"
        if "/LZWDecode" in str(made.get("/Filter", "")):
            yield "stream: LZW"
        if made.get("/Interpolate", False) or made.get("/Subtype") == Name.PS:
            yield "stream: smoothed or PostScript"


def the_file_has_an_identifier(pdf):
    """[6.1.3]"""
    if len(pdf.trailer.get("/ID", [])) != 2:
        yield "file: no identifier"


RULES = (
    metadata_identifies,
    metadata_describes_itself,
    metadata_agrees,
    colour_is_defined,
    fonts_are_embedded,
    no_empty_boxes,
    nothing_runs,
    nothing_is_hidden,
    files_are_associated,
    streams_are_plain,
    the_file_has_an_identifier,
)
