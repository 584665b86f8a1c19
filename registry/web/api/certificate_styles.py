"""How an authority's certificates look: read, tried, and changed by who decides for it."""

from typing import Annotated, Literal, Self

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, Field

from credentials.certificate.style import MAX_LOGO_BYTES, Style, parse_style
from credentials.model import Outcome
from registry.usecases import certificate_styles
from registry.web.dependencies import ReadingSession, Wired, WritingSession
from registry.web.downloads import Texts
from registry.web.security import Caller, Role, allow

router = APIRouter(prefix="/api/v1/authorities", tags=["certificates"])
Stylist = Annotated[Caller, Depends(allow(Role.DECISION, Role.ADMINISTRATOR))]
Outcomes = Literal["FULL", "PARTIAL", "CONDITIONAL", "STATEMENT_ONLY", "REFUSED"]


class StyleShape(BaseModel):
    """primary, accent: "#rrggbb". logo: PNG or JPEG in base64, with its text alternative.

    words: language -> slot -> text, instead of the registry's own.
    """

    primary: str = Field("", max_length=7)
    accent: str = Field("", max_length=7)
    logo: str = Field("", max_length=MAX_LOGO_BYTES * 4 // 3 + 4)
    logo_text: str = Field("", max_length=200)
    words: dict[str, dict[str, str]] = Field(default_factory=dict)

    @classmethod
    def of(cls, style: Style) -> Self:
        return cls(**style.to_json())

    def to_model(self) -> Style:
        """Raises credentials.certificate_errors.StyleInvalid."""
        return parse_style(self.model_dump())


@router.get("/{authority}/certificate-style")
def get_style(_: Stylist, authority: str, session: ReadingSession) -> StyleShape:
    """The style in force; the registry's own where the authority has made none."""
    return StyleShape.of(certificate_styles.get_style(session, authority_id=authority))


@router.put("/{authority}/certificate-style")
def put_style(
    caller: Stylist, authority: str, given: StyleShape, session: WritingSession, services: Wired
) -> StyleShape:
    """From now on its certificates are printed so; earlier prints stay verifiable."""
    style = certificate_styles.put_style(
        session,
        actor=caller.account,
        authority_id=authority,
        style=given.to_model(),
        now=services.clock(),
    )
    return StyleShape.of(style)


@router.post(
    "/{authority}/certificate-style/preview",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
)
def preview(
    caller: Stylist,
    authority: str,
    given: StyleShape,
    session: ReadingSession,
    services: Wired,
    texts: Texts,
    outcome: Annotated[Outcomes, Query()] = "CONDITIONAL",
) -> Response:
    """A specimen in this style, which nothing is changed by."""
    drawn = certificate_styles.preview(
        session,
        services,
        actor=caller.account,
        authority_id=authority,
        style=given.to_model(),
        outcome=Outcome(outcome),
        catalogues=texts,
        now=services.clock(),
    )
    return Response(drawn, media_type="application/pdf", headers={"Cache-Control": "no-store"})
