"""CURIEs and IRIs: `orr:level/nl-nlqf/4%2B` and what it is short for."""

import re
from collections.abc import Mapping

from mappings.namespaces import (
    BASE,
    DCTERMS,
    FOAF,
    OWL,
    PROV,
    QRR,
    RDF,
    RDFS,
    SEMAPV,
    SKOS,
    SSSOM,
    XSD,
)

# Known to every reader of SSSOM without being declared.
BUILT_IN = {"owl": OWL, "rdf": RDF, "rdfs": RDFS, "semapv": SEMAPV, "skos": SKOS, "sssom": SSSOM}
DECLARED = {"orr": BASE, "qrr": QRR, "dcterms": DCTERMS, "foaf": FOAF, "prov": PROV, "xsd": XSD}
_LAST_MARK = re.compile(r"^(.*[/#:])([^/#:]*)$", re.DOTALL)


class Curies:
    """Prefixes of one file. Writing adds prefixes for IRIs of other bases."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self.declared = dict(prefixes)
        self._added = 0

    def contract(self, iri: str) -> str:
        """The CURIE of an absolute IRI."""
        known = {**self.declared, **BUILT_IN}
        fitting = [(len(base), prefix) for prefix, base in known.items() if iri.startswith(base)]
        if fitting:
            length, prefix = max(fitting)
            return f"{prefix}:{iri[length:]}"
        found = _LAST_MARK.match(iri)
        if found is None:
            raise ValueError(f"{iri} is no absolute IRI")
        self._added += 1
        self.declared[f"ns{self._added}"] = found[1]
        return f"ns{self._added}:{found[2]}"

    def expand(self, curie: str) -> str:
        """The IRI of a CURIE; an address stays. Raises ValueError for an unknown prefix."""
        prefix, colon, rest = curie.partition(":")
        base = {**self.declared, **BUILT_IN}.get(prefix)
        if colon and base is not None:
            return base + rest
        if curie.startswith(("http://", "https://", "urn:")):
            return curie
        raise ValueError(f"{prefix or curie} is not in curie_map")
