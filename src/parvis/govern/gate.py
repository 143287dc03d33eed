"""The gate: who may speak for an organisation on a channel, now. Pages, API, commands and the worker all ask here."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation

from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.govern.charter import reads as charter
from parvis.govern.models import Accreditation, Level
from parvis.people.models import Membership, Role
from parvis.say import Say
from parvis.web import words


@dataclass(frozen=True)
class Refusal:
    """Why a person may not speak: what stands in the way, and the way out."""

    code: str
    say: Say
    way_out: Say

    def as_json(self) -> dict[str, Any]:
        """As rows and the API keep it."""
        return {"code": self.code, "say": self.say._asdict(), "way_out": self.way_out._asdict()}


class Refused(Exception):
    """Raised by verbs that send when the gate is closed; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


def refusal(person: Any, organisation: Organisation, act: str, channel: Channel, now: datetime) -> Refusal | None:
    """What keeps `person` from `act` (`publish`, `reply`, `moderate`) on `channel` at `now`; None when nothing does."""
    return (
        _of_the_house(person, organisation, channel)
        or _of_the_channel(channel)
        or _of_the_accreditation(person, organisation, act, channel, now)
        or _of_the_charter(person, organisation, now)
    )


def refusal_off_channel(person: Any, organisation: Organisation, act: str, now: datetime) -> Refusal | None:
    """As `refusal`, for words that go out on no channel of the house but by its colleagues.

    An accreditation for any channel will do; one under review will not, since nobody would read these words first.
    """
    return (
        _of_the_person(person, organisation)
        or _of_any_accreditation(person, organisation, act, now)
        or _of_the_charter(person, organisation, now)
    )


def require(person: Any, organisation: Organisation, act: str, channel: Channel, now: datetime) -> None:
    """Raises `Refused` unless the gate is open."""
    found = refusal(person, organisation, act, channel, now)
    if found:
        raise Refused(found)


def _of_the_house(person: Any, organisation: Organisation, channel: Channel) -> Refusal | None:
    if channel.organisation_id != organisation.pk:
        return _OTHER_HOUSE
    return _of_the_person(person, organisation)


def _of_the_person(person: Any, organisation: Organisation) -> Refusal | None:
    membership = Membership.objects.filter(organisation=organisation, user_id=person.pk, user__is_active=True).first()
    if membership is None:
        return _NOT_MEMBER
    return None if membership.may_work else _READER


def _of_the_channel(channel: Channel) -> Refusal | None:
    if channel.is_live:
        return None
    return _closed(channel) if channel.state == "closed" else _not_live(channel)


def _of_the_accreditation(
    person: Any, organisation: Organisation, act: str, channel: Channel, now: datetime
) -> Refusal | None:
    rows = _accreditations(person, organisation)
    holding = [row for row in rows if row.holds(now)]
    allowing = [row for row in holding if row.allows(act)]
    if any(row.covers(channel) for row in allowing):
        return None
    ask = _ask(organisation)
    if allowing:
        return Refusal("channel_not_covered", _not_covering(channel), ask)
    if holding:
        return Refusal("act_not_covered", _ACTS[act], ask)
    return _no_longer(rows, organisation) or Refusal("no_accreditation", _NONE, ask)


def _of_any_accreditation(person: Any, organisation: Organisation, act: str, now: datetime) -> Refusal | None:
    rows = _accreditations(person, organisation)
    holding = [row for row in rows if row.holds(now)]
    allowing = [row for row in holding if row.allows(act)]
    if any(row.level != Level.SUPERVISED for row in allowing):
        return None
    ask = _ask(organisation)
    if holding:
        return Refusal("act_not_covered", _SUPERVISED if allowing else _ACTS[act], ask)
    return _no_longer(rows, organisation) or Refusal("no_accreditation", _NONE, ask)


def _of_the_charter(person: Any, organisation: Organisation, now: datetime) -> Refusal | None:
    """Nobody speaks by rules that they have not read in time; a house without rules in force asks for nothing."""
    unread = charter.unacknowledged(person, organisation, now)
    if not unread:
        return None
    fr, en = (", ".join(quote % version.policy.title for version in unread) for quote in ("« %s »", "“%s”"))
    return Refusal(
        "charter_not_acknowledged",
        Say(f"Vous n’avez pas lu {fr} dans le délai prévu.", f"You have not read {en} in the time given."),
        Say(
            "Ouvrez Gouverner, Charte : lisez ce texte, puis confirmez « J’ai lu ». Votre texte est gardé.",
            "Open Govern, Charter: read it, then confirm “I have read it”. Your text is kept.",
        ),
    )


def covering(person: Any, organisation: Organisation, act: str, channel: Channel, now: datetime) -> list[Accreditation]:
    """The accreditations by which `person` may do this now."""
    rows = _accreditations(person, organisation)
    return [row for row in rows if row.holds(now) and row.allows(act) and row.covers(channel)]


def _accreditations(person: Any, organisation: Organisation) -> list[Accreditation]:
    return list(Accreditation.objects.of(organisation).filter(person_id=person.pk).prefetch_related("channels"))


def _no_longer(rows: list[Accreditation], organisation: Organisation) -> Refusal | None:
    """Words for the accreditation that held last."""
    if not rows:
        return None
    last = max(rows, key=lambda row: min(row.expires_at, row.suspended_at or row.expires_at))
    if last.suspended_at:
        say = _suspended(last.suspended_at, last.reason, organisation)
        return Refusal("accreditation_suspended", say, _ask(organisation))
    day = _day(last.expires_at, organisation)
    say = Say(f"Votre habilitation a pris fin le {day.fr}.", f"Your accreditation ended on {day.en}.")
    return Refusal("accreditation_ended", say, _ask(organisation))


def _suspended(at: datetime, reason: str, organisation: Organisation) -> Say:
    day = _day(at, organisation)
    because = (f" : {reason}", f": {reason}") if reason else (".", ".")
    return Say(
        f"Votre habilitation est suspendue depuis le {day.fr}{because[0]}",
        f"Your accreditation has been suspended since {day.en}{because[1]}",
    )


def _day(at: datetime, organisation: Organisation) -> Say:
    """« 24 novembre 2026 », in the organisation's zone."""
    local = at.astimezone(organisation.tz).date()
    with translation.override("fr"):
        fr = words.day(local, weekday=False, year=True)
    with translation.override("en"):
        return Say(fr, words.day(local, weekday=False, year=True))


def _ask(organisation: Organisation) -> Say:
    """Whom to ask: the leads of the house by name."""
    leads = Membership.objects.filter(organisation=organisation, role=Role.LEAD, user__is_active=True)
    names = [str(lead) for lead in leads.select_related("user").order_by("since")[:3]]
    if not names:
        return Say(
            "Demandez une habilitation à la personne responsable de la maison. Votre texte est gardé.",
            "Ask the lead of the house for an accreditation. Your text is kept.",
        )
    return Say(
        f"Demandez une habilitation à {', '.join(names)}. D’ici là, une personne habilitée peut envoyer votre texte.",
        f"Ask {', '.join(names)} for an accreditation. Until then, an accredited person can send your text.",
    )


def _not_covering(channel: Channel) -> Say:
    return Say(
        f"Votre habilitation ne couvre pas le canal « {channel} ».",
        f"Your accreditation does not cover the channel “{channel}”.",
    )


def _not_live(channel: Channel) -> Refusal:
    return Refusal(
        "channel_not_live",
        Say(f"Le canal « {channel} » est en préparation.", f"The channel “{channel}” is still being prepared."),
        Say(
            "Terminez sa préparation, puis mettez-le en service depuis sa page.",
            "Finish preparing it, then take it live from its page.",
        ),
    )


def _closed(channel: Channel) -> Refusal:
    return Refusal(
        "channel_closed",
        Say(f"Le canal « {channel} » est fermé.", f"The channel “{channel}” is closed."),
        Say("Choisissez un autre canal, ou rouvrez celui-ci.", "Choose another channel, or reopen this one."),
    )


_OTHER_HOUSE = Refusal(
    "other_house",
    Say("Ce canal n’appartient pas à votre organisation.", "This channel does not belong to your organisation."),
    Say("Choisissez un canal de votre organisation.", "Choose a channel of your organisation."),
)
_NOT_MEMBER = Refusal(
    "not_member",
    Say("Vous ne faites pas partie de cette organisation.", "You are not a member of this organisation."),
    Say("Demandez une invitation à la personne responsable.", "Ask the lead for an invitation."),
)
_READER = Refusal(
    "reader",
    Say("Votre rôle vous permet de lire, pas d’envoyer.", "Your role lets you read, not send."),
    Say("Demandez à la personne responsable de changer votre rôle.", "Ask the lead to change your role."),
)
_NONE = Say("Vous n’avez pas d’habilitation pour parler ici.", "You have no accreditation to speak here.")
_SUPERVISED = Say(
    "Vos textes sont relus avant de partir : vous ne pouvez pas encore en confier à d’autres.",
    "Your texts are read before they go out: you cannot hand any to others yet.",
)
_ACTS = {
    "publish": Say(
        "Votre habilitation ne permet pas de publier.",
        "Your accreditation does not let you publish.",
    ),
    "reply": Say(
        "Votre habilitation ne permet pas de répondre.",
        "Your accreditation does not let you reply.",
    ),
    "moderate": Say(
        "Votre habilitation ne permet pas de modérer.",
        "Your accreditation does not let you moderate.",
    ),
}
