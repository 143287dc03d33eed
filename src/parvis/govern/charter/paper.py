"""A version on paper: a tagged PDF (PDF/UA-1), made by Typst."""

from importlib.resources import files
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.govern.charter import markup, signing
from parvis.govern.charter.models import Signature, Version
from parvis.web import typesetting, words


def pdf(version: Version) -> bytes:
    """The text with its signatures; the words around it in the language that is active."""
    template = files("parvis.govern.charter").joinpath("typst", "text.typ").read_bytes()
    return typesetting.pdf(template, _paper(version))


def _paper(version: Version) -> dict[str, Any]:
    return {
        "language": version.organisation.language[:2],
        "organisation": version.organisation.name,
        "title": version.policy.title,
        "version": _("Version %(number)s") % {"number": version.number},
        "state": state(version),
        "clauses": [
            {"number": str(row.number), "title": row.title, "blocks": markup.blocks(row.text)}
            for row in version.clauses.all()
        ],
        "signed": _("Signé par"),
        "signatures": [_signature(row, version) for row in signing.given(version)],
    }


def state(version: Version) -> str:
    """« En vigueur depuis le 3 mars 2026 », « Projet », « À la signature »."""
    if version.is_waiting:
        return _("À la signature, pas encore en vigueur")
    if version.in_force_at is None:
        return _("Projet, pas encore en vigueur")
    since = _day(version.in_force_at, version)
    if version.ended_at is None:
        return _("En vigueur depuis le %(day)s") % {"day": since}
    return _("En vigueur du %(since)s au %(until)s") % {"since": since, "until": _day(version.ended_at, version)}


def _signature(row: Signature, version: Version) -> dict[str, str]:
    return {"function": row.function_name, "person": row.person_name, "day": _day(row.at, version)}


def _day(at: Any, version: Version) -> str:
    return words.day(timezone.localtime(at, version.organisation.tz).date(), weekday=False, year=True)
