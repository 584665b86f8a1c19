"""An answer in words: its steps, its id, and what is said where nothing answers."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mappings import examples
from mappings.comparison import compare
from mappings.index import compile_graph
from mappings.model import Force, Period
from mappings.trace import describe, path_id
from tests.mappings.graphs import (
    READ,
    framework,
    graph,
    graphs,
    query,
    questions,
    rule,
    statement,
)

X, Y = framework("X", 6), framework("Y", 6, split=4)
H, K = framework("H", 6, hub=True), framework("K", 6, hub=True)
ROOT = Path(__file__).parents[2]
UNCHECKED = replace(READ, checked=False)
KEYS = {
    "status", "from", "to", "purpose", "occupation", "qualification_type", "as_of", "known_at",
    "award_date", "max_hops", "interval", "core", "predicate", "confidence", "force", "hops",
    "rules", "trace", "weakest", "dissent", "bracket", "bound", "checked", "summary", "closing",
    "known", "path_id", "release",
}  # fmt: skip
STEP = {
    "sentence", "statement", "direction", "from", "to", "authority", "document", "document_date",
    "document_url", "locator", "valid_from", "valid_to", "confidence", "checked",
    "says", "predicate", "source", "source_framework", "target", "target_framework", "rounded",
}  # fmt: skip


def told(level: str, target: str, *statements, rules=(), **fields):
    index = compile_graph(graph(X, Y, H, K, statements=statements, rules=rules), release=7)
    return describe(compare(index, query(level, target, **fields)), index)


def test_each_step_says_who_says_what_where_and_since_when():
    wire = told(
        "X3",
        "Y",
        statement("X3", "H3"),
        statement("Y3", "H3", valid=Period(date(2010, 1, 1), date(2030, 1, 1))),
    )
    first, second = wire["trace"]
    assert first == {
        "sentence": "According to “report” (2012), level X3 of the X comes closest to "
        "level H3 of the H.",
        "statement": "urn:test:X3-H3",
        "direction": "forward",
        "from": "X:X3",
        "to": "H:H3",
        "authority": "office",
        "document": "report",
        "document_date": "2012",
        "document_url": "",
        "locator": "table 1",
        "valid_from": "2000-01-01",
        "valid_to": None,
        "confidence": "0.9000",
        "checked": True,
        "says": "compares",
        "predicate": "close",
        "source": "X:X3",
        "source_framework": "X",
        "target": "H:H3",
        "target_framework": "H",
        "rounded": False,
    }
    assert (second["direction"], second["from"], second["to"]) == ("inverse", "H:H3", "Y:Y3")
    assert second["valid_to"] == "2030-01-01"
    assert second["sentence"].endswith("It is read here from the other side.")
    assert wire["summary"] == "Level X3 of the X compares with level Y3 of the Y."
    assert wire["closing"] == "This compares levels; it is not a recognition decision."
    assert (wire["confidence"], wire["release"]) == ("0.8100", 7)


def test_the_weakest_link_is_named():
    wire = told("X3", "Y", statement("X3", "H3"), statement("Y3", "H3", confidence=Decimal("0.7")))
    assert wire["weakest"] == "urn:test:Y3-H3"


def test_a_document_that_was_not_read_is_said_to_be_unread():
    wire = told("X3", "Y", statement("X3", "Y3", provenance=UNCHECKED))
    [step] = wire["trace"]
    assert step["sentence"].endswith("This was not checked against the document.")
    assert (step["checked"], wire["checked"]) == (False, False)


def test_a_sublevel_is_told_that_the_statement_speaks_of_the_whole():
    [step] = told("Y4.1", "H", statement("Y4", "H4"))["trace"]
    assert (step["from"], step["to"]) == ("Y:Y4.1", "H:H4")
    assert "It speaks of the whole level, of which this is a part." in step["sentence"]


def test_several_levels_are_written_as_lowest_and_highest():
    wire = told("X3", "H", statement("X3", "H3..H5"))
    assert wire["interval"] == ["H3", "H5"]
    assert wire["trace"][0]["to"] == "H:H3..H5"
    assert wire["summary"] == "Level X3 of the X compares with levels H3 to H5 of the H."


def test_rounding_is_explained():
    wire = told("X3", "Y", statement("X3", "H3"), statement("Y2", "H2"), statement("Y3", "H4"))
    assert (wire["status"], wire["interval"]) == ("BETWEEN", ["Y2", "Y3"])
    assert all("nearest ones are used" in step["sentence"] for step in wire["trace"][1:])


def test_tied_paths_are_numbered():
    wire = told(
        "X3",
        "Y",
        statement("X3", "H3"),
        statement("Y3", "H3"),
        statement("X3", "K3"),
        statement("Y5", "K3"),
    )
    assert wire["status"] == "CONTESTED"
    assert [step["path"] for step in wire["trace"]] == [1, 1, 2, 2]
    assert "An officer has to look at it." in wire["summary"]


def test_a_denial_and_an_absence_stand_in_the_trace():
    denied = statement("X3", "Y3", id="not", mapping_set="not", negative=True)
    wire = told("X3", "Y", statement("X3", "Y2..Y3"), denied)
    assert "does not compare with level Y3" in wire["trace"][-1]["sentence"]
    wire = told("X3", "Y", statement("X2", "Y2"), statement("X3", "Y"), statement("X4", "Y4"))
    assert (wire["status"], wire["bracket"]) == ("NO_COUNTERPART", ["Y2", "Y4.1"])
    [step] = wire["trace"]
    assert "has no counterpart in the Y" in step["sentence"]
    assert (step["from"], step["to"]) == ("X:X3", "Y")


def test_a_bound_is_shown_as_a_level():
    wire = told("X4", "Y", statement("X4", "H4"), statement("Y3", "H3"))
    assert (wire["status"], wire["bound"], wire["interval"]) == ("ABOVE_HIGHEST", "Y3", None)
    assert "it is not below level Y3 of the Y" in wire["summary"]


def test_a_rule_shows_its_level_and_prevails():
    granted = rule("R", title="Treaty", target_framework="Y", target_low="Y4", provenance=UNCHECKED)
    wire = told("X3", "Y", statement("X3", "Y3"), rules=[granted])
    [shown] = wire["rules"]
    assert (shown["level"], shown["effect"], shown["force"]) == (["Y4"], "automatic", 5)
    assert "It is recognised as level Y4 of the Y." in shown["sentence"]
    assert "which prevails" in wire["summary"]
    assert wire["checked"] is False


def test_no_path_tells_what_held_earlier_and_until_when():
    ended = Period(date(2008, 1, 1), date(2021, 1, 1))
    wire = told("X3", "Y", statement("X3", "H3", valid=ended), statement("Y3", "H3"))
    assert wire["status"] == "NO_PATH"
    assert wire["known"] == {
        "earlier": {
            "interval": ["Y3"],
            "until": "2021-01-01",
            "sentence": "Until 2021-01-01 this compared with level Y3 of the Y.",
        },
        "awaiting": [],
        "missing": [
            {
                "from": "X",
                "to": "H",
                "sentence": "No statement in force leads from the X to the H for this question.",
            }
        ],
    }


def test_no_path_tells_what_waits_for_confirmation():
    known = told("X3", "Y", statement("X3", "H3", force=Force.UNREVIEWED), statement("Y3", "H3"))[
        "known"
    ]
    assert [row["statement"] for row in known["awaiting"]] == ["urn:test:X3-H3"]
    assert "not confirmed yet" in known["awaiting"][0]["sentence"]


def test_no_path_tells_which_link_between_hubs_is_missing():
    known = told("X3", "Y", statement("X3", "H3"), statement("Y3", "K3"))["known"]
    assert [(row["from"], row["to"]) for row in known["missing"]] == [("H", "K")]


def test_no_path_names_the_hub_without_a_way_on():
    known = told("X3", "Y", statement("X3", "H3"))["known"]
    assert [(row["from"], row["to"]) for row in known["missing"]] == [("H", "Y")]
    known = told("X3", "Y")["known"]
    assert [(row["from"], row["to"]) for row in known["missing"]] == [("X", "Y")]


def test_sentences_come_in_the_language_of_the_reader():
    index = compile_graph(graph(X, Y, statements=[statement("X3", "Y3")]), release=1)
    german = {
        "level %(level)s of the %(framework)s": "Stufe %(level)s des %(framework)s",
        "%(source)s compares with %(result)s.": "%(source)s entspricht %(result)s.",
    }
    wire = describe(
        compare(index, query("X3", "Y")), index, gettext=lambda text: german.get(text, text)
    )
    assert wire["summary"] == "Stufe X3 des X entspricht Stufe Y3 des Y."


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_every_key_is_always_there_and_the_answer_is_json(data: st.DataObject):
    drawn = data.draw(graphs())
    index = compile_graph(drawn, release=1)
    wire = describe(compare(index, data.draw(questions(drawn))), index)
    assert wire.keys() == KEYS
    assert json.loads(json.dumps(wire)) == wire
    for step in wire["trace"]:
        assert step.keys() - {"path"} == STEP
    assert (wire["known"] is not None) is (wire["status"] == "NO_PATH")
    assert "%(" not in json.dumps(wire)


def test_the_id_of_a_path_is_that_of_release_dates_and_steps():
    index = compile_graph(graph(X, Y, statements=[statement("X3", "Y3")]), release=1)
    answer = compare(index, query("X3", "Y"))
    same = compile_graph(graph(Y, X, H, statements=[statement("X3", "Y3")]), release=1)
    assert path_id(compare(same, query("X3", "Y"))) == path_id(answer)
    others = [
        replace(answer, release=2),
        replace(answer, query=query("X3", "Y", as_of=date(2024, 6, 2))),
        replace(answer, paths=()),
        replace(answer, paths=(replace(answer.paths[0], hops=()),)),
    ]
    assert len({path_id(other) for other in [answer, *others]}) == 5


PRINT_IDS = """
from pathlib import Path
from mappings import examples
from mappings.comparison import compare
from mappings.index import compile_graph
from mappings.trace import path_id
for world in examples.load(Path("tests/examples/worked-examples.json").read_bytes()):
    index = compile_graph(world.graph, release=world.number)
    for example in world.level_examples:
        print(path_id(compare(index, example.query)))
"""


@pytest.mark.parametrize("seed", ["1", "4711"])
def test_another_process_gives_the_same_ids(seed: str):
    [world] = examples.load((ROOT / "tests/examples/worked-examples.json").read_bytes())
    index = compile_graph(world.graph, release=world.number)
    here = [path_id(compare(index, example.query)) for example in world.level_examples]
    there = subprocess.run(
        [sys.executable, "-c", PRINT_IDS],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.split() == here
    assert len(set(here)) > 20
