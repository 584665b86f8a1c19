"""How two levels compare, and why."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from fastapi.responses import JSONResponse

from credentials.errors import CredentialError
from mappings.errors import MappingError
from mappings.model import Purpose
from registry.errors import RegistryError
from registry.usecases import comparison
from registry.usecases.comparison import Asked
from registry.web.dependencies import (
    ReaderLanguage,
    ReadingSession,
    Release,
    Wired,
    limited,
)
from registry.web.problems import described
from registry.web.schemas import ComparabilityAnswer, ComparabilityQuery, OptionalDay
from registry.web.security import anyone
from registry.web.vary import VaryingJson

router = APIRouter(prefix="/api/v1/comparability", tags=["comparability"])
MAX_QUESTIONS = 1_000
ANSWER: dict[int | str, dict[str, Any]] = {200: {"model": ComparabilityAnswer}}


@router.get("", dependencies=[Depends(anyone)], responses=ANSWER)
def get_comparability(
    question: Annotated[ComparabilityQuery, Query()],
    session: ReadingSession,
    release: Release,
    services: Wired,
    language: ReaderLanguage,
) -> JSONResponse:
    """One level, or one qualification's level, in another framework, with its trace."""
    request = comparison.prepare(session, release, question.asked(), now=services.clock())
    return VaryingJson(comparison.compare(release, request, gettext=language.gettext), language)


@router.get("/matrix", dependencies=[Depends(anyone)])
def get_matrix(
    source: Annotated[str, Query(alias="from", examples=["nl-nlqf"])],
    to: Annotated[str, Query(examples=["de-dqr"])],
    session: ReadingSession,
    release: Release,
    services: Wired,
    language: ReaderLanguage,
    purpose: Purpose = Purpose.INFORMATION,
    as_of: OptionalDay = None,
) -> JSONResponse:
    """Every level of one framework in another, lowest first: the answers without their rules."""
    framework = release.index.framework(source)
    rows = []
    for level in sorted(framework.levels, key=lambda level: level.rank):
        asked = Asked(source=f"{source}:{level.code}", to=to, purpose=purpose, as_of=as_of)
        request = comparison.prepare(session, release, asked, now=services.clock())
        rows.append(comparison.compare(release, request, gettext=language.gettext))
    return VaryingJson({"from": source, "to": to, "items": rows, "next": None}, language)


@router.post("/batch", dependencies=[Depends(anyone), limited("batch")])
def compare_batch(
    questions: Annotated[
        list[ComparabilityQuery], Body(embed=True, min_length=1, max_length=MAX_QUESTIONS)
    ],
    session: ReadingSession,
    release: Release,
    services: Wired,
    language: ReaderLanguage,
) -> JSONResponse:
    """Many questions at once, answers in the same order; a wrong one spoils no other."""
    now = services.clock()
    answers: list[dict[str, Any]] = []
    for question in questions:
        try:
            request = comparison.prepare(session, release, question.asked(), now=now)
            answers.append(comparison.compare(release, request, gettext=language.gettext))
        except (RegistryError, MappingError, CredentialError) as error:
            answers.append({"problem": described(error)})
    return VaryingJson({"items": answers, "next": None}, language)
