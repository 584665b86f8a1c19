"""For workers: offer the own credential to a wallet."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from registry.usecases import offers
from registry.usecases.offers import Offered
from registry.web.dependencies import Wired, WritingSession
from registry.web.security import Caller, Role, allow

router = APIRouter(prefix="/api/v1/offers", tags=["wallets"])
Worker = Annotated[Caller, Depends(allow(Role.WORKER))]


class OfferIn(BaseModel):
    """credential, or application: the own case, whose credential is handed over once decided."""

    credential: UUID | None = None
    application: UUID | None = None
    grant: Literal["pre-authorized_code", "authorization_code"] = "pre-authorized_code"
    tx_code: bool = True


class OfferOut(BaseModel):
    """link: for a wallet, as link or QR code. tx_code: shown once; the wallet asks for it."""

    id: str
    link: str
    offer_uri: str
    tx_code: str | None
    expires_at: datetime

    @classmethod
    def of(cls, offered: Offered, public_url: str) -> Self:
        return cls(
            id=offered.offer.id,
            link=offered.link,
            offer_uri=f"{public_url}/offers/{offered.offer.id}",
            tx_code=offered.tx_code,
            expires_at=offered.offer.expires_at,
        )


@router.post("", status_code=201)
def offer(caller: Worker, given: OfferIn, session: WritingSession, services: Wired) -> OfferOut:
    """A link that opens a wallet, and the code that it will ask for."""
    offered = offers.create_offer(
        session,
        services,
        actor=caller.account,
        credential_id=given.credential,
        application_id=given.application,
        grant=given.grant,
        with_tx_code=given.tx_code,
        now=services.clock(),
    )
    return OfferOut.of(offered, services.settings.public_url)
