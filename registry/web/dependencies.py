"""What routes are handed: the services, one transaction, the reader's language."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlmodel import Session

from registry.services import ReleaseInForce, Services
from registry.storage.database import reading, transaction
from registry.wallet_errors import WalletError
from registry.web.errors import TooManyRequests
from registry.web.rate_limits import RateLimits
from registry.web.rendering import Pages
from registry.web.translations import Language


def get_services(request: Request) -> Services:
    services: Services = request.app.state.services
    services.refresh_keys()
    return services


Wired = Annotated[Services, Depends(get_services)]


def open_transaction(services: Wired) -> Iterator[Session]:
    """Commits when the route has returned, before the answer leaves; rolls back on any error."""
    with transaction(services.engine) as session:
        yield session


def open_reading(services: Wired) -> Iterator[Session]:
    """For routes that change nothing: never holds up a writer."""
    with reading(services.engine) as session:
        yield session


# "function": with the default scope the commit would come after the answer has left, so that a
# failed commit would be a false success.
WritingSession = Annotated[Session, Depends(open_transaction, scope="function")]
ReadingSession = Annotated[Session, Depends(open_reading, scope="function")]


def get_release(services: Wired) -> ReleaseInForce:
    """Taken once per request, so that a swap in between cannot mix two releases."""
    return services.release


Release = Annotated[ReleaseInForce, Depends(get_release)]


def get_pages(request: Request) -> Pages:
    pages: Pages = request.app.state.pages
    return pages


Rendered = Annotated[Pages, Depends(get_pages)]


def get_language(request: Request, pages: Rendered) -> Language:
    return pages.language(request)


ReaderLanguage = Annotated[Language, Depends(get_language)]


def get_rate_limits(request: Request) -> RateLimits:
    rate_limits: RateLimits = request.app.state.rate_limits
    return rate_limits


Limits = Annotated[RateLimits, Depends(get_rate_limits)]


def caller_address(request: Request) -> str:
    """Whom a limit counts: the address of the connection."""
    return request.client.host if request.client else "unknown"


Address = Annotated[str, Depends(caller_address)]


def limited(name: str) -> Any:
    """Counts a request before its body is read: what cannot be read costs as much."""

    def count(limits: Limits, address: Address) -> None:
        limits.count(name, address)

    return Depends(count)


def wallet_limited() -> Any:
    """As `limited`, for wallets, which read OAuth's words and no problem details."""

    def count(limits: Limits, address: Address) -> None:
        try:
            limits.count("wallet", address)
        except TooManyRequests as error:
            raise WalletError("temporarily_unavailable", error.detail) from error

    return Depends(count)
