"""Steps are told again as the graph told them, whatever they say."""

import pytest

from credentials.certificate import catalogues
from credentials.certificate.telling import tell

STEP = {
    "sentence": "as it was signed",
    "statement": "https://w3id.org/open-recognition/id/statement/x",
    "direction": "forward",
    "from": "fr-cncp:4",
    "to": "eqf:4",
    "authority": "an office",
    "document": "a report",
    "document_date": "2019",
    "document_url": "",
    "locator": "table 1",
    "valid_from": None,
    "valid_to": None,
    "confidence": "0.9000",
    "checked": True,
    "says": "compares",
    "predicate": "close",
    "source": "fr-cncp:4",
    "source_framework": "French framework",
    "target": "eqf:4",
    "target_framework": "European framework",
    "rounded": False,
}


def test_a_step_that_says_something_unheard_of_keeps_its_signed_sentence():
    for change in ({"says": "hints"}, {"predicate": "fuzzy"}, {"source": ""}, {"document": ""}):
        assert tell({**STEP, **change}, str) == "as it was signed"


def test_a_part_of_a_level_a_rounded_one_and_an_unread_document_are_said():
    told = tell({**STEP, "from": "fr-cncp:4.1", "rounded": True, "checked": False}, str)
    assert told == (
        "According to “a report” (2019), level 4 of the French framework comes closest to level 4 "
        "of the European framework. It speaks of the whole level, of which this is a part. "
        "No level is compared with exactly this one, so the nearest ones are used. "
        "This was not checked against the document."
    )


@pytest.mark.parametrize("language", catalogues.languages())
def test_every_language_tells_who_said_it_and_of_which_levels(language):
    gettext = catalogues.read(language).gettext
    for says, predicate in (
        *(("compares", one) for one in ("exact", "close", "broad", "narrow", "indeterminate")),
        ("denies", None),
        ("absent", None),
    ):
        target = "eqf" if says == "absent" else "eqf:4..5"
        told = tell({**STEP, "says": says, "predicate": predicate, "target": target}, gettext)
        assert "a report" in told
        assert "French framework" in told
        assert "European framework" in told
        assert ("5" in told) is (says != "absent")
