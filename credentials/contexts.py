"""Every JSON-LD context that is known here, and what is published under /ns: from packages.

Nothing is fetched: our own contexts and schema are package data, the others come with PyLD and
openbadgeslib. A context decides what a signature means, so each is held to its digest.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from credentials.did import DID_CONTEXTS
from credentials.encodings import serialize_json
from credentials.errors import ContextUnknown
from credentials.profiles.elm import ELM_CONTEXT_URL, ELM_SHAPES_URL
from credentials.profiles.elm_reading import EARLIER_CONTEXT_URL, EARLIER_SHAPES_URL
from credentials.profiles.open_badges import OPEN_BADGES_CONTEXT
from credentials.profiles.sd_jwt_vc import VCT
from credentials.profiles.type_metadata import type_metadata
from credentials.profiles.vc20 import CONTEXT_URL, SCHEMA_URL, W3C_CONTEXT

NAMESPACE = "https://w3id.org/open-recognition/ns/"
W3C_CONTEXT_V1 = "https://www.w3.org/2018/credentials/v1"
ED25519_2020_CONTEXT = "https://w3id.org/security/suites/ed25519-2020/v1"
DATA_INTEGRITY_CONTEXT = "https://w3id.org/security/data-integrity/v2"
MULTIKEY_CONTEXT = "https://w3id.org/security/multikey/v1"
EXAMPLES_CONTEXT = "https://www.w3.org/ns/credentials/examples/v2"

_OB = "https://purl.imsglobal.org/spec/ob/v3p0"
# URL -> file in a package, SHA-256. The first three digests are also in the W3C's own texts.
_OPENBADGESLIB = {
    W3C_CONTEXT: (
        "credentials-v2.json",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    DATA_INTEGRITY_CONTEXT: (
        "security-data-integrity-v2.json",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    MULTIKEY_CONTEXT: (
        "security-multikey-v1.json",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    f"{_OB}/context-3.0.1.json": (
        "ob-v3p0-context-3.0.1.json",
        "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571",
    ),
    f"{_OB}/context-3.0.2.json": (
        "ob-v3p0-context-3.0.2.json",
        "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53",
    ),
    OPEN_BADGES_CONTEXT: (
        "ob-v3p0-context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
    f"{_OB}/extensions.json": (
        "ob-v3p0-extensions.json",
        "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93",
    ),
}
_PYLD = {
    W3C_CONTEXT_V1: (
        "credentials-v1.jsonld",
        "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8",
    ),
    DID_CONTEXTS[0]: (
        "did-v1.jsonld",
        "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f",
    ),
    ED25519_2020_CONTEXT: (
        "security-ed25519-2020-v1.jsonld",
        "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588",
    ),
}


def _own(name: str) -> bytes:
    return (files("credentials.profiles") / name).read_bytes()


def _packaged(package: str, folder: str, listed: Mapping[str, tuple[str, str]]) -> dict[str, bytes]:
    """The files of a package, which is found and not imported: nothing of it runs."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ContextUnknown(f"The package {package}, which carries contexts, is missing.")
    root = Path(spec.submodule_search_locations[0]) / folder
    found = {}
    for url, (name, digest) in listed.items():
        raw = (root / name).read_bytes()
        if hashlib.sha256(raw).hexdigest() != digest:
            raise ContextUnknown(f"{name} of {package} is not the context it should be.")
        found[url] = raw
    return found


@cache
def contexts() -> Mapping[str, bytes]:
    """URL -> context document: all that a credential may name, of ours or of others."""
    return MappingProxyType(
        _packaged("openbadgeslib", "ob3/contexts", _OPENBADGESLIB)
        | _packaged("pyld", "documentloader/frozen/bundled", _PYLD)
        | {
            CONTEXT_URL: _own("context-v1.jsonld"),
            ELM_CONTEXT_URL: _own("elm-context-v2.jsonld"),
            EARLIER_CONTEXT_URL: _own("elm-context-v1.jsonld"),
        }
    )


@cache
def contexts_with_examples() -> Mapping[str, bytes]:
    """With the W3C's vocabulary for examples, in which every term is defined.

    Only for the test issuers: with it, no term of a credential is unknown.
    """
    vocabulary = {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}
    return MappingProxyType({**contexts(), EXAMPLES_CONTEXT: serialize_json(vocabulary)})


@cache
def published() -> dict[str, tuple[str, bytes]]:
    """Path under /ns/ -> (media type, bytes): ours to serve, for ever the same."""
    return {
        CONTEXT_URL.removeprefix(NAMESPACE): (
            "application/ld+json",
            _own("context-v1.jsonld"),
        ),
        SCHEMA_URL.removeprefix(NAMESPACE): (
            "application/schema+json",
            _own("schema-v1.json"),
        ),
        ELM_CONTEXT_URL.removeprefix(NAMESPACE): (
            "application/ld+json",
            _own("elm-context-v2.jsonld"),
        ),
        ELM_SHAPES_URL.removeprefix(NAMESPACE): ("text/turtle", _own("elm-shapes-v2.ttl")),
        EARLIER_CONTEXT_URL.removeprefix(NAMESPACE): (
            "application/ld+json",
            _own("elm-context-v1.jsonld"),
        ),
        EARLIER_SHAPES_URL.removeprefix(NAMESPACE): ("text/turtle", _own("elm-shapes-v1.ttl")),
        **{
            vct.removeprefix(NAMESPACE): ("application/json", serialize_json(type_metadata(kind)))
            for kind, vct in VCT.items()
        },
    }
