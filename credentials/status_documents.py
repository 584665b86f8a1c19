"""A Bitstring Status List as a JSON-LD document with a Data Integrity proof.

The same list as the vc+jwt, for readers who know no JOSE. W3C BSL 1.0, 2.1.
"""

from datetime import datetime

from credentials.contexts import contexts
from credentials.encodings import serialize_json
from credentials.issuer import Secured
from credentials.keys import Signer
from credentials.proofs.data_integrity import add_proof
from credentials.status import BitstringStatusList, status_list_credential

CRYPTOSUITE = "eddsa-rdfc-2022"
_OF_JWT = ("iss", "nbf", "exp")


def issue_status_list_document(
    bits: BitstringStatusList,
    *,
    url: str,
    purpose: str,
    issuer: str,
    now: datetime,
    valid_until: datetime,
    signer: Signer,
) -> Secured:
    """As `issuer.issue_status_list`; the same bytes for the same arguments. signer: EdDSA."""
    payload = status_list_credential(
        bits, url=url, purpose=purpose, issuer=issuer, now=now, valid_until=valid_until
    )
    document = {name: value for name, value in payload.items() if name not in _OF_JWT}
    signed = add_proof(
        document, signer=signer, cryptosuite=CRYPTOSUITE, created=now, contexts=contexts()
    )
    return Secured(url, serialize_json(signed).decode(), signer.kid, "application/vc")
