"""Nodes that many parts of an ELM 3 document are made of, each with its IRI."""

import base64
from datetime import date
from functools import cache
from importlib.resources import files
from uuid import NAMESPACE_URL, uuid5

from credentials.claim_forms import is_full_date
from credentials.profiles import elm_concepts as concepts
from credentials.profiles.facts import Json

NOTHING_STATED = "not stated"
_BODIES = "https://w3id.org/open-recognition/id/body"


def awarding(node_id: str, awarding_body: Json, awarded_on: str) -> Json:
    process: Json = {"id": node_id, "type": "AwardingProcess", "awardingBody": [awarding_body]}
    if is_full_date(awarded_on):
        process["awardingDate"] = midnight(awarded_on)
    return process


def body(name: str, country: str, iri: str = "") -> Json:
    """An organisation, under an IRI that is the same wherever it is named."""
    name = name or NOTHING_STATED
    node_id = iri or uuid5(NAMESPACE_URL, f"{_BODIES}/{country}/{name}").urn
    return organisation(node_id, name, country)


def organisation(node_id: str, name: str, country: str) -> Json:
    return {
        "id": node_id,
        "type": "Organisation",
        "legalName": {"en": name},
        "location": [
            {
                "id": f"{node_id}#location",
                "type": "Location",
                "address": [
                    {
                        "id": f"{node_id}#address",
                        "type": "Address",
                        "countryCode": concepts.country(country),
                    }
                ],
            }
        ],
    }


def legal_identifier(node_id: str, notation: str, scheme: str, country: str) -> Json:
    return {
        "id": node_id,
        "type": "LegalIdentifier",
        "notation": notation,
        "schemeName": scheme,
        "spatial": concepts.country(country),
    }


def display(node_id: str, title: str) -> Json:
    """How a viewer shows the document: in English, behind a cover that is the same for all."""
    english = concepts.language("en")
    image: Json = {
        "id": f"{node_id}-image",
        "type": "MediaObject",
        "content": _cover(),
        "contentEncoding": concepts.base64(),
        "contentType": concepts.png(),
    }
    detail: Json = {"id": f"{node_id}-page", "type": "DisplayDetail", "image": image, "page": 1}
    return {
        "id": node_id,
        "type": "DisplayParameter",
        "title": {"en": title},
        "language": [english],
        "primaryLanguage": english,
        "individualDisplay": [
            {
                "id": f"{node_id}-individual",
                "type": "IndividualDisplay",
                "language": english,
                "displayDetail": [detail],
            }
        ],
    }


@cache
def _cover() -> str:
    """Drawn by tools/elm_cover.py."""
    drawn = (files("credentials.profiles") / "elm-cover.png").read_bytes()
    return base64.b64encode(drawn).decode()


def note(node_id: str, text: str) -> Json:
    return {"id": node_id, "type": "Note", "noteLiteral": {"en": text}}


def notes(node_id: str, texts: list[str]) -> list[Json]:
    return [note(f"{node_id}-{number}", text) for number, text in enumerate(texts, 1)]


def page(node_id: str, url: str) -> Json:
    return {"id": node_id, "type": "WebResource", "contentURL": url}


def midnight(day: str) -> str:
    """ELM dates are xsd:dateTime; ours are days."""
    return f"{date.fromisoformat(day).isoformat()}T00:00:00Z"
