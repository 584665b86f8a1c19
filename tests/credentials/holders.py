"""People with keys of their own, and what they make with them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from credentials.contexts import contexts
from credentials.encodings import serialize_json
from credentials.keys import SoftwareSigner
from credentials.multibase import encode_base58
from credentials.proofs.data_integrity import add_proof
from credentials.proofs.jose import sign_jws
from credentials.public_keys import EDDSA, public_key_of

W3C = "https://www.w3.org/ns/credentials/v2"
Json = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """A did:key with its private half."""

    signer: SoftwareSigner

    @property
    def did(self) -> str:
        return self.signer.kid.partition("#")[0]

    @property
    def cryptosuite(self) -> str:
        return "eddsa-rdfc-2022" if self.signer.algorithm == EDDSA else "ecdsa-rdfc-2019"

    def issue(
        self, document: Json, *, now: datetime, cryptosuite: str = "", **options: Any
    ) -> Json:
        return add_proof(
            {"issuer": self.did, **document},
            signer=self.signer,
            cryptosuite=cryptosuite or self.cryptosuite,
            created=now,
            contexts=contexts(),
            **options,
        )

    def present(
        self, *held: Json, now: datetime, members: Json | None = None, **options: Any
    ) -> Json:
        """As Data Integrity; members: beside or instead of the usual ones."""
        document = presentation(*held, holder=self.did) | (members or {})
        kept = {name: value for name, value in document.items() if value is not None}
        return add_proof(
            kept,
            signer=self.signer,
            cryptosuite=self.cryptosuite,
            created=now,
            contexts=contexts(),
            **{"purpose": "authentication", **options},
        )

    def present_jwt(self, *held: Json, **claims: Any) -> bytes:
        payload = presentation(*held, holder=self.did) | claims
        return sign_jws(serialize_json(payload), {"typ": "vp+jwt"}, self.signer).encode()


def presentation(*held: Json, holder: str) -> Json:
    document: Json = {"@context": [W3C], "type": ["VerifiablePresentation"], "holder": holder}
    return document | ({"verifiableCredential": list(held)} if held else {})


def enveloped(token: str, media_type: str = "application/vc+jwt") -> Json:
    return {
        "@context": W3C,
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:{media_type},{token}",
    }


def claim(subject: str, **members: Any) -> Json:
    """A small credential about somebody, without issuer and proof."""
    return {
        "@context": [W3C],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": subject},
        **members,
    }


def person(algorithm: str = EDDSA) -> Person:
    key = (
        ed25519.Ed25519PrivateKey.generate()
        if algorithm == EDDSA
        else ec.generate_private_key(ec.SECP256R1())
    )
    public = public_key_of(key.public_key())
    if algorithm == EDDSA:
        raw = b"\xed\x01" + public.raw
    else:
        raw = b"\x80\x24" + bytes([2 + (public.raw[-1] & 1)]) + public.raw[:32]
    name = encode_base58(raw)
    return Person(SoftwareSigner(f"did:key:{name}#{name}", key))


def raw(document: Json) -> bytes:
    return json.dumps(document).encode()
