"""Hiding claims behind digests, and putting disclosed ones back. RFC 9901, 4.2 and 7.1.

A hidden member leaves its digest in the `_sd` of its object; a hidden element of a list leaves
`{"...": digest}` in its place. What is disclosed may hide more.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.encodings import (
    MAX_DEPTH,
    decode_base64url,
    encode_base64url,
    parse_json_value,
    serialize_json,
)
from credentials.errors import (
    DigestRepeated,
    DisclosureInvalid,
    DisclosureUnreferenced,
    JsonTooDeep,
    RecordInvalid,
    SdJwtMalformed,
)

Json = dict[str, Any]
# Member names and list indexes from the root; None stands for every element of a list, as in
# the claims path pointers of OpenID4VP 1.0, 7.
Path = tuple[str | int | None, ...]
# How many random bytes are wanted -> the bytes.
Randomness = Callable[[int], bytes]

DIGESTS = "_sd"
ELEMENT = "..."
ALGORITHM = "_sd_alg"
SHA_256 = "sha-256"
_RESERVED = frozenset({DIGESTS, ELEMENT, ALGORITHM})
# RFC 9901, 9.3 recommends 128 bits.
_SALT_BYTES = 16
# How many digests an evened object has a multiple of.
EVEN_MEMBERS = 16
MAX_DISCLOSURES = 1000
MAX_DIGESTS = 4000


@dataclass(frozen=True, slots=True)
class Disclosure:
    """text: as sent, in base64url. name: None for an element of a list.

    path: where the claim stands among the disclosed claims.
    """

    text: str
    name: str | None
    path: tuple[str | int, ...]


def digest_of(text: str) -> str:
    """Of the encoded text, so that JSON's many spellings do not matter. RFC 9901, 4.2.3."""
    return encode_base64url(hashlib.sha256(text.encode()).digest())


def conceal(
    claims: Mapping[str, Any],
    paths: Iterable[Path],
    *,
    randomness: Randomness,
    decoys: int = 0,
    evened: bool = False,
) -> tuple[Json, list[str]]:
    """The payload to be signed, and the disclosures that belong to it.

    A path that leads nowhere hides nothing: optional claims may be absent. Where a claim and
    one inside it are both named, each can be disclosed by itself. decoys: digests of nothing,
    per object that hides something. evened: as many more as make the count of hidden claims one
    that many others have: of an object's members a multiple of EVEN_MEMBERS, of a list's elements
    a power of two, one for an empty list. Raises RecordInvalid for claims with reserved names.
    """
    concealer = _Concealer(frozenset(paths), randomness, decoys, evened)
    payload: Json = concealer.without_hidden(claims, ())
    if concealer.disclosures:
        payload[ALGORITHM] = SHA_256
    return payload, concealer.disclosures


class _Concealer:
    def __init__(
        self, paths: frozenset[Path], randomness: Randomness, decoys: int, evened: bool
    ) -> None:
        self._paths = paths
        self._randomness = randomness
        self._decoys = decoys
        self._evened = evened
        self.disclosures: list[str] = []

    def without_hidden(self, value: Any, path: Path) -> Any:
        if isinstance(value, Mapping):
            return self._members(value, path)
        if isinstance(value, Sequence) and not isinstance(value, str):
            return self._elements(value, path)
        return value

    def _members(self, members: Mapping[str, Any], path: Path) -> Json:
        if not _RESERVED.isdisjoint(members):
            raise RecordInvalid("A claim has a name that is reserved for digests.")
        left: Json = {}
        digests: list[str] = []
        for name, value in members.items():
            shown = self.without_hidden(value, (*path, name))
            if self._is_hidden((*path, name)):
                digests.append(self._disclose([name, shown]))
            else:
                left[name] = shown
        if digests:
            more = self._decoys + (-len(digests) % EVEN_MEMBERS if self._evened else 0)
            digests += [self._decoy() for _ in range(more)]
            # Sorted, because the order of the claims tells which is which. RFC 9901, 4.2.4.1.
            left[DIGESTS] = sorted(digests)
        return left

    def _elements(self, elements: Sequence[Any], path: Path) -> list[Any]:
        shown = [self._element(element, path, at) for at, element in enumerate(elements)]
        if self._evened and (*path, None) in self._paths:
            # At the end, so that the place of an element is what it was.
            wanted = 1 << max(len(elements) - 1, 0).bit_length()
            shown += [{ELEMENT: self._decoy()} for _ in range(wanted - len(elements))]
        return shown

    def _decoy(self) -> str:
        """RFC 9901, 4.2.5."""
        return encode_base64url(hashlib.sha256(self._randomness(32)).digest())

    def _element(self, element: Any, path: Path, at: int) -> Any:
        shown = self.without_hidden(element, (*path, at))
        return {ELEMENT: self._disclose([shown])} if self._is_hidden((*path, at)) else shown

    def _is_hidden(self, path: Path) -> bool:
        return any(meets(wanted, path) for wanted in self._paths if len(wanted) == len(path))

    def _disclose(self, content: list[Any]) -> str:
        salt = encode_base64url(self._randomness(_SALT_BYTES))
        text = encode_base64url(serialize_json([salt, *content]))
        self.disclosures.append(text)
        return digest_of(text)


def meets(wanted: Path, path: Sequence[str | int | None]) -> bool:
    """One path is the other, or leads through it."""
    return all(
        isinstance(at, int) if step is None else step == at and type(step) is type(at)
        for step, at in zip(wanted, path, strict=False)
    )


def reveal(payload: Mapping[str, Any], texts: Sequence[str]) -> tuple[Json, tuple[Disclosure, ...]]:
    """The claims with what was disclosed put back, and where each disclosure stands in them.

    Raises SdJwtMalformed or one of its kinds, Base64Invalid, JsonInvalid or one of its kinds.
    """
    if payload.get(ALGORITHM, SHA_256) != SHA_256:
        raise SdJwtMalformed("The digests are not SHA-256.")
    if len(texts) > MAX_DISCLOSURES:
        raise SdJwtMalformed("There are too many disclosures.")
    revealer = _Revealer(texts)
    claims = revealer.members(
        {name: value for name, value in payload.items() if name != ALGORITHM}, ()
    )
    return claims, revealer.found(texts)


class _Revealer:
    def __init__(self, texts: Sequence[str]) -> None:
        self._waiting = {digest_of(text): text for text in texts}
        if len(self._waiting) != len(texts):
            raise DisclosureInvalid("A disclosure was sent twice.")
        self._digests: set[str] = set()
        self._found: dict[str, Disclosure] = {}

    def found(self, texts: Sequence[str]) -> tuple[Disclosure, ...]:
        """In the order sent. Raises DisclosureUnreferenced."""
        if self._waiting:
            raise DisclosureUnreferenced("A disclosure belongs to nothing that was signed.")
        return tuple(self._found[text] for text in texts)

    def members(self, value: Mapping[str, Any], path: tuple[str | int, ...]) -> Json:
        """An object without its digests, with the disclosed members."""
        if ELEMENT in value or ALGORITHM in value:
            raise SdJwtMalformed("A reserved name stands where it may not.")
        claims = {
            name: self._value(inner, (*path, name))
            for name, inner in value.items()
            if name != DIGESTS
        }
        digests = value.get(DIGESTS, [])
        if not isinstance(digests, list):
            raise SdJwtMalformed("The digests of an object are a list.")
        for digest in digests:
            text = self._text_of(digest)
            if text is None:
                continue
            name, inner = _parse_member(text)
            if name in claims:
                raise DisclosureInvalid("A disclosure repeats a claim that is there already.")
            self._found[text] = Disclosure(text, name, (*path, name))
            claims[name] = self._value(inner, (*path, name))
        return claims

    def _value(self, value: Any, path: tuple[str | int, ...]) -> Any:
        # Each disclosure is shallow by itself; together they could nest for ever.
        if len(path) > MAX_DEPTH:
            raise JsonTooDeep(f"Disclosed claims nest deeper than {MAX_DEPTH} levels.")
        if isinstance(value, dict):
            return self.members(value, path)
        if isinstance(value, list):
            return self._elements(value, path)
        return value

    def _elements(self, elements: list[Any], path: tuple[str | int, ...]) -> list[Any]:
        shown: list[Any] = []
        for element in elements:
            at = (*path, len(shown))
            if not isinstance(element, dict) or ELEMENT not in element:
                shown.append(self._value(element, at))
                continue
            if len(element) != 1:
                raise SdJwtMalformed("The digest of an element stands alone.")
            text = self._text_of(element[ELEMENT])
            if text is not None:
                self._found[text] = Disclosure(text, None, at)
                shown.append(self._value(_parse_element(text), at))
        return shown

    def _text_of(self, digest: object) -> str | None:
        """The disclosure with this digest. A digest without one is a decoy or stays hidden."""
        if not isinstance(digest, str):
            raise SdJwtMalformed("A digest is a text.")
        if digest in self._digests:
            raise DigestRepeated("A digest stands twice in what was signed.")
        if len(self._digests) >= MAX_DIGESTS:
            raise SdJwtMalformed("There are too many digests.")
        self._digests.add(digest)
        return self._waiting.pop(digest, None)


def _parse_member(text: str) -> tuple[str, Any]:
    match parse_json_value(decode_base64url(text.encode())):
        case [str(), str(name), value] if name not in _RESERVED:
            return name, value
    raise DisclosureInvalid("A disclosed member is a salt, a name that is free, and a value.")


def _parse_element(text: str) -> Any:
    match parse_json_value(decode_base64url(text.encode())):
        case [str(), value]:
            return value
    raise DisclosureInvalid("A disclosed element is a salt and a value.")
