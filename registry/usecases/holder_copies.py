"""Copies of a credential that are bound to a key of its holder."""

from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from sqlmodel import Session

from credentials.encodings import encode_base64url, parse_json
from credentials.issuer import Form
from credentials.public_keys import ES256
from registry.services import Services
from registry.storage.queries import credentials
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.forms import HolderCopy
from registry.usecases import forms
from registry.usecases.forms import Format, Holder
from registry.usecases.wallet_configurations import JWT, LDP, SD_JWT
from registry.wallet_errors import WalletError

# What OpenID4VCI calls a format -> how it is made. One proof: not every wallet reads a set.
FORMATS: Mapping[str, Format] = {
    SD_JWT: Format(Form.SD_JWT, "application/dc+sd-jwt", "sd-jwt", ES256),
    JWT: Format(Form.VC_JWT, "application/vc+jwt", "jwt"),
    LDP: Format(Form.DATA_INTEGRITY, "application/vc", "json"),
}


def thumbprint_of(holder: Holder) -> str:
    return encode_base64url(holder.key.thumbprint)


def make(
    session: Session,
    services: Services,
    *,
    credential: IssuedCredential,
    form: str,
    holder: Holder,
    notification_hash: str,
    randomness: Random,
    now: datetime,
) -> str | Mapping[str, Any]:
    """One copy, signed and stored; text, or an object where the format is JSON.

    form: as OpenID4VCI names it. Raises WalletError where the credential was taken back meanwhile.
    """
    locked = credentials.get_locked(session, credential.id)
    if locked.status != "active":
        raise WalletError("credential_request_denied", "The credential is not in force.")
    secured = forms.sign(
        session, services, locked, FORMATS[form], holder=holder, randomness=randomness, now=now
    )
    session.add(
        HolderCopy(
            credential_id=locked.id,
            format=form,
            holder_thumbprint=thumbprint_of(holder),
            content=secured.credential,
            kid=secured.kid,
            issued_at=now,
            notification_hash=notification_hash,
        )
    )
    session.flush()
    return parse_json(secured.credential.encode()) if form == LDP else secured.credential
