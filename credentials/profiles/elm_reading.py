"""ELM 3 documents of ours, read strictly: every node of a known type, every member of its own.

The shapes say the same of the graph; this says it of the JSON, in a fraction of the time, and
gives back the comparisons. A document of another issuer under our context is held to it too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from credentials.claims import Equivalence
from credentials.errors import ClaimMissing, ContextUnknown
from credentials.profiles import facts, grounds, own_status
from credentials.profiles.elm import ELM_CONTEXT_URL, ELM_SHAPES_URL, TYPES
from credentials.profiles.elm_members import EDITION_1, EDITION_2, Nodes, read_node, read_profiles
from credentials.profiles.fields import Fields
from credentials.profiles.vc20 import W3C_CONTEXT

EARLIER_CONTEXT_URL = "https://w3id.org/open-recognition/ns/elm/v1"
EARLIER_SHAPES_URL = "https://w3id.org/open-recognition/ns/elm/v1/shapes.ttl"


@dataclass(frozen=True, slots=True)
class _Edition:
    """What a context's documents are read by."""

    shapes_url: str
    nodes: Nodes


_EDITIONS: Mapping[str, _Edition] = MappingProxyType(
    {
        ELM_CONTEXT_URL: _Edition(ELM_SHAPES_URL, EDITION_2),
        EARLIER_CONTEXT_URL: _Edition(EARLIER_SHAPES_URL, EDITION_1),
    }
)


def is_elm(document: Mapping[str, Any]) -> bool:
    contexts = document.get("@context")
    return isinstance(contexts, list) and any(url in contexts for url in _EDITIONS)


def parse(document: Mapping[str, Any]) -> tuple[Equivalence, ...]:
    """The comparisons in a document without proof and without a JWT's claims.

    Raises ClaimsInvalid or one of its kinds, RecordInvalid for a status that cannot be.
    """
    fields = Fields(document, "credential")
    contexts = fields.take("@context")
    edition = next((_EDITIONS[url] for url in _EDITIONS if contexts == [W3C_CONTEXT, url]), None)
    if edition is None:
        raise ContextUnknown("An ELM document of ours has the W3C's context and ours.")
    fields.constant("type", list(TYPES))
    fields.iri("id")
    _read_issuer(fields, edition)
    _read_times(fields, edition)
    read_profiles(fields, "credentialProfiles", edition.nodes)
    read_node(fields.object("displayParameter"), "DisplayParameter", edition.nodes)
    subject = document.get("credentialSubject")
    read_node(fields.object("credentialSubject"), "Person", edition.nodes)
    own_status.parse(fields)
    schema = fields.object("credentialSchema")
    schema.constant("id", edition.shapes_url)
    schema.constant("type", "ShaclValidator2017")
    schema.finish()
    if edition.nodes is EDITION_1:
        for seen in fields.optional_objects("evidence"):
            grounds.parse_evidence(seen)
    fields.finish()
    claims = subject["hasClaim"] if isinstance(subject, dict) else []
    return tuple(
        facts.parse_equivalence(Fields(compared, "equivalence"))
        for claim in claims
        for compared in claim.get("equivalence", ())
    )


def _read_issuer(fields: Fields, edition: _Edition) -> None:
    """It has a number, though other organisations need none."""
    issuer = fields.object("issuer")
    if edition.nodes is EDITION_2 and not issuer.has("eIDASIdentifier"):
        raise ClaimMissing("credential.issuer has no number.", claim="eIDASIdentifier")
    read_node(issuer, "Organisation", edition.nodes)


def _read_times(fields: Fields, edition: _Edition) -> None:
    """The same moments under their names in both data models."""
    begin = fields.text("validFrom")
    for name in ("issuanceDate", "issued"):
        fields.constant(name, begin)
    Fields({"validFrom": begin}, "credential").instant("validFrom")
    if fields.has("validUntil"):
        end = fields.text("validUntil")
        Fields({"validUntil": end}, "credential").instant("validUntil")
        if edition.nodes is EDITION_2:
            fields.constant("expirationDate", end)
