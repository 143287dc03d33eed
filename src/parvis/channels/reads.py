"""What pages and other rooms ask about channels."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parvis.channels.models import Application, Channel
from parvis.core.scope import Organisation


@dataclass(frozen=True)
class Check:
    """One line of the readiness list: `words` says what is met, or what is missing."""

    code: str
    met: bool
    words: str


def readiness(channel: Channel) -> list[Check]:
    """What a channel needs before it goes live, met or not."""
    return [
        _connected(channel),
        _written(
            "purpose", channel.purpose.strip(), _("La raison d’être est écrite."), _("Écrivez à quoi sert ce canal.")
        ),
        _written("owner", channel.owner_id, _("Une personne en répond."), _("Désignez une personne responsable.")),
        _written(
            "promise",
            channel.promised_hours,
            _("Un délai de réponse est promis."),
            _("Promettez un délai de réponse, en heures."),
        ),
    ]


def _connected(channel: Channel) -> Check:
    if channel.by_hand:
        return Check("login", True, _("Le canal est tenu à la main : aucun accès n’est nécessaire."))
    has_login = bool(channel.secrets) and channel.login_lost_at is None
    return Check("login", has_login, _("Le compte est connecté.") if has_login else _("Le compte n’est plus connecté."))


def _written(code: str, value: Any, met: str, missing: str) -> Check:
    return Check(code, bool(value), met if value else missing)


def missing(channel: Channel) -> list[Check]:
    """What still stops a channel from going live."""
    return [check for check in readiness(channel) if not check.met]


def application_of(organisation: Organisation, network: str) -> Application | None:
    """The house's own developer application at a network; None where it has none, or no key of ours decrypts it."""
    row = Application.objects.of(organisation).filter(network=network).first()
    return row if row and row.secrets else None


def channels_of(organisation: Organisation) -> Any:
    """The channels of a house, open ones first."""
    rows = Channel.objects.of(organisation).select_related("owner")
    return sorted(rows, key=lambda channel: (channel.state == "closed", channel.name.lower()))
