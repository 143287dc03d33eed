"""Filling a place with a file, part by part, over Google's resumable protocol, which PeerTube speaks too.

https://developers.google.com/youtube/v3/guides/using_resumable_upload_protocol and proto.md of kukhariev/node-uploadx,
which the OpenAPI file of PeerTube names (read on 28 November 2026). The place tells how far it is and makes one thing,
however often its last part is sent.
"""

import re
from collections.abc import Callable

from parvis.networks.base import Media
from parvis.networks.reply import Reply

PART = 16 * 256 * 1024  # a multiple of 256 KiB, as Google wants; all but the last part have it
AT_ONE_GO = 6

Call = Callable[..., Reply]
Made = Callable[[Reply], str]


def filled(call: Call, address: str, video: Media, made: Made) -> str:
    """Brings the next parts; what `made` reads from the last answer once it is whole, else empty."""
    held, number = _how_far(call, address, len(video.content), made)
    for _ in range(AT_ONE_GO):
        if number:
            return number
        held, number = _fill(call, address, video, held, made)
    return number


def _how_far(call: Call, address: str, size: int, made: Made) -> tuple[int, str]:
    """Bytes that the place holds, and what was made of them once they are all there."""
    return _state(call("PUT", address, content=b"", headers={"content-range": f"bytes */{size}"}), made)


def _fill(call: Call, address: str, video: Media, start: int, made: Made) -> tuple[int, str]:
    part, size = video.content[start : start + PART], len(video.content)
    headers = {"content-type": video.content_type, "content-range": f"bytes {start}-{start + len(part) - 1}/{size}"}
    return _state(call("PUT", address, content=part, headers=headers), made)


def _state(reply: Reply, made: Made) -> tuple[int, str]:
    """308 with the range that is there, or the finished thing."""
    if reply.status != 308:
        return 0, made(reply)
    held = re.search(r"-(\d+)$", reply.headers.get("range", ""))
    return (int(held[1]) + 1 if held else 0), ""
