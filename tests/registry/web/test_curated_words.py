"""What a worker must do is told in their language; what stays in English is marked as English."""

import csv
from pathlib import Path

import pytest

import mappings
from registry.web.curated_words import PHRASES, curated
from registry.web.translations import NAMES, read_languages

PROCEDURES = Path(mappings.__file__).parent / "data" / "procedures.csv"
LANGUAGES = read_languages()


def phrases():
    """Papers, times and fees of all procedures, as a card shows them."""
    with PROCEDURES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield from filter(None, (*row["documents"].split(";"), row["time_limit"], row["fee"]))


def test_every_paper_time_and_fee_has_its_message():
    assert set(phrases()) <= PHRASES


@pytest.mark.parametrize("code", sorted(set(NAMES) - {"en"}))
def test_each_is_told_in_the_reader_s_language(code):
    for phrase in PHRASES:
        told = curated(LANGUAGES[code], phrase)
        assert told not in ("", phrase)
        assert "<" not in told


def test_what_is_not_translated_is_marked_and_escaped():
    assert curated(LANGUAGES["ar"], "A <b> & co") == '<bdi lang="en">A &lt;b&gt; &amp; co</bdi>'
    assert curated(LANGUAGES["en"], "A <b>") == "A <b>"
    assert curated(LANGUAGES["fr"], "") == ""


def test_a_page_shows_both(api):
    page = api.get("/compare?from=fr-cncp:4&to=de-dqr&lang=fr").text
    assert "<li>pièce d’identité</li>" in page
    assert '<bdi lang="en">Central Office for Foreign Education</bdi>' in page
