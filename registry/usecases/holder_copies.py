"""Copies of a credential that are bound to a key of its holder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from credentials.encodings import encode_base64url, parse_json
from credentials.errors import RecordInvalid
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


@dataclass(frozen=True, slots=True)
class Copy:
    """id: of its row, and an SD-JWT's own identifier. content: text, or an object for JSON."""

    id: UUID
    content: str | Mapping[str, Any]


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
) -> Copy:
    """One copy, signed and stored. form: as OpenID4VCI names it.

    Raises WalletError where the credential was taken back meanwhile, or has ended.
    """
    locked = credentials.get_locked(session, credential.id)
    if locked.status != "active":
        raise WalletError("credential_request_denied", "The credential is not in force.")
    copy_id = uuid4()
    try:
        secured = forms.sign(
            session,
            services,
            locked,
            FORMATS[form],
            holder=holder,
            copy_id=copy_id.urn,
            randomness=randomness,
            now=now,
        )
    except RecordInvalid as error:
        raise WalletError("credential_request_denied", error.detail) from error
    session.add(
        HolderCopy(
            id=copy_id,
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
    text = secured.credential
    return Copy(copy_id, parse_json(text.encode()) if form == LDP else text)
