"""One document from outside: https, checked address, bounded in size and time, nothing else.

The whole exchange has one deadline, so that a server cannot hold us by sending slowly.
"""

import ssl
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from urllib.parse import urljoin, urlsplit

import httpcore

from registry.errors import FetchFailed, FetchRefused
from registry.outside_addresses import resolve_public

MAX_REDIRECTS = 3
_READ = 16 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to fetch. media_types: those that its content may have.

    good_until: (content, now) -> when the content itself says that it ends; None: it does not.
    """

    url: str
    media_types: frozenset[str]
    max_bytes: int
    good_until: Callable[[bytes, datetime], datetime | None] | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """max_age: seconds that the server lets us keep it, None if it does not say."""

    body: bytes
    media_type: str
    max_age: int | None


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach the outside. seconds: for one document, from the first byte to the last."""

    tls: ssl.SSLContext
    seconds: float
    allow_loopback: bool = False


def fetch(wanted: Wanted, route: Route) -> Received:
    """GET it. Raises FetchRefused for what may not be asked, FetchFailed for what went wrong."""
    deadline = monotonic() + route.seconds
    url = require_https(wanted.url)
    for _ in range(MAX_REDIRECTS + 1):
        try:
            answer = _get(url, wanted, route, deadline)
        except (httpcore.ProtocolError, httpcore.NetworkError, httpcore.TimeoutException) as error:
            raise FetchFailed("The server does not answer as it should.") from error
        except (OSError, ValueError) as error:
            raise FetchFailed("The server cannot be reached.") from error
        if isinstance(answer, Received):
            return answer
        url = _same_host(url, answer)
    raise FetchFailed("The server redirects too often.")


def require_https(url: str) -> str:
    """Raises FetchRefused."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise FetchRefused("This is not an address.") from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None:
        raise FetchRefused("Only https addresses without a password are fetched.")
    if not url.isascii() or any(character.isspace() for character in url):
        raise FetchRefused("This is not an address.")
    return url


def _same_host(url: str, location: str) -> str:
    target = require_https(urljoin(url, location))
    if urlsplit(target).netloc != urlsplit(url).netloc:
        raise FetchRefused("The server redirects to another host.")
    return target


def _get(url: str, wanted: Wanted, route: Route, deadline: float) -> Received | str:
    """The document, or where the server redirects to."""
    backend = _CheckedBackend(deadline, allow_loopback=route.allow_loopback)
    headers: dict[str | bytes, str | bytes] = {
        "Accept": ", ".join(sorted(wanted.media_types)),
        # What unpacks to more than it weighs is not taken.
        "Accept-Encoding": "identity",
        "User-Agent": "open-recognition-registry",
    }
    with (
        httpcore.ConnectionPool(
            ssl_context=route.tls, max_connections=1, network_backend=backend
        ) as pool,
        pool.stream("GET", url.partition("#")[0], headers=headers) as response,
    ):
        names = {
            name.decode("latin-1").lower(): value.decode("latin-1")
            for name, value in response.headers
        }
        if response.status in {301, 302, 303, 307, 308}:
            return names.get("location", "")
        _check_answer(response.status, names, wanted)
        body = _read(response.iter_stream(), wanted.max_bytes, deadline)
        return Received(body, _media_type(names), _max_age(names.get("cache-control", "")))


def _check_answer(status: int, headers: typing.Mapping[str, str], wanted: Wanted) -> None:
    if status != 200:
        raise FetchFailed(f"The server answers {status}.")
    if headers.get("content-encoding", "identity") != "identity":
        raise FetchFailed("The server sends the document packed.")
    if _media_type(headers) not in wanted.media_types:
        raise FetchFailed("The server sends another type of content.")
    length = headers.get("content-length", "0")
    if not length.isdigit() or int(length[:20]) > wanted.max_bytes:
        raise FetchFailed("The document is too large.")


def _read(chunks: Iterable[bytes], limit: int, deadline: float) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if len(body) > limit:
            raise FetchFailed("The document is too large.")
        if monotonic() > deadline:
            raise FetchFailed("The server takes too long.")
    return bytes(body)


def _media_type(headers: typing.Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _max_age(cache_control: str) -> int | None:
    """RFC 9111, 5.2.2."""
    told = [part.strip().lower() for part in cache_control.split(",")]
    if "no-store" in told or "no-cache" in told:
        return 0
    for part in told:
        name, _, value = part.partition("=")
        value = value.strip('"')
        if name == "max-age" and value.isascii() and value.isdigit():
            return min(int(value[:10]), 31_536_000)
    return None


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were looked at; TLS still names and checks the host."""

    def __init__(self, deadline: float, *, allow_loopback: bool) -> None:
        self._deadline = deadline
        self._allow_loopback = allow_loopback
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline decides
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        address = resolve_public(host, port, allow_loopback=self._allow_loopback)
        stream = self._plain.connect_tcp(
            address, port, _left(self._deadline), local_address, socket_options
        )
        return _HurriedStream(stream, self._deadline)


class _HurriedStream(httpcore.NetworkStream):
    """Every read and write has what is left of the one deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._stream.read(min(max_bytes, _READ), _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _HurriedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> typing.Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise FetchFailed("The server takes too long.")
    return left
