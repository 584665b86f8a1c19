"""What the libraries in Node must have at hand: contexts, keys, and whose the keys are."""

from collections.abc import Iterable
from typing import Any

from credentials.contexts import DATA_INTEGRITY_CONTEXT, MULTIKEY_CONTEXT, contexts
from credentials.encodings import parse_json
from credentials.keys import Signer
from credentials.multibase import encode_multikey

SUITES = {
    "eddsa-rdfc-2022": "EdDSA",
    "eddsa-jcs-2022": "EdDSA",
    "ecdsa-rdfc-2019": "ES256",
}
DID_CONTEXT = "https://www.w3.org/ns/did/v1"


def at_hand(signers: Iterable[Signer], **more: Any) -> dict[str, Any]:
    """Address -> document."""
    documents = {url: parse_json(raw) for url, raw in contexts().items()}
    for signer in signers:
        did = signer.kid.partition("#")[0]
        method = {
            "@context": MULTIKEY_CONTEXT,
            "id": signer.kid,
            "type": "Multikey",
            "controller": did,
            "publicKeyMultibase": encode_multikey(signer.public_key),
        }
        documents[signer.kid] = method
        controller = documents.setdefault(
            did,
            {
                "@context": [DID_CONTEXT, MULTIKEY_CONTEXT],
                "id": did,
                "assertionMethod": [],
                "authentication": [],
            },
        )
        controller["assertionMethod"].append(signer.kid)
        controller["authentication"].append(signer.kid)
    return documents | more


__all__ = ["DATA_INTEGRITY_CONTEXT", "SUITES", "at_hand"]
