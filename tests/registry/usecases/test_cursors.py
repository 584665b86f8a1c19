"""Page cursors."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import CursorInvalid, ValidationFailed
from registry.usecases import cursors


@given(st.text(), st.text())
def test_a_cursor_comes_back_as_it_went(first: str, second: str) -> None:
    assert cursors.decode(cursors.encode(first, second), size=2) == [first, second]


def test_a_moment_comes_back_as_it_went() -> None:
    position = datetime(2026, 11, 24, 12, 0, 0, 123456, UTC), UUID(int=7)
    assert cursors.decode_moment(cursors.encode_moment(*position)) == position


@given(st.text(min_size=1, max_size=40))
def test_a_foreign_cursor_is_refused(text: str) -> None:
    with pytest.raises(CursorInvalid):
        cursors.decode_moment(text)


@pytest.mark.parametrize(
    "cursor",
    [
        cursors.encode("a"),
        cursors.encode("2026-11-24", str(UUID(int=1))),
        cursors.encode("0001-01-01T00:00:00+14:00", str(UUID(int=1))),
        "W10",
        "eyJhIjoxfQ",
    ],
)
def test_a_cursor_of_another_list_is_refused(cursor: str) -> None:
    with pytest.raises(CursorInvalid):
        cursors.decode_moment(cursor)


@pytest.mark.parametrize("limit", [0, -1, 101])
def test_a_page_is_bounded(limit: int) -> None:
    with pytest.raises(ValidationFailed):
        cursors.check_limit(limit)
