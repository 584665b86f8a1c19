"""What pyld says of a document: an independent reading of JSON-LD, by our spelling of literals."""

import copy

from pyld import jsonld
from pyld.context_resolver import ContextResolver

from credentials.contexts import contexts
from credentials.encodings import parse_json
from credentials.jsonld.quads import literal, literal_of


def load(url, _options=None):
    return {
        "contextType": None,
        "contextUrl": None,
        "documentUrl": url,
        "document": parse_json(contexts()[url]),
    }


def by_pyld(document):
    """Its own statements."""
    options = {
        "documentLoader": load,
        # It remembers what it made of imports under the name of what they took in.
        "contextResolver": ContextResolver({}, load),
        "rdfDirection": "i18n-datatype",
    }
    dataset = jsonld.to_rdf(copy.deepcopy(document), options)

    def term(told):
        if told["type"] == "IRI":
            return f"<{told['value']}>"
        if told["type"] == "blank node":
            return told["value"]
        if "language" in told:
            return literal_of({"@value": told["value"], "@language": told["language"]})
        return literal(told["value"], told["datatype"])

    def named(graph):
        if graph == "@default":
            return ""
        return graph if graph.startswith("_:") else f"<{graph}>"

    return [
        (
            term(triple["subject"]),
            term(triple["predicate"]),
            term(triple["object"]),
            named(graph),
        )
        for graph, triples in dataset.items()
        for triple in triples
    ]
