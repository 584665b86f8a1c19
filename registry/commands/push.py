"""`registry graph push`: a release into an outside SPARQL server, by the Graph Store Protocol.

For readers who outgrow the built-in endpoint. SPARQL 1.1 Graph Store HTTP Protocol, 5.3.
"""

from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import Annotated

import httpx
import typer

from mappings import sparql
from registry.commands import output
from registry.commands.wiring import store_for_reading
from registry.errors import PushFailed, PushNotAllowed
from registry.usecases import publishing

REQUEST_SECONDS = 30
PUSH_SECONDS = 900


def push(
    url: Annotated[str, typer.Argument(help="The graph store, such as https://host/store.")],
    *,
    number: Annotated[int | None, typer.Option("--release", help="Default: in force.")] = None,
    authorization: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Holds the Authorization header's value."),
    ] = None,
) -> None:
    """Put each named graph of a release into an outside SPARQL server."""
    secret = authorization.read_text("utf-8").strip() if authorization else None
    with store_for_reading() as (session, services):
        store = read_address(url, allowed=services.settings.push_hosts)
        wanted = number or services.release.release.number
        nquads = publishing.release_nquads(session, wanted)
    sent = put_graphs(store, nquads, authorization=secret)
    output.line(f"release {wanted}: {sent} graphs put into {store.copy_with(query=None)}")


def read_address(url: str, *, allowed: Sequence[str]) -> httpx.URL:
    """An address that may be written to. Raises PushNotAllowed.

    allowed: hosts, over https. This machine itself needs neither.
    """
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise PushNotAllowed(f"This is not an address: {error}.") from None
    if address.scheme not in {"http", "https"} or not address.host:
        raise PushNotAllowed("A graph store has an http address.")
    if address.userinfo:
        raise PushNotAllowed("No password in an address; use --authorization.")
    if _is_this_machine(address.host):
        return address
    if address.scheme != "https" or address.host not in allowed:
        raise PushNotAllowed(
            f"{address.host} is not allowed; the setting PUSH_HOSTS lists hosts, over https."
        )
    return address


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def put_graphs(store: httpx.URL, nquads: bytes, *, authorization: str | None = None) -> int:
    """Replace each graph of a release at a graph store; how many. Raises PushFailed.

    The release's own graph comes last: who finds it there finds its parts too. What else the
    store holds stays.
    """
    headers = {"Content-Type": "text/turtle; charset=utf-8"}
    if authorization is not None:
        headers["Authorization"] = authorization
    end, sent = monotonic() + PUSH_SECONDS, 0
    # No proxy, no netrc: it goes where it was told to.
    with httpx.Client(headers=headers, timeout=REQUEST_SECONDS, trust_env=False) as client:
        for graph, triples in sparql.by_graph(nquads):
            if monotonic() > end:
                raise PushFailed(f"Stopped after {PUSH_SECONDS} seconds and {sent} graphs.")
            _put(client, store.copy_merge_params({"graph": graph}), triples, graph)
            sent += 1
    return sent


def _put(client: httpx.Client, address: httpx.URL, triples: bytes, graph: str) -> None:
    try:
        # What the store answers beside its status is not read.
        with client.stream("PUT", address, content=triples) as answer:
            status = answer.status_code
    except httpx.HTTPError as error:
        raise PushFailed(f"The graph store cannot be reached: {error}.") from None
    if status not in {200, 201, 204}:
        raise PushFailed(f"The graph store answered {status} for {graph}.", status=status)
