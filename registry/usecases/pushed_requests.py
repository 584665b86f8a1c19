"""A wallet sends its request for authorisation ahead, and the browser brings a reference to it.

So nobody between can read or change what was asked. RFC 9126.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from registry.errors import WalletUnknown
from registry.services import Services
from registry.storage.queries import wallets
from registry.storage.tables.wallets import PushedRequest
from registry.usecases import wallet_secrets
from registry.usecases.wallet_authorization import Asked, read_client, read_request
from registry.wallet_errors import WalletError

URN = "urn:ietf:params:oauth:request_uri:"
# Below the ten minutes of FAPI 2.0, 5.3.2.2: within it a worker signs in and reads the page.
LIFETIME = timedelta(minutes=9)


@dataclass(frozen=True, slots=True)
class Pushed:
    """A request that was sent ahead, read when it came."""

    row: PushedRequest
    asked: Asked


def push(
    session: Session,
    services: Services,
    *,
    parameters: Mapping[str, str],
    key_thumbprint: str | None,
    now: datetime,
) -> str:
    """The reference, for one use. key_thumbprint: of the key in the wallet's proof, if it sent one.

    Raises WalletError.
    """
    if "request_uri" in parameters:
        raise WalletError("invalid_request", "A pushed request holds no request_uri.")
    try:
        read_client(services.settings, parameters)
    except WalletUnknown as error:
        raise WalletError("invalid_request", error.detail) from error
    named = parameters.get("dpop_jkt", key_thumbprint)
    if key_thumbprint not in (None, named):
        raise WalletError("invalid_dpop_proof", "The dpop_jkt is not the key of the proof.")
    asked = read_request({**parameters, **({"dpop_jkt": named} if named else {})})
    secret = wallet_secrets.new_secret()
    session.add(
        PushedRequest(
            request_hash=wallet_secrets.digest(secret),
            asked=asdict(asked),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    return f"{URN}{secret}"


def find(session: Session, parameters: Mapping[str, str], *, now: datetime) -> Pushed | None:
    """What the browser's reference stands for; None where it brings none.

    Raises WalletUnknown: another wallet's, answered, or past its time.
    """
    if "request_uri" not in parameters:
        return None
    secret = parameters["request_uri"].removeprefix(URN)
    row = wallets.find_pushed(session, wallet_secrets.digest(secret))
    if row is None or row.used_at is not None or now >= row.expires_at:
        raise WalletUnknown("The wallet's request is not known, was answered, or has expired.")
    asked = Asked(**{**row.asked, "configurations": tuple(row.asked["configurations"])})
    if parameters.get("client_id") != asked.client_id:
        raise WalletUnknown("The request was sent ahead by another wallet.")
    return Pushed(row, asked)


def use(session: Session, pushed: Pushed, *, now: datetime) -> None:
    """Its worker answers. Raises WalletUnknown where that happened already."""
    if not wallets.use_pushed(session, pushed.row, at=now):
        raise WalletUnknown("The wallet's request was answered already.")
