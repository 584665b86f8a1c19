"""What a certificate shows, as plain values: texts and numbers, no markup.

A Sheet holds everything in one language. Two of the same record have the same panels, rows,
sections and blocks in the same order, so that they can stand side by side.
"""

from dataclasses import dataclass
from typing import ClassVar

from credentials.certificate.ladder import Ladder


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what belongs to it. address: the text is one, and a link."""

    label: str
    text: str
    address: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the three fields in the middle of page 1. strong: the decision itself."""

    label: str
    value: str
    framework: str
    note: str = ""
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """style: "plain", "small" or "closing"."""

    kind: ClassVar[str] = "paragraph"
    text: str
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Entries:
    """Short texts, one below the other; numbered where their order counts.

    address: of ours, made a link where a text holds it. What others wrote holds no links.
    """

    kind: ClassVar[str] = "entries"
    texts: tuple[str, ...]
    numbered: bool = False
    heading: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Labels and texts."""

    kind: ClassVar[str] = "rows"
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """heads: one text a column. widths: of the columns, in percent."""

    kind: ClassVar[str] = "table"
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TracedStep:
    """sentence: the comparison in plain words. source: document, place and authority.

    doubt: what to know of it, empty where the document was read.
    """

    sentence: str
    source: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Steps:
    kind: ClassVar[str] = "steps"
    steps: tuple[TracedStep, ...]


_BRIEF_ROWS = 4
_SHORT_TITLE = 24

Block = Paragraph | Entries | Rows | Table | Steps


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the supplement. ladder: drawn once below the heading, its texts in one language."""

    heading: str
    blocks: tuple[Block, ...]
    ladder: Ladder | None = None

    @property
    def brief(self) -> bool:
        """A few labels or a paragraph, which are not worth a break between pages."""
        return self.ladder is None and all(
            isinstance(block, Paragraph)
            or (isinstance(block, Rows) and len(block.rows) <= _BRIEF_ROWS)
            for block in self.blocks
        )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One certificate in one language. holder_size, achievement_size: "large" to "tiny".

    checking: how to check it, one sentence, with the address after it. attachment: what the
    embedded file is.
    """

    language: str
    direction: str
    title: str
    issued_by: str
    jurisdiction: str
    number: str
    created: str
    holder_lead: str
    holder: str
    holder_native: str
    holder_size: str
    born: str
    achievement_lead: str
    achievement: str
    achievement_native: str
    achievement_size: str
    awarded: str
    panels: tuple[Panel, ...]
    outcome: str
    facts: tuple[Row, ...]
    measures: tuple[str, ...]
    measures_more: str
    code_text: str
    checking_title: str
    checking: str
    verify_url: str
    validity: tuple[Row, ...]
    seal: str
    supplement: str
    sections: tuple[Section, ...]
    attachment: str

    @property
    def title_halves(self) -> tuple[str, ...]:
        """In two about as long as each other, or whole where it is short or one word."""
        places = [place for place, sign in enumerate(self.title) if sign == " "]
        if not places or len(self.title) <= _SHORT_TITLE:
            return (self.title,)
        middle = min(places, key=lambda place: abs(2 * place - len(self.title)))
        return self.title[:middle], self.title[middle + 1 :]

    @property
    def characters(self) -> int:
        """How much stands on page 1, to be set with less air where it is a lot."""
        texts = [self.holder, self.holder_native, self.achievement, self.achievement_native]
        texts += [self.awarded, *self.measures, *(row.text for row in self.facts)]
        return sum(map(len, texts))
