"""Which machines may be asked: the public internet, and nothing inside this network.

A name is resolved once, every address of it is looked at, and the connection goes to an address
that was looked at. Otherwise a stranger's DID could read our cloud's metadata or the database.
"""

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from registry.errors import FetchFailed, FetchRefused

_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))


def resolve_public(host: str, port: int, *, allow_loopback: bool = False) -> str:
    """One address of the host. Raises FetchRefused, FetchFailed.

    A name with one inner address is refused as a whole: whoever controls it chose that answer.
    allow_loopback: for tests, and for issuers on this machine.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchFailed("The host's name cannot be resolved.", host=host) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(
        is_allowed(one, allow_loopback=allow_loopback) for one in addresses
    ):
        raise FetchRefused("The host is not on the public internet.", host=host)
    return addresses[0]


def is_allowed(address: str, *, allow_loopback: bool = False) -> bool:
    try:
        # A zone index, as in fe80::1%eth0, belongs to link-local addresses only.
        parsed = ip_address(address)
    except ValueError:
        return False
    inner = _embedded(parsed)
    if allow_loopback and inner.is_loopback:
        return True
    return inner.is_global and not (
        inner.is_multicast or inner.is_reserved or inner.is_private or inner.is_unspecified
    )


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped:
        return address.ipv4_mapped
    if address.sixtofour:
        return address.sixtofour
    if address.teredo:
        return address.teredo[1]
    if any(address in network for network in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
