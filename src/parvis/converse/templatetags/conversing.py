"""Tags of the pages of conversations."""

from typing import Any

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parvis.converse.models import Handling, Moderation
from parvis.web.templatetags.parvis import badge

register = template.Library()

FILTERS = ("state", "owner", "due", "handling", "channel", "q", "page")

# Each handling: icon, title, what it asks for, advice beside the composer.
WAYS = {
    Handling.ANSWER: (
        "message-circle-reply",
        pgettext_lazy("handling", "Répondre"),
        _("La personne attend une réponse."),
        _("Donnez la réponse d’abord. Puis dites qui s’en occupe, et pour quand."),
    ),
    Handling.THANK: (
        "heart-handshake",
        pgettext_lazy("handling", "Remercier"),
        _("Elle dit du bien, ou rend service."),
        _("Remerciez pour une chose précise, et dites à qui vous transmettez."),
    ),
    Handling.CORRECT: (
        "badge-check",
        pgettext_lazy("handling", "Corriger"),
        _("Une information est fausse."),
        _("Dites le fait exact et donnez sa source. Ne répétez pas l’erreur."),
    ),
    Handling.CRISIS: (
        "siren",
        pgettext_lazy("handling", "Gérer une crise"),
        _("Il faut parler dans l’heure."),
        _("Dites ce que vous savez, ce que vous faites, et quand vous reparlerez."),
    ),
}


@register.simple_tag
def handling_choices() -> list[dict[str, Any]]:
    """The four handlings as the page shows them."""
    return [
        {"value": value, "icon": icon, "title": title, "text": text}
        for value, (icon, title, text, _advice) in WAYS.items()
    ]


@register.filter
def advice(handling: str) -> Any:
    """What to think of when answering this way."""
    return WAYS[Handling(handling)][3] if handling else WAYS[Handling.ANSWER][3]


@register.simple_tag
def moderation_state(row: Moderation) -> SafeString:
    """Where a measure stands, as a badge."""
    words = {"asked": _("demandé"), "done": _("fait"), "refused": _("pas fait")}
    kinds = {"asked": "accent", "done": "kept", "refused": "broken"}
    return badge(words[row.state], kinds[row.state])


@register.simple_tag(takes_context=True)
def kept_query(context: template.Context) -> str:
    """The filters of this address as `?…`, for links and forms that come back here."""
    given = context["request"].GET
    query = QueryDict(mutable=True)
    for name in FILTERS:
        if given.get(name):
            query[name] = given[name]
    return f"?{query.urlencode()}" if query else ""
