"""One credential in every format: made from the record that was signed first, and signed once.

The vc+jwt of the decision is the record; another form says the same under the same id and the
same places in the status lists. It is made when it is first asked for, and kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from uuid import UUID

from sqlmodel import Session

from credentials import issuer
from credentials.encodings import parse_json
from credentials.issuer import Form, Means, Prepared, Secured
from credentials.keys import KeyPurpose, KeyRing, Signer
from credentials.profiles import vc20
from credentials.proofs.jose import VC_JWT, parse_jws
from credentials.public_keys import EDDSA, ES256, PublicKey
from credentials.token_status import status_claim
from registry.errors import FormatNotOffered
from registry.services import Services
from registry.storage.queries import audit, credentials, forms
from registry.storage.tables.credentials import IssuedCredential
from registry.storage.tables.forms import CredentialForm
from registry.usecases import status_places
from registry.usecases.certified_keys import certificates_for


@dataclass(frozen=True, slots=True)
class Format:
    """How a form is made and travels. ending: of a file that holds it.

    algorithm: of its key. co_signed: by the other algorithm too.
    """

    form: Form
    media_type: str
    ending: str
    algorithm: str = EDDSA
    co_signed: bool = False


SIGNED_FIRST = "vc+jwt"
FORMATS: Mapping[str, Format] = {
    SIGNED_FIRST: Format(Form.VC_JWT, "application/vc+jwt", "jwt"),
    # Education wallets read EdDSA, hardware holds keys for ECDSA: a set of both.
    "vc": Format(Form.DATA_INTEGRITY, "application/vc", "json", co_signed=True),
    # Government wallets read ES256.
    "dc+sd-jwt": Format(Form.SD_JWT, "application/dc+sd-jwt", "sd-jwt", ES256),
    "ob3": Format(Form.OPEN_BADGE, "application/vc", "ob3.json"),
    "ob3-jwt": Format(Form.OPEN_BADGE_JWT, "application/jwt", "ob3.jwt"),
    "elm": Format(Form.ELM, "application/ld+json", "elm.json"),
    # Europass seals tokens; of `application/vc+jwt` it is the one that has to be named.
    "elm-jwt": Format(Form.ELM_JWT, "application/vc+jwt", "elm.jwt"),
}


@dataclass(frozen=True, slots=True)
class Holder:
    """Whom a copy is bound to. id: the DID of the key."""

    id: str
    key: PublicKey


def get_format(name: str) -> Format:
    """Raises FormatNotOffered."""
    try:
        return FORMATS[name]
    except KeyError:
        raise FormatNotOffered(
            f"A credential is given as {', '.join(FORMATS)}.", formats=list(FORMATS)
        ) from None


def find_form(session: Session, *, credential: IssuedCredential, form: str) -> str | None:
    """The form as it was signed, None if nobody asked for it yet. Raises FormatNotOffered."""
    get_format(form)
    if form == SIGNED_FIRST:
        return credential.vc_jwt
    stored = forms.find(session, credential.id, form)
    return stored.content if stored else None


def get_form(
    session: Session,
    services: Services,
    *,
    credential_id: UUID,
    form: str,
    actor_id: UUID | None,
    randomness: Random,
    now: datetime,
) -> str:
    """The form, signed now if it never was. Raises FormatNotOffered, RecordInvalid.

    The caller has checked that this credential may be read. actor_id None: the command line.
    """
    wanted = get_format(form)
    # Two who ask first at once take turns, so that one form is signed and not two.
    credential = credentials.get_locked(session, credential_id)
    found = find_form(session, credential=credential, form=form)
    if found is not None:
        return found
    made = sign(session, services, credential, wanted, randomness=randomness, now=now)
    session.add(
        CredentialForm(
            credential_id=credential.id,
            format=form,
            content=made.credential,
            kid=made.kid,
            made_at=now,
        )
    )
    session.flush()
    audit.record(
        session,
        action="credential.form_signed",
        subject=f"credential:{credential.id}",
        actor_id=actor_id,
        at=now,
        details={"format": form, "kid": made.kid},
    )
    return made.credential


def sign(
    session: Session,
    services: Services,
    credential: IssuedCredential,
    wanted: Format,
    *,
    holder: Holder | None = None,
    copy_id: str = "",
    randomness: Random,
    now: datetime,
) -> Secured:
    """The stored record in another form, for its holder's key where one is given.

    credential: locked. copy_id: an SD-JWT's own identifier, that of the credential where none is
    given. An SD-JWT takes a place of its own in a token status list.
    """
    token_status = None
    if wanted.form is Form.SD_JWT:
        place = status_places.take_token_place(
            session, services, credential=credential, randomness=randomness
        )
        token_status = status_claim(place.url, place.position)
    ring = services.key_ring
    signer = _signer(ring, wanted.algorithm)
    other = ES256 if wanted.algorithm == EDDSA else EDDSA
    return issuer.issue(
        _prepared(services, credential, holder, now),
        signer=signer,
        form=wanted.form,
        means=Means(
            now=now,
            randomness=randomness.randbytes,
            co_signer=_signer(ring, other) if wanted.co_signed else None,
            holder_key=holder.key if holder else None,
            token_status=token_status,
            copy_id=copy_id,
            certificates=certificates_for(services, KeyPurpose.ASSERTION, signer, now=now)
            if wanted.form is Form.SD_JWT
            else (),
        ),
    )


def _signer(ring: KeyRing, algorithm: str) -> Signer:
    return ring.signer(KeyPurpose.ASSERTION, algorithm)


def _prepared(
    services: Services, credential: IssuedCredential, holder: Holder | None, now: datetime
) -> Prepared:
    """The record as it was signed first, with its issuer and status places."""
    token = parse_jws(credential.vc_jwt.encode(), typ=VC_JWT)
    first = vc20.parse(parse_json(token.payload))
    record = first.record
    if holder is not None:
        record = replace(record, holder=replace(record.holder, id=holder.id))
    return issuer.prepare(
        record,
        status=first.status,
        issuer=first.issuer,
        public_url=services.settings.public_url,
        now=now,
        issuer_country=services.settings.issuer_country,
        issuer_number=services.settings.issuer_legal_number,
    )
