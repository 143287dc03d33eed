"""Tags of the charter's pages."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parvis.core.scope import Organisation
from parvis.govern.charter import markup, paper
from parvis.govern.charter.difference import Part
from parvis.govern.charter.models import Version
from parvis.web import words

register = template.Library()


@register.filter
def light(text: str) -> SafeString:
    """A clause's text with its light marks."""
    return markup.html(text)


@register.filter
def state_words(version: Version) -> str:
    """« En vigueur depuis le 3 mars 2026 », « Projet, pas encore en vigueur »."""
    return paper.state(version)


@register.filter
def day_words(at: datetime, house: Organisation) -> str:
    """« mardi 24 novembre 2026 », in the zone of the house."""
    return words.day(timezone.localtime(at, house.tz).date(), year=True)


@register.simple_tag
def parts(pieces: Iterable[Part], shape: str = "") -> SafeString:
    """Words that came and went in <ins> and <del>, said to screen readers too; `shape` p: in paragraphs."""
    spoken = {"ins": (_("ajouté :"), _("fin de l’ajout")), "del": (_("retiré :"), _("fin du retrait"))}
    made = mark_safe("".join(_part(part, spoken) for part in pieces))
    return mark_safe(linebreaks(made)) if shape == "p" else made


def _part(part: Part, spoken: dict[str, tuple[str, str]]) -> str:
    if not part.change:
        return str(escape(part.text))
    before, after = spoken[part.change]
    said: Any = '<span class="visually-hidden">{} </span>{}<span class="visually-hidden"> {}</span>'
    lines = [format_html(said, before, line, after) if line.strip() else line for line in part.text.split("\n")]
    return "\n".join(f"<{part.change}>{line}</{part.change}>" if line.strip() else str(line) for line in lines)
