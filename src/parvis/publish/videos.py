"""A video as it may leave the house: an MP4 without the place, device or remarks that a telephone wrote into it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

MOST_BYTES = 50_000_000
WITHIN = {b"moov", b"trak"}
TOLD = {b"udta", b"meta", b"uuid"}  # ISO/IEC 14496-12, 8.10 and 8.11: what is said about the film, not the film


def is_video(file: Any) -> bool:
    """Whether the file begins as an MP4 does."""
    file.seek(0)
    return bytes(file.read(12))[4:8] == b"ftyp"


def cleaned(file: Any) -> "ContentFile[bytes]":
    """The film with its remarks made blank, byte for byte as long as before; raises `ValidationError`."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("Cette vidéo dépasse 50 Mo. Réduisez-la, puis choisissez-la de nouveau."))
    file.seek(0)
    content = bytearray(file.read())
    for start, end in _remarks(content, 0, len(content)):
        content[start + 4 : start + 8] = b"free"
        content[start + 8 : end] = bytes(end - start - 8)
    return ContentFile(bytes(content), f"{Path(file.name).stem[:80]}.mp4")


def _remarks(content: bytearray, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The boxes that hold remarks, at the top, in the film and in its tracks."""
    for at, head, end in _boxes(content, start, stop):
        kind = bytes(content[at + 4 : at + 8])
        if kind in TOLD:
            yield at, end
        elif kind in WITHIN:
            yield from _remarks(content, at + head, end)


def _boxes(content: bytearray, at: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Beginning, length of the head and end of each box."""
    while at + 8 <= stop:
        size, head = int.from_bytes(content[at : at + 4]), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16]), 16
        end = stop if size == 0 else at + size
        if end <= at + head - 1 or end > stop:
            raise ValidationError(_("Cette vidéo est abîmée. Rien n’est perdu : choisissez un autre fichier."))
        yield at, head, end
        at = end
