"""Safe mode: nothing of a document is lost before it is signed."""

import copy
import json

import pytest

from credentials.contexts import contexts, contexts_with_examples
from credentials.encodings import parse_json
from credentials.errors import ContextUnknown, CredentialError, TermUnknown
from credentials.jsonld.bounds import MAX_DEPTH, MAX_VALUES
from credentials.jsonld.canonical import MAX_QUADS
from credentials.jsonld.document import canonical_nquads, require_terms
from credentials.jsonld.expansion import expand
from credentials.profiles.vc20 import CONTEXT_URL, W3C_CONTEXT

BASE = {
    "@context": [W3C_CONTEXT],
    "type": ["VerifiableCredential"],
    "issuer": "did:web:registry.example",
    "credentialSubject": {"id": "did:example:holder", "name": "Ana"},
}


def nested(depth):
    value = {"name": "deep"}
    for _ in range(depth):
        value = {"https://x.example/in": value}
    return value


REFUSED = {
    "an unknown term": ({"surprise": 1}, "term_unknown"),
    "an unknown term without a value": ({"surprise": None}, "term_unknown"),
    "a term of another scope": ({"credentialSubject": {"issuer": "did:x:1"}}, "term_unknown"),
    "an unknown type": ({"type": ["VerifiableCredential", "Surprise"]}, "term_unknown"),
    "an unknown type inside": (
        {"credentialSubject": {"id": "urn:a:b", "type": "DiplomaOfNowhere"}},
        "term_unknown",
    ),
    "a fragment": ({"credentialSubject": {"id": "#maria"}}, "term_unknown"),
    "a relative id": ({"id": "credential/1"}, "term_unknown"),
    "an id with a space": ({"id": "urn:a b"}, "term_unknown"),
    "a relative reference": ({"issuer": "registry"}, "term_unknown"),
    "a word that looks like a keyword": ({"@surprise": "x"}, "term_unknown"),
    "a value of nothing": ({"name": {"@value": None}}, "term_unknown"),
    "a language of nothing": ({"name": {"@language": "en"}}, "term_unknown"),
    "a malformed language": ({"name": {"@value": "x", "@language": "a b"}}, "term_unknown"),
    "an index": ({"name": {"@value": "x", "@index": "lost"}}, "term_unknown"),
    "statements of nobody": ({"@graph": ["lost"]}, "term_unknown"),
    "included": ({"@included": [{"id": "urn:x"}]}, "term_unknown"),
    "a blank property": ({"_:p": "x"}, "term_unknown"),
    "a set beside a type": (
        {"credentialSubject": {"type": "BitstringStatusList", "@set": "lost"}},
        "term_unknown",
    ),
    "included by another name": (
        {"@context": [W3C_CONTEXT, {"more": "@included"}], "more": {"id": "urn:x", "name": "y"}},
        "term_unknown",
    ),
    "an index by another name": (
        {
            "@context": [W3C_CONTEXT, {"at": "@index"}],
            "credentialSubject": {"name": {"@value": "x", "at": "lost"}},
        },
        "term_unknown",
    ),
    "a graph that states nothing": ({"proof": {}}, "term_unknown"),
    "a graph that is a value": ({"proof": [{"@value": "x"}]}, "term_unknown"),
    "a graph that only has a name": ({"proof": [{"id": "urn:x"}]}, "term_unknown"),
    "a value of no property": ({"@set": "lost"}, "term_unknown"),
    "a wrong direction": ({"name": {"@value": "x", "@direction": "up"}}, "claim_invalid"),
    "an id that is no text": ({"id": 5}, "claim_invalid"),
    "two values in one": ({"name": {"@value": ["a", "b"]}}, "claim_invalid"),
    "an unknown context": ({"@context": [W3C_CONTEXT, "https://x.example/c"]}, "context_unknown"),
    "an unknown context inside": (
        {"credentialSubject": {"@context": "https://x.example/c"}},
        "context_unknown",
    ),
    "a context that brings in another": (
        {"@context": [W3C_CONTEXT, {"@import": "https://x.example/c"}]},
        "context_unknown",
    ),
    "a context that is no context": ({"@context": 5}, "claim_invalid"),
    "a protected term made anew": (
        {"@context": [W3C_CONTEXT, {"name": "https://x.example/other"}]},
        "claim_invalid",
    ),
    "too many contexts": ({"@context": [W3C_CONTEXT] * 17}, "graph_too_complex"),
    "too deep": ({"credentialSubject": nested(MAX_DEPTH)}, "graph_too_complex"),
    "many terms for many nodes": (
        {
            "@context": [
                W3C_CONTEXT,
                {
                    "shop": {
                        "@id": "https://x.example/shop",
                        "@context": {f"t{number}": "urn:t" for number in range(1_000)},
                    }
                },
            ],
            "credentialSubject": [{"shop": {"t1": "x"}} for _ in range(1_000)],
        },
        "graph_too_complex",
    ),
    "a known context for every node": (
        {
            "@context": [W3C_CONTEXT, {"at": {"@id": "urn:at", "@context": W3C_CONTEXT}}],
            "credentialSubject": [{"at": {"name": "x"}} for _ in range(1_000)],
        },
        "graph_too_complex",
    ),
    "a context of its own in every node": (
        {
            "https://x.example/p": "x",
            "credentialSubject": [{"@context": W3C_CONTEXT, "name": "x"} for _ in range(100)],
        },
        "graph_too_complex",
    ),
    "too large": (
        {"@context": [W3C_CONTEXT, {"t": "urn:t"}], "t": ["x"] * MAX_VALUES},
        "graph_too_complex",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_lost_is_refused(case):
    change, code = REFUSED[case]
    for act in (canonical_nquads, require_terms):
        with pytest.raises(CredentialError) as raised:
            act({**BASE, **change}, contexts=contexts())
        assert raised.value.code == code


def test_without_a_context_no_term_is_known():
    with pytest.raises(CredentialError) as raised:
        canonical_nquads({"name": "x"}, contexts=contexts())
    assert raised.value.code == "term_unknown"


@pytest.mark.parametrize("members", [{}, {"id": "urn:x"}, {"name": []}])
def test_a_document_that_states_nothing_is_not_signed(members):
    with pytest.raises(CredentialError) as raised:
        canonical_nquads({"@context": [W3C_CONTEXT], **members}, contexts=contexts())
    assert raised.value.code == "claim_invalid"


def test_terms_of_a_context_inside_the_document_are_read():
    document = {**BASE, "@context": [W3C_CONTEXT, {"craft": "https://x.example/craft"}]}
    document["credentialSubject"] = {"craft": "welding"}
    assert '<https://x.example/craft> "welding"' in canonical_nquads(document, contexts=contexts())


def test_what_a_document_defines_for_itself_holds_for_it_alone():
    inline = {"craft": "https://x.example/craft"}
    told = {**BASE, "@context": [W3C_CONTEXT, inline], "craft": "welding"}
    canonical_nquads(told, contexts=contexts())
    with pytest.raises(CredentialError):
        canonical_nquads({**told, "@context": [W3C_CONTEXT]}, contexts=contexts())
    other = {**told, "@context": [W3C_CONTEXT, {"craft": "https://x.example/other"}]}
    assert "<https://x.example/other>" in canonical_nquads(other, contexts=contexts())


def test_a_context_of_the_same_address_and_other_content_is_another():
    """Nothing that was made from one set of contexts is used for another set."""
    changed = {W3C_CONTEXT: b'{"@context": {"id": "@id", "type": "@type", "x": "urn:x"}}'}
    document = {"@context": [W3C_CONTEXT], "x": "1"}
    assert canonical_nquads(document, contexts=changed) == '_:c14n0 <urn:x> "1" .\n'
    with pytest.raises(CredentialError):
        canonical_nquads(document, contexts=contexts())


def test_the_vocabulary_for_examples_defines_every_term():
    example = [W3C_CONTEXT, "https://www.w3.org/ns/credentials/examples/v2"]
    document = {**BASE, "@context": example, "surprise": "x"}
    text = canonical_nquads(document, contexts=contexts_with_examples())
    assert '<https://www.w3.org/ns/credentials/examples#surprise> "x"' in text
    with pytest.raises(CredentialError) as raised:
        canonical_nquads(document, contexts=contexts())
    assert raised.value.code == "context_unknown"


def test_a_document_is_not_changed_by_being_read():
    document = {"@context": [W3C_CONTEXT, CONTEXT_URL, {"x": "urn:x"}], "x": ["1", {"id": "urn:y"}]}
    before = repr(document)
    expand(document, contexts())
    assert repr(document) == before


@pytest.mark.parametrize("size", [12, 120])
def test_a_document_made_to_take_for_ever_is_refused(size):
    """Every unnamed node knows every other: telling them apart would try all orders."""
    nodes = [
        {"id": f"_:n{one}", "knows": [f"_:n{other}" for other in range(size) if other != one]}
        for one in range(size)
    ]
    terms = {"knows": {"@id": "https://x.example/knows", "@type": "@id"}}
    poison = {**BASE, "@context": [W3C_CONTEXT, terms], "credentialSubject": nodes}
    with pytest.raises(CredentialError) as raised:
        canonical_nquads(poison, contexts=contexts())
    assert raised.value.code == "graph_too_complex"


def test_a_document_of_closed_contexts_has_its_end_too():
    many = {**BASE, "description": [str(number) for number in range(MAX_QUADS)]}
    with pytest.raises(CredentialError) as raised:
        canonical_nquads(many, contexts=contexts())
    assert raised.value.code == "graph_too_complex"


def importing(**terms):
    return {"@import": W3C_CONTEXT, **terms}


def test_what_is_imported_stands_beside_the_importers_terms():
    """Each import by itself, as if it were written out. JSON-LD 1.1 API, 5.1.2, 5.6."""
    written_out = parse_json(contexts()[W3C_CONTEXT])["@context"]
    told = {
        "credentialSubject": [
            {"@context": importing(craft="urn:a"), "id": "urn:1", "craft": "x", "name": "Ana"},
            {"@context": importing(craft="urn:b"), "id": "urn:2", "craft": "x", "name": "Ben"},
        ]
    }
    expected = copy.deepcopy(told)
    for subject in expected["credentialSubject"]:
        subject["@context"] = {**written_out, "craft": subject["@context"]["craft"]}
    read = expand({**BASE, **told}, contexts())
    assert read == expand({**BASE, **expected}, contexts())
    assert '"urn:a"' in json.dumps(read)
    assert '"urn:b"' in json.dumps(read)


@pytest.mark.parametrize("named", [[W3C_CONTEXT], [W3C_CONTEXT, W3C_CONTEXT]])
def test_an_import_changes_no_document_that_is_read_later(named):
    """A stranger's document must not say what the contexts of others mean."""
    plain = {**BASE, "@context": named}
    before = expand(plain, contexts())
    for meaning in ("urn:a", "urn:b"):
        strange = {
            **BASE,
            "@context": [*named, importing(craft=meaning)],
            "craft": "welding",
        }
        assert meaning in expand(strange, contexts())[0]
    assert expand(plain, contexts()) == before
    with pytest.raises(TermUnknown):
        expand({**plain, "craft": "welding"}, contexts())


def test_several_contexts_at_once_cannot_be_imported():
    several = "https://x.example/several"
    known = {**contexts(), several: json.dumps({"@context": [W3C_CONTEXT]}).encode()}
    with pytest.raises(ContextUnknown):
        expand({**BASE, "@context": [W3C_CONTEXT, {"@import": several}]}, known)
