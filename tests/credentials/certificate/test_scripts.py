"""Directions, calendars and line ends: what each script asks for beyond its letters."""

from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import XML, tostring

import pytest

from credentials.certificate import catalogues, layout, line_breaks
from credentials.certificate.bidi import isolate
from credentials.certificate.wording import Wording
from credentials.model import Outcome


def isolated(text, direction):
    element = XML(f'<p dir="{direction}">{text}</p>')
    isolate(element)
    return [run.text for run in element.iter("bdi")]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        # A mark that belongs to the sentence around stays in it.
        ("وفقًا «Report (part 1) of it» (2019-05)، أقرب", ["Report (part 1) of it", "2019-05"]),
        ("لدى IHK FOSA (Nürnberg) حتى", ["IHK FOSA (Nürnberg)"]),
        ("السجل (did:web:registry.example)", ["did:web:registry.example"]),
        ('عن “a b” و "c" ثم', ["a b", "c"]),
        ("من A (b في", ["A", "b"]),
        ("قيد 201904-0142 في", ["201904-0142"]),
        ("في 24 من", []),
        ("نها नेहा शर्मा هي", ["नेहा शर्मा"]),
    ],
)
def test_what_is_foreign_in_a_line_from_the_right_is_held_together(text, runs):
    assert isolated(text, "rtl") == runs


def test_what_is_arabic_in_a_line_from_the_left_is_held_together():
    assert isolated("Selon «تقرير (جزء 1) عن» (x) et مَرْيَم.", "ltr") == ["تقرير (جزء 1) عن", "مَرْيَم"]


@pytest.mark.parametrize(
    ("language", "day", "month", "year"),
    [
        ("am", "14 ማርች 1991 እ.ኤ.አ.", "ማርች 1991 እ.ኤ.አ.", "1991 እ.ኤ.አ."),
        ("th", "14 มีนาคม ค.ศ. 1991", "มีนาคม ค.ศ. 1991", "ค.ศ. 1991"),
        ("vi", "14 tháng 3 năm 1991", "tháng 3 năm 1991", "1991"),
        ("zh", "1991年3月14日", "1991年3月", "1991"),
        ("ar", "14 مارس 1991", "مارس 1991", "1991"),
        ("en", "14 March 1991", "March 1991", "1991"),
    ],
)
def test_a_year_cannot_be_taken_for_one_of_another_era(language, day, month, year):
    words = Wording(language, str)
    assert words.day(date(1991, 3, 14)) == day
    assert [words.partial_date(text) for text in ("1991-03", "1991")] == [month, year]


def test_lists_and_places_have_the_marks_of_their_language():
    arabic, chinese = (
        Wording(language, catalogues.read(language).gettext) for language in ("ar", "zh")
    )
    assert arabic.list_of(["أ", "ب"]) == "أ وب"
    assert arabic.place("IHK FOSA", "DE") == "IHK FOSA، ألمانيا"
    assert arabic.place("", "DE") == "ألمانيا"
    assert chinese.place("IHK FOSA", "DE") == "IHK FOSA（德国）"


def test_a_line_of_burmese_may_end_between_syllables_and_a_title_between_words():
    page = "<body><h1>အသိအမှတ်</h1><p>အသိအမှတ်ပြု <b>က</b> Level ၂</p></body>"
    element = XML(page)
    line_breaks.allow(element, page)
    marked = tostring(element, encoding="unicode").replace("\u200b", "|")
    assert marked == "<body><h1>အသိအမှတ်</h1><p>အ|သိ|အ|မှတ်|ပြု <b>က</b> Level ၂</p></body>"


def laid_out(record):
    return layout.lay_out(
        record, issuer="did:web:x.example", verify_url="", language="en", gettext=str
    )


def test_a_condition_that_stands_whole_on_page_1_is_not_said_to_go_on(record):
    assert laid_out(record).measures_more == ""
    long = replace(record.decision.measures[0], text="A course of many words " * 9)
    told = laid_out(replace(record, decision=replace(record.decision, measures=(long,))))
    assert told.measures_more == "In full in the supplement."


def test_a_refusal_says_on_page_1_how_to_appeal_and_is_valid_nowhere(record):
    refused = replace(record.decision, outcome=Outcome.REFUSED, level=None, measures=())
    sheet = laid_out(replace(record, decision=refused))
    rows = {row.label: row.text for row in (*sheet.facts, *sheet.validity)}
    assert rows["Country"] == "Germany"
    assert rows["Appeal"].startswith("You may appeal until 23 December 2026 to Verwaltungsgericht")
    assert not {"Valid in", "Valid from", "Valid until"} & set(rows)


@pytest.mark.parametrize(
    ("title", "halves"),
    [
        ("Certificat de reconnaissance sous condition", 2),
        ("Certificate of recognition", 2),
        ("附条件认可证书", 1),
        ("Decision", 1),
    ],
)
def test_a_long_title_breaks_in_its_middle(record, title, halves):
    parts = replace(laid_out(record), title=title).title_halves
    assert len(parts) == halves
    assert " ".join(parts) == title
