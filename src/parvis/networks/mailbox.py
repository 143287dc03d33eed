"""Connections to mail servers under the same guard as the Web: public addresses, the ports of mail, TLS."""

import imaplib
import smtplib
import socket
import ssl
from contextlib import suppress
from typing import Any

from parvis.networks.guard import Deadline, Guard

PORTS = frozenset({143, 993, 465, 587})
SECONDS = 20.0
_tls = ssl.create_default_context()


def _connected(host: str, port: int, allow_loopback: bool) -> socket.socket:
    return Guard(Deadline(SECONDS), allow_loopback, PORTS).socket(host, port, SECONDS)


class Imap(imaplib.IMAP4):
    """IMAP: TLS on 993, STARTTLS on 143; in the clear only on loopback with `allow_loopback`."""

    def __init__(self, host: str, port: int, allow_loopback: bool) -> None:
        self.allow_loopback = allow_loopback
        super().__init__(host, port, SECONDS)
        if port == 143:
            self.starttls(_tls)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        line = _connected(self.host, self.port, self.allow_loopback)
        return _tls.wrap_socket(line, server_hostname=self.host) if self.port == 993 else line

    def __exit__(self, *_: Any) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self.logout()


class Smtp(smtplib.SMTP):
    """SMTP: TLS on 465, STARTTLS on 587; in the clear only on loopback with `allow_loopback`."""

    def __init__(self, host: str, port: int, allow_loopback: bool) -> None:
        self.allow_loopback = allow_loopback
        self._host = host
        super().__init__(host, port, local_hostname="parvis.invalid", timeout=SECONDS)
        if port == 587:
            self.starttls(context=_tls)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        line = _connected(host, port, self.allow_loopback)
        return _tls.wrap_socket(line, server_hostname=host) if port == 465 else line


def place(address: str, default_port: int) -> tuple[str, int]:
    """`host` or `host:port`."""
    host, _, port = address.strip().rpartition(":") if ":" in address else (address.strip(), "", "")
    return host, int(port) if port.isdigit() else default_port
