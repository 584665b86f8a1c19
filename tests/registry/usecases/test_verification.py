"""One check for credential, PDF and QR, and what it means for the reader."""

import json
from dataclasses import replace
from typing import Any

import pytest

from credentials.encodings import decode_base64url, encode_base64url
from credentials.errors import CredentialError, UnknownFormat
from mappings.errors import FrameworkUnknown
from mappings.index import compile_graph
from mappings.model import Graph
from registry.errors import CountryUnknown, CountryWithoutFramework
from registry.services import ReleaseInForce, Services
from registry.storage.database import reading, transaction
from registry.storage.tables import IssuedCredential
from registry.usecases import certificates, revocation, verification
from tests.conftest import NOW
from tests.registry.people import Case, decided, dump


@pytest.fixture
def credential(services: Services) -> IssuedCredential:
    _, result = decided(services)
    assert result.credential is not None
    return result.credential


def verify(services: Services, received: str | bytes, **asked: Any) -> dict[str, Any]:
    data = received.encode() if isinstance(received, str) else received
    with reading(services.engine) as session:
        return verification.verify(session, services, data=data, now=services.clock(), **asked)


def check(report: dict[str, Any], name: str) -> tuple[str, str | None]:
    (found,) = [check for check in report["checks"] if check["name"] == name]
    return found["status"], found["code"]


def test_credential_qr_and_certificate_tell_the_same(
    services: Services, credential: IssuedCredential
) -> None:
    with reading(services.engine) as session:
        pdf = certificates.certificate_pdf(
            session, services, actor=None, credential_id=credential.id, now=services.clock()
        )
    reports = [verify(services, form) for form in (credential.vc_jwt, credential.qr_text, pdf)]
    assert [report["format"] for report in reports] == [
        "vc+jwt",
        "certificate-qr",
        "certificate-pdf",
    ]
    assert {report["outcome"] for report in reports} == {"valid"}
    with transaction(services.engine) as session:
        revocation.revoke(
            session, actor=None, credential_id=credential.id, reason="Forged.", now=NOW
        )
    for form in (credential.vc_jwt, credential.qr_text, pdf):
        report = verify(services, form)
        assert (report["outcome"], check(report, "status")) == ("invalid", ("failed", "revoked"))


def test_the_graph_knows_the_release_and_still_answers_the_same(
    services: Services, credential: IssuedCredential
) -> None:
    report = verify(services, credential.vc_jwt)
    assert check(report, "release_known") == ("passed", None)
    assert check(report, "equivalence_current") == ("passed", None)


def test_a_graph_that_answers_otherwise_today_is_told_and_changes_nothing(
    services: Services, credential: IssuedCredential
) -> None:
    old = services.release.release
    without = Graph(old.graph.frameworks, procedures=old.graph.procedures)
    services.release_in_force = ReleaseInForce(
        replace(old, graph=without), compile_graph(without, release=old.number)
    )
    report = verify(services, credential.vc_jwt)
    assert report["outcome"] == "valid"
    assert check(report, "equivalence_current")[0] == "failed"


def test_meaning_is_the_answer_for_the_readers_country(
    services: Services, credential: IssuedCredential
) -> None:
    assert verify(services, credential.vc_jwt)["meaning"] is None
    for form in (credential.vc_jwt, credential.qr_text):
        meaning = verify(services, form, country="IE")["meaning"]
        assert (meaning["from"], meaning["to"]) == ("nl-nlqf:4", "ie-nfq")
    assert verify(services, credential.vc_jwt, framework="se-seqf")["meaning"]["to"] == "se-seqf"


def test_what_is_not_valid_means_nothing(services: Services, credential: IssuedCredential) -> None:
    header, payload, signature = credential.vc_jwt.split(".")
    claims = json.loads(decode_base64url(payload.encode()))
    claims["credentialSubject"]["givenName"] = "Mallory"
    forged = encode_base64url(json.dumps(claims).encode())
    report = verify(services, f"{header}.{forged}.{signature}", country="IE")
    assert (report["outcome"], report["meaning"]) == ("invalid", None)
    assert report["claims"] == {}


def test_a_strangers_credential_is_unknown_not_forged(
    sqlite_services: Services, other_registry: Services
) -> None:
    case = Case(other_registry).reach_evaluation().propose()
    stranger = case.decide().credential
    assert stranger is not None
    report = verify(sqlite_services, stranger.vc_jwt)
    assert report["outcome"] != "valid"
    assert check(report, "issuer_trusted")[1] == "issuer_unknown"


def test_a_list_of_another_house_is_not_fetched(
    sqlite_services: Services, other_registry: Services
) -> None:
    """Its issuer is trusted, but its status cannot be had now: undetermined, never valid."""
    case = Case(other_registry).reach_evaluation().propose()
    stranger = case.decide().credential
    assert stranger is not None
    trusting = replace(sqlite_services, trust_list=other_registry.trust_list)
    report = verify(trusting, stranger.vc_jwt)
    assert (report["outcome"], check(report, "status")) == (
        "undetermined",
        ("not_checked", "status_unavailable"),
    )


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"country": "XX"}, CountryUnknown),
        ({"country": "JP"}, CountryWithoutFramework),
        ({"framework": "xx-none"}, FrameworkUnknown),
    ],
)
def test_a_reader_from_nowhere_is_told(
    services: Services, credential: IssuedCredential, asked: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        verify(services, credential.vc_jwt, **asked)


def test_bytes_that_are_nothing_and_half_a_certificate_are_refused(
    services: Services, credential: IssuedCredential
) -> None:
    with reading(services.engine) as session:
        pdf = certificates.certificate_pdf(
            session, services, actor=None, credential_id=credential.id, now=services.clock()
        )
    before = dump(services)
    with pytest.raises(UnknownFormat):
        verify(services, b"hello")
    with pytest.raises(CredentialError) as refused:
        verify(services, pdf[: len(pdf) // 2])
    assert refused.value.code in {"pdf_unreadable", "pdf_without_credential"}
    assert dump(services) == before
