"""Every JSON-LD context our credentials use, and what is published under /ns: from packages.

Nothing is fetched: our own context and schema are package data, the W3C's come with PyLD.
"""

from functools import cache
from importlib.resources import files

from credentials.did import DID_CONTEXTS
from credentials.profiles.vc20 import CONTEXT_URL, SCHEMA_URL, W3C_CONTEXT

NAMESPACE = "https://w3id.org/open-recognition/ns/"


def _own(name: str) -> bytes:
    return (files("credentials.profiles") / name).read_bytes()


def _bundled(name: str) -> bytes:
    return (files("pyld.documentloader.frozen") / "bundled" / name).read_bytes()


@cache
def contexts() -> dict[str, bytes]:
    """URL -> context document, for everything this registry signs."""
    return {
        W3C_CONTEXT: _bundled("credentials-v2.jsonld"),
        CONTEXT_URL: _own("context-v1.jsonld"),
        DID_CONTEXTS[0]: _bundled("did-v1.jsonld"),
    }


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
    }
