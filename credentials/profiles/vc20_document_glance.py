"""A document of ours read at a glance: as the payload of the token that would say the same."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from credentials.profiles import vc20
from credentials.profiles.vc20_glance import Glance, glance

_WRITER = msgspec.json.Encoder()


def glance_document(document: Mapping[str, Any]) -> Glance | None:
    """document: without its proof. None where it takes `vc20.parse_document` to say."""
    if not vc20.JWT_CLAIMS.isdisjoint(document):
        return None
    try:
        claims = {
            "iss": document["issuer"],
            "sub": document["credentialSubject"]["id"],
            "jti": document["id"],
            "nbf": _seconds(document["validFrom"]),
        }
        if "validUntil" in document:
            claims["exp"] = _seconds(document["validUntil"])
    except (KeyError, TypeError, ValueError):
        return None
    return glance(_WRITER.encode({**document, **claims}))


def _seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())
