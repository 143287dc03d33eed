"""Tags of pages that show what goes out."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from parvis.outbox.correcting import can_correct
from parvis.outbox.models import Delivery, State
from parvis.outbox.reads import KINDS
from parvis.outbox.replacing import can_give_way
from parvis.web.templatetags.parvis import badge

register = template.Library()

TRIES = {
    "send": _("Envoi"),
    "resume": _("Suite de l’envoi"),
    "look": _("Vérification sur place"),
    "correct": _("Correction"),
    "withdraw": _("Retrait"),
    "hand": _("À la main"),
    "return": _("Retour du courrier"),
}
OUTCOMES = {
    "": _("en cours"),
    "sent": _("en ligne"),
    "waiting": _("pris en charge"),
    "later": _("à refaire plus tard"),
    "refused": _("refusé"),
    "login_lost": _("connexion refusée"),
    "unsure": _("réponse perdue"),
    "returned": _("non remis"),
    "failed": _("panne avant l’envoi"),
    "lost": _("interrompu"),
    "absent": _("pas en ligne"),
    "late": _("réponse tardive, un autre essai a pris la suite"),
    "withdrawn": _("retiré"),
    "corrected": _("corrigé"),
    "undone": _("finalement pas en ligne"),
}


@register.simple_tag
def delivery_state(row: Delivery) -> SafeString:
    """Where it stands, as a badge."""
    return badge(row.get_state_display(), KINDS[State(row.state)])


@register.filter
def correctable(row: Delivery) -> bool:
    """Whether its network lets its words be changed from here."""
    return can_correct(row)


@register.filter
def replaceable(row: Delivery) -> bool:
    """Whether a changed text may take its place."""
    return can_give_way(row)


@register.filter
def try_words(what: str) -> Any:
    return TRIES.get(what, what)


@register.filter
def outcome_words(outcome: str) -> Any:
    return OUTCOMES.get(outcome, outcome)
