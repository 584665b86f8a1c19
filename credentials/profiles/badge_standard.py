"""Open Badges 3.0 of anybody: what the standard demands of every badge. Open Badges 3.0, B.1.

A badge names the schema of the standard; that schema is not at hand, and this stands for it where
it matters: who, what, and by which criteria. Members beyond are left to JSON-LD.
"""

from collections.abc import Mapping
from typing import Any

from credentials.errors import ClaimMissing, ClaimsInvalid
from credentials.profiles.shapes import require_url, sequence_of, types_of

Json = Mapping[str, Any]

SCHEMA_TYPE = "1EdTechJsonSchemaValidator2019"
_SCHEMAS = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
_BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


def names_only_the_standard_s_schema(document: Json) -> bool:
    """Every schema it names is one of Open Badges 3.0."""
    if "credentialSchema" not in document:
        return False
    named = document["credentialSchema"]
    schemas = named if isinstance(named, list) else [named]
    return bool(schemas) and all(
        isinstance(one, dict)
        and one.get("type") == SCHEMA_TYPE
        and str(one.get("id")).startswith(_SCHEMAS)
        for one in schemas
    )


def check_badge(document: Json) -> None:
    """Raises ClaimMissing, ClaimsInvalid."""
    if not _BADGES & set(types_of(document, "type")):
        raise ClaimsInvalid("A badge says that it is one.", claim="type")
    for subject in sequence_of(document, "credentialSubject"):
        where = "credentialSubject."
        if "AchievementSubject" not in types_of(subject, "type", where):
            raise ClaimsInvalid("A badge is about an achievement's subject.", claim="type")
        if "id" not in subject and "identifier" not in subject:
            raise ClaimMissing("A badge says whom it is about.", claim=f"{where}id")
        for achievement in sequence_of(subject, "achievement"):
            _check_achievement(achievement, f"{where}achievement.")


def _check_achievement(achievement: Json, where: str) -> None:
    require_url(achievement, "id", where)
    if "Achievement" not in types_of(achievement, "type", where):
        raise ClaimsInvalid("An achievement says that it is one.", claim=f"{where}type")
    for name in ("name", "description"):
        if not isinstance(achievement.get(name), str) or not achievement[name]:
            raise ClaimMissing(f"{where}{name} is missing.", claim=where + name)
    criteria = achievement.get("criteria")
    if not isinstance(criteria, dict) or not ("id" in criteria or "narrative" in criteria):
        raise ClaimMissing(f"{where}criteria is missing.", claim=f"{where}criteria")
