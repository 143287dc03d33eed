"""Tags of the pages of Publier."""

from django import template
from django.utils.translation import gettext as _

from parvis.outbox.models import State
from parvis.outbox.reads import KINDS

register = template.Library()


@register.filter
def delivery_kind(state: State) -> str:
    """The badge for a delivery's state."""
    return KINDS.get(state, "plain")


@register.simple_tag
def length_words(length: int, limit: int | None) -> str:
    """« 120 sur 300 caractères »."""
    if limit is None:
        return _("%(length)s caractères") % {"length": length}
    return _("%(length)s sur %(limit)s caractères") % {"length": length, "limit": limit}
