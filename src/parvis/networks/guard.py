"""Where a connection may go: public addresses and ordinary ports only, checked after the name was looked up.

The address that was checked is the one that is connected to, so a name that changes its answer gains nothing. Every
read and write also ends at a common deadline, so a server that drips bytes cannot hold a worker.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLong
from typing import Any

import httpcore2

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = frozenset({80, 443, 8080, 8443})
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215
GIVEN_OUT = ipaddress.IPv6Network("2000::/3")  # https://www.iana.org/assignments/ipv6-address-space
DOCUMENTATION = ipaddress.IPv6Network("3fff::/20")  # RFC 9637
LOOKUP_SECONDS = 10.0

_lookups = ThreadPoolExecutor(max_workers=8, thread_name_prefix="dns")


class Forbidden(httpcore2.ConnectError):
    """The address is inside, or the port is not one of the web."""


class Deadline:
    """A moment (monotonic clock) after which nothing is waited for any more."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds

    def left(self, wanted: float | None = None) -> float:
        """Seconds left, at most `wanted`; raises when none are."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise httpcore2.ReadTimeout("out of time")
        return left if wanted is None else min(left, wanted)


def embedded(address: Address) -> Address:
    """The IPv4 address inside a mapped, NAT64, 6to4 or Teredo one, else the address itself."""
    if not isinstance(address, ipaddress.IPv6Address):
        return address
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else address)


def is_public(address: Address) -> bool:
    """Whether the address belongs to the public Internet, whatever it is wrapped in."""
    inner = embedded(address)
    if isinstance(inner, ipaddress.IPv6Address) and (inner not in GIVEN_OUT or inner in DOCUMENTATION):
        return False
    return inner.is_global and not (inner.is_multicast or inner.is_reserved or address in LOCAL_NAT64)


def look_up(host: str, deadline: Deadline) -> list[Address]:
    """The addresses of a host name, in the order of the resolver."""
    try:
        return [ipaddress.ip_address(host.strip("[]"))]
    except ValueError:
        pass
    job = _lookups.submit(socket.getaddrinfo, host, None, 0, socket.SOCK_STREAM)
    try:
        rows = job.result(deadline.left(LOOKUP_SECONDS))
    except (OSError, UnicodeError, TooLong) as error:
        raise httpcore2.ConnectError(f"no address for {host}: {type(error).__name__}") from None
    return list(dict.fromkeys(ipaddress.ip_address(str(row[4][0]).split("%")[0]) for row in rows))


class Stream(httpcore2.NetworkStream):
    """A connection whose every wait ends at the deadline."""

    def __init__(self, inner: httpcore2.NetworkStream, deadline: Deadline) -> None:
        self.inner, self.deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, self.deadline.left(timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        left = self.deadline.left(timeout)
        return Stream(self.inner.start_tls(ssl_context, server_hostname, left), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.inner.get_extra_info(info)


class Guard(httpcore2.NetworkBackend):
    """Looks the name up once, keeps the addresses that are allowed, connects to one of them.

    `allow_loopback` (development and tests) opens loopback, on any port, and nothing else.
    """

    def __init__(self, deadline: Deadline, allow_loopback: bool = False, ports: frozenset[int] = PORTS) -> None:
        self.deadline, self.allow_loopback, self.ports = deadline, allow_loopback, ports

    def allows(self, address: Address, port: int) -> bool:
        """Whether this very address and port may be connected to."""
        if embedded(address).is_loopback:
            return self.allow_loopback
        return port in self.ports and is_public(address)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        allowed = [a for a in look_up(host, self.deadline) if self.allows(a, port)]
        if not allowed:
            raise Forbidden(f"{host}:{port} is not a public web address")
        return Stream(self.first_that_answers(allowed, port, timeout, socket_options), self.deadline)

    def first_that_answers(
        self, addresses: list[Address], port: int, timeout: float | None, options: Iterable[Any] | None
    ) -> httpcore2.NetworkStream:
        """Connects to the addresses in turn; the last failure is the one that is told."""
        for address in addresses[:-1]:
            try:
                return self.connect(address, port, timeout, options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return self.connect(addresses[-1], port, timeout, options)

    def connect(
        self, address: Address, port: int, timeout: float | None, options: Iterable[Any] | None
    ) -> httpcore2.NetworkStream:
        left = self.deadline.left(timeout)
        return httpcore2.SyncBackend().connect_tcp(str(address), port, left, None, options)

    def socket(self, host: str, port: int, seconds: float) -> socket.socket:
        """A plain connection for protocols other than HTTP, under the same rules; `seconds` is each wait's limit."""
        allowed = [a for a in look_up(host, self.deadline) if self.allows(a, port)]
        if not allowed:
            raise Forbidden(f"{host}:{port} is not a public address")
        return socket.create_connection((str(allowed[0]), port), self.deadline.left(seconds))

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore2.NetworkStream:
        raise Forbidden("no sockets of this machine")

    def sleep(self, seconds: float) -> None:
        raise Forbidden("this client never sleeps")
