"""Addresses that come from outside, made safe: http and https only, hosts of the vendor file only, public ones only.

A host is resolved once for each connection, every address found is judged, and the connection goes to a judged one:
a name that changes its address between question and connection (DNS rebinding) wins nothing.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urldefrag, urljoin, urlsplit

from metadata.errors import SourceError
from metadata.fetch.budget import PassingError, reason_of

Resolve = Callable[..., Iterable[tuple[Any, ...]]]  # socket.getaddrinfo

_NAME = re.compile(r"(?!-)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")  # a last label that makes a resolver read the host as an IPv4 address
_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")  # all of IPv6 that is given out to the public (RFC 4291 §2.4, IANA)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Door:
    """Where a source may be asked: its own host and those of `fetch.allowed_hosts`."""

    hosts: frozenset[str]
    private: bool = False  # loopback and private addresses are allowed
    resolve: Resolve = socket.getaddrinfo

    @classmethod
    def of(cls, url: str, allowed: Iterable[str], private: bool) -> Door:
        """The door of the source at this address. Raises SourceError for an address that is none."""
        own = host_of(parsed(url))
        return cls(frozenset({own, *(each.lower().rstrip(".") for each in allowed)}), private)

    def check(self, url: str) -> SplitResult:
        """The parts of an address that may be asked. Raises SourceError for any other."""
        parts = parsed(url)
        self._allow(host_of(parts))
        return parts

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """A connection to a host, at an address that was judged. Raises SourceError, PassingError."""
        self._allow(host.lower().strip("[]").rstrip("."))
        fault: OSError | None = None
        for address in self._judged(host.strip("[]"), port):
            try:
                return socket.create_connection((address, port), timeout)
            except OSError as error:
                fault = error
        raise PassingError(f"{host}:{port} does not answer: {reason_of(fault) if fault else 'it has no address'}")

    def _allow(self, host: str) -> None:
        if host not in self.hosts:
            raise SourceError(f"{host!r} is not a host of this source: if it should be, add it to fetch.allowed_hosts")

    def _judged(self, host: str, port: int) -> list[str]:
        """The addresses of a host, all of which are allowed."""
        try:
            found = [str(each[4][0]) for each in self.resolve(host, port, type=socket.SOCK_STREAM)]
        except socket.gaierror as error:
            if error.errno == socket.EAI_AGAIN:
                raise PassingError(f"the name {host} cannot be looked up now") from None
            raise SourceError(f"there is no host {host}") from None
        except UnicodeError:
            raise SourceError(f"there is no host {host}") from None
        for each in found:
            if not is_allowed(each, self.private):
                raise SourceError(f"{host} has the address {each}, which is not public (fetch.private_addresses)")
        return found


def parsed(url: str) -> SplitResult:
    """The parts of an http or https address without credentials in it. Raises SourceError, which quotes none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SourceError("an address that is none") from None
    if parts.scheme not in _PORTS:
        raise SourceError(f"an address with {parts.scheme or 'no scheme'!r}; only http and https are fetched")
    if parts.username is not None or "\\" in parts.netloc:
        raise SourceError("an address with credentials in it: they belong into a connection")
    if port == 0 or not _is_host(parts.hostname or ""):
        raise SourceError("an address without a proper host")
    return parts


def joined(base: str, url: str) -> str:
    """An address as it stands on a page at `base`; "" for what is none."""
    try:
        return urldefrag(urljoin(base, url)).url
    except ValueError:
        return ""


def _is_host(host: str) -> bool:
    """True for a name in ASCII and for a plain IP address; not for 2130706433, 0177.0.0.1 and their like."""
    try:
        ip_address(host)
    except ValueError:
        last = host.rstrip(".").rpartition(".")[2]
        return bool(_NAME.fullmatch(host)) and len(host) <= 253 and not _NUMBER.fullmatch(last)
    return True


def host_of(parts: SplitResult) -> str:
    """The host in small letters, without a final dot."""
    return (parts.hostname or "").rstrip(".")


def origin_of(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port: credentials stay within one origin."""
    return parts.scheme, host_of(parts), parts.port or _PORTS[parts.scheme]


def shown(url: str) -> str:
    """An address for people: without credentials and query, where secrets may stand."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "an address that is none"
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def at(url: str, host: str, port: int) -> str:
    """The address at the host and port of a connection, if that names both. Raises SourceError."""
    if not (host and port):
        return url
    return parsed(url)._replace(netloc=f"[{host}]:{port}" if ":" in host else f"{host}:{port}").geturl()


def is_allowed(address: str, private: bool) -> bool:
    """True for a public unicast address; with `private` also for loopback and private ones, never for link-local."""
    plain = _inner(ip_address(address))
    if plain.is_multicast or plain.is_unspecified or plain.is_link_local:
        return False
    if plain.is_loopback or plain.is_private:
        return private
    return plain.is_global and (isinstance(plain, IPv4Address) or plain in _UNICAST)


def _inner(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 one stands for: mapped, 6to4, Teredo or NAT64."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)
