"""Levels: whose words go out at once, whose words a referent reads first, and who may let them go."""

from datetime import datetime
from typing import Any

from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.govern import gate
from parvis.govern.gate import Refusal
from parvis.govern.models import Accreditation, Duty, Level
from parvis.people.models import Membership, Role
from parvis.say import Say


def needs_release(person: Any, organisation: Organisation, act: str, channel: Channel, now: datetime) -> bool:
    """Whether what `person` writes waits for a referent first."""
    return all(row.level == Level.SUPERVISED for row in gate.covering(person, organisation, act, channel, now))


def on_duty(person: Any, organisation: Organisation, now: datetime) -> bool:
    """Whether `person` answers for emergencies now."""
    return Duty.objects.of(organisation).filter(person_id=person.pk, starts_at__lte=now, ends_at__gt=now).exists()


def releasers(organisation: Organisation, act: str, channel: Channel, author: Any, now: datetime) -> list[Any]:
    """Who may let an item of `author` go: referents; where there is none, leads who speak by themselves."""
    rows = [row for row in _voices(organisation, act, channel, now) if row.person_id != author.pk]
    found = [row.person for row in rows if row.level == Level.REFERENT]
    if not found:
        leads = set(_members(organisation).filter(role=Role.LEAD).values_list("user_id", flat=True))
        found = [row.person for row in rows if row.level == Level.AUTONOMOUS and row.person_id in leads]
    return list(dict.fromkeys(found))


def _voices(organisation: Organisation, act: str, channel: Channel, now: datetime) -> list[Accreditation]:
    """Accreditations of working members that hold and cover this."""
    rows = Accreditation.objects.of(organisation).filter(suspended_at=None, expires_at__gt=now)
    here = rows.filter(person_id__in=_members(organisation).values("user_id"))
    found = here.select_related("person").prefetch_related("channels").order_by("person__name")
    return [row for row in found if row.allows(act) and row.covers(channel)]


def _members(organisation: Organisation) -> Any:
    return Membership.objects.of(organisation).filter(user__is_active=True).exclude(role=Role.READER)


def release_refusal(
    person: Any, organisation: Organisation, act: str, channel: Channel, author: Any, now: datetime
) -> Refusal | None:
    """What keeps `person` from letting an item of `author` go; None when nothing does."""
    if closed := gate.refusal(person, organisation, act, channel, now):
        return closed
    if person.pk == author.pk:
        return Refusal("own_item", _OWN, who_reads(organisation, act, channel, author, now))
    if person not in releasers(organisation, act, channel, author, now):
        return Refusal("not_referent", _NOT_REFERENT, who_reads(organisation, act, channel, author, now))
    return None


def lapsed(person: Any, organisation: Organisation, act: str, channel: Channel, now: datetime) -> bool:
    """Whether a release by `person` no longer counts: they may not speak here now, or only under supervision."""
    closed = gate.refusal(person, organisation, act, channel, now)
    return closed is not None or needs_release(person, organisation, act, channel, now)


def who_reads(organisation: Organisation, act: str, channel: Channel, author: Any, now: datetime) -> Say:
    """Who reads an item of `author` before it goes, by name."""
    names = [str(person) for person in releasers(organisation, act, channel, author, now)[:3]]
    if not names:
        return _NOBODY
    return Say(
        f"Ce texte part après relecture par {_any_of(names, 'ou')}.",
        f"This text goes out once {_any_of(names, 'or')} has read it.",
    )


def notice(person: Any, organisation: Organisation, act: str, channel: Channel, now: datetime) -> Say | None:
    """What a supervised person is told before handing a text in; None for anybody else."""
    if not gate.covering(person, organisation, act, channel, now):
        return None
    waits = needs_release(person, organisation, act, channel, now)
    return who_reads(organisation, act, channel, person, now) if waits else None


def _any_of(names: list[str], word: str) -> str:
    return f" {word} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


_OWN = Say("Personne ne relit son propre texte.", "Nobody releases their own text.")
_NOT_REFERENT = Say(
    "Seul un référent de ce canal peut laisser partir ce texte.",
    "Only a referent of this channel can let this text go.",
)
_NOBODY = Say(
    "Ce texte attendra : personne ne peut encore le relire. Un responsable peut nommer un référent.",
    "This text will wait: nobody can read it first yet. A lead can name a referent.",
)
