"""Values of the model as JSON and back."""

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from mappings.errors import StatementInvalid
from mappings.model import Correspondence, Graph, Level, Period, Purpose, Scope
from mappings.parts import noun_of, parts_of, read_part
from mappings.plain import from_plain, to_plain
from tests.mappings.graphs import statement
from tests.mappings.random_graphs import graphs


@given(graphs())
def test_every_part_of_a_graph_survives_as_json(graph: Graph) -> None:
    for part in parts_of(graph).values():
        told = json.loads(json.dumps(to_plain(part)))
        if "\0" not in json.dumps(told).encode().decode("unicode_escape"):
            assert read_part(noun_of(part), told) == part


def test_what_a_reader_sees_is_plain_text() -> None:
    told = to_plain(statement("A1", "H2", scope=Scope(purposes=frozenset(Purpose))))
    assert told["confidence"] == "0.9"
    assert told["valid"] == {"start": "2000-01-01", "end": None}
    assert told["scope"]["purposes"] == sorted(Purpose)
    assert told["force"] == 3


def test_what_has_a_default_may_be_left_out() -> None:
    assert from_plain(Level, {"code": "4", "rank": 4}) == Level("4", 4)
    assert from_plain(Period, {"end": "2020-01-01"}) == Period(None, date(2020, 1, 1))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"confidence": 0.9}, "confidence"),
        ({"confidence": "1.1"}, "confidence"),
        ({"confidence": "NaN"}, "confidence"),
        ({"confidence": "much"}, "confidence"),
        ({"force": 9}, "force"),
        ({"force": True}, "force"),
        ({"mutual": 1}, "mutual"),
        ({"predicate": "same"}, "predicate"),
        ({"source": "4\0"}, "source"),
        ({"valid": {"start": "2020-13-01"}}, "valid.start"),
        ({"valid": {"start": "2020-01-01", "end": "2019-01-01"}}, "valid"),
        ({"valid": None}, "valid"),
        ({"recorded": {"at": "2020-01-01T00:00:00"}}, "recorded.at"),
        ({"scope": {"purposes": "all"}}, "scope.purposes"),
        ({"scope": {"purposes": ["fun"]}}, "scope.purposes.0"),
        ({"provenance": {"authority": "office"}}, "provenance.document"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_fault_names_its_field(changed: dict[str, object], field: str) -> None:
    plain = to_plain(statement("A1", "H2")) | changed
    with pytest.raises(StatementInvalid) as caught:
        from_plain(Correspondence, plain)
    assert caught.value.members["field"] == field
    assert field in caught.value.detail


@pytest.mark.parametrize("plain", [None, [], "x", 4])
def test_what_is_no_object_is_no_statement(plain: object) -> None:
    with pytest.raises(StatementInvalid):
        from_plain(Correspondence, plain)


def test_a_missing_field_is_named() -> None:
    plain = to_plain(statement("A1", "H2"))
    del plain["mutual"]
    with pytest.raises(StatementInvalid, match="mutual: is missing"):
        from_plain(Correspondence, plain)


def test_decimals_keep_their_places() -> None:
    part = statement("A1", "H2", confidence=Decimal("0.90"))
    assert to_plain(part)["confidence"] == "0.90"
