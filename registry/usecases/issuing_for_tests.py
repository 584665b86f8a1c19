"""Arbitrary documents signed by test issuers, for conformance suites. Never in service."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from sqlmodel import Session

from credentials.bitstring import BitstringStatusList
from credentials.contexts import DATA_INTEGRITY_CONTEXT, contexts_with_examples
from credentials.encodings import serialize_json
from credentials.errors import CredentialError
from credentials.jsonld.document import require_terms
from credentials.keys import Held
from credentials.model import StatusEntry
from credentials.profiles import vcdm
from credentials.proofs.data_integrity import add_proof
from credentials.proofs.jose import VC_JWT, sign_jws
from credentials.published_list import status_list_document
from credentials.trust import TrustList
from registry.errors import (
    CredentialRefused,
    CredentialUnknown,
    IssuersForTestsRefused,
    StatusListUnknown,
    ValidationFailed,
)
from registry.issuers_for_tests import (
    PURPOSES,
    STATUS_PATH,
    IssuerForTests,
    IssuersForTests,
    moment_of,
)
from registry.services import Services
from registry.storage.queries import credentials as stored

Json = dict[str, Any]
LIST_HOURS = 1
_LOCAL_NAMES = (".localhost", ".test", ".example", ".invalid")


@dataclass(frozen=True, slots=True)
class Asked:
    """Options of POST /credentials/issue. securing: a cryptosuite or "vc+jwt"."""

    securing: str | None = None
    challenge: str | None = None
    domain: str | None = None
    with_status: bool = False


def refuse_production(session: Session, services: Services) -> None:
    """Raises IssuersForTestsRefused where somebody may rely on this registry's keys.

    That is: a PUBLIC_URL that others can reach, keys in hardware, or a store that holds issued
    credentials. Test issuers sign whatever they are given, beside documents that look like ours.
    """
    host = urlsplit(services.settings.public_url).hostname or ""
    if not _is_local(host):
        raise IssuersForTestsRefused(
            f"VC_API_TEST_ISSUERS is set, and PUBLIC_URL names {host}. Test issuers run under "
            "localhost, a loopback address, or a name under .localhost, .test or .example."
        )
    if any(key.held is not Held.FILE for key in services.key_ring.keys):
        raise IssuersForTestsRefused(
            "VC_API_TEST_ISSUERS is set, and the key ring holds keys in hardware or of the past."
        )
    if stored.any_issued(session):
        raise IssuersForTestsRefused(
            "VC_API_TEST_ISSUERS is set, and this registry has issued credentials. Give the test "
            "a DATABASE_URL and SECRETS_DIR of its own."
        )


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(_LOCAL_NAMES):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def issuers_of(services: Services) -> IssuersForTests:
    """Raises IssuersForTestsRefused where there are none."""
    if services.issuers_for_tests is None:
        raise IssuersForTestsRefused("There are no test issuers here.")
    return services.issuers_for_tests


def beside(trust: TrustList, services: Services) -> TrustList:
    """The trust list, with the test issuers if there are any."""
    if services.issuers_for_tests is None:
        return trust
    return TrustList((*trust.entries, *services.issuers_for_tests.trusted()))


def issue(services: Services, document: Mapping[str, Any], asked: Asked, *, now: datetime) -> Json:
    """The document, checked as a verifier would and secured by the issuer it names.

    An issuer that is none of ours is replaced by the first test issuer: nobody is spoken for.
    Raises CredentialRefused.
    """
    issuers = issuers_of(services)
    try:
        chosen = issuers.find(vcdm.issuer_of(document)) or issuers.default
        securing = asked.securing or chosen.securing
        if securing != VC_JWT and vcdm.version_of(document) == 1:
            document = _with_proof_terms(document)
        prepared = _named(document, chosen)
        # The context of 1.1 has no words for a status list: it gets one only if asked.
        if asked.with_status or (chosen.with_status and vcdm.version_of(document) == 2):
            prepared = _with_status(issuers, chosen, prepared)
        known = contexts_with_examples()
        vcdm.check_credential(prepared, at_hand=known)
        if securing == VC_JWT:
            require_terms(prepared, contexts=known)
            return _enveloped(prepared, chosen)
        return add_proof(
            prepared,
            signer=chosen.signer,
            cryptosuite=securing,
            created=now,
            contexts=known,
            challenge=asked.challenge,
            domain=asked.domain,
        )
    except CredentialError as error:
        raise CredentialRefused(
            error.detail, errors=[{"code": error.code, "detail": error.detail}]
        ) from error


def _with_proof_terms(document: Mapping[str, Any]) -> Json:
    """The context of 1.1 knows no Data Integrity proofs."""
    named = document["@context"]
    if DATA_INTEGRITY_CONTEXT in named:
        return dict(document)
    return {**document, "@context": [*named, DATA_INTEGRITY_CONTEXT]}


def _named(document: Mapping[str, Any], issuer: IssuerForTests) -> Json:
    named = document["issuer"]
    return {
        **document,
        "issuer": {**named, "id": issuer.did} if isinstance(named, dict) else issuer.did,
    }


def _with_status(issuers: IssuersForTests, issuer: IssuerForTests, document: Json) -> Json:
    if "credentialStatus" in document:
        return document
    identifier = document.setdefault("id", f"urn:uuid:{uuid4()}")
    index = issuers.reserve(issuer, str(identifier))
    entries = [
        StatusEntry(issuers.list_url(issuer, purpose), index, purpose) for purpose in PURPOSES
    ]
    return {
        **document,
        "credentialStatus": [
            {
                "id": f"{entry.list_url}#{entry.index}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": entry.purpose,
                "statusListIndex": str(entry.index),
                "statusListCredential": entry.list_url,
            }
            for entry in entries
        ],
    }


def _enveloped(document: Json, issuer: IssuerForTests) -> Json:
    token = sign_jws(serialize_json(document), {"typ": VC_JWT, "cty": "vc"}, issuer.signer)
    return {
        "@context": vcdm.CONTEXT_V2,
        "id": f"data:application/{VC_JWT},{token}",
        "type": vcdm.ENVELOPED_CREDENTIAL,
    }


def change_status(services: Services, credential_id: str, changes: Mapping[str, bool]) -> None:
    """changes: purpose -> raised. Raises CredentialUnknown, ValidationFailed."""
    for purpose, raised in changes.items():
        if purpose not in PURPOSES:
            raise ValidationFailed(
                "The purpose of a status is revocation or suspension.",
                errors=[{"field": "credentialStatus.statusPurpose", "message": "Not known."}],
            )
        if not issuers_of(services).change(credential_id, purpose, raised=raised):
            raise CredentialUnknown("No test issuer has issued this with a status.")


def status_list(services: Services, name: str, *, now: datetime) -> Json:
    """A list of a test issuer, as Data Integrity. name: "ed25519-status-revocation".

    Raises StatusListUnknown.
    """
    issuers = issuers_of(services)
    issuer_name, _, purpose = name.rpartition("-")
    issuer = issuers.named(issuer_name)
    if issuer is None or purpose not in PURPOSES:
        raise StatusListUnknown("There is no such status list.")
    start = moment_of(now)
    document = status_list_document(
        BitstringStatusList.of(issuers.raised(issuer, purpose)),
        url=issuers.list_url(issuer, purpose),
        purpose=purpose,
        issuer=issuer.did,
        now=start,
        valid_until=start + timedelta(hours=LIST_HOURS),
    )
    return add_proof(
        document,
        signer=issuer.signer,
        cryptosuite=_document_suite(issuer),
        created=start,
        contexts=contexts_with_examples(),
    )


def secured_list(services: Services, url: str, *, now: datetime) -> Mapping[str, bytes]:
    """URL -> the list, if it is one of the test issuers'; else nothing."""
    prefix = issuers_of(services).public_url + STATUS_PATH
    try:
        name = url.removeprefix(prefix) if url.startswith(prefix) else ""
        return {url: serialize_json(status_list(services, name, now=now))}
    except StatusListUnknown:
        return {}


def _document_suite(issuer: IssuerForTests) -> str:
    return "eddsa-rdfc-2022" if issuer.algorithm == "EdDSA" else "ecdsa-rdfc-2019"
