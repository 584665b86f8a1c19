"""Is the seal on this file whole, whose is it, and do we know them? Reads files of anybody.

Nothing is fetched, no revocation is looked up: what the file brings along and the roots that were
handed in are all there is. The moment is the caller's. ETSI EN 319 102-1, 5.2.
"""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pikepdf
from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from credentials.certificate.archive import opened
from credentials.certificate.own_thread import in_own_thread
from credentials.certificate.revisions import adds_proofs_alone
from credentials.errors import Unreadable
from credentials.model import Check, CheckStatus

NAME = "seal"
_MAX_SEALS = 4


def check(pdf: bytes, *, roots: Iterable[bytes], now: datetime) -> Check:
    """The seal covers the file and is made by somebody under one of the roots (DER).

    Failed where a seal is broken; not checked where there is none, or where nobody vouches for
    who made it.
    """
    try:
        # qpdf reads it first, and stops at what would fill the memory.
        with opened(pdf) as file:
            if _signatures(file) == 0:
                return Check.not_checked(NAME, "seal_missing", "The file carries no seal.")
        reader, known = PdfFileReader(io.BytesIO(pdf)), tuple(roots)
        found = reader.embedded_regular_signatures
        if len(found) != 1:
            return Check.failed(NAME, "seal_broken", "A certificate carries one seal.")
        judged = in_own_thread(lambda: _judged(found[0], known, now))
        end = _end(found[0])
        # Last, as it reads the file twice more.
        whole = judged.status is CheckStatus.FAILED or end == len(pdf)
        if whole or adds_proofs_alone(pdf, end):
            return judged
        return Check.failed(NAME, "seal_broken", "Something was added after it was sealed.")
    except Unreadable:
        return Check.failed(NAME, "seal_broken", "The seal cannot be read.")
    # A hostile file makes the reader fail in any way; whatever it is, the seal is not whole.
    except Exception:  # noqa: BLE001
        return Check.failed(NAME, "seal_broken", "The seal cannot be read.")


def _signatures(file: pikepdf.Pdf) -> int:
    """Fields that hold a signature, among the first of the form."""
    form = file.Root.get("/AcroForm")
    fields: Any = form.get("/Fields", []) if isinstance(form, pikepdf.Dictionary) else []
    return sum(
        isinstance(field, pikepdf.Dictionary)
        and field.get("/FT") == pikepdf.Name.Sig
        and "/V" in field
        for field in list(fields)[:_MAX_SEALS]
    )


def _end(signature: Any) -> int:
    """Where what the seal covers ends."""
    return int(signature.byte_range[2]) + int(signature.byte_range[3])


def _judged(signature: Any, roots: tuple[bytes, ...], now: datetime) -> Check:
    moment = now
    status = _status(signature, _context(roots, now))
    stamp = status.timestamp_validity
    if stamp is not None and stamp.intact and stamp.valid and stamp.trusted:
        # Somebody known says when: certificates are judged by that moment.
        moment = stamp.timestamp
        status = _status(signature, _context(roots, moment), for_stamp=_context(roots, now))
    if not (status.intact and status.valid):
        return Check.failed(NAME, "seal_broken", "The file was changed after it was sealed.")
    if status.coverage < SignatureCoverageLevel.ENTIRE_REVISION:
        return Check.failed(NAME, "seal_broken", "The seal leaves out a part of the file.")
    name = signature.signer_cert.subject.native.get("common_name", "an unnamed maker")
    if status.trusted:
        return Check.passed(NAME, f"Sealed by {name}{_told(stamp)}.")
    leaf = signature.signer_cert["tbs_certificate"]["validity"]
    if roots and moment >= leaf["not_after"].native:
        return Check.not_checked(
            NAME, "seal_expired", "The seal is whole; its certificate has expired since."
        )
    return Check.not_checked(
        NAME, "seal_unknown", "The seal is whole; nobody on the trust list vouches for its maker."
    )


def _status(
    signature: Any, context: ValidationContext, *, for_stamp: ValidationContext | None = None
) -> Any:
    """pyHanko's own look at what was added takes a second for every hundred objects."""
    return validate_pdf_signature(signature, context, for_stamp, skip_diff=True)


def _told(stamp: Any) -> str:
    return f", stamped {stamp.timestamp:%Y-%m-%d %H:%M} UTC" if stamp is not None else ""


def _context(roots: tuple[bytes, ...], moment: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root) for root in roots],
        allow_fetching=False,
        moment=moment,
        best_signature_time=moment,
    )
