"""What seals the certificates: the ring's key for seals, and a chain of X.509 for it.

Without an operator's chain the registry is its own root, made at first start; the root's key is
encrypted like the ring's keys and used when a new key for seals needs a certificate.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric import ec

from credentials.certificate import revocation_proofs, x509_chain
from credentials.certificate.revocation_proofs import RevocationProofs
from credentials.certificate.x509_chain import Chain
from credentials.certificate_errors import SealUnfit
from credentials.deferred import deferred
from credentials.keys import KeyPurpose, KeyRing, Signer
from credentials.keys_pem import private_key_from_pem, private_key_to_pem
from credentials.public_keys import ES256
from registry.errors import SecretsInvalid
from registry.key_store import KeyStore
from registry.storage.secret_files import replace_folder

if TYPE_CHECKING:
    from credentials.certificate import seal
else:
    seal = deferred("credentials.certificate.seal")

_ROOT_KEY, _CHAIN = "root-key.pem", "chain.pem"
_REVOCATION_DAYS = 30
_PROOFS = frozenset({".crl", ".pem", ".ocsp", ".der"})


@dataclass
class SealStore:
    """name: stands in the certificates. chain_file: an operator's chain, in PEM, leaf first.

    proofs_folder: lists and answers of the operator's authorities, that nothing was revoked.
    """

    keys: KeyStore
    name: str
    chain_file: Path | None = None
    ask_time_stamp: "seal.AskTimeStamp | None" = None
    proofs_folder: Path | None = None
    _known: tuple[str, Chain] | None = field(default=None, repr=False)

    @property
    def folder(self) -> Path:
        return self.keys.secrets_dir / "seal"

    def seal_of(self, ring: KeyRing, *, now: datetime) -> "seal.Seal":
        """The seal in use. Raises NoSigningKey, SecretsInvalid, SealUnfit, PassphraseWrong."""
        key = ring.signer(KeyPurpose.SEAL, ES256)
        chain = self.chain_of(key, now=now)
        return seal.Seal(key, chain, self.ask_time_stamp, self._proofs(chain, now))

    def _proofs(self, chain: Chain, now: datetime) -> RevocationProofs:
        """That nothing was revoked: said by the own root, or by the operator's authorities."""
        if self.ask_time_stamp is None:
            return revocation_proofs.NONE
        if self.chain_file is None:
            listed = x509_chain.issue_revocation_list(
                chain.root, self._root_key(), now=now, days=_REVOCATION_DAYS
            )
            return RevocationProofs((listed,))
        if self.proofs_folder is None:
            return revocation_proofs.NONE
        try:
            paths = sorted(path for path in self.proofs_folder.iterdir() if path.is_file())
            raws = [path.read_bytes() for path in paths if path.suffix in _PROOFS]
        except OSError as error:
            raise SecretsInvalid("SEAL_REVOCATION cannot be read as a folder.") from error
        return revocation_proofs.read(raws, chain, now=now)

    def chain_of(self, key: Signer, *, now: datetime) -> Chain:
        """Certificates for this key; made where the registry is its own root."""
        if self._known is None or self._known[0] != key.kid:
            chain = self._operators(key) if self.chain_file else self._own(key, now)
            self._known = (key.kid, chain)
        return self._known[1]

    def _operators(self, key: Signer) -> Chain:
        try:
            chain = x509_chain.parse_chain((self.chain_file or Path()).read_bytes())
        except (OSError, SealUnfit) as error:
            raise SecretsInvalid("SEAL_CHAIN cannot be read as certificates in PEM.") from error
        if not chain.seals_for(key.public_key):
            raise SecretsInvalid("SEAL_CHAIN is for another key than the ring's key for seals.")
        return chain

    def _own(self, key: Signer, now: datetime) -> Chain:
        with self.keys.locked():
            if not (self.folder / _CHAIN).is_file():
                self._make_root(key, now)
            chain = x509_chain.parse_chain((self.folder / _CHAIN).read_bytes())
            if not chain.seals_for(key.public_key):
                chain = self._issue(chain.root, self._root_key(), key, now)
            return chain

    def _make_root(self, key: Signer, now: datetime) -> None:
        root_key = ec.generate_private_key(ec.SECP256R1())
        root = x509_chain.issue_root(root_key, name=f"{self.name} root", now=now)
        pem = private_key_to_pem(root_key, self.keys.secret(), random_bytes=secrets.token_bytes)
        replace_folder(self.folder, {_ROOT_KEY: pem})
        self._issue(root, root_key, key, now)

    def _issue(
        self, root: bytes, root_key: ec.EllipticCurvePrivateKey, key: Signer, now: datetime
    ) -> Chain:
        chain = x509_chain.issue_seal(root, root_key, key.public_key, name=self.name, now=now)
        replace_folder(self.folder, {_CHAIN: x509_chain.serialize_chain(chain)})
        return chain

    def _root_key(self) -> ec.EllipticCurvePrivateKey:
        try:
            pem = (self.folder / _ROOT_KEY).read_bytes()
        except OSError as error:
            raise SecretsInvalid("The key of the seal's root is not there.") from error
        key = private_key_from_pem(pem, self.keys.secret())
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise SecretsInvalid("The key of the seal's root is no P-256 key.")
        return key
