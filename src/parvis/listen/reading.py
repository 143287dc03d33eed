"""Reading what was found: language, tone, intent, near copies, and the mentions that the watches make of it.

A batch is one transaction that only writes rows still unread: killed anywhere, nothing is lost or doubled.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone

from parvis.core.scope import Organisation
from parvis.listen import copying, matching
from parvis.listen.models import Mention, Post, Reading, SourceKind
from parvis.listen.rows import insert
from parvis.listen.storing import ask_to_read

log = logging.getLogger("parvis.listen")

BATCH, BATCHES = 400, 25  # of one claim; then other organisations get their turn
REST = 300.0
FRESH = timedelta(days=14)  # older finds are history: nobody is asked to answer them
ASIDE = 3600.0  # seconds after which a post that could not be read is tried again

KEEP = (
    f"UPDATE {Post._meta.db_table} SET language=%s, tone=%s, tone_confidence=%s, intent=%s, copy_of_id=%s, unread=%s "  # noqa: S608
    "WHERE id=%s AND unread=%s"
)

_aside: dict[int, float] = {}


def read(reading: Reading) -> None:
    """Reads the unread posts of an organisation, oldest row first."""
    for _ in range(BATCHES):
        posts = unread(reading.organisation)
        if not posts:
            break
        _read_or_single_out(reading.organisation, posts)
    more = bool(unread(reading.organisation, 1))
    reading.finish(due_at=_in(0 if more else REST), attempts=0, last_words="")
    if not more and unread(reading.organisation, 1):
        ask_to_read(reading.organisation, timezone.now())


def _in(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=seconds)


def unread(organisation: Organisation, most: int = BATCH) -> list[Post]:
    """The next posts to read, without those put aside."""
    now = time.monotonic()
    for pk in [pk for pk, until in _aside.items() if until <= now]:
        _aside.pop(pk, None)
    rows: Any = Post.objects.of(organisation).filter(unread=True).exclude(pk__in=list(_aside)[:500])
    return list(rows.select_related("source").order_by("pk")[:most])


def _read_or_single_out(organisation: Organisation, posts: Sequence[Post]) -> None:
    """A batch that fails is read post by post: those that fail again are put aside, and the others go.

    When all fail, the fault is not theirs: the reading as a whole is put off.
    """
    try:
        read_posts(organisation, posts)
    except (OperationalError, InterfaceError):
        copying.forget(organisation)
        raise
    except Exception:
        copying.forget(organisation)
        bad = [post for post in posts if not _can_be_read(organisation, post)]
        if len(bad) == len(posts) > 1:
            raise
        _aside.update(dict.fromkeys([post.pk for post in bad], time.monotonic() + ASIDE))


def _can_be_read(organisation: Organisation, post: Post) -> bool:
    try:
        read_posts(organisation, [post])
    except Exception as error:
        copying.forget(organisation)
        log.error("post %s cannot be read: %s: %s", post.pk, type(error).__name__, error)
        return False
    return True


def read_posts(organisation: Organisation, posts: Sequence[Post]) -> None:
    """Reads these posts and keeps the result. The watches are looked up after the posts were: none is missed."""
    compiled = matching.standing(organisation)
    _understand(posts, organisation)
    originals = copying.originals(organisation, posts)
    mentions = _mentions(posts, matching.caught(compiled.watches, posts))
    with transaction.atomic():
        _write(posts, originals)
        insert(Mention, mentions)


def _understand(posts: Sequence[Post], organisation: Organisation) -> None:
    """Language (the post's own says it where the text is short), tone and intent; a person's correction stands."""
    from parvis.text import intent, language, tone

    texts = [matching.whole(post) for post in posts]
    own = [post.language or organisation.language for post in posts]
    codes = [found.code for found in language.detect_many(texts, own)]
    tones, intents = tone.read_many(texts, codes), intent.read_many(texts, codes)
    for post, code, feeling, wish in zip(posts, codes, tones, intents, strict=True):
        post.language = code
        post.tone, post.tone_confidence = feeling.label, round(feeling.confidence, 3)
        post.intent = wish.label


def _write(posts: Sequence[Post], originals: dict[int, int]) -> None:
    """One prepared UPDATE: a CASE per value, as Django's bulk_update has it, took two thirds of a batch's time."""
    rows = [
        (post.language, post.tone, post.tone_confidence, post.intent, originals.get(post.pk), False, post.pk, True)
        for post in posts
    ]
    with connection.cursor() as cursor:
        cursor.executemany(KEEP, rows)


def _mentions(posts: Sequence[Post], catches: Iterable[matching.Caught]) -> list[dict[str, Any]]:
    by_id = {post.id: post for post in posts}
    now = timezone.now()
    return [_mention(by_id[catch.post_id], catch, now) for catch in catches]


def _mention(post: Post, catch: matching.Caught, now: datetime) -> dict[str, Any]:
    """The row of a catch; what is history is sorted already."""
    imported = post.source_id is not None and post.source.kind == SourceKind.IMPORT
    return matching.mention(post, catch, now, now if imported or post.published_at < now - FRESH else None)
