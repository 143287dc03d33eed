"""`|lesson`: the text of a module as HTML."""

from django import template
from django.utils.safestring import SafeString

from parvis.govern.courses import markup

register = template.Library()


@register.filter
def lesson(text: str) -> SafeString:
    return markup.html(text)
