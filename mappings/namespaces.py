"""IRIs of the graph. The base is fixed and persistent, so that hashes agree on every machine.

Architecture, section 1 (Identity); domain model, section 2.
"""

import hashlib
import re
import unicodedata
from urllib.parse import quote, unquote

BASE = "https://w3id.org/open-recognition/id/"
QRR = "https://w3id.org/open-recognition/ns#"

ADMS = "http://www.w3.org/ns/adms#"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
ELM = "http://data.europa.eu/snb/model/elm/"
EQF_LEVEL = "http://data.europa.eu/snb/eqf/"
FOAF = "http://xmlns.com/foaf/0.1/"
ORG = "http://www.w3.org/ns/org#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SEMAPV = "https://w3id.org/semapv/vocab/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SPDX = "http://spdx.org/rdf/terms#"
SSSOM = "https://w3id.org/sssom/"
XSD = "http://www.w3.org/2001/XMLSchema#"

# For readers of Turtle, JSON-LD and SPARQL.
PREFIXES = {
    "adms": ADMS,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "elm": ELM,
    "foaf": FOAF,
    "org": ORG,
    "owl": OWL,
    "prov": PROV,
    "qrr": QRR,
    "rdf": RDF,
    "rdfs": RDFS,
    "semapv": SEMAPV,
    "skos": SKOS,
    "spdx": SPDX,
    "sssom": SSSOM,
    "xsd": XSD,
}


def _iri(noun: str, *parts: str) -> str:
    return f"{BASE}{noun}/" + "/".join(quote(part, safe="") for part in parts)


def framework_iri(framework: str) -> str:
    return _iri("framework", framework)


def level_iri(framework: str, code: str) -> str:
    """`nl-nlqf`, `4+` -> `…/level/nl-nlqf/4%2B`."""
    return _iri("level", framework, code)


def level_of(iri: str) -> tuple[str, str]:
    """The framework and the code in a level's IRI. Raises ValueError for another IRI."""
    prefix = f"{BASE}level/"
    framework, slash, code = iri.removeprefix(prefix).partition("/")
    if not iri.startswith(prefix) or not slash:
        raise ValueError(f"{iri} is not the IRI of a level")
    return unquote(framework), unquote(code)


def framework_of(iri: str) -> str:
    """The id in a framework's IRI. Raises ValueError for another IRI."""
    return tail_of("framework", iri)


def tail_of(noun: str, iri: str) -> str:
    """What stands after `…/id/{noun}/`, decoded. Raises ValueError for another IRI."""
    prefix = f"{BASE}{noun}/"
    if not iri.startswith(prefix):
        raise ValueError(f"{iri} is not the IRI of a {noun}")
    return unquote(iri.removeprefix(prefix))


def statement_iri(statement: str) -> str:
    return _iri("statement", statement)


def mapping_set_iri(mapping_set: str) -> str:
    return _iri("set", mapping_set)


def rule_iri(rule: str) -> str:
    return _iri("rule", rule)


def agreement_iri(agreement: str) -> str:
    return _iri("agreement", agreement)


def procedure_iri(procedure: str) -> str:
    return _iri("procedure", procedure)


def opportunity_iri(opportunity: str) -> str:
    return _iri("opportunity", opportunity)


def qualification_iri(qualification: str) -> str:
    return _iri("qualification", qualification)


def release_iri(number: int) -> str:
    return _iri("release", str(number))


def office_iri(office: str) -> str:
    """An office of the registry that writes or reviews statements; never a person."""
    return _iri("office", office)


def framework_graph(framework: str, version: int) -> str:
    return _iri("fw", framework, str(version))


def mapping_set_graph(mapping_set: str, version: int) -> str:
    return _iri("set", mapping_set, str(version))


def rule_graph(rule: str, version: int) -> str:
    return _iri("rules", rule, str(version))


def guide_graph(country: str) -> str:
    """Procedure cards and learning opportunities of one country."""
    return _iri("guide", country, "1")


def authority_iri(name: str) -> str:
    """One IRI for one name: an authority is known to the graph by its name alone."""
    return _iri("authority", _fingerprint(name, name))


def document_iri(title: str, date: str, url: str) -> str:
    """One IRI for one title, date and address."""
    return _iri("document", _fingerprint(title, title, date, url))


def _fingerprint(words: str, *identity: str) -> str:
    """Readable words and eight digits that keep like-sounding names apart."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    digits = hashlib.sha256("\x1f".join(identity).encode()).hexdigest()[:8]
    return "-".join([*re.findall(r"[a-z0-9]+", plain)[:8], digits])
