"""What a verifier asks a wallet for, claim by claim. DCQL: OpenID4VP 1.0, section 6 and 7.

Only questions that name their claims are asked: a credential shown whole tells an employer more
than it needs. A question is bounded, and so is looking for its answer.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.errors import QueryInvalid
from credentials.profiles.sd_jwt_vc import VCT
from credentials.profiles.vc20 import DECISION_TYPE

Json = dict[str, Any]
Path = tuple[str | int | None, ...]

SD_JWT, JWT, LDP = "dc+sd-jwt", "jwt_vc_json", "ldp_vc"
MAX_CREDENTIALS = 4
MAX_CLAIMS = 10
MAX_PATH = 6
MAX_TEXT = 200
# A VC's types are asked for by their IRIs, or by the names they have in a credential.
_TERMS: Mapping[str, str] = {
    "https://www.w3.org/2018/credentials#VerifiableCredential": "VerifiableCredential",
    **{f"https://w3id.org/open-recognition/ns#{kind}": kind for kind in VCT},
}
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}\Z")
# What an employer may ask for by name: the claim of an SD-JWT VC, and its place in a VC 2.0.
ASKABLE: Mapping[str, tuple[Path, Path]] = {
    "given_name": (("given_name",), ("credentialSubject", "givenName")),
    "family_name": (("family_name",), ("credentialSubject", "familyName")),
    "birthdate": (("birthdate",), ("credentialSubject", "birthDate")),
    "achievement": (("achievement",), ("credentialSubject", "achievement", "name")),
    "awarding_body": (
        ("awarding_body",),
        ("credentialSubject", "achievement", "awardingBody"),
    ),
    "origin_level": (("origin_level",), ("credentialSubject", "originLevel")),
    "recognition": (("recognition", None), ("credentialSubject", "recognition")),
    "equivalence": (("equivalence", None), ("credentialSubject", "equivalence")),
    "skills": (("skills", None), ("credentialSubject", "learningOutcome")),
    "assessment": (("assessment", None), ("credentialSubject", "assessment")),
    "quality": (("quality", None), ("credentialSubject", "quality")),
}


@dataclass(frozen=True, slots=True)
class CredentialQuery:
    """One credential that is asked for.

    types: of each set one whole set must be the credential's; of an SD-JWT VC its one vct.
    """

    id: str
    format: str
    paths: tuple[Path, ...]
    types: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """options: sets of credential queries, each of which is an answer by itself."""

    credentials: Mapping[str, CredentialQuery]
    options: tuple[frozenset[str], ...]
    source: Json

    @property
    def formats(self) -> frozenset[str]:
        return frozenset(one.format for one in self.credentials.values())


def query_for(
    names: Iterable[str], *, kind: str = DECISION_TYPE, formats: Sequence[str] = (SD_JWT,)
) -> Query:
    """Just these claims of one credential, in any of the formats. Raises QueryInvalid.

    names: of ASKABLE. Only dc+sd-jwt lets a holder leave out the others.
    """
    wanted = tuple(dict.fromkeys(names))
    if unknown := sorted(set(wanted) - set(ASKABLE)):
        raise QueryInvalid(f"There is no claim {unknown[0][:40]} to ask for.")
    if kind not in VCT:
        raise QueryInvalid("There is no credential of this type to ask for.")
    listed = [_credential_query(form, kind, wanted) for form in dict.fromkeys(formats)]
    source: Json = {"credentials": listed}
    if len(listed) > 1:
        source["credential_sets"] = [{"options": [[one["id"]] for one in listed]}]
    return parse_query(source)


def _credential_query(form: str, kind: str, names: Sequence[str]) -> Json:
    column = 0 if form == SD_JWT else 1
    meta: Json = (
        {"vct_values": [VCT[kind]]}
        if form == SD_JWT
        else {"type_values": [["VerifiableCredential", kind]]}
    )
    return {
        "id": re.sub(r"[^a-z0-9_]", "_", form),
        "format": form,
        "meta": meta,
        "require_cryptographic_holder_binding": True,
        "claims": [{"path": list(ASKABLE[name][column])} for name in names],
    }


def parse_query(source: object) -> Query:
    """Strictly, within bounds. Raises QueryInvalid, which says what is wrong."""
    members = _members(source, "query", {"credentials"}, {"credential_sets"})
    listed = _list(members["credentials"], "credentials", MAX_CREDENTIALS)
    queries = [_parse_credential(one) for one in listed]
    by_id = {one.id: one for one in queries}
    if len(by_id) != len(queries):
        raise QueryInvalid("Two credentials of the query share an id.")
    options: tuple[frozenset[str], ...] = (frozenset(by_id),)
    if "credential_sets" in members:
        options = _parse_options(members["credential_sets"], by_id)
    return Query(by_id, options, dict(members))


def _parse_credential(source: object) -> CredentialQuery:
    members = _members(
        source,
        "credential",
        {"id", "format", "meta", "claims"},
        {"require_cryptographic_holder_binding", "multiple"},
    )
    if not isinstance(members["id"], str) or not _NAME.match(members["id"]):
        raise QueryInvalid("The id of a credential is letters, digits, _ and -.")
    if members.get("multiple", False) is not False:
        raise QueryInvalid("One credential is asked for, not several.")
    if members.get("require_cryptographic_holder_binding", True) is not True:
        raise QueryInvalid("Only who holds the key of a credential may show it.")
    form = members["format"]
    if form not in (SD_JWT, JWT, LDP):
        raise QueryInvalid(f"The format is {SD_JWT}, {JWT} or {LDP}.")
    types = _parse_meta(members["meta"], form)
    claims = _list(members["claims"], "claims", MAX_CLAIMS)
    paths = tuple(_parse_claim(one) for one in claims)
    if len(set(paths)) != len(paths):
        raise QueryInvalid("One claim is asked for twice.")
    return CredentialQuery(members["id"], form, paths, types)


def _parse_meta(meta: object, form: str) -> tuple[frozenset[str], ...]:
    """OpenID4VP 1.0, B.1.1 and B.3.5."""
    name = "vct_values" if form == SD_JWT else "type_values"
    values = _list(_members(meta, "meta", {name}, set())[name], name, MAX_CREDENTIALS)
    types = []
    for value in values:
        texts = [value] if form == SD_JWT else _list(value, name, MAX_CREDENTIALS)
        if not all(isinstance(text, str) and 0 < len(text) <= MAX_TEXT for text in texts):
            raise QueryInvalid(f"{name} names types of credentials.")
        types.append(frozenset(_TERMS.get(text, text) for text in texts))
    return tuple(types)


def _parse_claim(source: object) -> Path:
    members = _members(source, "claim", {"path"}, {"id"})
    path = tuple(_list(members["path"], "path", MAX_PATH))
    for step in path:
        fits = step is None or (isinstance(step, str) and 0 < len(step) <= MAX_TEXT)
        counts = isinstance(step, int) and not isinstance(step, bool) and 0 <= step < 1000
        if not (fits or counts):
            raise QueryInvalid("A path is made of names, indexes and null.")
    if not isinstance(path[0], str):
        raise QueryInvalid("A path starts with a name.")
    if path == ("credentialSubject",):
        raise QueryInvalid("The whole subject is more than a question needs.")
    return path


def _parse_options(
    source: object, known: Mapping[str, CredentialQuery]
) -> tuple[frozenset[str], ...]:
    (only,) = _list(source, "credential_sets", 1)
    members = _members(only, "credential_set", {"options"}, {"required"})
    if members.get("required", True) is not True:
        raise QueryInvalid("A set of credentials that nobody needs is not asked for.")
    options = []
    for option in _list(members["options"], "options", MAX_CREDENTIALS):
        ids = frozenset(
            one for one in _list(option, "option", MAX_CREDENTIALS) if isinstance(one, str)
        )
        if not ids or not ids <= known.keys():
            raise QueryInvalid("An option names a credential that the query does not hold.")
        options.append(ids)
    return tuple(options)


def _members(source: object, what: str, needed: set[str], optional: set[str]) -> Json:
    if not isinstance(source, Mapping):
        raise QueryInvalid(f"A {what} is an object.")
    if missing := sorted(needed - source.keys()):
        raise QueryInvalid(f"A {what} needs {missing[0]}.")
    if foreign := sorted(str(name)[:40] for name in source.keys() - needed - optional):
        raise QueryInvalid(f"A {what} may not hold {foreign[0]} here.")
    return dict(source)


def _list(source: object, what: str, at_most: int) -> list[Any]:
    if not isinstance(source, list | tuple) or not 0 < len(source) <= at_most:
        raise QueryInvalid(f"{what} is a list of 1 to {at_most}.")
    return list(source)


def select(query: CredentialQuery, claims: Mapping[str, Any]) -> list[tuple[Path, Any]]:
    """(path, value) of each claim that was asked for; nothing else of what was shown.

    claims: proven. Raises QueryInvalid where one is missing, or where they are of another type:
    what a skill record says of a person, nobody has decided. OpenID4VP 1.0, 7.1.1.
    """
    told = claims.get("vct" if query.format == SD_JWT else "type", ())
    named = {told} if isinstance(told, str) else set(told)
    if not any(wanted <= named for wanted in query.types):
        raise QueryInvalid("The credential is of another type than was asked for.")
    found = []
    for path in query.paths:
        values = _follow([claims], path)
        if not values:
            raise QueryInvalid("A claim that was asked for is not there.")
        found.append((path, values if None in path else values[0]))
    return found


def _follow(values: Sequence[Any], path: Path) -> list[Any]:
    for step in path:
        values = [nearer for value in values for nearer in _below(value, step)]
    return list(values)


def _below(value: Any, step: str | int | None) -> Sequence[Any]:
    if isinstance(step, str):
        return [value[step]] if isinstance(value, Mapping) and step in value else []
    if not isinstance(value, list):
        return []
    return value if step is None else value[step : step + 1]
