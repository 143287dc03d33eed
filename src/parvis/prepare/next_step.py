"""The steps of an office, from first listening to full conversation. Nothing asks for everything at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from parvis.channels.models import Channel
from parvis.converse.models import Message
from parvis.core.scope import Organisation
from parvis.govern.reads import voices
from parvis.listen.models import Source, Watch
from parvis.measure.models import Report
from parvis.publish.models import Publication


@dataclass(frozen=True)
class Step:
    """A step: what to do, why, where, and whether it is done."""

    name: str
    why: str
    label: str
    url: str
    is_done: Callable[[Organisation, datetime], bool]

    @property
    def words(self) -> tuple[str, str, str]:
        """Name, reason and label in the reader's language."""
        return _(self.name), _(self.why), _(self.label)


def _has(model: Any, **filters: Any) -> Callable[[Organisation, datetime], bool]:
    return lambda house, now: model.objects.of(house).filter(**filters).exists()


STEPS = [
    Step(
        gettext_noop("Écouter un premier lieu"),
        gettext_noop("On parle déjà de vous. Donnez l’adresse d’un journal local, d’un blog ou de votre propre site."),
        gettext_noop("Ajouter une source"),
        "listen:sources",
        _has(Source),
    ),
    Step(
        gettext_noop("Dire ce que vous cherchez"),
        gettext_noop("Une veille retient, parmi tout ce qui est lu, ce qui parle de la maison."),
        gettext_noop("Écrire une veille"),
        "listen:watches",
        _has(Watch),
    ),
    Step(
        gettext_noop("Préparer un canal"),
        gettext_noop("Votre site, Bluesky ou Mastodon : raison d’être, responsable, délai de réponse promis."),
        gettext_noop("Préparer un canal"),
        "channels:channels",
        _has(Channel),
    ),
    Step(
        gettext_noop("Habiliter une première personne"),
        gettext_noop("Personne ne parle au nom de la maison sans y être préparé. Dites qui, où et jusqu’à quand."),
        gettext_noop("Habiliter une personne"),
        "govern:accreditations",
        lambda house, now: voices(house, now) > 0,
    ),
    Step(
        gettext_noop("Mettre un canal en ligne"),
        gettext_noop("Mieux vaut absent qu’hésitant : un canal s’ouvre quand il est prêt."),
        gettext_noop("Voir les canaux"),
        "channels:channels",
        _has(Channel, state="live"),
    ),
    Step(
        gettext_noop("Répondre une première fois"),
        gettext_noop("Choisissez un échange simple : une question dont vous connaissez la réponse."),
        gettext_noop("Ouvrir les échanges"),
        "converse:inbox",
        _has(Message, direction="out"),
    ),
    Step(
        gettext_noop("Publier ce que vous avez préparé"),
        gettext_noop("Une nouvelle utile, une image bien décrite, sur tous vos canaux à la fois."),
        gettext_noop("Écrire une publication"),
        "publish:write",
        _has(Publication, sent_at__isnull=False),
    ),
    Step(
        gettext_noop("Montrer ce que cela a changé"),
        gettext_noop("Lisez le rapport du trimestre, puis figez-le pour le transmettre."),
        gettext_noop("Lire le rapport"),
        "measure:report",
        _has(Report),
    ),
]


def walked(organisation: Organisation, now: datetime) -> list[tuple[Step, bool]]:
    """Every step in order, with whether it is done."""
    return [(step, step.is_done(organisation, now)) for step in STEPS]
