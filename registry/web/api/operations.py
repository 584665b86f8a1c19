"""For those who run the service."""

from fastapi import APIRouter, Depends

from registry.errors import ReleaseUnknown
from registry.storage.database import is_current
from registry.web.dependencies import Wired
from registry.web.errors import NotReady
from registry.web.security import anyone

router = APIRouter(tags=["operations"])


@router.get("/healthz", dependencies=[Depends(anyone)])
def get_health() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", dependencies=[Depends(anyone)])
def get_readiness(services: Wired) -> dict[str, str | int]:
    """Database, schema and release are there."""
    if not is_current(services.engine):
        raise NotReady("The database is not at the newest schema.")
    try:
        number = services.release.release.number
    except ReleaseUnknown:
        raise NotReady("No release of the equivalence graph is in force yet.") from None
    return {"status": "ready", "release": number}
