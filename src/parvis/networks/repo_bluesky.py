"""Records in a repository of the AT Protocol: their keys and their content hashes, known before they are written.

A thread is written in one commit, so each post names the one above it by a hash that is computed here.
https://atproto.com/specs/tid, https://atproto.com/specs/data-model, https://ipld.io/specs/codecs/dag-cbor/spec/
"""

import hashlib
from base64 import b32decode, b32encode
from datetime import UTC, datetime, timedelta
from typing import Any

from parvis.networks.base import Draft

SIGNS = "234567abcdefghijklmnopqrstuvwxyz"
CID_V1_DAG_CBOR_SHA256 = bytes([0x01, 0x71, 0x12, 0x20])
LINK_TAG = bytes([0xD8, 42])


def rkey(draft: Draft, part: int = 0) -> str:
    """The key of a post in its repository: a valid TID, the same at every try; `part` counts the posts of a thread.

    Its second is that of `not_before`; the microseconds and the clock's number (30 bits together) come from the key.
    """
    number = int.from_bytes(hashlib.sha256(draft.key.encode()).digest()[:8])
    micros = int(draft.not_before.timestamp()) * 1_000_000 + number % 1_000_000
    return _tid(micros << 10 | number >> 32 & 0x3FF, part)


def next_rkey(first: str, part: int) -> str:
    """The key of a later post of the thread that begins at `first`."""
    bits = 0
    for sign in first:
        bits = bits << 5 | SIGNS.index(sign)
    return _tid(bits, part)


def _tid(bits: int, part: int) -> str:
    bits += part << 10
    return "".join(SIGNS[bits >> shift & 31] for shift in range(60, -1, -5))


def stamp(at: datetime, part: int = 0) -> str:
    """The time that a record tells of itself; the posts of a thread follow each other by a millisecond."""
    moment = at.astimezone(UTC) + timedelta(milliseconds=part)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def cid_of(record: dict[str, Any]) -> str:
    """The hash by which others point to the record."""
    return _written(CID_V1_DAG_CBOR_SHA256 + hashlib.sha256(encoded(record)).digest())


def encoded(value: Any) -> bytes:
    """A value of the data model (JSON with `{"$link": cid}`) as DAG-CBOR, which has one way to write each."""
    match value:
        case None | bool():
            return bytes([0xF6 if value is None else 0xF4 + value])
        case int():
            return _head(1, -1 - value) if value < 0 else _head(0, value)
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case list() | tuple():
            return _head(4, len(value)) + b"".join(map(encoded, value))
        case {"$link": str(cid)} if len(value) == 1:
            raw = b"\0" + _read(cid)
            return LINK_TAG + _head(2, len(raw)) + raw
        case dict():
            rows = sorted(value.items(), key=lambda row: (len(row[0].encode()), row[0].encode()))
            return _head(5, len(rows)) + b"".join(encoded(name) + encoded(each) for name, each in rows)
    raise TypeError(f"not of the data model: {type(value).__name__}")


def _head(major: int, number: int) -> bytes:
    """https://www.rfc-editor.org/rfc/rfc8949#section-3"""
    if number < 24:
        return bytes([major << 5 | number])
    size = next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size)
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size]]) + number.to_bytes(size)


def _written(raw: bytes) -> str:
    return "b" + b32encode(raw).decode().lower().rstrip("=")


def _read(cid: str) -> bytes:
    text = cid[1:].upper()
    return b32decode(text + "=" * (-len(text) % 8))
