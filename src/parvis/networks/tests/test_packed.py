"""Packed bodies: what is whole is read in whatever pieces it comes, what is broken or too much is refused."""

import gzip
import time
import zlib

import pytest

from parvis.networks.packed import TooBigError, unpacked

TEXT = "Les rues du centre sont déneigées. ".encode() * 40


def raw(content: bytes) -> bytes:
    pack = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return pack.compress(content) + pack.flush()


WHOLE = [
    ("gzip", gzip.compress(TEXT)),
    ("x-gzip", gzip.compress(TEXT)),
    ("gzip", gzip.compress(TEXT[:90]) + gzip.compress(TEXT[90:])),
    ("deflate", zlib.compress(TEXT)),
    ("deflate", raw(TEXT)),
    ("identity", TEXT),
    ("", TEXT),
]


@pytest.mark.parametrize(("encoding", "packed"), WHOLE)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_a_whole_body_is_read_in_any_pieces(encoding: str, packed: bytes, size: int) -> None:
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert unpacked(pieces, encoding, len(TEXT)) == TEXT
    assert unpacked([], encoding, 10) == b""
    with pytest.raises(TooBigError):
        unpacked(pieces, encoding, len(TEXT) - 1)


BROKEN = [
    ("gzip", gzip.compress(TEXT)[:-1]),
    ("gzip", gzip.compress(TEXT)[:9]),
    ("gzip", b"\x1f"),
    ("gzip", gzip.compress(TEXT) + b"more"),
    ("gzip", gzip.compress(TEXT) + gzip.compress(TEXT)[:20]),
    ("gzip", TEXT),
    ("deflate", zlib.compress(TEXT) + b"more"),
    ("deflate", zlib.compress(TEXT)[:-1]),
    ("deflate", raw(TEXT)[:-1]),
    ("br", TEXT),
]


@pytest.mark.parametrize(("encoding", "packed"), BROKEN)
def test_what_is_cut_short_or_followed_by_something_else_is_refused(encoding: str, packed: bytes) -> None:
    with pytest.raises(zlib.error):
        unpacked([packed], encoding, 1_000_000)


@pytest.mark.parametrize("member", [b"", b"x", b"\x00" * 4_999_999])
def test_what_follows_a_small_body_counts_and_costs_nothing(member: bytes) -> None:
    began = time.monotonic()
    flood = [gzip.compress(member)] + [b"\x1f\x8b" + b"\0" * 65_000] * 800
    with pytest.raises((TooBigError, zlib.error)):
        unpacked(flood, "gzip", 5_000_000)
    with pytest.raises((TooBigError, zlib.error)):
        unpacked([gzip.compress(member) * 100_000 if len(member) < 2 else flood[0] * 2], "gzip", 5_000_000)
    assert time.monotonic() - began < 3
