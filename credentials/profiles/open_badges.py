"""Open Badges 3.0: a badge to AchievementCredential and back, under its own contexts alone.

`serialize` and `parse` are inverse; `jwt_payload` and `parse_jwt_payload` carry the JWT's claims
beside (Open Badges 3.0, 8.2.4.1). A badge of another issuer has the same standard but other
members than ours: `credentials.readings` reads those by the W3C's model.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from credentials.claim_forms import is_country, is_full_date, is_holder_id, is_sha256, is_uuid_urn
from credentials.errors import ClaimsDisagree, ClaimsInvalid, ContextUnknown, RecordInvalid
from credentials.profiles import own_status
from credentials.profiles.badge import (
    COMPETENCY,
    EQUIVALENCE,
    ORIGIN_LEVEL,
    RECOGNISED_LEVEL,
    Alignment,
    Badge,
    BadgeEvidence,
    Endorsement,
    Identity,
    Profile,
    Result,
    validity_texts,
)
from credentials.profiles.facts import Json, given
from credentials.profiles.fields import Fields
from credentials.profiles.vc20 import W3C_CONTEXT

OPEN_BADGES_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
CONTEXTS = (W3C_CONTEXT, OPEN_BADGES_CONTEXT)
TYPES = ("VerifiableCredential", "OpenBadgeCredential")
_ALIGNMENT_TYPES = frozenset({COMPETENCY, EQUIVALENCE, ORIGIN_LEVEL, RECOGNISED_LEVEL})
_IDENTITY_TYPES = frozenset({"name", "ext:birthDate"})
_MIDNIGHT = "T00:00:00Z"


def serialize(badge: Badge) -> Json:
    """The credential, as a Data Integrity proof secures it."""
    document: Json = {
        "@context": list(CONTEXTS),
        "id": badge.id,
        "type": list(TYPES),
        "name": badge.name,
        "issuer": _profile(badge.issuer),
        **validity_texts(badge),
    }
    if badge.awarded_on:
        document["awardedDate"] = badge.awarded_on + _MIDNIGHT
    document["credentialSubject"] = _subject(badge)
    if badge.evidence:
        document["evidence"] = [_evidence(one) for one in badge.evidence]
    if badge.decisions:
        document["endorsement"] = [_endorsement(one, badge) for one in badge.decisions]
    document["credentialStatus"] = own_status.serialize(badge.status)
    return document


def jwt_payload(badge: Badge) -> Json:
    """The same with the JWT's claims beside it. Open Badges 3.0, 8.2.4.1."""
    return serialize(badge) | _jwt_claims(badge)


def _jwt_claims(badge: Badge) -> Json:
    claims: Json = {
        "iss": badge.issuer.id,
        "sub": badge.holder_id,
        "jti": badge.id,
        "nbf": int(badge.valid_from.timestamp()),
    }
    if badge.valid_until:
        claims["exp"] = int(badge.valid_until.timestamp())
    return claims


def _profile(profile: Profile) -> Json:
    written: Json = {"id": profile.id, "type": ["Profile"], "name": profile.name}
    if profile.country:
        written["address"] = {"type": ["Address"], "addressCountryCode": profile.country}
    return written


def _subject(badge: Badge) -> Json:
    subject: Json = {
        "id": badge.holder_id,
        "type": ["AchievementSubject"],
        "name": badge.holder_name,
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": one.hash,
                "identityType": one.type,
                "salt": one.salt,
            }
            for one in badge.identities
        ],
    }
    if badge.source:
        subject["source"] = _profile(badge.source)
    subject["achievement"] = _achievement(badge)
    if badge.results:
        subject["result"] = [
            {"type": ["Result"], "resultDescription": one.id, "value": one.value}
            for one in badge.results
        ]
    return subject


def _achievement(badge: Badge) -> Json:
    achievement = {
        "id": badge.achievement_id,
        "type": ["Achievement"],
        "name": badge.name,
        "description": badge.description,
        "criteria": {"narrative": badge.criteria},
        **given(achievementType=badge.achievement_type, fieldOfStudy=badge.field_of_study),
    }
    if badge.creator:
        achievement["creator"] = _profile(badge.creator)
    if badge.alignments:
        achievement["alignment"] = [_alignment(one) for one in badge.alignments]
    if badge.results:
        achievement["resultDescription"] = [_result_description(one) for one in badge.results]
    if badge.quality:
        achievement["endorsement"] = [_endorsement(one, badge) for one in badge.quality]
    return achievement


def _alignment(alignment: Alignment) -> Json:
    return {
        "type": ["Alignment"],
        **given(
            targetName=alignment.name,
            targetUrl=alignment.url,
            targetType=alignment.type,
            targetFramework=alignment.framework,
            targetCode=alignment.code,
            targetDescription=alignment.description,
        ),
    }


def _result_description(result: Result) -> Json:
    return {
        "id": result.id,
        "type": ["ResultDescription"],
        "name": result.name,
        "resultType": "Result",
    }


def _evidence(seen: BadgeEvidence) -> Json:
    written = {"id": seen.id, "type": ["Evidence"], "name": seen.name, "genre": seen.genre}
    return written | given(description=seen.description)


def _endorsement(endorsement: Endorsement, badge: Badge) -> Json:
    """Ours too: the registry says what the authority or the quality body stated."""
    return {
        "@context": list(CONTEXTS),
        "id": endorsement.id,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": endorsement.name,
        "issuer": _profile(badge.issuer),
        "validFrom": validity_texts(badge)["validFrom"],
        "credentialSubject": {
            "id": endorsement.subject,
            "type": ["EndorsementSubject"],
            "endorsementComment": endorsement.comment,
        },
    }


def parse(document: Mapping[str, Any]) -> Badge:
    """A badge of ours, without its proof. Raises ClaimsInvalid or one of its kinds."""
    fields = Fields(document, "badge")
    badge = _parse(fields)
    fields.finish()
    return badge


def parse_jwt_payload(payload: Mapping[str, Any]) -> Badge:
    """A badge of ours as a JWT carries it. Raises ClaimsInvalid or one of its kinds."""
    fields = Fields(payload, "badge")
    badge = _parse(fields)
    for name, value in _jwt_claims(badge).items():
        stated = fields.take(name)
        if stated != value or isinstance(stated, bool | float):
            raise ClaimsDisagree(f"{name} differs from the badge's own claim.", claim=name)
    fields.finish()
    return badge


def _parse(fields: Fields) -> Badge:
    if fields.take("@context") != list(CONTEXTS):
        raise ContextUnknown("A badge has the contexts of the W3C and of Open Badges 3.0.3.")
    fields.constant("type", list(TYPES))
    try:
        return _parse_badge(fields)
    except RecordInvalid as error:
        raise ClaimsInvalid(error.detail) from error


def _parse_badge(fields: Fields) -> Badge:
    badge_id = fields.text("id", is_uuid_urn)
    issuer = _parse_profile(fields.object("issuer"))
    valid_from = fields.instant("validFrom")
    subject = fields.object("credentialSubject")
    subject.constant("type", ["AchievementSubject"])
    achievement = subject.object("achievement")
    achievement.constant("type", ["Achievement"])
    criteria = achievement.object("criteria")
    badge = Badge(
        id=badge_id,
        issuer=issuer,
        valid_from=valid_from,
        valid_until=fields.instant("validUntil") if fields.has("validUntil") else None,
        status=own_status.parse(fields),
        holder_id=subject.text("id", is_holder_id),
        holder_name=subject.text("name"),
        identities=tuple(map(_parse_identity, subject.objects("identifier"))),
        achievement_id=achievement.iri("id"),
        name=achievement.text("name"),
        description=achievement.text("description"),
        criteria=criteria.text("narrative"),
        achievement_type=achievement.optional_text("achievementType"),
        field_of_study=achievement.optional_text("fieldOfStudy"),
        awarded_on=fields.optional_text("awardedDate", _is_midnight).removesuffix(_MIDNIGHT),
        creator=_optional_profile(achievement, "creator"),
        source=_optional_profile(subject, "source"),
        alignments=tuple(map(_parse_alignment, achievement.optional_objects("alignment"))),
        results=_parse_results(subject, achievement),
        evidence=tuple(map(_parse_evidence, fields.optional_objects("evidence"))),
        quality=_parse_endorsements(achievement, issuer, valid_from),
        decisions=_parse_endorsements(fields, issuer, valid_from),
    )
    fields.constant("name", badge.name)
    for part in (criteria, achievement, subject):
        part.finish()
    return badge


def _is_midnight(text: str) -> bool:
    return text.endswith(_MIDNIGHT) and is_full_date(text.removesuffix(_MIDNIGHT))


def _parse_profile(fields: Fields) -> Profile:
    fields.constant("type", ["Profile"])
    country = ""
    if fields.has("address"):
        address = fields.object("address")
        address.constant("type", ["Address"])
        country = address.text("addressCountryCode", is_country)
        address.finish()
    profile = Profile(fields.iri("id"), fields.text("name"), country)
    fields.finish()
    return profile


def _optional_profile(fields: Fields, name: str) -> Profile | None:
    return _parse_profile(fields.object(name)) if fields.has(name) else None


def _parse_identity(fields: Fields) -> Identity:
    fields.constant("type", "IdentityObject")
    fields.constant("hashed", True)
    identity = Identity(
        fields.text("identityType", _IDENTITY_TYPES.__contains__),
        fields.text("identityHash", _is_identity_hash),
        fields.text("salt"),
    )
    fields.finish()
    return identity


def _is_identity_hash(text: str) -> bool:
    return text.startswith("sha256$") and is_sha256(text.removeprefix("sha256$"))


def _parse_alignment(fields: Fields) -> Alignment:
    fields.constant("type", ["Alignment"])
    alignment = Alignment(
        type=fields.text("targetType", _ALIGNMENT_TYPES.__contains__),
        name=fields.text("targetName"),
        url=fields.iri("targetUrl"),
        framework=fields.optional_text("targetFramework"),
        code=fields.optional_text("targetCode"),
        description=fields.optional_text("targetDescription"),
    )
    fields.finish()
    return alignment


def _parse_results(subject: Fields, achievement: Fields) -> tuple[Result, ...]:
    """A value on the subject for each description on the achievement, in the same order."""
    values = subject.optional_objects("result")
    descriptions = achievement.optional_objects("resultDescription")
    if len(values) != len(descriptions):
        raise ClaimsDisagree("Each result has a description, and each description a result.")
    results = []
    for value, description in zip(values, descriptions, strict=True):
        value.constant("type", ["Result"])
        description.constant("type", ["ResultDescription"])
        description.constant("resultType", "Result")
        result = Result(
            description.iri("id"),
            description.text("name"),
            value.text("value"),
        )
        value.constant("resultDescription", result.id)
        value.finish()
        description.finish()
        results.append(result)
    return tuple(results)


def _parse_evidence(fields: Fields) -> BadgeEvidence:
    fields.constant("type", ["Evidence"])
    seen = BadgeEvidence(
        fields.iri("id"),
        fields.text("name"),
        fields.text("genre"),
        fields.optional_text("description"),
    )
    fields.finish()
    return seen


def _parse_endorsements(
    fields: Fields, issuer: Profile, valid_from: datetime
) -> tuple[Endorsement, ...]:
    """Each by the badge's own issuer and of the same moment: nobody else is quoted."""
    parsed = []
    for one in fields.optional_objects("endorsement"):
        one.constant("@context", list(CONTEXTS))
        one.constant("type", ["VerifiableCredential", "EndorsementCredential"])
        if _parse_profile(one.object("issuer")) != issuer or one.instant("validFrom") != valid_from:
            raise ClaimsDisagree("An endorsement in the badge is of another issuer or moment.")
        subject = one.object("credentialSubject")
        subject.constant("type", ["EndorsementSubject"])
        parsed.append(
            Endorsement(
                one.iri("id"),
                subject.iri("id"),
                one.text("name"),
                subject.text("endorsementComment"),
            )
        )
        subject.finish()
        one.finish()
    return tuple(parsed)
