"""The register, searched and paged."""

import pytest

from registry.errors import CountryUnknown, CursorInvalid, QualificationUnknown
from registry.services import Services
from registry.storage.database import reading
from registry.usecases.qualifications import get_qualification, page_qualifications


def ids(services: Services, **asked: object) -> list[str]:
    with reading(services.engine) as session:
        page = page_qualifications(session, limit=100, **asked)  # type: ignore[arg-type]
        return [row.id for row in page.rows]


def test_words_are_found_in_any_order_and_case(services: Services) -> None:
    assert "ph-tesda-smaw-nc2" in ids(services, q="WELDING shielded")
    assert "nl-mbo-verpleegkundige" in ids(services, q="mbo-verpleeg")
    assert ids(services, q="shielded qwertz") == []


@pytest.mark.parametrize("sign", ["%", "_", "\\", "'"])
def test_signs_of_sql_are_letters_like_others(services: Services, sign: str) -> None:
    with reading(services.engine) as session:
        rows = page_qualifications(session, q=sign, limit=100).rows
    assert all(sign in row.search_text for row in rows)


def test_filters_narrow_the_list(services: Services) -> None:
    found = ids(services, country="ph", framework="ph-pqf", level="2")
    assert found
    assert all(name.startswith("ph-") for name in found)


def test_pages_follow_each_other_without_gap_or_repeat(services: Services) -> None:
    seen: list[str] = []
    cursor = None
    with reading(services.engine) as session:
        while True:
            page = page_qualifications(session, country="PH", cursor=cursor, limit=7)
            seen += [row.id for row in page.rows]
            if (cursor := page.next_cursor) is None:
                break
    assert sorted(seen) == sorted(ids(services, country="PH"))
    assert len(seen) > 7


def test_what_is_not_there_has_its_code(services: Services) -> None:
    with reading(services.engine) as session:
        with pytest.raises(QualificationUnknown):
            get_qualification(session, "xx-none")
        with pytest.raises(CountryUnknown):
            page_qualifications(session, country="XX")
        with pytest.raises(CursorInvalid):
            page_qualifications(session, cursor="e30")
