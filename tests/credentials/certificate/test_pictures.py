"""The rosette is written as one piece and its turns: as it stands in its file."""

import re
from cmath import exp, pi

import pytest

from credentials.certificate.pictures import rosette

CURVES = re.compile(r"M([^Cz]+)((?:C[^Cz]+)+)z")
SEGMENTS = 4


def points(text):
    numbers = [float(number) for number in re.findall(r"-?[0-9.]+", text)]
    return [complex(*pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]


@pytest.mark.parametrize("curve", CURVES.findall(rosette().decode()))
def test_each_curve_is_its_first_piece_turned_around_the_middle(curve):
    segments = [points(segment) for segment in curve[1].split("C")[1:]]
    turns = len(segments) // SEGMENTS
    assert turns * SEGMENTS == len(segments)
    turn = exp(2j * pi / turns)
    for place, segment in enumerate(segments):
        first = segments[place % SEGMENTS]
        for drawn, wanted in zip(first, segment, strict=True):
            # Coordinates have one digit, in a drawing of 200 units.
            assert abs(drawn * turn ** (place // SEGMENTS) - wanted) < 0.15
