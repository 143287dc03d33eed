"""Pictures made small enough for a network, without a look at what they show."""

from collections.abc import Container
from dataclasses import replace
from io import BytesIO

from PIL import Image, ImageOps

from parvis.networks.base import Media
from parvis.networks.errors import Amend
from parvis.say import Say

SIDES = (2400, 1800, 1400, 1000, 700)
QUALITIES = (88, 78, 65)
MOST_PIXELS = 80_000_000

UNREADABLE = Say(
    "Cette image ne peut pas être lue. Rien n’est parti : choisissez un fichier JPEG, PNG ou WebP.",
    "This picture cannot be read. Nothing went out: choose a JPEG, PNG or WebP file.",
)


def size_of(media: Media) -> tuple[int, int]:
    """Width and height in pixels, as shown (a camera's rotation applied)."""
    image = _open(media)
    turned = image.getexif().get(274, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else (image.width, image.height)


def fitted(media: Media, most_bytes: int, types: Container[str] | None = None) -> Media:
    """The picture itself when it fits and is of one of `types`; else a JPEG, as large and as good as may be."""
    if len(media.content) <= most_bytes and (types is None or media.content_type in types):
        size_of(media)
        return media
    image = _flat(_open(media))
    for side in SIDES:
        smaller = ImageOps.contain(image, (side, side)) if max(image.size) > side else image
        for quality in QUALITIES:
            content = _jpeg(smaller, quality)
            if len(content) <= most_bytes:
                return replace(media, content=content, content_type="image/jpeg", name=_named(media.name))
    raise Amend(UNREADABLE, f"{media.name} stays above {most_bytes} bytes")


def _open(media: Media) -> Image.Image:
    try:
        image = Image.open(BytesIO(media.content))
    except (OSError, ValueError, Image.DecompressionBombError):
        raise Amend(UNREADABLE, media.name) from None
    if image.width * image.height > MOST_PIXELS:
        raise Amend(UNREADABLE, f"{media.name}: {image.width}x{image.height}")
    return image


def _flat(image: Image.Image) -> Image.Image:
    """Turned upright, on white where it was transparent."""
    try:
        upright = ImageOps.exif_transpose(image).convert("RGBA")
    except (OSError, ValueError):
        raise Amend(UNREADABLE, "broken picture") from None
    white = Image.new("RGBA", upright.size, "white")
    return Image.alpha_composite(white, upright).convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _named(name: str) -> str:
    return (name.rpartition(".")[0] or name) + ".jpg"
