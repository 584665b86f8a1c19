"""Signed facts on a page that cannot be drawn again, as another edition made it.

Whatever its wording, every edition prints names, numbers and dates as they are signed, and the
outcome and level in words of its languages. A page without them says something else. That they
are there proves little: a forger can hide them, so nothing is passed by this.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date

from credentials.certificate.catalogues import Catalogue
from credentials.certificate.wording import Wording
from credentials.model import Outcome, RecognitionDecision, SkillRecord

# Longer texts are printed in part; how much of them is up to an edition.
_WHOLE = 80
# How far a day and a month may stand from their year, without spaces.
_NEAR = 24
_DIGITS = re.compile(r"\d+")
# Brackets are turned around in lines from the right, and their glyphs with them.
_SPACES = "\\s\u00ad\u034f\u200b-\u200f\u2028-\u202e\u2060-\u2069"
_UNSEEN = re.compile(rf"[{_SPACES}()<>«»\[\]{{}}]")


def contradiction(page: str, record: SkillRecord, catalogues: Sequence[Catalogue]) -> str | None:
    """What page 1 lacks or says otherwise, in English, or None.

    page: its words as they are read, a paragraph a line. catalogues: of the languages it claims
    to be in.
    """
    shown, lines = _plain(page), set(map(_plain, page.split("\n")))
    for name, text in _texts(record):
        if text and len(text) <= _WHOLE and _plain(text) not in shown:
            return name
    for name, text in _headings(record):
        if text and len(text) <= _WHOLE and _plain(text) not in lines:
            return name
    months = [Wording(each.language, each.gettext) for each in catalogues]
    for name, day in _days(record):
        if not _is_dated(page, day, months):
            return name
    said = _otherwise(shown, record, catalogues)
    return next(said, None)


def _headings(record: SkillRecord) -> Iterator[tuple[str, str]]:
    """What stands alone: nothing may be added to it."""
    yield "the name of the holder", record.holder.name
    yield "the name of the holder in the holder's script", record.holder.name_native
    yield "the qualification", record.achievement.name
    yield "the qualification in its own language", record.achievement.name_native
    if isinstance(record, RecognitionDecision):
        yield "the authority", record.decision.authority.name


def _texts(record: SkillRecord) -> Iterator[tuple[str, str]]:
    yield "the awarding body", record.achievement.awarding_body
    yield "the number", record.id.removeprefix("urn:uuid:")
    if isinstance(record, RecognitionDecision):
        yield "the legal basis", record.decision.legal_basis


def _days(record: SkillRecord) -> Iterator[tuple[str, date]]:
    yield "the date of birth", record.holder.birth_date
    yield "the beginning of its validity", record.valid_from.date()
    if record.valid_until:
        yield "the end of its validity", record.valid_until.date()
    if isinstance(record, RecognitionDecision):
        yield "the date of the decision", record.decision.decided_on


def _is_dated(page: str, day: date, languages: Sequence[Wording]) -> bool:
    """Day and month stand near their year, the month as a number or by its name."""
    spaced = unicodedata.normalize("NFC", _UNSEEN.sub(" ", page)).casefold()
    names = {_plain(name) for words in languages for name in words.month_names(day.month)}
    for found in re.finditer(rf"(?<!\d){day.year}(?!\d)", spaced):
        around = spaced[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        numbers = [int(number) for number in _DIGITS.findall(around)]
        close = _plain(around)
        named = not languages or any(name in close for name in names)
        if day.day in numbers and (named or numbers.count(day.month) > (day.day == day.month)):
            return True
    return False


def _otherwise(shown: str, record: SkillRecord, catalogues: Sequence[Catalogue]) -> Iterator[str]:
    """Another outcome or level than the signed one, in words of this edition."""
    if not isinstance(record, RecognitionDecision):
        return
    decision = record.decision
    for each in catalogues:
        words = Wording(each.language, each.gettext)
        outcomes = {one: _plain(words.outcome(one)) for one in Outcome}
        own = outcomes.pop(decision.outcome)
        if own not in shown and any(other in shown for other in outcomes.values()):
            yield "the outcome"
        if decision.level and _plain(words.level(decision.level)) not in shown:
            any_level = words.gettext("Level %(level)s") % {"level": "\0"}
            pattern = re.escape(_plain(any_level)).replace("\0", "[0-9]+")
            if re.search(pattern, shown):
                yield "the level"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text)).casefold()
