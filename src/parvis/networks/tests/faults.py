"""A loopback server that misbehaves as it is told: each connection takes the next behaviour of the script."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

Behaviour = Callable[[socket.socket], None]


def request_of(line: socket.socket) -> bytes:
    """The whole request, body included."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := line.recv(65536)):
            return data
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next((int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.lower().startswith(b"content-length")), 0)
    while len(body) < length:
        body += line.recv(65536)
    return head + b"\r\n\r\n" + body


def answers(status: int = 200, body: bytes = b"{}", headers: dict[str, str] | None = None) -> Behaviour:
    def behave(line: socket.socket) -> None:
        request_of(line)
        head = {"Content-Length": str(len(body)), "Content-Type": "application/json", **(headers or {})}
        rows = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        line.sendall(f"HTTP/1.1 {status} X\r\n{rows}\r\n".encode() + body)

    return behave


def resets(line: socket.socket) -> None:
    """Takes the request, then tears the connection down."""
    request_of(line)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def closes(line: socket.socket) -> None:
    """Takes the request, then closes without a word."""
    request_of(line)


def cut_short(line: socket.socket) -> None:
    """Says 200 and a length, then stops in the middle of the body."""
    request_of(line)
    line.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"id": ')


def hangs(line: socket.socket) -> None:
    request_of(line)
    time.sleep(1.2)


def drips(line: socket.socket) -> None:
    """A header a tenth of a second, for ever."""
    request_of(line)
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(100):
        line.sendall(f"X-{number}: {number}\r\n".encode())
        time.sleep(0.1)


@contextmanager
def server(*script: Behaviour) -> Iterator[str]:
    """The address of a server that lives through the script, one behaviour a connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for behave in script:
            try:
                line, _ = listener.accept()
            except OSError:
                return
            with line:
                try:
                    behave(line)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.close()
        thread.join(5)


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
