"""Texts as cells: nothing lost, nothing that runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.exchange.texts import from_cell, from_list_cell, starts_formula, to_cell, to_list_cell

characters = st.characters(exclude_categories=("Cs",))
# Marks stand next to each other more often than chance would have it.
texts = st.text(st.sampled_from("\\|=+-@'nrtu0d \n\r\t\x00\x85\u2028\uffff") | characters)


@given(texts)
def test_a_text_comes_back_from_its_cell(text: str) -> None:
    assert from_cell(to_cell(text)) == text


@given(st.frozensets(texts.filter(bool)))
def test_a_list_comes_back_from_its_cell(parts: frozenset[str]) -> None:
    assert frozenset(from_list_cell(to_list_cell(parts))) == parts


@given(st.frozensets(texts))
def test_no_cell_is_a_formula_or_has_a_line_end(parts: frozenset[str]) -> None:
    for cell in (to_list_cell(parts), *map(to_cell, parts)):
        assert not starts_formula(cell)
        assert cell.splitlines() in ([], [cell])
        assert cell == cell.strip()
        assert "\t" not in cell


@given(texts)
def test_any_cell_can_be_read(cell: str) -> None:
    from_cell(cell).encode()
    for part in from_list_cell(cell):
        part.encode()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=SUM(A1)", "\\=SUM(A1)"),
        ("@cmd", "\\@cmd"),
        ("4+", "4+"),
        ("a|b", "a\\|b"),
        ("two\nlines", "two\\nlines"),
        (" edge ", "\\u0020edge\\u0020"),
        ("'quoted'", "\\u0027quoted'"),
    ],
)
def test_cells_look_as_expected(text: str, cell: str) -> None:
    assert to_cell(text) == cell


def test_half_a_surrogate_pair_is_not_made_from_its_code() -> None:
    assert from_cell("\\ud800") == "\\ud800"
