import subprocess
import sys
from hashlib import sha256

from credentials.contexts import (
    DATA_INTEGRITY_CONTEXT,
    EXAMPLES_CONTEXT,
    MULTIKEY_CONTEXT,
    contexts,
    contexts_with_examples,
    published,
)
from credentials.did import did_document
from credentials.encodings import parse_json
from credentials.profiles.elm import ELM_CONTEXT_URL, ELM_SHAPES_URL
from credentials.profiles.elm_reading import EARLIER_CONTEXT_URL, EARLIER_SHAPES_URL
from credentials.profiles.sd_jwt_vc import VCT
from credentials.profiles.vc20 import CONTEXT_URL, SCHEMA_URL, W3C_CONTEXT


def test_every_context_a_credential_names_is_at_hand():
    assert {W3C_CONTEXT, CONTEXT_URL} <= contexts().keys()
    for document in contexts().values():
        assert "@context" in parse_json(document)


def test_our_context_and_schema_are_published_under_their_persistent_addresses():
    base = "https://w3id.org/open-recognition/ns/"
    assert {base + path for path in published()} == {
        CONTEXT_URL,
        SCHEMA_URL,
        ELM_CONTEXT_URL,
        ELM_SHAPES_URL,
        EARLIER_CONTEXT_URL,
        EARLIER_SHAPES_URL,
        *VCT.values(),
    }
    media_type, raw = published()["credentials/v1/schema.json"]
    assert media_type == "application/schema+json"
    assert parse_json(raw)["$id"] == SCHEMA_URL


def test_the_did_document_s_first_context_is_bundled(registry):
    assert did_document(registry.ring)["@context"][0] in contexts()


def test_the_contexts_of_others_are_the_official_bytes():
    """Digests as VCDM 2.0, B.1 and VC Data Integrity 1.0, 2.4 publish them."""
    known = contexts()
    assert sha256(known[W3C_CONTEXT]).hexdigest().startswith("59955ced6697d61e03f2b2556febe530")
    assert (
        sha256(known[DATA_INTEGRITY_CONTEXT]).hexdigest().startswith("67f21e6e33a6c14e5ccfd2fc78")
    )
    assert (
        sha256(known[MULTIKEY_CONTEXT]).hexdigest().startswith("ba2c182de2d92f7e47184bcca8fcf0be")
    )


def test_no_package_that_carries_contexts_is_run():
    code = (
        "import sys, credentials.contexts as c; c.contexts(); print('openbadgeslib' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_the_vocabulary_for_examples_is_not_among_them():
    assert EXAMPLES_CONTEXT not in contexts()
    assert EXAMPLES_CONTEXT in contexts_with_examples()
