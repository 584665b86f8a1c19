"""X.509 certificates for the seal: a root of the registry's own, and the one under it that seals.

An operator with a certificate of a public authority hands in that chain instead. A serial number
is taken from the key and the moment, so that nothing random is needed. RFC 5280.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Protocol

from asn1crypto import csr, keys, pem  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID, ObjectIdentifier

from credentials.certificate_errors import SealUnfit
from credentials.public_keys import ES256, PublicKey, public_key_of

_ROOT_YEARS = 30
_SEAL_YEARS = 10
_DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336
_MAX_CHAIN = 8


class SealSigner(Protocol):
    """The key that seals, wherever it lives."""

    @property
    def public_key(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """ES256: r || s over SHA-256 of `message`."""
        ...


@dataclass(frozen=True, slots=True)
class Chain:
    """The certificate that seals, then those above it up to the root. All in DER."""

    certificates: tuple[bytes, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.certificates) <= _MAX_CHAIN:
            raise SealUnfit("A chain holds the certificate that seals and its issuers.")

    @property
    def root(self) -> bytes:
        return self.certificates[-1]

    @property
    def public_key(self) -> PublicKey:
        return public_key_of(_elliptic(x509.load_der_x509_certificate(self.certificates[0])))

    def seals_for(self, key: PublicKey) -> bool:
        return self.public_key == key


def _elliptic(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp256r1":
        raise SealUnfit("A seal's certificate is for a P-256 key.")
    return key


def parse_chain(pem: bytes) -> Chain:
    """The certificates of a PEM file, leaf first. Raises SealUnfit."""
    try:
        found = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise SealUnfit("The seal's chain is no list of certificates in PEM.") from error
    chain = Chain(tuple(_der(each) for each in found))
    _elliptic(found[0])
    for below, above in pairwise(found):
        if below.issuer != above.subject:
            raise SealUnfit("Each certificate of the seal's chain is issued by the next.")
    return chain


def serialize_chain(chain: Chain) -> bytes:
    """As PEM, leaf first."""
    return b"".join(
        x509.load_der_x509_certificate(each).public_bytes(serialization.Encoding.PEM)
        for each in chain.certificates
    )


def issue_root(key: ec.EllipticCurvePrivateKey, *, name: str, now: datetime) -> bytes:
    """A root that vouches for itself, in DER."""
    usage = _usage(key_cert_sign=True, crl_sign=True)
    own = _named(name)
    return _signed(
        _begun(own, own, key.public_key(), now, _ROOT_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True),
        key,
    )


def issue_seal(
    root: bytes, root_key: ec.EllipticCurvePrivateKey, key: PublicKey, *, name: str, now: datetime
) -> Chain:
    """A certificate for the key that seals, under `root`. Raises SealUnfit."""
    if key.algorithm != ES256:
        raise SealUnfit("A seal is made with ES256.")
    above = x509.load_der_x509_certificate(root)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + key.raw)
    usage = _usage(digital_signature=True, content_commitment=True)
    leaf = _signed(
        _begun(_named(name), above.subject, public, now, _SEAL_YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([_DOCUMENT_SIGNING]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()),
            critical=False,
        ),
        root_key,
    )
    return Chain((leaf, root))


def request_certificate(key: SealSigner, *, name: str) -> bytes:
    """What an authority needs to certify the key that seals, in PEM. RFC 2986."""
    public = ec.EllipticCurvePublicKey.from_encoded_point(
        ec.SECP256R1(), b"\x04" + key.public_key.raw
    )
    asked = csr.CertificationRequestInfo(
        {
            "version": "v1",
            "subject": asn1_x509.Name.build({"common_name": name[:64]}),
            "subject_pk_info": keys.PublicKeyInfo.load(_spki(public)),
            "attributes": [],
        }
    )
    raw = key.sign(asked.dump())
    signature = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    request = csr.CertificationRequest(
        {
            "certification_request_info": asked,
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": signature,
        }
    )
    packed: bytes = pem.armor("CERTIFICATE REQUEST", request.dump())
    return packed


def issue_revocation_list(
    root: bytes, root_key: ec.EllipticCurvePrivateKey, *, now: datetime, days: int
) -> bytes:
    """An empty list of revoked certificates, in DER: the root says that none is."""
    listed = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(x509.load_der_x509_certificate(root).subject)
        .last_update(now)
        .next_update(now + timedelta(days=days))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .sign(root_key, hashes.SHA256(), ecdsa_deterministic=True)
    )
    return listed.public_bytes(serialization.Encoding.DER)


def _named(name: str) -> x509.Name:
    # X.520 allows 64 characters.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    years: int,
) -> x509.CertificateBuilder:
    serial = hashlib.sha256(_spki(key) + now.isoformat().encode()).digest()[:16]
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(int.from_bytes(serial) >> 1 | 1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _spki(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> bytes:
    return _der(builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True))


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment",
        "key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)
