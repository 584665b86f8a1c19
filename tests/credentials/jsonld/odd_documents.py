"""The corners of JSON-LD 1.1, one by one."""

import copy

from credentials.profiles.vc20 import W3C_CONTEXT

XSD = "http://www.w3.org/2001/XMLSchema#"
BASE = {
    "@context": [W3C_CONTEXT],
    "id": "urn:uuid:0a5a6c3e-7d3d-4b39-9b0e-0c4f6e4c9a11",
    "type": ["VerifiableCredential"],
    "issuer": "did:web:registry.example",
}


def document(members, terms=None):
    told = copy.deepcopy({**BASE, **members})
    if terms is not None:
        told["@context"] = [W3C_CONTEXT, terms]
    return told


def x(name, **more):
    return {"@id": f"https://x.example/{name}", **more}


# Members, and the terms that they need.
SAME = {
    "a protected term made anew alike": (
        {"name": "x"},
        {"name": {"@id": "https://schema.org/name", "@protected": True}},
    ),
    "a protected term made anew inside a property": (
        {"shop": {"name": "x"}},
        {"shop": x("shop", **{"@context": {"name": "https://x.example/label"}})},
    ),
    "a property's terms hold further inside": (
        {"shop": {"till": {"till": {"coin": "x"}}}},
        {"shop": x("shop", **{"@context": {"till": x("till"), "coin": x("coin")}})},
    ),
    "a property's terms that do not": (
        {"shop": {"coin": "x", "knows": {"id": "urn:a", "name": "y"}}},
        {
            "knows": x("knows"),
            "shop": x("shop", **{"@context": {"@propagate": False, "coin": x("coin")}}),
        },
    ),
    "a type's terms that hold further inside": (
        {"knows": {"type": "Shop", "coin": "1", "knows": {"coin": "2"}}},
        {
            "knows": x("knows"),
            "Shop": x("Shop", **{"@context": {"@propagate": True, "coin": x("coin")}}),
        },
    ),
    "terms of two types": (
        {"knows": {"type": ["Till", "Shop"], "coin": "1"}},
        {
            "knows": x("knows"),
            "Shop": x("Shop", **{"@context": {"coin": x("coin-of-shops")}}),
            "Till": x("Till", **{"@context": {"coin": x("coin-of-tills")}}),
        },
    ),
    "terms of a node's own": (
        {"credentialSubject": {"@context": {"craft": "https://x.example/craft"}, "craft": "x"}},
        None,
    ),
    "terms taken in from a known context": ({"name": "x"}, {"@import": W3C_CONTEXT}),
    "keywords by other names inside": (
        {"shop": {"key": "urn:a", "kind": "Shop", "name": "x"}},
        {
            "Shop": x("Shop"),
            "shop": x("shop", **{"@context": {"key": "@id", "kind": "@type"}}),
        },
    ),
    "one property by three names": (
        {"name": "a", "s:name": "b", "https://schema.org/name": "c"},
        {"s": "https://schema.org/"},
    ),
    "a JSON literal": (
        {"told": {"b": 1.0, "a": [1e21, 1e-7, -0.0, None, True, "é\u2028\x7f\n"], "€": 1, "😀": 2}},
        {"told": x("told", **{"@type": "@json"})},
    ),
    "a JSON literal of nothing": ({"told": None}, {"told": x("told", **{"@type": "@json"})}),
    "a JSON literal that looks like JSON-LD": (
        {"told": [{"@id": "x", "@value": 1}]},
        {"told": x("told", **{"@type": "@json"})},
    ),
    "texts by language": (
        {"label": {"en": ["a", "b"], "DE-at": "c", "@none": "d"}},
        {"label": x("label", **{"@container": "@language"})},
    ),
    "a language for all": ({"label": ["a", 1]}, {"@language": "fr", "label": x("label")}),
    "a direction for all": (
        {"label": "a"},
        {"@language": "ar", "@direction": "rtl", "label": x("label")},
    ),
    "no language after all": (
        {"label": "a"},
        {"@language": "fr", "label": x("label", **{"@language": None})},
    ),
    "a list": ({"steps": ["a", "b", "a"]}, {"steps": x("steps", **{"@container": "@list"})}),
    "a list of nothing": ({"steps": []}, {"steps": x("steps", **{"@container": "@list"})}),
    "a list of lists": (
        {"steps": [["a"], [], [["b"]]]},
        {"steps": x("steps", **{"@container": "@list"})},
    ),
    "nothing in a list": (
        {"steps": [None, "a", None]},
        {"steps": x("steps", **{"@container": "@list"})},
    ),
    "a list object": ({"name": {"@list": ["a", {"@value": "b", "@language": "en"}]}}, None),
    "a set object": ({"name": {"@set": ["a", "b", "a"]}}, None),
    "nodes by name": (
        {"shops": {"urn:a": {"name": "x"}, "urn:b": {"name": "y"}}},
        {"shops": x("shops", **{"@container": "@id"})},
    ),
    "nodes by type": (
        {"shops": {"Shop": {"id": "urn:a", "name": "x"}}},
        {"Shop": x("Shop"), "shops": x("shops", **{"@container": "@type"})},
    ),
    "graphs by name": (
        {"shops": {"urn:a": {"name": "x"}}},
        {"shops": x("shops", **{"@container": ["@graph", "@id"]})},
    ),
    "two graphs of one property": (
        {"shops": [{"name": "x"}, {"id": "urn:a", "name": "x"}]},
        {"shops": x("shops", **{"@container": "@graph"})},
    ),
    "members put together": (
        {"more": {"name": "x", "description": "y"}},
        {"more": "@nest"},
    ),
    "a term of types": (
        {"kind": ["Shop", "urn:t"]},
        {"Shop": x("Shop"), "kind": x("kind", **{"@type": "@vocab"})},
    ),
    "a vocabulary for the rest": ({"anything": "x"}, {"@vocab": "https://x.example/#"}),
    "names that only the document knows": (
        {"knows": [{"id": "_:b1", "knows": {"id": "_:b0"}}, {"id": "_:b0", "type": "_:t"}]},
        {"knows": x("knows")},
    ),
    "nothing": ({"name": None, "description": []}, None),
    "nothing among others": ({"name": [None, "x", []]}, None),
    "a type twice": ({"type": ["VerifiableCredential", "VerifiableCredential"]}, None),
    "a node told in two places": (
        {"credentialSubject": [{"id": "urn:a", "name": "x"}, {"id": "urn:a", "name": "y"}]},
        None,
    ),
    "marks that must be escaped": (
        {"name": '\x00\x08\t\n\x0b\x0c\r\x1b"\\\x7f\x85\u2028\u00ad😀'},
        None,
    ),
    "numbers": (
        {"n": [0, -0.0, 1.0, 1.5, -3, 2**53 - 1, 1e21, 1e-7, 5e-324, 1.7e308]},
        {"n": x("n")},
    ),
    "numbers that should be fractions": (
        {"n": [1, -0.0, 100, 2.5]},
        {"n": x("n", **{"@type": f"{XSD}double"})},
    ),
    "numbers that should be whole": ({"n": [1, 1.5]}, {"n": x("n", **{"@type": f"{XSD}integer"})}),
    "numbers that should be texts": (
        {"n": [1, 1.5, True]},
        {"n": x("n", **{"@type": f"{XSD}string"})},
    ),
    "truths that should be something else": (
        {"n": [True]},
        {"n": x("n", **{"@type": f"{XSD}decimal"})},
    ),
    "a value with a type": ({"name": {"@value": "1", "@type": "https://x.example/t"}}, None),
}
REFUSED = {
    "a type's terms further inside": (
        {"credentialStatus": {"type": "BitstringStatusListEntry", "x:y": {"statusPurpose": "x"}}},
        None,
        "term_unknown",
    ),
    "a property that only a prefix would make": (
        {"nobody:knows": "x", "q": {"r": 1}},
        None,
        "term_unknown",
    ),
    "no context any more": ({"credentialSubject": {"@context": None}}, None, "claim_invalid"),
    "a protected term made otherwise by a type": (
        {"credentialSubject": {"type": "Shop"}},
        {"Shop": x("Shop", **{"@context": {"name": "https://x.example/other"}})},
        "claim_invalid",
    ),
    "a name twice": ({"@id": "urn:b"}, None, "claim_invalid"),
    "a keyword that is none as member": (
        {"@shop": "x"},
        {"@shop": "https://x.example/s"},
        "term_unknown",
    ),
    "a keyword that is none as name": (
        {"credentialSubject": {"id": "@shop", "name": "x"}},
        None,
        "term_unknown",
    ),
    "a keyword that is none as type": (
        {"type": ["VerifiableCredential", "@shop"]},
        None,
        "term_unknown",
    ),
    "a keyword as type": ({"type": ["VerifiableCredential", "id"]}, None, "term_unknown"),
    "a keyword that is none as value": ({"issuer": "@shop"}, None, "term_unknown"),
    "a keyword as value": (
        {"kind": "type"},
        {"kind": x("kind", **{"@type": "@vocab"})},
        "term_unknown",
    ),
    "a statement from its other end": (
        {
            "credentialSubject": {
                "id": "urn:a",
                "@reverse": {"https://x.example/p": {"id": "urn:b"}},
            }
        },
        None,
        "term_unknown",
    ),
    "a term for the other end": (
        {"of": {"id": "urn:b"}},
        {"of": {"@reverse": "https://x.example/p"}},
        "term_unknown",
    ),
    "texts by what gets lost": (
        {"label": {"one": "a"}},
        {"label": x("label", **{"@container": "@index"})},
        "term_unknown",
    ),
    "a name against a base": (
        {"knows": {"id": "a"}},
        {"@base": "https://x.example/", "knows": x("knows")},
        "term_unknown",
    ),
    "included by another name": ({"more": {"name": "x"}}, {"more": "@included"}, "term_unknown"),
    "a vocabulary that is relative": ({"anything": "x"}, {"@vocab": "#"}, "term_unknown"),
    "an older version": ({}, {"@version": 1.0}, "claim_invalid"),
    "a value that is a name": (
        {"name": {"@value": "urn:a", "@type": "@id"}},
        None,
        "claim_invalid",
    ),
    "a relative type of a value": ({"name": {"@value": "x", "@type": "t"}}, None, "claim_invalid"),
    "terms that refer to each other": (
        {},
        {"a": {"@id": "b:x"}, "b": {"@id": "a:x"}},
        "claim_invalid",
    ),
    "a language that is none": (
        {"label": "a"},
        {"@language": "a b", "label": x("l")},
        "term_unknown",
    ),
    "an import of what is not known": ({}, {"@import": "https://x.example/c"}, "context_unknown"),
}
