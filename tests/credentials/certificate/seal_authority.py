"""An operator's authorities: a root, one below it that certifies seals, and what both publish."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from credentials.certificate.x509_chain import Chain

DER = serialization.Encoding.DER
ASK_HERE = x509.AuthorityInformationAccess(
    [
        x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP,
            x509.UniformResourceIdentifier("http://ocsp.state.example/"),
        )
    ]
)


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass(frozen=True)
class Authority:
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    def certify(self, subject, key, now, *, ca):
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.certificate.subject if self.certificate else subject)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=3650 if ca else 730))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
            .add_extension(
                x509.KeyUsage(
                    digital_signature=True,
                    content_commitment=not ca,
                    key_encipherment=False,
                    data_encipherment=False,
                    key_agreement=False,
                    key_cert_sign=ca,
                    crl_sign=ca,
                    encipher_only=False,
                    decipher_only=False,
                ),
                critical=True,
            )
            .add_extension(ASK_HERE, critical=False)
            .sign(self.key, hashes.SHA256())
        )

    def list_revoked(self, now: datetime, *revoked: x509.Certificate, days: int = 30) -> bytes:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now - timedelta(hours=1))
            .next_update(now + timedelta(days=days))
        )
        for each in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(each.serial_number)
            builder = builder.add_revoked_certificate(
                entry.revocation_date(now - timedelta(hours=2)).build()
            )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(DER)

    def answer(
        self,
        about: x509.Certificate,
        now: datetime,
        status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
        *,
        issuer: x509.Certificate | None = None,
    ) -> bytes:
        """issuer: of the certificate, if somebody else answers for it."""
        revoked_at = now - timedelta(hours=2) if status is ocsp.OCSPCertStatus.REVOKED else None
        return (
            ocsp.OCSPResponseBuilder()
            .add_response(
                cert=about,
                issuer=issuer or self.certificate,
                algorithm=hashes.SHA1(),  # noqa: S303  # what names a certificate in RFC 6960
                cert_status=status,
                this_update=now - timedelta(hours=1),
                next_update=now + timedelta(days=7),
                revocation_time=revoked_at,
                revocation_reason=None,
            )
            .responder_id(ocsp.OCSPResponderEncoding.HASH, self.certificate)
            .sign(self.key, hashes.SHA256())
            .public_bytes(DER)
        )


def make_root(now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    own = Authority(key, None).certify(named("Root of the state"), key.public_key(), now, ca=True)
    return Authority(key, own)


def make_below(root: Authority, now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    return Authority(
        key, root.certify(named("Authority for seals"), key.public_key(), now, ca=True)
    )


def answer_request(below: Authority, root: Authority, request: bytes, now: datetime) -> Chain:
    """The chain for whoever proved with `request` (PEM) to hold a key."""
    asked = x509.load_pem_x509_csr(request)
    assert asked.is_signature_valid
    leaf = below.certify(asked.subject, asked.public_key(), now, ca=False)
    certificates = (leaf, below.certificate, root.certificate)
    return Chain(tuple(each.public_bytes(DER) for each in certificates))
