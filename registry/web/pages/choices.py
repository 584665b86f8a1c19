"""Lists to choose from, in the reader's language and order."""

from collections.abc import Iterable

from babel import Locale

from mappings.model import Framework
from registry.services import ReleaseInForce
from registry.web.rendering import country_name, locale_of
from registry.web.translations import Language

Choice = tuple[str, str]


def _sorted(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(set(choices), key=lambda choice: choice[1].casefold())


def destinations(release: ReleaseInForce, language: Language) -> list[Choice]:
    """Countries with a framework in use: these can be compared with."""
    locale = locale_of(language)
    return _sorted(
        (framework.territory, country_name(framework.territory, locale))
        for framework in release.release.graph.frameworks.values()
        if framework.territory and framework.status == "active" and not framework.hub
    )


def deciding_countries(release: ReleaseInForce, language: Language) -> list[Choice]:
    """Countries with a procedure card: to these one can apply."""
    locale = locale_of(language)
    return _sorted(
        (card.destination, country_name(card.destination, locale))
        for card in release.release.graph.procedures
    )


def frameworks(release: ReleaseInForce, language: Language) -> list[Choice]:
    """Every framework, by country."""
    locale = locale_of(language)
    return _sorted(
        (framework.id, framework_label(framework, locale))
        for framework in release.release.graph.frameworks.values()
    )


def framework_label(framework: Framework, locale: Locale) -> str:
    short = framework.abbreviation or framework.name
    if not framework.territory:
        return framework.name if short == framework.name else f"{framework.name} ({short})"
    return f"{country_name(framework.territory, locale)} – {short}"


def levels(framework: Framework) -> list[Choice]:
    """Highest first, each with what it is typically called."""
    ordered = sorted(framework.levels, key=lambda level: -level.rank)
    return [
        (
            level.code,
            " – ".join(
                dict.fromkeys(
                    text
                    for text in (level.code, level.label, level.typical_qualification)
                    if text and text != f"Level {level.code}"
                )
            ),
        )
        for level in ordered
    ]
