"""A video as it may leave the house: an MP4 without the place, device or remarks that a telephone wrote into it."""

from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from parvis.networks.films import boxes, film_of

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


def seconds(file: Any) -> int:
    """How long the film lasts, rounded up; 0 where it does not say."""
    file.seek(0)
    return ceil(film_of(file.read()).seconds)


def _remarks(content: bytearray, start: int, stop: int) -> Iterator[tuple[int, int]]:
    """The boxes that hold remarks, at the top, in the film and in its tracks."""
    for kind, at, head, end in _boxes(content, start, stop):
        if kind in TOLD:
            yield at, end
        elif kind in WITHIN:
            yield from _remarks(content, at + head, end)


def _boxes(content: bytearray, at: int, stop: int) -> Iterator[tuple[bytes, int, int, int]]:
    try:
        yield from boxes(content, at, stop)
    except ValueError:
        raise ValidationError(_("Cette vidéo est abîmée. Rien n’est perdu : choisissez un autre fichier.")) from None
