"""What pages and other rooms ask about what was heard. Dismissed mentions count nowhere."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, Substr

from parvis.core.scope import Organisation
from parvis.listen.models import Mention, Post, Watch
from parvis.text.words import keywords

MINUTE = 16  # characters of « 2026-11-24 20:15 »


def mentions(
    organisation: Organisation,
    watch: Watch | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    dismissed: bool = False,
) -> "QuerySet[Any]":
    """The mentions of a watch, or of all, published from `start` until before `end`; newest first, with their posts."""
    shown = Mention.objects.of(organisation).filter(dismissed_at__isnull=not dismissed)
    rows: QuerySet[Any] = shown.select_related("post", "watch")
    if watch:
        rows = rows.filter(watch=watch)
    if start:
        rows = rows.filter(published_at__gte=start)
    return rows.filter(published_at__lt=end) if end else rows


def each_post_once(rows: "QuerySet[Any]", dismissed: bool = False) -> "QuerySet[Any]":
    """Of several mentions of one post, the first made."""
    same = Mention.objects.filter(post=OuterRef("post"), dismissed_at__isnull=not dismissed)
    earlier = same.filter(pk__lt=OuterRef("pk"))
    return rows.filter(~Exists(earlier))


def folded(rows: "QuerySet[Any]", watch: Watch | None = None) -> "QuerySet[Any]":
    """Without near copies of a post that is itself a mention: of `watch`, or of any."""
    original = Mention.objects.filter(post=OuterRef("post__copy_of"), dismissed_at=None)
    original = original.filter(watch=watch) if watch else original
    return rows.filter(Q(post__copy_of=None) | ~Exists(original))


def copies(posts: Iterable[int]) -> dict[int, int]:
    """Post → how many near copies of it were found, for those that have any."""
    rows = Post.objects.filter(copy_of__in=list(posts)).values_list("copy_of").annotate(Count("pk")).order_by()
    return dict(rows)


def per_moment(rows: "QuerySet[Any]", field: str = "") -> Counter[tuple[datetime, str]]:
    """How many posts each minute (UTC), by a `field` of the post such as tone: what figures over time are made of.

    The date is cut as text: on SQLite, Django's own date functions run in Python, row by row.
    """
    minute = Substr(Cast("published_at", CharField()), 1, MINUTE)
    value = F(f"post__{field}") if field else F("organisation_id")
    counted = rows.order_by().values_list(minute, value).annotate(Count("post", distinct=True))
    found: Counter[tuple[datetime, str]] = Counter()
    for at, what, count in counted:
        found[datetime.fromisoformat(at).replace(tzinfo=UTC), str(what) if field else ""] += count
    return found


def per_day(rows: "QuerySet[Any]", organisation: Organisation, field: str = "") -> dict[date, Counter[str]]:
    """Day in the organisation's zone → value of `field` ("" when there is none asked) → number of posts."""
    days: dict[date, Counter[str]] = {}
    for (at, value), count in per_moment(rows, field).items():
        days.setdefault(at.astimezone(organisation.tz).date(), Counter())[value] += count
    return days


def counts(rows: "QuerySet[Any]", field: str, most: int | None = None) -> dict[str, int]:
    """Value of the post's `field` → number of posts, most frequent first: tone, intent, network, language, author…"""
    counted = rows.order_by().values_list(f"post__{field}").annotate(n=Count("post", distinct=True)).order_by("-n")
    return dict(counted[:most])


def topics(rows: "QuerySet[Any]", language: str, most: int = 8, of: int = 400) -> list[tuple[str, float]]:
    """The words that characterise the newest `of` of these mentions, with the share of posts that use them."""
    texts = rows.filter(post__language=language).values_list("post__text", flat=True)[:of]
    return keywords(texts, language, most)


def watches_of(posts: Iterable[int]) -> Mapping[int, list[str]]:
    """Post → the names of the watches that caught it."""
    names: dict[int, list[str]] = {}
    rows = Mention.objects.filter(post__in=list(posts), dismissed_at=None).order_by("watch__name")
    for post, name in rows.values_list("post", "watch__name"):
        names.setdefault(post, []).append(name)
    return names


def midnight(organisation: Organisation, day: date) -> datetime:
    """When `day` begins in the organisation's zone."""
    return datetime(day.year, day.month, day.day, tzinfo=organisation.tz)
