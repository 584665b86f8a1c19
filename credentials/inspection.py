"""What received bytes say of themselves, so that what is needed to check them can be fetched."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import base45

from credentials.errors import (
    Base45Invalid,
    ClaimsInvalid,
    CredentialError,
    ProofError,
    Unreadable,
)
from credentials.formats import QR_FORMAT, Received, received_document, recognise
from credentials.issuer import QR_PREFIX
from credentials.model import SkillRecord, StatusEntry
from credentials.opened import open_credential
from credentials.presentations import MAX_CREDENTIALS, open_presentation
from credentials.profiles import qr_claims, vcdm
from credentials.profiles.qr_claims import QrClaims
from credentials.proofs.cose import ParsedSign1, parse_sign1
from credentials.token_status import TokenStatusReference
from credentials.trust import TrustedIssuer, TrustList


@dataclass(frozen=True, slots=True)
class Inspection:
    """Nothing of it is proven.

    issuer, kid: who says to have signed, with which key; None where it cannot be read.
    status_urls: to be fetched only as far as the trust list allows. embedded: the inner text of
    a token or of a QR code. record: the claims, if they are ours. signers: DIDs whose keys are
    named, in it and in what it holds.
    """

    format: str
    issuer: str | None
    kid: str | None
    status_urls: tuple[str, ...]
    embedded: bytes
    record: SkillRecord | None = None
    signers: tuple[str, ...] = ()


def inspect(
    received: bytes, *, media_type: str | None = None, trust: TrustList | None = None
) -> Inspection:
    """What must be at hand to verify these bytes.

    trust: a QR code names its issuer by a few bytes of its key, and status lists relative to
    that issuer; without the list both stay unknown. Raises Unreadable and its kinds.
    """
    return inspect_received(recognise(received, media_type), trust or TrustList())


def inspect_received(found: Received, trust: TrustList) -> Inspection:
    """The same, of what was recognised before."""
    if found.format == QR_FORMAT:
        return _inspect_qr(found, trust)
    if found.is_presentation:
        return _inspect_presentation(found)
    return _inspect_credential(found)


def _inspect_presentation(found: Received) -> Inspection:
    """What its credentials need; the first of ours is the record."""
    try:
        opened = open_presentation(found)
        held = vcdm.credentials_in(opened.document)[:MAX_CREDENTIALS]
    except ProofError:
        return Inspection(found.format, None, None, (), found.token or b"")
    inner = [_inspect_held(document) for document in held if isinstance(document, dict)]
    read = [one for one in inner if one is not None]
    urls = tuple(url for one in read for url in one.status_urls)
    record = next((one.record for one in read if one.record), None)
    signers = (opened.holder, *(did for one in read for did in one.signers))
    return Inspection(found.format, None, None, urls, found.token or b"", record, signers)


def _inspect_held(document: Mapping[str, Any]) -> Inspection | None:
    try:
        found = received_document(document)
    except Unreadable:
        return None
    return None if found.is_presentation else _inspect_credential(found)


def _inspect_credential(found: Received) -> Inspection:
    embedded = found.token or b""
    try:
        opened = open_credential(found)
    except ProofError:
        return Inspection(found.format, None, None, (), embedded)
    kid = opened.kids[0] if opened.kids else None
    named = (opened.signer_did, *(name.partition("#")[0] for name in opened.kids))
    signers = tuple(dict.fromkeys(named))
    try:
        reading = opened.read()
    except CredentialError:
        return Inspection(found.format, opened.signer_did, kid, (), embedded, None, signers)
    urls = tuple(
        entry.url if isinstance(entry, TokenStatusReference) else entry.list_url
        for entry in reading.status
    )
    return Inspection(found.format, opened.signer_did, kid, urls, embedded, reading.record, signers)


def _inspect_qr(found: Received, trust: TrustList) -> Inspection:
    text = (found.qr_text or "").encode()
    try:
        message = parse_qr(found.qr_text or "")
        known = trust.find_by_short_kid(message.kid)
    except ProofError:
        return Inspection(found.format, None, None, (), text)
    if known is None:
        return Inspection(found.format, None, message.kid.hex(), (), text)
    issuer, key = known
    try:
        entries = status_entries(qr_claims.parse(message.payload), issuer)
        urls = tuple(entry.list_url for entry in entries)
    except CredentialError:
        urls = ()
    return Inspection(found.format, issuer.did, key.kid, urls, text, None, (issuer.did,))


def parse_qr(text: str) -> ParsedSign1:
    """The signed message in the text of a QR code. Raises Base45Invalid, CoseMalformed."""
    body = text.removeprefix(QR_PREFIX)
    try:
        message = base45.b45decode(body)
    except ValueError as error:
        raise Base45Invalid("The code is not base45.") from error
    return parse_sign1(message)


def status_entries(claims: QrClaims, issuer: TrustedIssuer) -> tuple[StatusEntry, ...]:
    """Where the lists stand that a QR code names in short. Raises ClaimsInvalid."""
    if not issuer.status_url_prefixes:
        raise ClaimsInvalid("The trust list does not say where this issuer's lists stand.")
    prefix = issuer.status_url_prefixes[0]
    return tuple(
        StatusEntry(prefix + reference.list_name, reference.index, reference.purpose)
        for reference in claims.status
    )
