"""Draws the picture that every ELM document shows in a viewer. Run: python -m tools.elm_cover

It names what the document is and who keeps it, and nothing of the person: claims are read from
the document, where they are signed one by one, and not from a picture.
"""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

COVER = Path(__file__).parent.parent / "credentials" / "profiles" / "elm-cover.png"
_SIZE = (420, 594)
_PAPER, _INK, _ACCENT, _QUIET = "#ffffff", "#16213e", "#1f6f78", "#5b6472"
_LINES = (
    (150, 30, _INK, "Open Recognition"),
    (188, 30, _INK, "Registry"),
    (262, 17, _ACCENT, "A record of qualifications"),
    (286, 17, _ACCENT, "and skills"),
    (470, 13, _QUIET, "This is the cover. What is attested"),
    (490, 13, _QUIET, "stands in the claims, which are signed."),
)


def draw() -> Image.Image:
    page = Image.new("RGB", _SIZE, _PAPER)
    pen = ImageDraw.Draw(page)
    pen.rectangle((14, 14, _SIZE[0] - 15, _SIZE[1] - 15), outline=_INK, width=2)
    pen.rectangle((14, 14, _SIZE[0] - 15, 40), fill=_INK)
    for step in range(3):
        left = 40 + step * 34
        pen.rectangle((left, 104 - step * 14, left + 24, 118), fill=_ACCENT)
    pen.line((40, 236, _SIZE[0] - 40, 236), fill=_ACCENT, width=2)
    for top, size, colour, text in _LINES:
        pen.text((40, top), text, fill=colour, font=ImageFont.load_default(size))
    return page.quantize(4)


if __name__ == "__main__":
    draw().save(COVER, optimize=True)
