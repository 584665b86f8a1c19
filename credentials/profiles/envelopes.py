"""Envelopes and presentations: signed tokens inside W3C documents. VCDM 2.0, 4.13.

An envelope is a document whose whole content is a token in a data: URL. Presentations are built
here and secured by their holder; what is received is opened in `credentials.formats`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from credentials.errors import RecordInvalid
from credentials.profiles.facts import Json
from credentials.profiles.vc20 import W3C_CONTEXT

ENVELOPED_CREDENTIAL = "EnvelopedVerifiableCredential"
ENVELOPED_PRESENTATION = "EnvelopedVerifiablePresentation"
_CREDENTIALS = frozenset({"application/vc+jwt", "application/dc+sd-jwt", "application/jwt"})
_PRESENTATIONS = frozenset({"application/vp+jwt", "application/dc+sd-jwt"})


def envelope_credential(token: str, media_type: str) -> Json:
    """A signed credential as a document, for where one is asked for. VCDM 2.0, 4.13.1."""
    return _envelope(token, media_type, ENVELOPED_CREDENTIAL, _CREDENTIALS)


def envelope_presentation(token: str, media_type: str = "application/vp+jwt") -> Json:
    """A signed presentation as a document. VCDM 2.0, 4.13.2."""
    return _envelope(token, media_type, ENVELOPED_PRESENTATION, _PRESENTATIONS)


def _envelope(token: str, media_type: str, kind: str, allowed: frozenset[str]) -> Json:
    if media_type not in allowed:
        raise RecordInvalid(f"{media_type} has no place in such an envelope.")
    if not token or any(not "!" <= letter <= "~" for letter in token):
        raise RecordInvalid("A token is a line of visible ASCII.")
    return {"@context": W3C_CONTEXT, "id": f"data:{media_type},{token}", "type": kind}


def presentation(
    holder: str, credentials: Sequence[Mapping[str, Any]], *, presentation_id: str = ""
) -> Json:
    """Unsecured, for its holder to sign. credentials: documents with proofs, or envelopes.

    Raises RecordInvalid where nothing is shown.
    """
    if not credentials:
        raise RecordInvalid("A presentation shows something.")
    shown: Json = {"@context": [W3C_CONTEXT]}
    if presentation_id:
        shown["id"] = presentation_id
    return shown | {
        "type": ["VerifiablePresentation"],
        "holder": holder,
        "verifiableCredential": [dict(one) for one in credentials],
    }
