"""Pages for everybody: the question, the answer, the frameworks."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from mappings.model import Framework
from registry.services import ReleaseInForce
from registry.storage.tables.qualifications import Qualification
from registry.usecases import comparison, guidance, qualifications
from registry.web.dependencies import (
    ReaderLanguage,
    ReadingSession,
    Release,
    Rendered,
    Wired,
)
from registry.web.pages import choices
from registry.web.schemas import ComparabilityQuery, OptionalCode
from registry.web.security import any_reader
from registry.web.translations import Language

router = APIRouter(include_in_schema=False, dependencies=[Depends(any_reader)])
FOUND_AT_MOST = 30


class PageQuestion(ComparabilityQuery):
    """The API's parameters, and those of a question that is not complete yet."""

    framework: OptionalCode = None
    level: OptionalCode = None
    q: str = Field("", max_length=200)


Question = Annotated[PageQuestion, Query()]


@router.get("/")
def show_home(
    request: Request, pages: Rendered, release: Release, language: ReaderLanguage
) -> Response:
    return pages.render(
        request,
        "home.html",
        **_lists(release, language),
        frameworks_count=len(release.release.graph.frameworks),
        statements_count=len(release.release.graph.correspondences),
    )


@router.get("/compare")
def show_comparison(
    request: Request,
    question: Question,
    pages: Rendered,
    session: ReadingSession,
    release: Release,
    services: Wired,
    language: ReaderLanguage,
) -> Response:
    """Asks for what is missing of the question, then answers it."""
    if question.framework and question.level and not question.source:
        question.source = f"{question.framework}:{question.level}"
    facts: dict[str, Any] = {"question": question, **_lists(release, language)}
    if question.q and not question.qualification and not question.source:
        page = qualifications.page_qualifications(session, q=question.q, limit=FOUND_AT_MOST)
        return pages.render(request, "compare_find.html", found=page.rows, **facts)
    if question.framework and not question.source:
        framework = release.index.framework(question.framework)
        levels = choices.levels(framework)
        return pages.render(
            request, "compare_level.html", framework=framework, levels=levels, **facts
        )
    if not (question.source or question.qualification) or not (question.to or question.country):
        return pages.render(request, "compare_ask.html", **facts)
    held = None
    if question.qualification:
        held = qualifications.get_qualification(session, question.qualification)
    if held is not None and not (held.framework_id and held.level):
        # Nothing can be compared; who decides is known all the same.
        return pages.render(
            request,
            "compare_unknown.html",
            held=held,
            **_who_decides(release, held, question),
            **facts,
        )
    asked = comparison.prepare(session, release, question.asked(), now=services.clock())
    target = release.index.framework(asked.to_framework)
    return pages.render(
        request,
        "compare.html",
        regulated=target.territory
        and guidance.is_regulated_there(
            release,
            destination=target.territory,
            purpose=asked.purpose,
            occupation=asked.occupation,
        ),
        answer=comparison.compare(release, asked, gettext=language.gettext),
        asked=asked,
        held=held,
        source=release.index.framework(asked.from_framework),
        target=target,
        **facts,
    )


def _who_decides(
    release: ReleaseInForce, held: Qualification, question: PageQuestion
) -> dict[str, Any]:
    """Where no level is known. Raises CountryUnknown, CountryWithoutFramework, FrameworkUnknown."""
    if question.country:
        target = comparison.framework_of_country(release, question.country)
    else:
        target = comparison.get_framework(release, (question.to or "").partition(":")[0])
    of_this: dict[str, Any] = {
        "destination": target.territory,
        "purpose": question.purpose,
        "occupation": question.occupation or held.isco08 or None,
    }
    cards = guidance.procedures_for(release, **of_this)
    at_home = [
        framework.id
        for framework in release.release.graph.frameworks.values()
        if framework.territory == held.country and framework.status == "active"
    ]
    return {
        "target": target,
        "cards": [guidance.describe_procedure(card) for card in cards],
        "regulated": guidance.is_regulated_there(release, **of_this),
        "home_framework": held.framework_id or next(iter(at_home), ""),
    }


def _lists(release: ReleaseInForce, language: Language) -> dict[str, Any]:
    return {
        "destinations": choices.destinations(release, language),
        "framework_choices": choices.frameworks(release, language),
    }


@router.get("/frameworks")
def show_frameworks(
    request: Request, pages: Rendered, release: Release, language: ReaderLanguage
) -> Response:
    known = release.release.graph.frameworks
    ordered = [known[key] for key, _ in choices.frameworks(release, language)]
    hubs = [framework for framework in ordered if framework.hub]
    others = [framework for framework in ordered if not framework.hub]
    return pages.render(request, "frameworks.html", hubs=hubs, others=others)


@router.get("/frameworks/{framework_id}")
def show_framework(
    request: Request,
    framework_id: str,
    pages: Rendered,
    release: Release,
    language: ReaderLanguage,
) -> Response:
    framework = release.index.framework(framework_id)
    return pages.render(
        request,
        "framework.html",
        framework=framework,
        levels=sorted(framework.levels, key=lambda level: -level.rank),
        linked=_linked(release, framework),
        **_lists(release, language),
    )


def _linked(release: ReleaseInForce, framework: Framework) -> list[Framework]:
    """Frameworks with a statement to or from this one, in either direction."""
    ids = set(release.index.links_from(framework.id))
    return [release.index.framework(one) for one in sorted(ids)]
