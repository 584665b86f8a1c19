"""The service over real https, with test issuers, as conformance suites meet it."""

import os
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.registry.conftest import COMMAND

START_SECONDS = 90
Json = dict[str, Any]


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """For localhost, signed by itself, for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert_file, key_file


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@pytest.fixture(scope="session")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of `registry serve --ssl-certfile` that trusts just its certificate."""
    folder = tmp_path_factory.mktemp("conformance")
    cert_file, key_file = make_certificate(folder)
    port = free_port()
    process = subprocess.Popen(
        [
            str(COMMAND),
            "serve",
            "--port",
            str(port),
            "--ssl-certfile",
            str(cert_file),
            "--ssl-keyfile",
            str(key_file),
        ],
        cwd=folder,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "HOME": str(folder),
            "LOG_LEVEL": "WARNING",
            "DATABASE_URL": f"sqlite:///{folder}/registry.db",
            "SECRETS_DIR": str(folder / "secrets"),
            "VAR_DIR": str(folder / "var"),
            "PUBLIC_URL": f"https://localhost:{port}",
            "VC_API_TEST_ISSUERS": "true",
        },
    )
    context = ssl.create_default_context(cafile=str(cert_file))
    try:
        with httpx.Client(
            base_url=f"https://localhost:{port}", verify=context, timeout=30
        ) as client:
            _wait_for(client, process)
            yield client
    finally:
        process.terminate()
        assert process.wait(timeout=30) in {0, -signal.SIGTERM}


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    pytest.fail("the service did not start")


@dataclass
class Suite:
    """What a conformance suite does: issue, verify, present."""

    client: httpx.Client
    issuers: dict[str, Json]

    def issuer(self, name: str = "ed25519") -> str:
        return str(self.issuers[name]["id"])

    def try_issue(self, document: Any, options: Json | None = None) -> httpx.Response:
        body = {"credential": document, "options": options or {}}
        return self.client.post("/credentials/issue", json=body)

    def issue(self, document: Json, options: Json | None = None) -> Json:
        answer = self.try_issue(document, options)
        assert answer.status_code == httpx.codes.CREATED, answer.text
        credential: Json = answer.json()["verifiableCredential"]
        return credential

    def verify(self, credential: Any, options: Json | None = None) -> httpx.Response:
        body = {"verifiableCredential": credential, "options": options or {"checks": ["proof"]}}
        return self.client.post("/credentials/verify", json=body)

    def verify_presentation(self, shown: Any, options: Json | None = None) -> httpx.Response:
        body = {"verifiablePresentation": shown, "options": options or {}}
        return self.client.post("/presentations/verify", json=body)


@pytest.fixture(scope="session")
def suite(https: httpx.Client) -> Suite:
    listed = https.get("/credentials/test-issuers").json()["items"]
    return Suite(https, {issuer["name"]: issuer for issuer in listed})


@pytest.fixture
def sound(suite: Suite) -> Callable[..., Json]:
    """A small credential that every issuer signs; a member set to None is left out."""

    def make(**members: Any) -> Json:
        document = {
            "@context": ["https://www.w3.org/ns/credentials/v2"],
            "type": ["VerifiableCredential"],
            "issuer": suite.issuer(),
            "credentialSubject": {"id": "did:example:subject"},
        } | {("@context" if name == "context" else name): value for name, value in members.items()}
        return {name: value for name, value in document.items() if value is not None}

    return make
