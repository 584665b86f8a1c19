"""What a route hands to a use case, as keywords: who acts, on which case, at what moment.

Assessing = Annotated[Step, Depends(step_by(allow_on_page(Role.ASSESSMENT)))]

def record_assessment(step: Assessing, session: WritingSession, ...) -> Response:
    case_facts.record_assessment(session, **step, draft=...)
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypedDict
from uuid import UUID

from fastapi import Depends, File, Form, UploadFile

from registry.storage.tables.accounts import Account
from registry.usecases.evidence import Employment
from registry.web.dependencies import Wired
from registry.web.security import Access, Caller

Short = Annotated[str, Form(max_length=300)]


class Step(TypedDict):
    """For a use case that acts on one case."""

    actor: Account
    application_id: UUID
    now: datetime


class ScopedStep(Step):
    """scope: the roles that the caller's token is good for."""

    scope: frozenset[str]


class Paper(TypedDict):
    """A paper that is handed in, as its form tells of it."""

    kind: str
    name: str
    media_type: str
    content: bytes
    employment: Employment


def step_by(access: Access) -> Callable[..., Step]:
    """A dependency: who may take the step is stated by `access`, the case by the path."""

    def step(
        caller: Annotated[Caller, Depends(access)], application_id: UUID, services: Wired
    ) -> Step:
        return Step(actor=caller.account, application_id=application_id, now=services.clock())

    return step


def scoped_step_by(access: Access) -> Callable[..., ScopedStep]:
    """As `step_by`, no further than the caller's token goes."""

    def step(
        caller: Annotated[Caller, Depends(access)], application_id: UUID, services: Wired
    ) -> ScopedStep:
        return ScopedStep(
            actor=caller.account,
            application_id=application_id,
            now=services.clock(),
            scope=caller.roles,
        )

    return step


def handed_in(
    file: Annotated[UploadFile, File()],
    kind: Annotated[str, Form()] = "document",
    issued_by: Short = "",
    role: Short = "",
    started_on: Short = "",
    ended_on: Short = "",
) -> Paper:
    return Paper(
        kind=kind,
        name=file.filename or "",
        media_type=file.content_type or "",
        content=file.file.read(),
        employment=Employment(issued_by, role, started_on, ended_on),
    )


HandedIn = Annotated[Paper, Depends(handed_in)]
