"""A picture as it may leave the house: upright, without what a camera or a person wrote into the file."""

from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000
# MPO: what many telephones write under the name of JPEG, a second picture behind the first.
KINDS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "GIF": "gif"}
KEPT = ("transparency", "icc_profile")
HOW: dict[str, dict[str, Any]] = {"jpg": {"quality": 92}, "png": {}, "webp": {"quality": 92}}


def cleaned(file: Any) -> "ContentFile[bytes]":
    """The picture of an uploaded file without place, date, device or remarks; raises `ValidationError`."""
    file.seek(0)
    image = Image.open(file)
    kind = KINDS.get(image.format or "")
    if kind is None:
        raise ValidationError(_("Ce format d’image ne va pas partout. Choisissez un fichier JPEG, PNG, WebP ou GIF."))
    if image.width * image.height > MOST_PIXELS:
        raise ValidationError(_("Cette image a plus de 50 millions de points. Réduisez-la, puis choisissez-la encore."))
    if kind != "gif" and getattr(image, "is_animated", False) and image.format != "MPO":
        raise ValidationError(_("Cette image est animée. Enregistrez-la en GIF, puis choisissez-la de nouveau."))
    name = f"{Path(file.name).stem[:80]}.{kind}"
    return ContentFile(_bytes(file) if kind == "gif" else _drawn_again(image, kind), name)


def _bytes(file: Any) -> bytes:
    """A GIF as it is: it knows neither place nor device, and its frames would suffer."""
    file.seek(0)
    return bytes(file.read())


def _drawn_again(image: Image.Image, kind: str) -> bytes:
    out = BytesIO()
    try:
        upright = ImageOps.exif_transpose(image)
        upright.info = {name: value for name, value in upright.info.items() if name in KEPT}
        upright.save(out, {"jpg": "JPEG"}.get(kind, kind), **HOW[kind])
    except (OSError, SyntaxError, ValueError):
        raise ValidationError(_("Cette image est abîmée. Rien n’est perdu : choisissez un autre fichier.")) from None
    return out.getvalue()
