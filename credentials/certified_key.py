"""X.509 certificates by which wallets know whose a key is. RFC 7515, 4.1.6; OpenID4VP, 5.9.3."""

import base64
import hashlib
from datetime import datetime

from cryptography import x509

from credentials.certificate.x509_chain import Chain
from credentials.encodings import encode_base64url


def _leaf(chain: Chain) -> x509.Certificate:
    return x509.load_der_x509_certificate(chain.certificates[0])


def vouches_for_itself(certificate: bytes) -> bool:
    loaded = x509.load_der_x509_certificate(certificate)
    return loaded.subject == loaded.issuer


def host_names(chain: Chain) -> tuple[str, ...]:
    """The DNS names that the certificate is for."""
    try:
        names = _leaf(chain).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    return tuple(names.value.get_values_for_type(x509.DNSName))


def is_valid_at(chain: Chain, now: datetime) -> bool:
    leaf = _leaf(chain)
    return leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc


def fingerprint(chain: Chain) -> str:
    """SHA-256 of the certificate, as `x509_hash` has it."""
    return encode_base64url(hashlib.sha256(chain.certificates[0]).digest())


def x5c(chain: Chain) -> list[str]:
    """For the header of a token: without the root, which a reader has to know by itself."""
    shown = [each for each in chain.certificates if not vouches_for_itself(each)]
    return [base64.b64encode(each).decode() for each in shown]
