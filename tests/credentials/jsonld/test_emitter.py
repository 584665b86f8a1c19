"""The fast path says what the generic path says, or nothing; that one says what pyld says."""

import json

from hypothesis import Phase, assume, given, settings

from credentials.contexts import DATA_INTEGRITY_CONTEXT, contexts
from credentials.errors import CredentialError, GraphTooComplex
from credentials.jsonld.canonical import canonical_text, canonicalize
from credentials.jsonld.document import CLOSED
from credentials.jsonld.emitter import emit
from credentials.jsonld.expansion import expand
from credentials.jsonld.quads import quads_of
from credentials.jsonld.scopes import MAX_SCOPES, compiled
from credentials.model import StatusEntry
from credentials.profiles import badge, elm, open_badges, vc20
from credentials.profiles.vc20 import CONTEXT_URL, W3C_CONTEXT
from tests.credentials.jsonld.by_pyld import by_pyld
from tests.credentials.jsonld.random_documents import DOCUMENTS
from tests.credentials.random_records import records

ISSUER = "did:web:registry.example"
STATUS = (StatusEntry("https://registry.example/status/r1", 94_567),)


def fast(document):
    stated = emit(document, contexts=contexts(), closed=CLOSED)
    if stated is None:
        return None
    return canonical_text(stated) if len(stated) else ""


def generic(document):
    return canonicalize(quads_of(expand(document, contexts())))


@settings(max_examples=300)
@given(DOCUMENTS)
def test_whatever_is_emitted_is_what_expansion_says(document):
    try:
        emitted = fast(document)
    except GraphTooComplex:
        # Parts within parts that are all alike: there is a budget, on either path.
        return
    if emitted is not None:
        assert emitted == generic(document)


def written(record):
    """A record in each form that is signed as JSON-LD."""
    yield vc20.serialize_document(vc20.Credential(record, ISSUER, STATUS))
    yield elm.serialize(record, issuer=elm.Issuer(ISSUER, "Registry", "IE"), status=STATUS)
    profile = badge.Profile(ISSUER, "Registry")
    made = badge.badge_of(record, issuer=profile, status=STATUS, randomness=bytes)
    yield open_badges.serialize(made)


@settings(max_examples=25, phases=[Phase.generate])
@given(records)
def test_every_credential_of_ours_takes_the_fast_path(record):
    for document in written(record):
        emitted = fast(document)
        assert emitted is not None
        assert emitted == generic(document)


@settings(max_examples=150)
@given(DOCUMENTS)
def test_the_generic_path_says_what_pyld_says(document):
    # pyld takes a text with a direction and the same text without for one value of a list.
    assume("@direction" not in json.dumps(document))
    try:
        told = generic(document)
    except CredentialError:
        return
    assert told == canonicalize(by_pyld(document))


def test_a_context_that_is_not_ours_is_not_emitted():
    document = {"@context": [W3C_CONTEXT, DATA_INTEGRITY_CONTEXT], "type": "VerifiableCredential"}
    assert fast(document) is None
    assert fast({**document, "@context": [W3C_CONTEXT]}) == generic(document)


def test_a_credential_inside_a_presentation_has_its_own_contexts_and_graph():
    credential = {
        "@context": [W3C_CONTEXT, CONTEXT_URL],
        "type": ["VerifiableCredential", "SkillRecordCredential"],
        "issuer": "did:web:registry.example",
        "credentialSubject": {"givenName": "Ana", "name": "Ana M."},
    }
    presentation = {
        "@context": [W3C_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": "did:key:z6MkholderholderholderA",
        "verifiableCredential": [credential, {**credential, "issuer": "did:example:other"}],
    }
    emitted = fast(presentation)
    assert emitted is not None
    assert emitted == generic(presentation)


def test_many_ways_to_nest_do_not_fill_the_memory():
    """The tables are let go and made again; what is emitted stays right."""
    top = compiled((contexts()[W3C_CONTEXT], contexts()[CONTEXT_URL]))
    assert top is not None
    names = [name for name, term in top.terms.items() if term.is_scoped and name[0].islower()]
    honest = {"@context": [W3C_CONTEXT, CONTEXT_URL], "achievement": {"name": "Welder"}}
    for a in names:
        for b in names:
            nested = {a: {b: {c: {"trace": {"sentence": "x"}} for c in names}}}
            fast({"@context": [W3C_CONTEXT, CONTEXT_URL], **nested})
            assert top._made[0] <= MAX_SCOPES + 1
    # Each path of three brings a scope, and one more for its trace.
    assert 2 * len(names) ** 3 > MAX_SCOPES
    assert fast(honest) == generic(honest)
