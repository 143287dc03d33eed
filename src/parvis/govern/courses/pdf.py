"""A certificate on paper: a tagged PDF (PDF/UA-1), made by Typst with the fonts that it carries."""

import json
import re
import unicodedata
from importlib.resources import files
from typing import Any

import typst
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.govern.courses.models import Certificate
from parvis.web import words

UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
BOX = "□"  # a box drawn by the embedded font stands for what it does not draw; PDF/UA forbids an invisible sign


def pdf(row: Certificate, address: str) -> bytes:
    """The certificate in the language that is active; `address`: where it can be checked."""
    data = json.dumps(_paper(row, address), ensure_ascii=False)
    for _try in range(len(data)):
        try:
            return _compile(data)
        except typst.TypstError as error:
            unknown = UNKNOWN.search(str(error))
            if not unknown or unknown[1] not in data:
                raise
            data = data.replace(unknown[1], BOX)
    raise ValueError("no font draws this certificate")


def _paper(row: Certificate, address: str) -> dict[str, Any]:
    zone = row.organisation.tz
    passed, until = (timezone.localtime(each, zone).date() for each in (row.passed_at, row.expires_at))
    return {
        "language": "en" if words.is_english() else "fr",
        "title": _("Attestation de formation"),
        "organisation": _plain(row.organisation.name),
        "name": _plain(row.name),
        "did": _("a réussi le parcours"),
        "course": _plain(row.title),
        "when": _("le %(day)s") % {"day": words.day(passed, year=True)},
        "until": _("Valable jusqu’au %(day)s.") % {"day": words.day(until, year=True)},
        "check": _("Cette attestation se vérifie à l’adresse :"),
        "address": address,
    }


def _plain(text: str) -> str:
    """Without the control characters that no paper knows."""
    return "".join(char for char in text if not unicodedata.category(char).startswith("C"))


def _compile(data: str) -> bytes:
    template = files(__package__).joinpath("typst", "certificate.typ").read_bytes()
    made: bytes = typst.compile(
        template, format="pdf", sys_inputs={"data": data}, pdf_standards=["ua-1"], ignore_system_fonts=True
    )
    return made
