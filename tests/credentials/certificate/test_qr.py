import io
import struct

import pytest
from PIL import Image, ImageFilter

from bench import code_pictures
from credentials.certificate import archive, qr
from credentials.errors import CredentialError, PictureUnreadable, QrNotFound, Unreadable


def test_the_ordinary_code_is_version_11_and_reads_back(qr_text):
    assert qr.version_of(qr_text) == 11
    assert qr.read(qr.draw(qr_text).png) == qr_text


@pytest.mark.parametrize(
    "name",
    ["M", "X" * 200, "Wolfeschlegelstein " * 10, "अनिल कुमार " * 18, "محمد " * 40, "👩🏽‍🏭" * 40],
)
def test_no_name_makes_the_code_larger_than_version_12(registry, with_name, name):
    text = registry.issue_qr(with_name(name[:200]))
    assert qr.version_of(text) <= 12
    assert qr.read(qr.draw(text).png) == text


def test_the_picture_has_one_bit_per_pixel(qr_text):
    drawn = qr.draw(qr_text)
    width, height, depth, colour = struct.unpack_from("!IIBB", drawn.png, 16)
    assert (width, height, depth, colour) == (drawn.side, drawn.side, 1, 0)
    assert drawn.side == (17 + 4 * 11 + 8) * 8
    assert len(drawn.png) < 5_000


def test_a_text_that_needs_a_larger_code_is_refused():
    with pytest.raises(CredentialError):
        qr.draw("ORR1:" + "A" * 415)


@pytest.mark.parametrize("pixels", [200, 450, 900])
def test_it_reads_at_other_sizes_turned_and_blurred(qr_text, pixels):
    drawn = Image.open(io.BytesIO(qr.draw(qr_text).png)).convert("L")
    scan = drawn.resize((pixels, pixels), Image.Resampling.BICUBIC)
    scan = scan.rotate(5, expand=True, fillcolor=255).filter(ImageFilter.GaussianBlur(0.5))
    assert qr.find(scan) == qr_text


def png(image):
    raw = io.BytesIO()
    image.save(raw, "PNG")
    return raw.getvalue()


def test_pictures_without_our_code_are_told_from_broken_ones(qr_text):
    drawn = qr.draw(qr_text).png
    with pytest.raises(QrNotFound):
        qr.read(png(Image.new("1", (200, 200), 1)))
    with pytest.raises(QrNotFound):
        qr.read(qr.draw("https://evil.example/").png)
    with pytest.raises(Unreadable):
        qr.read(drawn[:200])
    for broken in (drawn[:12], b"GIF89a" + bytes(50), b""):
        with pytest.raises(PictureUnreadable):
            qr.read(broken)


def test_a_picture_with_too_many_pixels_is_not_unpacked():
    header = struct.pack("!IIBBBBB", 100_000, 100_000, 1, 0, 0, 0, 0)
    bomb = bytearray(png(Image.new("1", (8, 8))))
    bomb[16:29] = header
    with pytest.raises(PictureUnreadable):
        qr.read(bytes(bomb))


@pytest.fixture(scope="module")
def printed(english):
    return {size: code_pictures.scan(english, millimetres=size) for size in (38, 30)}


def read_share(pictures, text):
    read = 0
    for taken in pictures:
        try:
            read += qr.find(taken.picture) == text
        except QrNotFound:
            continue
    return read / len(pictures)


def test_every_undamaged_print_and_nearly_every_damaged_one_is_read(printed, english):
    text = archive.extract(english).printed_qr
    assert read_share(list(code_pictures.undamaged(printed[38])), text) == 1
    pictures = list(code_pictures.damaged(printed[38]))
    assert len(pictures) >= 200
    assert read_share(pictures, text) >= 0.97


def test_a_smaller_print_is_read_nine_times_of_ten(printed, english):
    text = archive.extract(english).printed_qr
    assert read_share(list(code_pictures.damaged(printed[30])), text) >= 0.9


def test_a_picture_full_of_corner_marks_is_searched_to_an_end():
    """A few kilobytes with 490,000 marks were searched for more than four minutes."""
    mark = Image.new("L", (9, 9), 255)
    for edge, shade in ((1, 0), (2, 255), (3, 0)):
        mark.paste(shade, (edge, edge, 9 - edge, 9 - edge))
    row = Image.new("L", (6300, 9))
    for x in range(0, 6300, 9):
        row.paste(mark, (x, 0))
    full = Image.new("L", (6300, 6300))
    for y in range(0, 6300, 9):
        full.paste(row, (0, y))
    with pytest.raises(QrNotFound):
        qr.find(full)


def test_a_page_without_a_code_is_searched_in_bounded_steps():
    """Three sizes, each in a few ways; a large picture is not enlarged."""
    small = Image.new("L", (1240, 1754), 255)
    large = Image.new("L", (4000, 4000), 255)
    assert len(list(qr._attempts(small))) == 12
    assert len(list(qr._attempts(large))) == 3
    for picture in (small, large):
        with pytest.raises(QrNotFound):
            qr.find(picture)


@pytest.mark.parametrize("ways", [1, 3])
def test_a_search_ends_when_enough_time_has_gone_into_it(ways):
    """Asked before each way but the first, which every picture may have."""
    answers = iter([False] * (ways - 1) + [True])
    with pytest.raises(QrNotFound):
        qr.read(png(Image.new("L", (300, 300), 255)), lambda: next(answers))
    assert list(answers) == []


def test_what_is_found_at_once_is_found_without_asking(qr_text):
    assert qr.read(qr.draw(qr_text).png, lambda: pytest.fail("nobody asks")) == qr_text
