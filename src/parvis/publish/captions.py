"""Subtitles as a person hands them in (WebVTT or SubRip), kept as WebVTT."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_BYTES = 200_000  # some three hours of speech
TIME = r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}"
CUE = re.compile(rf"^[ \t]*({TIME})[ \t]*-->[ \t]*({TIME})", re.M)


def cleaned(file: Any) -> str:
    """The text as WebVTT; raises `ValidationError`."""
    if file.size > MOST_BYTES:
        raise ValidationError(_("Ce fichier de sous-titres dépasse 200 ko. Vérifiez que c’est le bon."))
    text = _decoded(file.read()).replace("\r\n", "\n").replace("\r", "\n").strip()
    if not CUE.search(text):
        raise ValidationError(_("Ce fichier ne contient pas de sous-titres WebVTT ou SRT. Choisissez-en un autre."))
    text = CUE.sub(lambda cue: f"{_time(cue[1])} --> {_time(cue[2])}", text)
    return (text if text.startswith("WEBVTT") else f"WEBVTT\n\n{text}") + "\n"


def _decoded(content: bytes) -> str:
    """SubRip files name no encoding; older ones are in that of Windows."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _time(text: str) -> str:
    """Hours where there are some, two digits of minutes, three of a second's parts."""
    clock, _point, parts = text.replace(",", ".").partition(".")
    return ":".join(each.zfill(2) for each in clock.split(":")) + "." + parts.ljust(3, "0")
