"""What a verifier asks of anybody's credential, read in one go. VCDM 2.0, 4.

Most credentials are made of the same few members in their plainest form. Those are recognised at
a glance by compiled code; whatever else a credential is made of, `vcdm` checks rule by rule. A
test holds the two equal.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

from credentials.errors import ClaimsInvalid
from credentials.model import StatusEntry
from credentials.profiles import vcdm
from credentials.profiles.shapes import MAX_PARTS, MAX_URL, URL, is_url
from credentials.profiles.status_entries import INDEX, parse_entries

Json = Mapping[str, Any]

_Url = Annotated[str, msgspec.Meta(pattern=rf"^{URL}\Z", max_length=MAX_URL)]
_Type = Annotated[str, msgspec.Meta(pattern=r"^\S+\Z")]
# Members with rules of their own, which a glance does not know.
_RULED = frozenset({*vcdm.TYPED, "credentialSchema", "relatedResource", "proof"})


class Outline(NamedTuple):
    """subjects: those that have an identifier. valid_from, valid_until: None where open.

    status: the entries that can be looked up; status_foreign: there are others.
    """

    issuer: str
    types: tuple[str, ...]
    subjects: tuple[str, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    status: tuple[StatusEntry, ...]
    status_foreign: bool = False


class _Entry(msgspec.Struct, rename="camel", forbid_unknown_fields=True, gc=False):
    type: Literal["BitstringStatusListEntry"]
    status_purpose: Literal["revocation", "suspension"]
    status_list_index: Annotated[str, msgspec.Meta(pattern=rf"^{INDEX}\Z")]
    status_list_credential: _Url
    id: _Url | UnsetType = UNSET


class _Usual(msgspec.Struct, rename="camel", gc=False):
    context: Annotated[list[_Url], msgspec.Meta(max_length=vcdm.MAX_CONTEXTS)] = msgspec.field(
        name="@context"
    )
    type: Annotated[list[_Type], msgspec.Meta(max_length=MAX_PARTS)]
    issuer: _Url
    credential_subject: Annotated[dict[str, Any], msgspec.Meta(min_length=1)]
    id: _Url | UnsetType = UNSET
    valid_from: str | UnsetType = UNSET
    valid_until: str | UnsetType = UNSET
    credential_status: _Entry | UnsetType = UNSET
    name: str | UnsetType = UNSET
    description: str | UnsetType = UNSET


def outline_of(document: Json, *, at_hand: Mapping[str, bytes] | None = None) -> Outline:
    """The shape is checked as `vcdm.check_credential` does, and what it raises is raised here."""
    return glance(document) or _read(document, at_hand)


def glance(document: Json) -> Outline | None:
    """None where it takes the rules to say."""
    if not _RULED.isdisjoint(document):
        return None
    try:
        read = msgspec.convert(document, _Usual)
        start, end = vcdm.validity_of(document)
    except (msgspec.ValidationError, ClaimsInvalid):
        return None
    named = read.credential_subject.get("id")
    if (
        read.context[:1] != [vcdm.CONTEXT_V2]
        or vcdm.CREDENTIAL not in read.type
        or not (is_url(named) or "id" not in read.credential_subject)
    ):
        return None
    status: tuple[StatusEntry, ...] = ()
    if (entry := read.credential_status) is not UNSET:
        url = entry.status_list_credential
        if entry.id == url or not url.startswith("https://"):
            return None
        status = (StatusEntry(url, int(entry.status_list_index), entry.status_purpose),)
    subjects = () if named is None else (named,)
    return Outline(read.issuer, tuple(read.type), subjects, start, end, status)


def _read(document: Json, at_hand: Mapping[str, bytes] | None) -> Outline:
    vcdm.check_credential(document, at_hand=at_hand)
    types = document["type"]
    start, end = vcdm.validity_of(document, vcdm.version_of(document))
    return Outline(
        vcdm.issuer_of(document),
        tuple(types) if isinstance(types, list) else (types,),
        tuple(str(subject["id"]) for subject in vcdm.subjects_of(document) if "id" in subject),
        start,
        end,
        *parse_entries(document),
    )
