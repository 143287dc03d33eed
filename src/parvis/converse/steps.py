"""What the worker does: sorts what was heard into conversations."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from parvis.converse.models import Message, Moderation, Sorting
from parvis.converse.moderating import carry_out
from parvis.converse.opening import NAMELESS, going_on, take_in
from parvis.converse.settling import settle, unsettled
from parvis.converse.telling import tell
from parvis.core.work import Step
from parvis.listen.models import Intent, Mention, Post

log = logging.getLogger("parvis.converse")

ASKS = (Intent.QUESTION, Intent.REQUEST, Intent.COMPLAINT, Intent.FALSE_INFORMATION, Intent.EMERGENCY)
FRESH = timedelta(days=30)
BATCH = 200
REST = 15.0


def rows() -> "models.QuerySet[Any]":
    """The sorting of each organisation where something waits; made when it is missing."""
    now = timezone.now()
    houses = set(unsorted().values_list("organisation", flat=True).order_by().distinct())
    for waiting in (unanswered(now), unsettled()):
        houses |= set(waiting.values_list("organisation", flat=True).order_by().distinct())
    if not houses:
        return Sorting.objects.none()
    known = set(Sorting.objects.filter(organisation__in=houses).values_list("organisation", flat=True))
    new = [Sorting(organisation_id=house, due_at=now) for house in houses - known]
    Sorting.objects.bulk_create(new, ignore_conflicts=True)
    return Sorting.objects.filter(organisation__in=houses)


def unsorted() -> "models.QuerySet[Any]":
    """Mentions that triage has not looked at, of posts that were read."""
    return Mention.objects.filter(sorted_at=None, post__unread=False)


def unanswered(now: datetime) -> "models.QuerySet[Any]":
    """Posts addressed to us that are in no conversation yet; of near copies only what goes on with one's own thread."""
    asks = Q(addressed=True) & (Q(copy_of=None) | _goes_on_with_its_original())
    return Post.objects.filter(
        asks | _answers_ours(),
        by_us=False,
        unread=False,
        message=None,
        published_at__gte=now - FRESH,
    )


def _goes_on_with_its_original() -> Q:
    talk = "copy_of__message__conversation"
    same = Q(**{f"{talk}__{name}": F(name) for name in ("author", "author_handle", "thread")})
    return same & ~Q(thread="") & ~Q(author_handle="", author__in=NAMELESS)


def _answers_ours() -> Q:
    """What a machine answered to an answer of ours: it is shown below it, and asks for nothing."""
    ours = Message.objects.filter(organisation=OuterRef("organisation"), delivery__external_id=OuterRef("reply_to"))
    return Q(automatic=True) & ~Q(reply_to="") & Q(Exists(ours))


def sort(row: Sorting) -> None:
    """Sorts what waits, oldest first. What fails waits a little; the rest goes on."""
    now = timezone.now()
    mentions = unsorted().filter(organisation=row.organisation_id).order_by("published_at")
    posts = unanswered(now).filter(organisation=row.organisation_id).order_by("published_at")
    done = [_safely(sort_mention, each, now) for each in mentions.select_related("watch", "post")[:BATCH]]
    done += [_safely(take_in, each, now) for each in posts.select_related("organisation", "channel")[:BATCH]]
    done += [_safely(settle, each, now) for each in unsettled().filter(organisation=row.organisation_id)[:BATCH]]
    row.finish(due_at=now + timedelta(seconds=0 if all(done) else REST), attempts=0)


def _safely(act: Callable[[Any, datetime], Any], row: Any, now: datetime) -> bool:
    try:
        act(row, now)
    except Exception:
        log.exception("could not sort %s %s", type(row).__name__, row.pk)
        return False
    return True


@transaction.atomic
def sort_mention(mention: Mention, now: datetime) -> None:
    """Opens or goes on with a conversation where an answer is asked; marks the mention as looked at in any case."""
    post = mention.post
    wanted = mention.dismissed_at is None and not post.by_us and post.published_at >= now - FRESH
    if wanted and (going_on(post) or _asks(mention)):
        take_in(post, now)
    Mention.objects.filter(pk=mention.pk).update(sorted_at=now)


def _asks(mention: Mention) -> bool:
    post = mention.post
    by_somebody = post.copy_of_id is None and not post.automatic
    return mention.watch.asks and by_somebody and (post.addressed or post.intent in ASKS)


def moderations() -> "models.QuerySet[Any]":
    return Moderation.objects.filter(state__in=("asked", "refused"))


def moderate(row: Moderation) -> None:
    """What was asked is carried out; of what was not done, whoever asked is told."""
    carry_out(row) if row.state == "asked" else tell(row)


STEPS = [Step("sort", rows, sort, lease=120), Step("moderate", moderations, moderate, lease=90)]
