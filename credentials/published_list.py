"""A status list as it is published and read: claims with a proof, of ours or of others.

As vc+jwt or with a Data Integrity proof, in any of our cryptosuites. W3C BSL 1.0, 2.2 and 3.2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from credentials.bitstring import BitstringStatusList
from credentials.contexts import contexts
from credentials.encodings import parse_json
from credentials.errors import ClaimsInvalid, CredentialError, StatusListInvalid, TooLarge
from credentials.jsonld.document import require_terms
from credentials.profiles.fields import instant_text
from credentials.profiles.vc20 import W3C_CONTEXT
from credentials.profiles.vcdm import issuer_of, validity_of
from credentials.proofs.data_integrity import DataIntegrityProof, parse_proofs, verify_proof
from credentials.proofs.jose import VC_JWT, parse_jws, verify_jws
from credentials.public_keys import PublicKey

LIST_TYPE = "BitstringStatusListCredential"
_TYPES = frozenset({"VerifiableCredential", LIST_TYPE})
# The largest list of random bits, with room for its claims.
MAX_LIST_BYTES = 4 * 1024 * 1024

Json = dict[str, Any]


def status_list_document(
    bits: BitstringStatusList,
    *,
    url: str,
    purpose: str,
    issuer: str,
    now: datetime,
    valid_until: datetime,
) -> Json:
    """What a published list says; after `valid_until` a reader must fetch it anew."""
    return {
        "@context": [W3C_CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", LIST_TYPE],
        "issuer": issuer,
        "validFrom": instant_text(now),
        "validUntil": instant_text(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": bits.encode(),
        },
    }


def status_list_payload(document: Json, *, now: datetime, valid_until: datetime) -> Json:
    """The same as the payload of a vc+jwt: with the JWT's claims beside it."""
    return document | {
        "iss": document["issuer"],
        "nbf": int(now.timestamp()),
        "exp": int(valid_until.timestamp()),
    }


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list whose signature holds. Half-open in time; valid_until None: open.

    purposes: what a bit of it may mean. as_of: when it was made, as far as it says.
    """

    url: str
    issuer: str
    purposes: tuple[str, ...]
    as_of: datetime
    valid_until: datetime | None
    bits: BitstringStatusList


def is_document(secured: bytes) -> bool:
    """JSON with a proof inside, and no token."""
    return secured.lstrip()[:1] == b"{"


def unproven(secured: bytes) -> Json:
    """What a list says of itself. Raises StatusListInvalid, TooLarge, ProofError's kinds."""
    if len(secured) > MAX_LIST_BYTES:
        raise TooLarge("A status list has at most 4 MiB.", limit=MAX_LIST_BYTES)
    if is_document(secured):
        return parse_json(secured)
    return parse_json(parse_jws(secured.strip(), typ=VC_JWT).payload)


@lru_cache(maxsize=64)
def kids_of(secured: bytes) -> tuple[str, ...]:
    """The names of the keys that are said to have signed it."""
    if is_document(secured):
        return tuple(proof.verification_method for proof in parse_proofs(unproven(secured)))
    return (parse_jws(secured.strip(), typ=VC_JWT).kid,)


@lru_cache(maxsize=64)
def open_list(secured: bytes, kid: str, key: PublicKey) -> PublishedList:
    """Verified and unpacked once: a list is read many times before it changes.

    kid: the name under which this key signed. Raises StatusListInvalid, ProofError's kinds.
    """
    if not is_document(secured):
        token = parse_jws(secured.strip(), typ=VC_JWT)
        verify_jws(token, key)
        return _parse(parse_json(token.payload), signed_at=None)
    document = unproven(secured)
    # Others may have signed beside the issuer; one proof under the issuer's key is enough.
    proof = next(one for one in parse_proofs(document) if one.verification_method == kid)
    if proof.purpose != "assertionMethod":
        raise StatusListInvalid("The proof of the status list is for another purpose.")
    verify_proof(document, proof, key, contexts=contexts())
    return _bounded_by(proof, _parse(document, signed_at=proof.created))


def _bounded_by(proof: DataIntegrityProof, found: PublishedList) -> PublishedList:
    if proof.expires is None:
        return found
    until = min(proof.expires, found.valid_until) if found.valid_until else proof.expires
    return replace(found, valid_until=until)


def _parse(document: Mapping[str, Any], *, signed_at: datetime | None) -> PublishedList:
    try:
        require_terms(document, contexts=contexts())
        return _read(document, signed_at)
    except StatusListInvalid:
        raise
    except CredentialError as error:
        raise StatusListInvalid(f"This is not a status list: {error.detail}") from error


def _read(document: Mapping[str, Any], signed_at: datetime | None) -> PublishedList:
    _check_shape(document)
    subject = document["credentialSubject"]
    valid_from, valid_until = validity_of(document)
    as_of = valid_from or signed_at
    if as_of is None:
        raise StatusListInvalid("A status list says since when it is valid.")
    issuer = issuer_of(document)
    _check_agreement(document, issuer, as_of, valid_until)
    return PublishedList(
        document["id"],
        issuer,
        _purposes(subject.get("statusPurpose")),
        as_of,
        valid_until,
        BitstringStatusList.decode(subject["encodedList"]),
    )


def _check_shape(document: Mapping[str, Any]) -> None:
    named = document.get("@context")
    if not isinstance(named, list) or named[:1] != [W3C_CONTEXT]:
        raise ClaimsInvalid("its first context is not the W3C's.")
    types = document.get("type")
    if not isinstance(types, list) or not {"VerifiableCredential", LIST_TYPE} <= set(
        map(str, types)
    ):
        raise ClaimsInvalid(f"it is no {LIST_TYPE}.")
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("type") != "BitstringStatusList":
        raise ClaimsInvalid("its subject is no BitstringStatusList.")
    if not isinstance(document.get("id"), str) or not isinstance(subject.get("encodedList"), str):
        raise ClaimsInvalid("it has no address or no list.")


def _purposes(named: object) -> tuple[str, ...]:
    purposes = named if isinstance(named, list) else [named]
    if not purposes or not all(isinstance(purpose, str) and purpose for purpose in purposes):
        raise ClaimsInvalid("it does not say for what it is.")
    return tuple(purposes)


def _check_agreement(
    document: Mapping[str, Any], issuer: str, as_of: datetime, valid_until: datetime | None
) -> None:
    """What a JWT says beside the claims is what they say. VC-JOSE-COSE, 3.1.1."""
    expected = {
        "iss": issuer,
        "nbf": int(as_of.timestamp()),
        "exp": int(valid_until.timestamp()) if valid_until else None,
    }
    for name in expected.keys() & document.keys():
        if document[name] != expected[name] or isinstance(document[name], bool):
            raise ClaimsInvalid(f"{name} differs from its own claim.")
