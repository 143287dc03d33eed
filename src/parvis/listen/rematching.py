"""A watch that is new or was changed, against what is stored: newest first, in chunks, taken up where it stopped."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from parvis.listen import matching
from parvis.listen.leases import LeaseLost, advance, finish
from parvis.listen.models import Mention, Post, Watch
from parvis.listen.rows import insert
from parvis.text.query import QueryError, parse

if TYPE_CHECKING:
    from parvis.text.batch import Watches

CHUNK = 1000
BACK = timedelta(days=365)


def rematch(watch: Watch) -> None:
    """Makes the mentions of `watch` what its query now says, for the posts of the last twelve months."""
    try:
        watches = matching.alone(watch.pk, parse(watch.query, matching.saved_of(watch.organisation)))
    except QueryError as error:
        watch.finish(due_at=None, below=None, last_words=str(error))
        return
    with suppress(LeaseLost):
        while posts := _below(watch):
            with transaction.atomic():
                _match(watch, watches, posts)
                advance(watch, below=posts[-1].pk)
        finish(watch, due_at=None, below=None, attempts=0, last_words="")


def _below(watch: Watch) -> list[Post]:
    """The next posts to look at."""
    rows: Any = Post.objects.of(watch.organisation).filter(published_at__gte=timezone.now() - BACK)
    if watch.below is not None:
        rows = rows.filter(pk__lt=watch.below)
    return list(rows.order_by("-pk")[:CHUNK])


def _match(watch: Watch, watches: "Watches", posts: Sequence[Post]) -> None:
    """Mentions that are missing are made, those that no longer hold go, those that hold get their spans."""
    by_id = {post.pk: post for post in posts}
    catches = {catch.post_id: catch for catch in matching.caught(watches, posts)}
    there = {row.post_id: row for row in Mention.objects.filter(watch=watch, post__in=by_id)}
    Mention.objects.filter(watch=watch, post__in=there.keys() - catches.keys()).delete()
    changed = []
    for post_id, row in there.items():
        catch = catches.get(post_id)
        if catch and (row.spans, row.title_spans) != (catch.spans, catch.title_spans):
            row.spans, row.title_spans = catch.spans, catch.title_spans
            changed.append(row)
    Mention.objects.bulk_update(changed, ["spans", "title_spans"], batch_size=200)
    now = timezone.now()
    new = [_mention(by_id[pk], catch, now) for pk, catch in catches.items() if pk not in there]
    insert(Mention, new)


def _mention(post: Post, catch: matching.Caught, now: datetime) -> dict[str, Any]:
    """What was read before the watch was made is history: triage need not look at it."""
    return matching.mention(post, catch, now, None if post.unread else now)
