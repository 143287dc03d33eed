"""What a supervised person wrote: read by a referent, let go or sent back; stopped when a voice is suspended."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from parvis.core import audit
from parvis.core.scope import Organisation
from parvis.govern import gate, levels
from parvis.outbox import words
from parvis.outbox.models import Delivery, Review, State, Verdict
from parvis.say import Say

OUT = (State.SENDING, State.WAITING, State.UNSURE, State.SENT, State.WITHDRAWING, State.WITHDRAWN)
SOON = timedelta(seconds=20)  # what stops together is told together


class Impossible(Exception):
    """The delivery is not in a state that allows this; `say` tells the person."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.en)
        self.say = say


def must_wait(row: Delivery, now: datetime) -> bool:
    """Whether a referent has to read it first: its author is supervised, this is no emergency on duty, and
    no release of this text stands."""
    if not levels.needs_release(row.person, row.organisation, row.act, row.channel, now):
        return False
    if row.emergency and not _is_returned(row) and levels.on_duty(row.person, row.organisation, now):
        return False
    release = release_of(row)
    return release is None or levels.lapsed(release.person, row.organisation, row.act, row.channel, now)


def _is_returned(row: Delivery) -> bool:
    """Whether a referent read it and said no: an emergency does not outweigh that, in whosever name it goes."""
    last = row.reviews.order_by("at", "pk").last() if row.pk else None
    return last is not None and last.verdict == Verdict.RETURNED


def release_of(row: Delivery) -> Review | None:
    """The last word of a referent on what this author wrote, where it was to let it go."""
    if row.pk is None:
        return None
    last = row.reviews.filter(author=row.person).select_related("person").order_by("at", "pk").last()
    return last if last and last.verdict == Verdict.RELEASED else None


def why_again(row: Delivery) -> dict[str, Any]:
    """Why it waits though somebody had let it go; empty where nobody had."""
    release = release_of(row)
    return words.lapsed(str(release.person)) if release else {}


def release_refusal(person: Any, row: Delivery, now: datetime) -> gate.Refusal | None:
    """What keeps `person` from letting it go or sending it back."""
    return levels.release_refusal(person, row.organisation, row.act, row.channel, row.person, now)


@transaction.atomic
def release(person: Any, row: Delivery) -> None:
    """Lets it go, at the time it was planned for. Raises `gate.Refused` or `Impossible`."""
    now = timezone.now()
    _open_to(person, row, now)
    if gate.refusal(row.person, row.organisation, row.act, row.channel, now):
        raise gate.Refused(words.author_closed(str(row.person)))
    _move(row, State.READY, due_at=max(row.start_at or now, now), refusal={}, told_at=None)
    _note(person, row, Verdict.RELEASED)


@transaction.atomic
def send_back(person: Any, row: Delivery, word: str) -> None:
    """Gives it back to its author with a word; the text is kept. Raises `gate.Refused` or `Impossible`."""
    now, word = timezone.now(), " ".join(word.split())[:500]
    _open_to(person, row, now)
    if not word:
        raise Impossible(words.NO_WORD)
    _move(row, State.REFUSED, due_at=now, refusal=words.returned(str(person), word), told_at=None)
    _note(person, row, Verdict.RETURNED, word)


@transaction.atomic
def check_after(person: Any, row: Delivery, word: str = "") -> None:
    """Reads what went out unread in an emergency. Raises `gate.Refused` or `Impossible`."""
    _open_to(person, row, timezone.now())
    if not is_unread(row):
        raise Impossible(words.MOVED_ON)
    _note(person, row, Verdict.CHECKED, " ".join(word.split())[:500])


def unread(rows: "models.QuerySet[Delivery]") -> "models.QuerySet[Delivery]":
    """Those that took the duty lane and that no referent has read since."""
    read = Review.objects.filter(delivery=OuterRef("pk"), verdict__in=(Verdict.RELEASED, Verdict.CHECKED))
    return rows.exclude(emergency="").filter(~Exists(read), state__in=OUT)


def is_unread(row: Delivery) -> bool:
    return unread(Delivery.objects.filter(pk=row.pk)).exists()


def _open_to(person: Any, row: Delivery, now: datetime) -> None:
    if closed := release_refusal(person, row, now):
        raise gate.Refused(closed)


def _move(row: Delivery, after: str, **fields: Any) -> None:
    if row.state != State.HELD or not row.turn(after, **fields):
        raise Impossible(words.MOVED_ON)


def _note(person: Any, row: Delivery, verdict: Verdict, word: str = "") -> None:
    row.reviews.create(author=row.person, person=person, verdict=verdict, word=word)
    facts = {"channel": row.channel.name, "author": str(row.person)}
    audit.record(row.organisation, person, f"outbox.{verdict}", row.label, **facts)


def look_again(organisation: Organisation, person: Any, now: datetime, **_signal: Any) -> int:
    """Stops at once what `person` wrote or let go and the gate no longer lets through; how many."""
    waiting = Delivery.objects.of(organisation).filter(state__in=(State.HELD, State.READY, State.BY_HAND))
    own = waiting.filter(person=person)
    read = waiting.filter(reviews__person=person, reviews__verdict=Verdict.RELEASED)
    rows = (own | read).distinct().select_related("person", "channel", "organisation")
    return sum(_stop(row, now) for row in rows)


def _stop(row: Delivery, now: datetime) -> bool:
    if closed := gate.refusal(row.person, row.organisation, row.act, row.channel, now):
        stopped = row.turn(State.REFUSED, refusal=closed.as_json(), due_at=now + SOON, told_at=None)
        code = "outbox.refused"
    elif row.state != State.HELD and must_wait(row, now):
        stopped = row.turn(State.HELD, due_at=now, start_at=row.start_at or row.due_at, refusal=why_again(row))
        code = "outbox.held"
    else:
        return False
    if stopped:
        audit.record(row.organisation, None, code, row.label, channel=row.channel.name)
    return stopped
