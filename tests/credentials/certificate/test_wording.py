"""Lengths of time in every language of print."""

import unicodedata

import pytest

from credentials.certificate import catalogues
from credentials.certificate.wording import Wording


@pytest.mark.parametrize("language", catalogues.languages())
def test_each_part_of_a_length_is_told_once(language):
    """Some languages have a word for two years, and each its own digits."""
    words = Wording(language, catalogues.read(language).gettext)
    assert words.period("") == ""
    for duration, parts in (("P6M", {6}), ("P5Y6M", {5, 6}), ("P5Y6M9D", {5, 6, 9})):
        told = [unicodedata.digit(sign) for sign in words.period(duration) if sign.isdigit()]
        assert sorted(told) == sorted(parts), words.period(duration)
