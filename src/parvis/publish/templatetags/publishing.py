"""Tags of the pages of Publier."""

from typing import Any

from django import template
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.outbox.reads import KINDS
from parvis.web.words import spaced

register = template.Library()


@register.filter
def delivery_kind(state: str) -> str:
    """The badge for a delivery's state."""
    return KINDS.get(state, "plain")


@register.filter
def said(say: Any) -> str:
    """A `Say`, or its JSON, in the reader's language."""
    if not say:
        return ""
    language = (get_language() or "fr")[:2]
    return spaced(str(say.get(language, "") if isinstance(say, dict) else say.to(language)))


@register.simple_tag
def length_words(length: int, limit: int | None) -> str:
    """« 120 sur 300 caractères »."""
    if limit is None:
        return _("%(length)s caractères") % {"length": length}
    return _("%(length)s sur %(limit)s caractères") % {"length": length, "limit": limit}
