"""What is done with publications: drafted, checked, handed to the outbox once for each channel, withdrawn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.text import Truncator

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.core.audit import record
from parvis.govern import gate, rules
from parvis.govern.rulebook import reads as rulebook
from parvis.govern.rulebook.checks import Item
from parvis.networks.base import Limits
from parvis.outbox import actions as outbox
from parvis.outbox import replacing, taking
from parvis.outbox.models import WAITS
from parvis.outbox.reviewing import Impossible
from parvis.outbox.words import MOVED_ON
from parvis.publish import shape as shapes
from parvis.publish.models import File, Publication, Variant
from parvis.publish.shape import shaped
from parvis.say import Say

PATIENCE = timedelta(hours=24)
KEPT = (
    *("title", "text", "language", "picture", "alt", "warning", "more"),
    *("poll", "poll_days", "poll_several", "stage"),
)
KINDS = {"png": "image/png", "webp": "image/webp", "gif": "image/gif", "mp4": "video/mp4"}


@dataclass(frozen=True)
class Obstacle:
    """What stands between a publication and one channel: the gate's refusal, or objections to its text."""

    channel: Channel
    refusal: gate.Refusal | None
    objections: list[rules.Objection]

    @property
    def blocks(self) -> bool:
        return self.refusal is not None or any(objection.blocks for objection in self.objections)


class NotYet(Exception):
    """Nothing was sent; `obstacles` says why, for each channel."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(f"{len(obstacles)} obstacles")
        self.obstacles = obstacles


def obstacles(publication: Publication, channels: Iterable[Channel], person: Any, now: datetime) -> list[Obstacle]:
    """What stands in the way of each channel, if anything does."""
    at = max(publication.planned_at or now, now).astimezone(publication.organisation.tz)
    media = media_of(publication)
    found = [
        Obstacle(
            channel,
            gate.refusal(person, publication.organisation, "publish", channel, now),
            _objections(publication, channel, media, at),
        )
        for channel in channels
    ]
    return [each for each in found if each.refusal or each.objections]


def _objections(
    publication: Publication, channel: Channel, media: list[dict[str, Any]], at: datetime
) -> list[rules.Objection]:
    """Against every post of a thread, and against what the network makes of the whole."""
    limits = speak.limits(channel)
    shape = shaped(publication, limits)
    whole = Item("\n\n".join(shape.texts), "publish", at, publication.language, media)
    found = [
        *_against_each(publication, shape, limits, media, at.date()),
        *rulebook.objections(publication.organisation, channel, whole),
        *shapes.objections(publication, shape, limits, media),
    ]
    return sorted(found, key=lambda each: not each.blocks)


def _against_each(
    publication: Publication, shape: shapes.Shape, limits: Limits, media: list[dict[str, Any]], today: date
) -> Iterator[rules.Objection]:
    pictures = [each for each in media if each["content_type"].startswith("image/")]
    allowed = rulebook.allowed(publication.organisation)
    for text, files in zip(shape.texts, [pictures, *([[]] * len(shape.parts))], strict=True):
        for objection in rules.objections(text, limits, publication.language, "publish", files, today, allowed):
            if not (objection.code == "empty" and media):
                yield objection


def media_of(publication: Publication) -> list[dict[str, Any]]:
    """Pictures and videos as a delivery carries them."""
    first = [_medium(publication.picture, publication.alt)] if publication.picture else []
    others = publication.files.all() if publication.pk else ()
    return first + [_medium(row.file, row.alt) | _film(row, publication.language) for row in others]


def _film(row: File, language: str) -> dict[str, Any]:
    """What is told of a video besides: its weight in bytes, its seconds, its captions."""
    if not row.is_video:
        return {}
    told: dict[str, Any] = {"bytes": _weight(row), "seconds": row.seconds}
    return told | ({"captions": [{"language": language, "vtt": row.captions}]} if row.captions else {})


def _weight(row: File) -> int:
    """In bytes; of a file that was lost 0: sending it will say so."""
    try:
        return int(row.file.size)
    except OSError:
        return 0


def _medium(file: FieldFile, alt: str) -> dict[str, str]:
    path = file.name or ""
    name = path.rsplit("/", 1)[-1]
    kind = KINDS.get(name.rsplit(".", 1)[-1].lower(), "image/jpeg")
    return {"file": path, "alt": alt, "name": name, "content_type": kind}


@transaction.atomic
def publish(
    person: Any, publication: Publication, now: datetime, anyway: bool = False, emergency: str = ""
) -> list[Variant]:
    """Hands it to the outbox, once for each of its channels, for `planned_at` or now.

    Raises `NotYet` when something blocks on a channel, or warns and `anyway` is not said. Twice is once.
    A refused delivery that it replaces there gives way.
    """
    channels = list(publication.channels.all())
    found = obstacles(publication, channels, person, now)
    if not channels or any(each.blocks for each in found) or (found and not anyway):
        raise NotYet(found)
    variants = [_variant(person, publication, channel, now, emergency) for channel in channels]
    if Publication.objects.filter(pk=publication.pk, sent_at=None).update(sent_at=now, author=person):
        _replace(person, publication, channels)
        names = ", ".join(str(channel) for channel in channels)
        record(publication.organisation, person, "publish.published", about=label(publication), channels=names)
    return variants


def _replace(person: Any, publication: Publication, channels: list[Channel]) -> None:
    refused = publication.replaces
    if refused is None or refused.channel not in channels:
        return
    try:
        replacing.give_way(person, refused)
    except Impossible:
        raise NotYet([Obstacle(refused.channel, gate.Refusal("moved_on", *_WENT_AGAIN), [])]) from None


@transaction.atomic
def rewrite(person: Any, variant: Variant) -> Publication:
    """A draft to change what was refused on one channel, with all it held; asked for again, the same one.

    Raises `Impossible` where it is no longer refused. The refused delivery stays as it is until the draft is sent.
    """
    old, now = variant.publication, timezone.now()
    if not replacing.can_give_way(variant.delivery):
        raise Impossible(MOVED_ON)
    kept = {name: getattr(old, name) for name in KEPT}
    kept |= {"author": person, "planned_at": old.planned_at if old.planned_at and old.planned_at > now else None}
    draft, made = Publication.objects.get_or_create(
        organisation=old.organisation, replaces=variant.delivery, defaults=kept
    )
    if made:
        draft.channels.add(variant.channel)
        _copy_files(old, draft)
        record(draft.organisation, person, "publish.drafted", about=label(draft))
    return draft


def _copy_files(old: Publication, draft: Publication) -> None:
    """The files themselves are shared: none is ever changed."""
    for each in old.files.all():
        each.pk, each._state.adding, each.publication = None, True, draft
        each.save()


def _variant(person: Any, publication: Publication, channel: Channel, now: datetime, emergency: str) -> Variant:
    due = max(publication.planned_at or now, now)
    shape = shaped(publication, speak.limits(channel))
    delivery = outbox.deliver(
        person,
        channel,
        "publish",
        shape.text,
        key_of(publication, channel),
        title=publication.title,
        language=publication.language,
        media=media_of(publication),
        emergency=emergency,
        extras=shape.extras(publication),
        due_at=due,
        deadline=due + PATIENCE,
    )
    return Variant.objects.get_or_create(
        organisation=publication.organisation, publication=publication, channel=channel, defaults={"delivery": delivery}
    )[0]


@transaction.atomic
def withdraw(person: Any, publication: Publication, variants: Iterable[Variant]) -> list[tuple[Variant, Say | None]]:
    """Takes it back from these places, all asked for at once; each with what stood in the way there, if anything did.

    What has not gone out is cancelled. Twice is once.
    """
    told = [(variant, _withdraw_one(person, variant)) for variant in variants]
    if any(said is None for _, said in told):
        record(publication.organisation, person, "publish.withdrawn", about=label(publication))
    return told


def _withdraw_one(person: Any, variant: Variant) -> Say | None:
    row = variant.delivery
    verb = outbox.cancel if row.state in WAITS and not row.partly_out else taking.withdraw
    try:
        verb(person, row)
    except gate.Refused as closed:
        return closed.refusal.say
    except Impossible as impossible:
        return impossible.say
    return None


def key_of(publication: Publication, channel: Channel) -> str:
    """The key of this publication on this channel: the same at every try, so that twice is once."""
    return uuid5(NAMESPACE_URL, f"parvis:publication:{publication.pk}:{channel.pk}").hex


def label(publication: Publication) -> str:
    """A few words by which people know it."""
    return publication.title or Truncator(publication.text.strip().split("\n")[0]).chars(60)


@transaction.atomic
def discard(person: Any, publication: Publication) -> bool:
    """Throws a draft away; False if it was already handed to the outbox."""
    if publication.sent_at:
        return False
    record(publication.organisation, person, "publish.discarded", about=label(publication))
    publication.delete()
    return True


_WENT_AGAIN = (
    Say(
        "L’envoi que ce texte devait remplacer a été relancé, ou il est déjà en ligne. Rien n’est parti une seconde "
        "fois.",
        "What this text was to replace was sent again, or is already out. Nothing went out a second time.",
    ),
    Say(
        "Suivez cet envoi. S’il est en ligne, corrigez-le là-bas et jetez ce brouillon.",
        "Follow that delivery. If it is out, correct it there and discard this draft.",
    ),
)
