"""An authority's look and wording: printed, compared, and never more than values."""

import base64
import io
import struct
import zlib

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from credentials.certificate import catalogues, pdf, redrawn
from credentials.certificate.style import PLAIN, Style, parse_style, read_logo, restore_style
from credentials.certificate_errors import StyleInvalid
from tests.credentials.certificate.conformance import faults
from tests.credentials.certificate.conftest import VERIFY_URL


def picture(size=(400, 200), colour=(200, 30, 60, 128), kind="PNG", mode="RGBA"):
    written = io.BytesIO()
    Image.new(mode, size, colour if mode == "RGBA" else colour[:3]).save(written, kind)
    return written.getvalue()


def of(**fields):
    if "logo" in fields:
        fields["logo"] = base64.b64encode(fields["logo"]).decode()
    return parse_style(fields)


@pytest.fixture(scope="module")
def style():
    return of(
        primary="#5a1030",
        accent="#d0a060",
        logo=picture(),
        logo_text="Arms of the authority",
        words={
            "en": {
                "title_conditional": "Notice of conditional recognition",
                "contact": "Room 12, mornings: +49 911 000",
            },
            "fr": {"title_conditional": "Avis de reconnaissance conditionnelle"},
        },
    )


def draw(credential, qr_text, languages="en", **options):
    return pdf.render(
        credential.decode(),
        qr_text,
        verify_url=VERIFY_URL,
        catalogues=catalogues.read_all(languages),
        **options,
    )


def test_colours_logo_and_words_are_printed_and_conform(credential, qr_text, style):
    raw = draw(credential, qr_text, "en,fr", style=style)
    document = pypdfium2.PdfDocument(raw)
    first = document[0].get_textpage().get_text_bounded()
    assert "Notice of conditional recognition" in first
    assert "Avis de reconnaissance conditionnelle" in first
    rest = " ".join(page.get_textpage().get_text_bounded() for page in document)
    assert "Room 12, mornings: +49 911 000" in rest
    rendered = document[0].render(scale=1).to_pil().convert("RGB")
    # Half-clear red on white.
    assert any(r > 200 and 120 < g < 160 for _, (r, g, _b) in rendered.getcolors(100_000))
    assert faults(raw) == []
    with pikepdf.open(io.BytesIO(raw)) as opened:
        widths = sorted(int(one.Width) for one in opened.pages[0].get_images().values())
    assert len(widths) == 2


def test_pages_in_the_authoritys_style_are_compared_with_it(credential, qr_text, style):
    asked = {"credential": credential.decode(), "qr_text": qr_text, "verify_url": VERIFY_URL}
    raw = draw(credential, qr_text, style=style)
    assert redrawn.check(raw, styles=[Style(primary="#000000"), style], **asked).status == "passed"
    unknown = redrawn.check(raw, **asked)
    assert (unknown.status, unknown.code) == ("not_checked", "edition_unvouched")
    plain = draw(credential, qr_text)
    assert redrawn.check(plain, styles=[style], **asked).status == "passed"


def test_the_plain_style_changes_no_byte(credential, qr_text):
    assert draw(credential, qr_text, style=Style()) == draw(credential, qr_text)
    assert PLAIN.fingerprint == b""


def test_a_style_is_restored_as_it_was_made(style):
    again = restore_style(style.to_json())
    assert again == style
    assert again.fingerprint == style.fingerprint != PLAIN.fingerprint
    assert read_logo(read_logo(picture())) == read_logo(picture())


def test_a_jpeg_and_its_secrets_become_plain_pixels():
    secret = b"GPS 14.5995 N"
    raw = picture(kind="JPEG", mode="RGB")
    marked = raw[:2] + b"\xff\xfe" + struct.pack("!H", 2 + len(secret)) + secret + raw[2:]
    assert secret in marked
    plain = read_logo(marked)
    assert plain.startswith(b"\x89PNG")
    assert secret not in plain


def bomb():
    """A few hundred bytes that would unpack to 400 million pixels."""

    def chunk(name, body):
        return (
            struct.pack("!I", len(body)) + name + body + struct.pack("!I", zlib.crc32(name + body))
        )

    head = struct.pack("!IIBBBBB", 20_000, 20_000, 8, 6, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/x"/></svg>'


@pytest.mark.parametrize(
    "fields",
    [
        {"primary": "#ffffff"},
        {"primary": "#9ad0ff"},
        {"primary": "red"},
        {"accent": "#b08d3c}body{display:none"},
        {"accent": "url(https://evil.example)"},
        {"logo": bomb(), "logo_text": "x"},
        {"logo": SVG, "logo_text": "x"},
        {"logo": b"\x89PNG\r\n\x1a\n cut off", "logo_text": "x"},
        {"logo": picture((40, 40)), "logo_text": "x"},
        {"logo": bytes(300_000), "logo_text": "x"},
        {"logo": picture()},
        {"logo_text": "a text without a picture"},
        {"words": {"xx": {"seal": "x"}}},
        {"words": {"en": {"price": "x"}}},
        {"words": {"en": {"seal": " "}}},
        {"words": {"en": {"seal": "x" * 201}}},
        {"words": {"en": {"seal": "two\nlines"}}},
        {"words": {"en": {"seal": "turned \u202e round"}}},
        {"words": {"en": "text"}},
        {"words": {"en": {"seal": 5}}},
        {"script": "x"},
        {"primary": 7},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_what_cannot_be_printed_is_refused_when_it_is_made(fields):
    with pytest.raises(StyleInvalid):
        of(**fields)


def test_words_are_text_and_never_markup(credential, qr_text):
    sly = "<img src='https://evil.example/x.png'>{{ 7 * 7 }}"
    raw = draw(credential, qr_text, style=of(words={"en": {"title_conditional": sly}}))
    shown = pypdfium2.PdfDocument(raw)[0].get_textpage().get_text_bounded()
    assert "".join(sly.split()) in "".join(shown.split())
