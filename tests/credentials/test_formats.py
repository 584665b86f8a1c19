import io

import pytest
import segno
from PIL import Image

from credentials import errors
from credentials.certificate import qr
from credentials.proofs.jose import MAX_TOKEN_BYTES


@pytest.mark.parametrize(
    ("received", "refusal"),
    [
        (b"", errors.UnknownFormat),
        (b"hello", errors.UnknownFormat),
        (b"{}", errors.UnknownFormat),
        (b"a.b", errors.UnknownFormat),
        (b"<svg/>", errors.PictureUnreadable),
        (b'<svg viewBox="0 0 9 9"></svg>', errors.QrNotFound),
        (b'<svg viewBox="0 0 9 9"><path d="M1 1C2 2 3 3 4 4"/></svg>', errors.PictureUnreadable),
        (b'<svg viewBox="0 0 9 9"><path d="M1"/></svg>', errors.PictureUnreadable),
        (b'<svg viewBox="0 0 9 9"><rect width="1e9" height="1"/></svg>', errors.PictureUnreadable),
        (b'<svg viewBox="0 0 9 9">' + b"<g>" * 50_000, errors.PictureUnreadable),
        (b'<svg viewBox="0 0 0 0"><path d="M1 1h1"/></svg>', errors.PictureUnreadable),
        (
            b'<svg viewBox="0 0 9 9"><path d="' + b"M0 0h9v9h-9z" * 50_000 + b'"/></svg>',
            errors.PictureUnreadable,
        ),
        # These were once looked at for hours, or, with the comments, for ever.
        (b"<!---->" * 100_000, errors.UnknownFormat),
        (b"<svg " + b"a" * 1_000_000 + b">", errors.PictureUnreadable),
        (
            b'<svg viewBox="0 0 9 9"><g transform="' + b"scale(" * 170_000 + b'"></svg>',
            errors.QrNotFound,
        ),
        (
            b'<svg viewBox="0 0 9 9"><path d="M0 0' + b"l1 9l-1-9" * 100_000 + b'"/></svg>',
            errors.PictureUnreadable,
        ),
        (b"\xff\xfe\0\0", errors.UnknownFormat),
        (b"A" * (MAX_TOKEN_BYTES + 1), errors.TooLarge),
        (b"A" * 10_000_000, errors.TooLarge),
        (b"\x89PNG\r\n\x1a\n broken", errors.PictureUnreadable),
        (b"\xff\xd8\xff broken", errors.PictureUnreadable),
        (b"%PDF-1.7 broken", errors.PdfUnreadable),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_code(check, received, refusal):
    with pytest.raises(refusal):
        check(received)


def test_bytes_of_another_type_than_announced_are_refused(check, credential, qr_text):
    for received, media_type in (
        (credential, "application/pdf"),
        (credential, "image/png"),
        (qr_text.encode(), "application/vc+jwt"),
    ):
        with pytest.raises(errors.MediaTypeWrong):
            check(received, media_type=media_type)
    assert check(credential, media_type="text/plain; charset=utf-8").valid
    assert check(credential, media_type="application/octet-stream").valid


@pytest.mark.parametrize(
    "drawing",
    [{}, {"scale": 8}, {"light": "white"}, {"svgns": False, "xmldecl": False}, {"unit": "mm"}],
)
def test_a_code_drawn_as_svg_is_read(check, qr_text, drawing):
    svg = io.BytesIO()
    segno.make(qr_text, error="m").save(svg, kind="svg", **drawing)
    assert check(svg.getvalue(), media_type="image/svg+xml").valid


def test_a_code_drawn_as_squares_is_read(check, qr_text):
    """As other generators write it: a rectangle for each dark module, in a group of its own."""
    rows = list(segno.make(qr_text, error="m").matrix)
    squares = "".join(
        f'<rect x="{x}" y="{y}" width="1" height="1"/>'
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    side = len(rows) + 8
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{side}" height="{side}">'
        f'<rect width="{side}" height="{side}" fill="#ffffff"/>'
        f'<g transform="translate(4,4)">{squares}</g></svg>'
    )
    assert check(svg.encode()).valid


def test_a_picture_may_be_larger_than_a_token(check, qr_text):
    photograph = Image.open(io.BytesIO(qr.draw(qr_text).png)).convert("L").resize((1200, 1200))
    written = io.BytesIO()
    photograph.save(written, "PNG", compress_level=0)
    assert len(written.getvalue()) > MAX_TOKEN_BYTES
    assert check(written.getvalue()).valid
