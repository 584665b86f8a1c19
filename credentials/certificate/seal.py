"""The seal on a certificate: PAdES B-B, put into a place that was reserved when it was drawn.

The field, its description and its element in the structure are part of the file from the start,
so that nothing is rewritten afterwards: no second revision, no touched metadata, and a signature
that covers every byte but its own. ETSI EN 319 142-1; ISO 32000-1, 12.8; RFC 5652; RFC 5035.
"""

import asyncio
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any, Protocol

import pydyf  # type: ignore[import-untyped]
from asn1crypto import crl, ocsp, tsp  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore

from credentials.certificate.cms import Maker
from credentials.certificate.own_thread import in_own_thread
from credentials.certificate.revocation_proofs import NONE as NO_PROOFS
from credentials.certificate.revocation_proofs import RevocationProofs
from credentials.certificate.structure import Tree
from credentials.certificate.x509_chain import Chain
from credentials.certificate_errors import SealUnfit, TimeStampFailed

FIELD = "Seal"
# Printed and locked; a field of no size is drawn nowhere. ISO 32000-1, table 165.
_FLAGS = 4 | 128
# Signed attributes, names and the signature itself, beside the certificates.
_CMS_BYTES = 900
_TIME_STAMP_BYTES = 12_000
_EMPTY_RANGE = b"[0 0000000000 0000000000 0000000000]"

AskTimeStamp = Callable[[bytes], bytes]


class SealKey(Protocol):
    """Whatever holds the key: memory, a file, a token behind PKCS #11."""

    def sign(self, message: bytes) -> bytes:
        """ES256: r || s over SHA-256 of `message`."""
        ...


@dataclass(frozen=True)
class Seal:
    """key and chain belong together. ask_time_stamp: RFC 3161 request -> response, in DER.

    proofs: that nothing was revoked; with a time stamp they make the seal verifiable for good
    (B-LT).
    """

    key: SealKey
    chain: Chain
    ask_time_stamp: AskTimeStamp | None = None
    proofs: RevocationProofs = NO_PROOFS

    @property
    def embedded(self) -> tuple[bytes, ...]:
        """The root stays out, as whoever trusts it has it, unless it seals itself."""
        return self.chain.certificates[:-1] or self.chain.certificates

    @property
    def reserved(self) -> int:
        """Bytes kept free for the signature, so that no trial signature is needed."""
        certificates = sum(map(len, self.embedded))
        return _CMS_BYTES + certificates + (_TIME_STAMP_BYTES if self.ask_time_stamp else 0)

    @cached_property
    def maker(self) -> Maker:
        """The chain read once, not for every file."""
        return Maker(self.embedded, self.key.sign)


class _Space(pydyf.Object):  # type: ignore[misc]  # untyped base
    """The signature dictionary, at known places in the file: never inside an object stream."""

    compressible = False

    def __init__(self, reserved: int, signed_at: datetime) -> None:
        super().__init__()
        self._reserved = reserved
        self._signed_at = signed_at

    @property
    def data(self) -> bytes:
        moment = self._signed_at.strftime("D:%Y%m%d%H%M%SZ").encode()
        return (
            b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M("
            + moment
            + b")/ByteRange "
            + _EMPTY_RANGE
            + b"/Contents "
            + _empty(self._reserved)
            + b">>"
        )


def _empty(reserved: int) -> bytes:
    return b"<" + b"00" * reserved + b">"


def reserve(pdf: Any, tree: Tree, seal: Seal, *, signed_at: datetime, label: str) -> None:
    """A field without size on page 1, read last. label: what a screen reader says."""
    space = _Space(seal.reserved, signed_at)
    pdf.add_object(space)
    page = pdf.objects[int(pdf.page_references[0].split()[0])]
    widget = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String(FIELD),
            "TU": pydyf.String(label),
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "F": _FLAGS,
            "P": page.reference,
            "V": space.reference,
        }
    )
    pdf.add_object(widget)
    page.setdefault("Annots", pydyf.Array()).append(widget.reference)
    # Signatures exist, and adding to the file is the only change allowed to it: table 219.
    pdf.catalog["AcroForm"] = pydyf.Dictionary(
        {"Fields": pydyf.Array([widget.reference]), "SigFlags": 3}
    )
    tree.add_form(widget, page)


def put_on(pdf: bytes, seal: Seal) -> bytes:
    """Sign a certificate with a reserved place. Raises SealUnfit, TimeStampFailed."""
    empty = _empty(seal.reserved)
    start = pdf.find(empty)
    if start < 0 or pdf.count(_EMPTY_RANGE) != 1:
        raise SealUnfit("This file has no place for this seal.")
    end = start + len(empty)
    spans = f"[0 {start:010} {end:010} {len(pdf) - end:010}]".encode()
    ranged = pdf.replace(_EMPTY_RANGE, spans)
    digest = hashlib.sha256(ranged[:start] + ranged[end:]).digest()
    ask_token = partial(_token, seal.ask_time_stamp) if seal.ask_time_stamp else None
    signature = seal.maker.over(digest, ask_token=ask_token)
    if len(signature) > seal.reserved:
        raise SealUnfit("The signature is larger than the place reserved for it.")
    padded = signature.hex().encode().ljust(2 * seal.reserved, b"0")
    sealed = ranged[: start + 1] + padded + ranged[end - 1 :]
    if seal.ask_time_stamp and seal.proofs:
        return _with_revocation(sealed, padded, seal)
    return sealed


def _token(ask: AskTimeStamp, digest: bytes) -> bytes:
    stamper = _Stamper(ask)
    answer = in_own_thread(lambda: asyncio.run(stamper.async_timestamp(digest, "sha256")))
    packed: bytes = answer.dump()
    return packed


def _with_revocation(sealed: bytes, contents: bytes, seal: Seal) -> bytes:
    """What proves that no certificate was revoked, in a revision of its own: B-LT."""
    stream = io.BytesIO(sealed)
    writer = _QuietWriter(stream)
    DocumentSecurityStore.supply_dss_in_writer(
        writer,
        contents,
        certs=[_parsed(each) for each in seal.chain.certificates],
        crls=[_revocation_list(each) for each in seal.proofs.lists],
        ocsps=[ocsp.OCSPResponse.load(each) for each in seal.proofs.answers],
    )
    writer.write_in_place()  # type: ignore[no-untyped-call]
    return stream.getvalue()


class _QuietWriter(IncrementalPdfFileWriter):
    """Adds, and leaves the metadata alone: pyHanko would rewrite it, with the time of its clock."""

    def _update_meta(self) -> None:
        return


def _revocation_list(der: bytes) -> Any:
    return crl.CertificateList.load(der)


def _parsed(der: bytes) -> Any:
    return asn1_x509.Certificate.load(der)


class _Stamper(TimeStamper):
    """Somebody else says when: RFC 3161, asked for through the door that was handed in."""

    def __init__(self, ask: AskTimeStamp) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._ask = ask

    async def async_request_tsa_response(self, req: Any) -> Any:
        try:
            return tsp.TimeStampResp.load(self._ask(req.dump()))
        except (OSError, ValueError) as error:
            raise TimeStampFailed("The time-stamping service gave no usable answer.") from error
