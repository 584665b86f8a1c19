"""The grammar of DIDs and DID URLs, and the part of a document that a DID URL names.

DID Core 1.0, 3.1 and 3.2.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credentials.errors import DidInvalid, DidUrlInvalid

MAX_CHARACTERS = 2048
_DID = re.compile(
    r"did:[a-z0-9]+:(?:(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})*:)*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+\Z"
)
_REST = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*\Z")


@dataclass(frozen=True, slots=True)
class DidUrl:
    """did: without what follows it. path with its "/"; query, fragment without their marks."""

    did: str
    path: str = ""
    query: str = ""
    fragment: str | None = None

    @property
    def is_did(self) -> bool:
        return not self.path and not self.query and self.fragment is None

    @property
    def method(self) -> str:
        return self.did.split(":", 2)[1]


def require_did(text: str) -> str:
    """Raises DidInvalid."""
    if len(text) > MAX_CHARACTERS or not _DID.match(text):
        raise DidInvalid("This is not a DID.")
    return text


def parse_did_url(text: str) -> DidUrl:
    """Raises DidInvalid where the DID itself is wrong, DidUrlInvalid for what follows it."""
    if len(text) > MAX_CHARACTERS:
        raise DidInvalid("This DID is too long.")
    before, mark, fragment = text.partition("#")
    before, _, query = before.partition("?")
    did, slash, path = before.partition("/")
    require_did(did)
    if not all(_REST.match(part) for part in (path, query, fragment)):
        raise DidUrlInvalid("A DID URL holds a character that does not belong there.")
    return DidUrl(did, slash + path, query, fragment if mark else None)


def find_method(document: Mapping[str, Any], did_url: str) -> Mapping[str, Any] | None:
    """The verification method of this id; relative ids count as the document's own."""
    methods = document.get("verificationMethod")
    for method in methods if isinstance(methods, list) else []:
        if isinstance(method, Mapping) and isinstance(method.get("id"), str):
            named = method["id"]
            full = f"{document.get('id')}{named}" if named.startswith("#") else named
            if full == did_url:
                return method
    return None
