"""What an MP4 says of itself, and subtitles in the form that a network wants.

Boxes: ISO/IEC 14496-12, 4.2, 8.2.2 and 8.3.2.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parvis.networks import words
from parvis.networks.base import Captions, Draft, Info, Media
from parvis.networks.errors import Amend

Bytes = bytes | bytearray
MOST_TRACKS = 20


@dataclass(frozen=True)
class Film:
    """How long it lasts, in seconds, and the size of its picture as shown, in pixels; 0 where it does not say."""

    seconds: float = 0
    width: int = 0
    height: int = 0


def boxes(content: Bytes, at: int, stop: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, beginning, length of the head and end of each box; raises ValueError where they do not fit."""
    while at + 8 <= stop:
        size, head = int.from_bytes(content[at : at + 4]), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), 16
        end = stop if size == 0 else at + size
        if end <= at + head - 1 or end > stop:
            raise ValueError(f"a box of {size} bytes at {at}")
        yield bytes(content[at + 4 : at + 8]), at, head, end
        at = end


def film_of(content: Bytes) -> Film:
    """What the film says of itself; a broken one says nothing."""
    try:
        moov = next((at + head, end) for kind, at, head, end in boxes(content, 0, len(content)) if kind == b"moov")
        inside = list(boxes(content, *moov))
    except (ValueError, StopIteration):
        return Film()
    heads = [content[at + head : end] for kind, at, head, end in inside if kind == b"mvhd"]
    tracks = [(at + head, end) for kind, at, head, end in inside if kind == b"trak"][:MOST_TRACKS]
    sizes = [size for track in tracks if all(size := _size(content, *track))]
    width, height = sizes[0] if sizes else (0, 0)
    return Film(_seconds(heads[0]) if heads else 0, width, height)


def _seconds(mvhd: Bytes) -> float:
    long = mvhd[:1] == b"\1"
    scale, at = (20, 24) if long else (12, 16)
    duration, units = int.from_bytes(mvhd[at : at + (8 if long else 4)]), int.from_bytes(mvhd[scale : scale + 4])
    return duration / units if units else 0


def _size(content: Bytes, start: int, stop: int) -> tuple[int, int]:
    """Of a track, in whole pixels; a telephone held upright turns the picture by its matrix."""
    try:
        tkhd = next(content[at + head : end] for kind, at, head, end in boxes(content, start, stop) if kind == b"tkhd")
    except (ValueError, StopIteration):
        return 0, 0
    at = 88 if tkhd[:1] == b"\1" else 76
    width, height = int.from_bytes(tkhd[at : at + 2]), int.from_bytes(tkhd[at + 4 : at + 6])
    is_turned = not any(tkhd[at - 36 : at - 32])
    return (height, width) if is_turned else (width, height)


def video_alone(info: Info, draft: Draft) -> Media | None:
    """The one video of a draft, None where it has none; raises `Amend` where the network takes it not."""
    videos = [media for media in draft.media if media.is_video]
    if not videos:
        return None
    if len(draft.media) > 1:
        raise Amend(words.one_video(info.name), f"{len(draft.media)} files")
    fits(info, videos[0])
    return videos[0]


def fits(info: Info, video: Media) -> None:
    """Raises `Amend` where the video is heavier, longer or shorter than the network takes."""
    its, seconds = info.limits, film_of(video.content).seconds
    if its.video_bytes and len(video.content) > its.video_bytes:
        raise Amend(words.file_too_big(info.name, video.name, its.video_bytes), f"{len(video.content)} bytes")
    if its.video_seconds and seconds > its.video_seconds:
        raise Amend(words.video_too_long(info.name, its.video_seconds), f"{seconds:.0f} seconds")
    if its.video_least and 0 < seconds < its.video_least:
        raise Amend(words.video_too_short(info.name, its.video_least), f"{seconds:.1f} seconds")


def as_srt(track: Captions) -> str:
    """The same subtitles as SubRip: cues are numbered, times have hours and a comma, settings and tags are left out."""
    cues = (re.search(r"([\d:]+\.\d{3})\s*-->\s*([\d:]+\.\d{3})[^\n]*\n(.+)", cue, re.S) for cue in _cues(track.vtt))
    rows = (f"{_clock(cue[1])} --> {_clock(cue[2])}\n{_bare(cue[3])}\n" for cue in cues if cue)
    return "\n".join(f"{number}\n{row}" for number, row in enumerate(rows, 1))


def _cues(vtt: str) -> list[str]:
    """The blocks between blank lines; the first one is the head."""
    return re.split(r"\n{2,}", vtt.replace("\r\n", "\n").strip())[1:]


def _clock(time: str) -> str:
    return ("00:" * (time.count(":") < 2) + time).replace(".", ",")


def _bare(text: str) -> str:
    return re.sub(r"</?[^>]+>", "", text).strip()
