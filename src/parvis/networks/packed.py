"""Bodies as they come over the wire, with gzip or deflate undone (RFC 9110, section 8.4.1), never beyond a limit."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

PLAIN, PACKED = ("", "identity"), ("gzip", "x-gzip", "deflate")
GZIP, ZLIB, RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
MOST_MEMBERS = 1000


class TooBigError(Exception):
    """The body passes the limit, packed or unpacked."""


def unpacked(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body, of which neither form is ever held beyond `limit` bytes; raises `zlib.error` where it is broken."""
    if encoding not in (*PLAIN, *PACKED):
        raise zlib.error(f"unknown content encoding {encoding[:40]}")
    counted = _counted(chunks, limit)
    return b"".join(counted) if encoding in PLAIN else _undone(counted, encoding, limit)


def _counted(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooBigError
        yield chunk


def _undone(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """All members of it, one after the other (RFC 1952, section 2.2)."""
    body, rest, members = bytearray(), b"", 0
    undo: Any = None
    for chunk in chunks:
        rest += chunk
        while rest and (undo or len(rest) > 1):
            if undo is None:
                undo, members = zlib.decompressobj(_form(rest, encoding, members)), members + 1
            body += undo.decompress(rest, limit + 1 - len(body))
            if len(body) > limit or undo.unconsumed_tail:
                raise TooBigError
            rest, undo = undo.unused_data, None if undo.eof else undo
    if undo or rest:
        raise zlib.error("the body is cut short")
    return bytes(body)


def _form(start: bytes, encoding: str, members: int) -> int:
    """How the next member is packed. Only gzip has several; some servers send deflate without its head."""
    if start.startswith(b"\x1f\x8b") and members < MOST_MEMBERS:
        return GZIP
    if members or encoding != "deflate":
        raise zlib.error("what follows is not packed")
    has_head = start[0] & 15 == zlib.DEFLATED and int.from_bytes(start[:2]) % 31 == 0
    return ZLIB if has_head else RAW
