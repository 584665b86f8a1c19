"""A level as it will be signed: names may change, what was decided does not."""

from typing import Any

from mappings import namespaces
from mappings.model import Framework
from registry.services import ReleaseInForce
from registry.storage.tables.applications import Application
from registry.usecases.comparison import get_framework, parse_level


def origin_claim(in_force: ReleaseInForce, application: Application) -> dict[str, Any] | None:
    """The worker's level at home, None where it is not known."""
    if application.framework_id is None or application.level is None:
        return None
    return _level_claim(get_framework(in_force, application.framework_id), application.level)


def decided_claim(in_force: ReleaseInForce, level: str | None) -> dict[str, Any] | None:
    """level: "de-dqr:4". Raises FrameworkUnknown, LevelUnknown."""
    if level is None:
        return None
    framework, code = parse_level(in_force, level, field="level")
    return _level_claim(framework, code)


def _level_claim(framework: Framework, level: str) -> dict[str, Any]:
    return {
        "framework_id": framework.id,
        "framework_name": framework.name,
        "framework_iri": namespaces.framework_iri(framework.id),
        "level": level,
        "level_iri": namespaces.level_iri(framework.id, level),
    }
