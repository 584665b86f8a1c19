"""The certificate's metadata: one RDF graph that archives, screen readers and we all read.

Readers take the first rdf:RDF of a packet and no other, so everything stands in one: identity as
PDF/A and PDF/UA, Dublin Core, and our own properties with the schema that PDF/A asks for.
ISO 16684-1; ISO 19005-3, 6.6.2.3 and 6.6.4; ISO 14289-1, 5.
"""

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.sax.saxutils import escape, quoteattr

from credentials.errors import PdfUnreadable

NAMESPACE = "https://w3id.org/open-recognition/ns/certificate#"
_MAX_BYTES = 256 * 1024
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_PREFIXES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    "orr": NAMESPACE,
}
# Name -> description; the order in which they are written.
_OWN = {
    "credentialId": "Identifier of the credential that this certificate shows",
    "issuer": "Decentralised identifier of the issuer of the credential",
    "attachment": "File name of the attached credential, the source of the pages",
    "attachmentType": "Media type of the attached credential",
    "attachmentSha256": "SHA-256 of the attached credential, in hexadecimal",
    "languages": "Languages of the pages as BCP 47 tags, separated by spaces",
    "state": "What is printed across page 1: that it is expired, or nothing as issued",
    "edition": "Fingerprint of the template and wording that the pages were made with",
    "typesetting": "Fingerprint of the fonts and programs that the pages were drawn with",
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Our own properties: what the pages were made from, and with what."""

    credential_id: str
    issuer: str
    attachment: str
    attachment_type: str
    attachment_sha256: str
    languages: str
    state: str
    edition: str
    typesetting: str


@dataclass(frozen=True, slots=True)
class Description:
    """What the document information says too. created: as in XMP, "2026-11-24T09:30:00Z"."""

    title: str
    author: str
    subject: str
    generator: str
    producer: str
    created: str


def write(description: Description, origin: Origin) -> bytes:
    """The whole packet."""
    names = "".join(f" xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _PREFIXES.items())
    own = "".join(
        f"<orr:{name}>{escape(value)}</orr:{name}>"
        for name, value in zip(_OWN, _values(origin), strict=True)
    )
    languages = "".join(f"<rdf:li>{escape(tag)}</rdf:li>" for tag in origin.languages.split())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF{names}>\n'
        '<rdf:Description rdf:about="">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
        "<pdfuaid:part>1</pdfuaid:part></rdf:Description>\n"
        '<rdf:Description rdf:about="">'
        f"<dc:format>application/pdf</dc:format>"
        f"<dc:identifier>{escape(origin.credential_id)}</dc:identifier>"
        f"<dc:title>{_default(description.title)}</dc:title>"
        f"<dc:description>{_default(description.subject)}</dc:description>"
        f"<dc:creator><rdf:Seq><rdf:li>{escape(description.author)}</rdf:li></rdf:Seq></dc:creator>"
        f"<dc:language><rdf:Bag>{languages}</rdf:Bag></dc:language></rdf:Description>\n"
        '<rdf:Description rdf:about="">'
        f"<xmp:CreatorTool>{escape(description.generator)}</xmp:CreatorTool>"
        f"<xmp:CreateDate>{description.created}</xmp:CreateDate>"
        f"<xmp:ModifyDate>{description.created}</xmp:ModifyDate>"
        f"<pdf:Producer>{escape(description.producer)}</pdf:Producer></rdf:Description>\n"
        f'<rdf:Description rdf:about="">{own}</rdf:Description>\n'
        '<rdf:Description rdf:about=""><pdfaExtension:schemas><rdf:Bag>'
        f"{_schema('PDF/UA identification', 'pdfuaid', 'Integer', {'part': 'Part of ISO 14289'})}"
        f"{_schema('Open Recognition Registry certificate', 'orr', 'Text', _OWN)}"
        "</rdf:Bag></pdfaExtension:schemas></rdf:Description>\n"
        '</rdf:RDF></x:xmpmeta>\n<?xpacket end="r"?>'
    ).encode()


def _values(origin: Origin) -> tuple[str, ...]:
    return (
        origin.credential_id,
        origin.issuer,
        origin.attachment,
        origin.attachment_type,
        origin.attachment_sha256,
        origin.languages,
        origin.state,
        origin.edition,
        origin.typesetting,
    )


def _default(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'


def _schema(name: str, prefix: str, kind: str, properties: dict[str, str]) -> str:
    """ISO 19005-3, 6.6.2.3.3: a property that PDF/A does not know describes itself."""
    described = "".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{each}</pdfaProperty:name>"
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        "<pdfaProperty:category>internal</pdfaProperty:category>"
        f"<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>"
        for each, text in properties.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaSchema:schema>{name}</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{_PREFIXES[prefix]}</pdfaSchema:namespaceURI>"
        f"<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{described}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


def read(packet: bytes) -> Origin | None:
    """What `write` put in, from anybody's packet; None where it is not one of ours.

    Raises PdfUnreadable for what is no XML, is too large or declares entities.
    """
    if len(packet) > _MAX_BYTES or b"<!" in packet:
        raise PdfUnreadable("The metadata of the PDF is not what a certificate has.")
    try:
        root = fromstring(packet)  # noqa: S314  # bounded, and without a DTD no entities
    except ParseError as error:
        raise PdfUnreadable("The metadata of the PDF is damaged.") from error
    graph = root.find(f".//{_RDF}RDF")
    found = [_text(graph, name) for name in _OWN] if graph is not None else []
    if not found or None in found:
        return None
    return Origin(*(str(value) for value in found))


def _text(graph: Element, name: str) -> str | None:
    return graph.findtext(f"{_RDF}Description/{{{NAMESPACE}}}{name}")
