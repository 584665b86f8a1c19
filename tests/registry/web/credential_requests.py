"""Requests that reach each code about credentials, certificates, trust and what is verified."""

import io
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from PIL import Image
from sqlalchemy import text
from starlette.testclient import TestClient

from registry.app import create_app
from registry.issuers_for_tests import make_issuers_for_tests
from registry.storage.database import transaction
from registry.time_stamps import asking
from tests.registry.web.door import (
    ADMIN,
    APPLICATIONS,
    CREDENTIALS,
    EMPLOYER,
    INTAKE,
    PNG,
    WORKER,
)


def page_with_qr_missing():
    picture = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(picture, "PNG")
    return picture.getvalue()


def empty_pdf():
    from_nothing = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(from_nothing, "PDF")
    return from_nothing.getvalue()


def already_revoked(door):
    credential = door.cases.decided()["credential"]
    door.take_back("revoke", credential)
    return door.take_back("revoke", credential)


def already_suspended(door):
    credential = door.cases.decided()["credential"]
    door.take_back("suspend", credential)
    return door.take_back("suspend", credential)


def certificate_expired(door):
    """A record of skills holds for a year at most; asked for when two have passed."""
    case = door.cases.evaluated()
    path = f"{APPLICATIONS}/{case}/attestations"
    attested = door.api.post(path, INTAKE, json={"basis": "formal"})
    assert attested.status_code == 201, attested.text
    credential = attested.json()["credential"]["id"]
    services = door.api.services
    later = replace(services, clock=lambda: services.clock() + timedelta(days=365 * 2))
    client = TestClient(create_app(later), raise_server_exceptions=False)
    api = type(door.api)(client, later)
    path = f"{CREDENTIALS}/{credential}/certificate.pdf"
    assert api.get(path, WORKER, params={"expired": "mark"}).status_code == 200
    return api.get(path, WORKER)


def glyph_missing(door):
    """A family name with a private letter that no font has."""
    with transaction(door.api.services.engine) as session:
        session.exec(
            text("UPDATE account SET family_name = :odd WHERE email = :who").bindparams(
                odd="Cruz \U0010fffd", who=WORKER
            )
        )
    return door.certificate("en")


def time_stamp_failed(door):
    """Nobody listens on the discard port."""
    credential = door.cases.decided()["credential"]
    store = door.api.services.seal_store
    away = replace(store, ask_time_stamp=asking("http://127.0.0.1:9/"))
    client = TestClient(
        create_app(replace(door.api.services, seal_store=away)), raise_server_exceptions=False
    )
    door.api.http = client
    return door.api.get(f"{CREDENTIALS}/{credential}/certificate.pdf", WORKER)


def not_suspended(door):
    return door.take_back("reinstate", door.cases.decided()["credential"])


def pdf_cut_off(door):
    credential = door.cases.decided()["credential"]
    pdf = door.api.get(f"{CREDENTIALS}/{credential}/certificate.pdf", WORKER).content
    return door.verify(pdf[: len(pdf) // 2], "application/pdf")


def credential_refused(door):
    """A test issuer signs much, but not everything."""
    services = door.api.services
    folder = services.settings.secrets_dir
    issuers = make_issuers_for_tests(folder, services.settings.public_url)
    testing = TestClient(create_app(replace(services, issuers_for_tests=issuers)))
    return testing.post("/credentials/issue", json={"credential": {"issuer": "did:example:x"}})


def replaced(door):
    first, _ = door.cases.credential()
    assert door.take_back("reissue", first).status_code == 201
    answer = door.take_back("reissue", first)
    assert answer.json()["replaced_by"]
    return answer


def trust_list_outdated(door):
    """The same list again, after a change to it was taken in."""
    path = "/api/v1/trust/list"
    issuers = []
    signed = []
    for name in "ab":
        issuers.append({"did": f"did:web:{name}.example", "name": name, "resolvesKeys": True})
        answer = door.api.post(path, ADMIN, json={"issuers": issuers})
        assert answer.status_code == 200, answer.text
        signed.append(door.api.get(path, headers={"Accept": "application/jwt"}).content)
    asked = f"{path}?signer=did:web:registry.example"
    assert door.api.post(asked, ADMIN, content=signed[1]).status_code == 200
    return door.api.post(asked, ADMIN, content=signed[0])


REQUESTS = {
    "credential_unknown": lambda door: door.api.get(f"{CREDENTIALS}/{uuid4()}", WORKER),
    "credential_already_revoked": already_revoked,
    "credential_already_suspended": already_suspended,
    "credential_not_suspended": not_suspended,
    "issuing_not_offered": lambda door: door.api.post(
        "/credentials/issue", json={"credential": {}}
    ),
    "verification_failed": lambda door: door.api.post(
        "/credentials/verify",
        json={"verifiableCredential": {"type": "VerifiableCredential"}},
    ),
    "credential_refused": credential_refused,
    "credential_replaced": replaced,
    "format_not_offered": lambda door: door.api.get(
        f"{CREDENTIALS}/{door.cases.credential()[0]}", WORKER, params={"format": "mso_mdoc"}
    ),
    "wallet_unknown": lambda door: door.sign_in(WORKER).get(
        "/authorize", params={"client_id": "x", "redirect_uri": "https://elsewhere.example/"}
    ),
    "presentation_request_unknown": lambda door: door.api.get(
        "/api/v1/presentations/requests/x", EMPLOYER
    ),
    "claims_query_not_allowed": lambda door: door.api.post(
        "/api/v1/presentations/requests", EMPLOYER, json={"claims": []}
    ),
    "status_list_unknown": lambda door: door.api.get("/status/none"),
    "trust_entry_unknown": lambda door: door.api.get("/api/v1/trust/issuers/did:web:a.example"),
    "trust_list_unproven": lambda door: door.api.post(
        "/api/v1/trust/list", ADMIN, content=b"eyJ.eyJ.x"
    ),
    "trust_list_outdated": trust_list_outdated,
    "trust_list_invalid": lambda door: door.api.post(
        "/api/v1/trust/list", ADMIN, content=b'{"issuers":[5]}'
    ),
    "certificate_style_invalid": lambda door: door.api.post(
        "/api/v1/authorities/de-ihk-fosa/certificate-style/preview",
        ADMIN,
        json={"primary": "#ffffff"},
    ),
    "certificate_language_unknown": lambda door: door.certificate("xx"),
    "certificate_expired": certificate_expired,
    "glyph_missing": glyph_missing,
    "time_stamp_failed": time_stamp_failed,
    "format_unknown": lambda door: door.verify(b"not a credential"),
    "credential_too_large": lambda door: door.verify(b"ey" + b"A" * 2_000_000),
    "media_type_wrong": lambda door: door.verify(b"ORR1:ABC", "application/pdf"),
    "envelope_invalid": lambda door: door.verify(
        b'{"type": "EnvelopedVerifiableCredential", "id": "https://registry.example/1"}',
        "application/vc",
    ),
    "pdf_unreadable": pdf_cut_off,
    "pdf_without_credential": lambda door: door.verify(empty_pdf(), "application/pdf"),
    "picture_unreadable": lambda door: door.verify(PNG + bytes(40), "image/png"),
    "qr_not_found": lambda door: door.verify(page_with_qr_missing(), "image/png"),
}
