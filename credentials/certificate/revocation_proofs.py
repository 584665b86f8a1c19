"""What proves that no certificate of a seal's chain was revoked: lists and answers, from files.

An operator's authorities publish them; they are read here before they are put into a file (B-LT),
so that what is embedded is theirs, is about this chain and still holds. RFC 5280, 5; RFC 6960.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from credentials.certificate.x509_chain import Chain
from credentials.certificate_errors import SealUnfit

_MAX_BYTES = 512 * 1024
_MAX_FILES = 20


@dataclass(frozen=True, slots=True)
class RevocationProofs:
    """lists: of revoked certificates. answers: of OCSP responders. All in DER."""

    lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lists or self.answers)


NONE = RevocationProofs()


def read(files: Iterable[bytes], chain: Chain, *, now: datetime) -> RevocationProofs:
    """Those that cover every certificate of `chain` but its root, at the moment `now`.

    files: each a list (DER or PEM) or an answer (DER). Raises SealUnfit where one is none of ours,
    has ended or says "revoked", or where a certificate is covered by none.
    """
    raws = tuple(files)
    if len(raws) > _MAX_FILES or any(len(raw) > _MAX_BYTES for raw in raws):
        raise SealUnfit("Proofs of revocation are at most twenty files of 512 KiB.")
    certificates = [x509.load_der_x509_certificate(each) for each in chain.certificates]
    lists, answers = [], []
    covered: set[int] = set()
    for raw in raws:
        if (listed := _list_of(raw)) is not None:
            covered |= _covered_by_list(listed, certificates, now)
            lists.append(listed.public_bytes(serialization.Encoding.DER))
        else:
            covered |= _covered_by_answer(_answer_of(raw), certificates, now)
            answers.append(raw)
    if any(each.serial_number not in covered for each in certificates[:-1]):
        raise SealUnfit("A certificate of the seal's chain has no proof that it is not revoked.")
    return RevocationProofs(tuple(lists), tuple(answers))


def _list_of(raw: bytes) -> x509.CertificateRevocationList | None:
    load = x509.load_pem_x509_crl if raw.startswith(b"-----") else x509.load_der_x509_crl
    try:
        return load(raw)
    except ValueError:
        return None


def _answer_of(raw: bytes) -> ocsp.OCSPResponse:
    try:
        answer = ocsp.load_der_ocsp_response(raw)
    except ValueError as error:
        raise SealUnfit("A proof of revocation is neither a list nor an answer.") from error
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise SealUnfit("An answer about revocation says nothing.")
    return answer


def _covered_by_list(
    listed: x509.CertificateRevocationList, chain: list[x509.Certificate], now: datetime
) -> set[int]:
    """Serial numbers of the certificates that its issuer gave out."""
    issuers = [each for each in chain if each.subject == listed.issuer]
    signed = [each for each in issuers if listed.is_signature_valid(each.public_key())]  # type: ignore[arg-type]  # any other kind of key fails
    if not signed:
        raise SealUnfit("A list of revoked certificates is not of the seal's chain.")
    _require_current(listed.last_update_utc, listed.next_update_utc, now)
    below = {each.serial_number for each, above in pairwise(chain) if above in signed}
    if any(listed.get_revoked_certificate_by_serial_number(serial) for serial in below):
        raise SealUnfit("A certificate of the seal's chain is revoked.")
    return below


def _covered_by_answer(
    answer: ocsp.OCSPResponse, chain: list[x509.Certificate], now: datetime
) -> set[int]:
    for certificate, issuer in pairwise(chain):
        if certificate.serial_number != answer.serial_number:
            continue
        if answer.certificate_status is not ocsp.OCSPCertStatus.GOOD:
            raise SealUnfit("A certificate of the seal's chain is revoked.")
        _require_current(answer.this_update_utc, answer.next_update_utc, now)
        _require_signed(answer, issuer)
        return {certificate.serial_number}
    raise SealUnfit("An answer about revocation is not of the seal's chain.")


def _require_current(since: datetime, until: datetime | None, now: datetime) -> None:
    if since > now or until is None or now >= until:
        raise SealUnfit("A proof of revocation has ended; the authority has a newer one.")


def _require_signed(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> None:
    """By the issuer itself, or by whom it named to answer. RFC 6960, 4.2.2.2."""
    try:
        signer = next((each for each in answer.certificates if each != issuer), issuer)
        if signer is not issuer:
            signer.verify_directly_issued_by(issuer)
            usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
            if ExtendedKeyUsageOID.OCSP_SIGNING not in usage:
                raise SealUnfit("An answer about revocation is signed by somebody else.")
        _verify(signer, answer)
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound) as error:
        raise SealUnfit("An answer about revocation is signed by somebody else.") from error


def _verify(signer: x509.Certificate, answer: ocsp.OCSPResponse) -> None:
    key, digest = signer.public_key(), answer.signature_hash_algorithm
    if digest is None:
        raise ValueError("no digest")
    if isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(digest))
    elif isinstance(key, rsa.RSAPublicKey):
        key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), digest)
    else:
        raise TypeError("no key that signs answers")
