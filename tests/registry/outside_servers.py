"""A real https server on this machine, under a certificate authority of the tests' own."""

import gzip
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Answer = tuple[int, dict[str, str], bytes]
NOT_FOUND: Answer = (404, {"Content-Type": "text/plain"}, b"no")


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Name, ec.EllipticCurvePrivateKey] | None,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    issuer_name, issuer_key = issuer or (subject, key)
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer_name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
    )
    if issuer is not None:
        names = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def make_certificates(folder: Path) -> tuple[Path, Path]:
    """(authority, server's chain with its key), as PEM files."""
    ca_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca = _certificate("Tests", ca_key, None)
    server = _certificate("localhost", key, (ca.subject, ca_key))
    authority, chain = folder / "ca.pem", folder / "server.pem"
    authority.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    chain.write_bytes(
        server.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return authority, chain


@dataclass
class OutsideServer:
    """answers: path -> what is sent; asked: every path that was requested.

    Paths below /trickle and /silent belong to a hostile server: they never come to an end.
    """

    port: int
    ca_file: Path
    answers: dict[str, Answer | Callable[[], Answer]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def did(self) -> str:
        return f"did:web:localhost%3A{self.port}"

    def serve(
        self, path: str, body: bytes, media_type: str = "application/json", **headers: str
    ) -> str:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (200, {"Content-Type": media_type, **told}, body)
        return self.url + path

    def redirect(self, path: str, location: str, status: int = 302) -> str:
        self.answers[path] = (status, {"Location": location}, b"")
        return self.url + path


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    known: OutsideServer
    ended: threading.Event

    def handle_error(self, *_: object) -> None:
        """Clients hang up on hostile answers: that is the point."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        known = self.server.known
        known.asked.append(self.path)
        known.accepted.append(self.headers.get("accept", ""))
        if self.path.startswith("/silent"):
            self.server.ended.wait()
        elif self.path.startswith("/trickle"):
            self._trickle()
        else:
            self._answer(known.answers.get(self.path, NOT_FOUND))

    def _answer(self, found: Answer | Callable[[], Answer]) -> None:
        status, headers, body = found() if callable(found) else found
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _trickle(self) -> None:
        """A byte now and then, as a slow-loris server does, within headers or body."""
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        if self.path.endswith("/body"):
            self.wfile.write(b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while not self.server.ended.wait(0.05):
            self.wfile.write(b"x")

    def log_message(self, *_: object) -> None:
        """Quiet."""


@contextmanager
def outside_server(folder: Path) -> Iterator[OutsideServer]:
    authority, chain = make_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    server = _Server(("127.0.0.1", 0), _Handler)
    # Each connection shakes hands in its own thread, so that one cannot hold up the others.
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    server.known = OutsideServer(server.server_address[1], authority)
    server.ended = threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.known
    finally:
        server.ended.set()
        server.shutdown()
        server.server_close()


def gzip_bomb(size: int) -> bytes:
    return gzip.compress(bytes(size))
