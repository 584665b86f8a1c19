from credentials.contexts import contexts, published
from credentials.did import did_document
from credentials.encodings import parse_json
from credentials.profiles.vc20 import CONTEXT_URL, SCHEMA_URL, W3C_CONTEXT


def test_every_context_a_credential_names_is_at_hand():
    assert {W3C_CONTEXT, CONTEXT_URL} <= contexts().keys()
    for document in contexts().values():
        assert "@context" in parse_json(document)


def test_our_context_and_schema_are_published_under_their_persistent_addresses():
    base = "https://w3id.org/open-recognition/ns/"
    assert {base + path for path in published()} == {CONTEXT_URL, SCHEMA_URL}
    media_type, raw = published()["credentials/v1/schema.json"]
    assert media_type == "application/schema+json"
    assert parse_json(raw)["$id"] == SCHEMA_URL


def test_the_did_document_s_first_context_is_bundled(registry):
    assert did_document(registry.ring)["@context"][0] in contexts()
