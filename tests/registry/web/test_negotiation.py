"""Which form of several a reader wants."""

import pytest

from registry.web.errors import NotAcceptable
from registry.web.negotiation import choose
from registry.web.translations import preferred, read_languages

OFFERED = ("text/turtle", "application/ld+json", "text/html")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/ld+json;q=0.9, text/turtle;q=0.1", "application/ld+json"),
        ("text/*;q=0.5, text/turtle;q=0", "text/html"),
        ("text/html;q=x, application/*", "application/ld+json"),
    ],
)
def test_the_most_wanted_form_is_given(accept, chosen):
    assert choose(accept, OFFERED) == chosen


def test_nothing_is_given_that_was_ruled_out():
    with pytest.raises(NotAcceptable):
        choose("image/png, text/html;q=0", OFFERED)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("fr-CA,en;q=0.8", "fr"),
        ("de, ar;q=0.4, es;q=0.6", "es"),
        ("fr;q=0, en;q=0.1", "en"),
        ("de", None),
        ("", None),
        (";;q=,,", None),
    ],
)
def test_the_most_wanted_language_is_spoken(header, code):
    assert preferred(header, read_languages()) == code
