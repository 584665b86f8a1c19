"""RDFC-1.0: equal to pyoxigraph on random datasets; a poison graph is refused."""

from itertools import pairwise

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import GraphTooComplex
from credentials.jsonld.canonical import canonicalize

BLANK = st.integers(0, 5).map("_:n{}".format)
NAMED = st.sampled_from(["<urn:a>", "<urn:b>"])
LITERAL = st.sampled_from(
    ['"text"', '"text"@en', '"1"^^<http://www.w3.org/2001/XMLSchema#integer>']
)
# Where datasets differ in the graph of a statement alone, RDFC-1.0 leaves a choice (its hash of
# a related node knows no graph), so there is one graph here.
QUADS = st.lists(
    st.tuples(
        BLANK | NAMED, st.sampled_from(["<urn:p>", "<urn:q>"]), BLANK | NAMED | LITERAL, st.just("")
    ),
    max_size=12,
)


def by_pyoxigraph(quads):
    text = "".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads)
    parsed = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS)
    dataset = pyoxigraph.Dataset(parsed)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    written = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS).decode()
    return "".join(f"{line}\n" for line in sorted(written.split("\n")[:-1]))


@given(QUADS)
def test_names_are_those_of_pyoxigraph(quads):
    assert canonicalize(quads) == by_pyoxigraph(quads)


@given(QUADS, st.randoms(use_true_random=False))
def test_neither_order_nor_labels_of_the_input_matter(quads, random):
    labels = [f"_:m{number}" for number in range(6)]
    random.shuffle(labels)
    renamed = [
        tuple(labels[int(term[3:])] if term.startswith("_:n") else term for term in quad)
        for quad in quads
    ]
    random.shuffle(renamed)
    assert canonicalize(renamed) == canonicalize(quads)


def test_a_blank_graph_is_named_too():
    quads = [("_:x", "<urn:p>", "_:g", ""), ("_:x", "<urn:p>", '"1"', "_:g")]
    assert canonicalize(quads) == by_pyoxigraph(quads)


def complete(size):
    return [
        (f"_:n{a}", "<urn:p>", f"_:n{b}", "") for a in range(size) for b in range(size) if a != b
    ]


def test_a_small_graph_of_equal_nodes_is_named():
    assert canonicalize(complete(3)) == by_pyoxigraph(complete(3))


@pytest.mark.parametrize("size", [10, 20, 60])
def test_a_poison_graph_is_refused(size):
    """Every node is tied to every other: more orders to try than there is time."""
    with pytest.raises(GraphTooComplex):
        canonicalize(complete(size))


def list_of_one_word(length):
    cells = [f"_:n{number}" for number in range(length)]
    first = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#first>"
    rest = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#rest>"
    quads = [(cell, first, '"one"', "") for cell in cells]
    return quads + [(cell, rest, after, "") for cell, after in pairwise(cells)]


def test_a_list_of_one_word_is_no_poison():
    quads = list_of_one_word(100)
    assert canonicalize(quads) == by_pyoxigraph(quads)


def test_a_list_of_one_word_has_an_end():
    with pytest.raises(GraphTooComplex):
        canonicalize(list_of_one_word(5_000))


def test_too_many_statements_are_refused():
    with pytest.raises(GraphTooComplex):
        canonicalize((f"<urn:{number}>", "<urn:p>", "<urn:o>", "") for number in range(20_001))


def test_graphs_without_a_name_that_say_the_same_are_named():
    """Two equal credentials in one presentation: each node is tied to its graph many times."""
    quads = []
    for number in (1, 2):
        graph, node = f"_:g{number}", f"_:n{number}"
        quads.append(("<urn:presentation>", "<urn:holds>", graph, ""))
        quads += [(node, f"<urn:p{claim}>", '"x"', graph) for claim in range(12)]
    assert canonicalize(quads) == by_pyoxigraph(quads)
