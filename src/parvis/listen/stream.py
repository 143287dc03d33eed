"""The stream of mentions: filters kept in the address, a page of it, and the picture of the week."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.core.scope import Organisation
from parvis.listen import reads
from parvis.listen.models import Mention, Tone
from parvis.web import charts, words

PER_PAGE, MOST = 25, 2000
EXCERPT = 420


class Short(Paginator):  # type: ignore[type-arg]
    """Counts no further than it lets people leaf; whoever looks for older things sets dates."""

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        counted: QuerySet[Any] = rows.order_by()[:MOST]
        return counted.count()


def found(organisation: Organisation, asked: Mapping[str, Any]) -> "QuerySet[Any]":
    """The mentions that the filters let through, newest first. `asked`: the cleaned data of `StreamForm`."""
    rows = _shown(organisation, asked)
    for field in ("tone", "intent", "network", "language", "source"):
        if asked.get(field):
            rows = rows.filter(**{f"post__{field}": asked[field]})
    for word in (asked.get("q") or "").split():
        named = Q(post__author__icontains=word) | Q(post__title__icontains=word)
        rows = rows.filter(Q(post__text__icontains=word) | named)
    if asked.get("copies"):
        return rows.filter(Q(post__copy_of=asked["copies"]) | Q(post=asked["copies"]))
    return rows if asked.get("unfolded") else reads.folded(rows, asked.get("watch"))


def _shown(organisation: Organisation, asked: Mapping[str, Any]) -> "QuerySet[Any]":
    since, until, watch = asked.get("since"), asked.get("until"), asked.get("watch")
    start = reads.midnight(organisation, since) if since else None
    end = reads.midnight(organisation, until + timedelta(days=1)) if until else None
    dismissed = bool(asked.get("dismissed"))
    rows = reads.mentions(organisation, watch, start, end, dismissed)
    return rows if watch else reads.each_post_once(rows, dismissed)


@dataclass(frozen=True)
class Item:
    """A mention as a row of the stream shows it: the part of the text around what was caught, the other watches."""

    mention: Mention
    watches: list[str]
    copies: int
    excerpt: str
    spans: list[list[int]]

    @property
    def post(self) -> Any:
        return self.mention.post


def items(mentions: list[Mention]) -> list[Item]:
    """The rows of a page, in two questions to the database whatever their number."""
    posts = [mention.post_id for mention in mentions]
    names, copies = reads.watches_of(posts), reads.copies(posts)
    return [_item(mention, names.get(mention.post_id, []), copies.get(mention.post_id, 0)) for mention in mentions]


def _item(mention: Mention, watches: list[str], copies: int) -> Item:
    excerpt, spans = cut(mention.post.text, mention.spans)
    return Item(mention, watches, copies, excerpt, spans)


def cut(text: str, spans: list[list[int]], most: int = EXCERPT) -> tuple[str, list[list[int]]]:
    """The part of a long text around the first span, with the spans that lie in it."""
    if len(text) <= most:
        return text, spans
    first = spans[0][0] if spans else 0
    start = 0 if first < most * 2 // 3 else text.rfind(" ", 0, max(0, first - most // 3)) + 1
    end = text.find(" ", start + most)
    end = len(text) if end < 0 else end
    before, after = "… " if start else "", " …" if end < len(text) else ""
    shift = start - len(before)
    inside = [[a - shift, b - shift] for a, b in spans if a >= start and b <= end]
    return before + text[start:end] + after, inside


@dataclass(frozen=True)
class Week:
    """The last seven days: how many posts, how many the week before, day by day and by tone, and what about."""

    total: int
    before: int
    chart: charts.Chart
    topics: list[str]
    networks: dict[str, int]


def week(organisation: Organisation, watch: Any = None) -> Week:
    """The picture of the week, for one watch or for all."""
    today = timezone.localdate(timezone=organisation.tz)
    days = [today - timedelta(days=n) for n in reversed(range(7))]
    start = reads.midnight(organisation, days[0])
    rows = reads.mentions(organisation, watch, start)
    before = reads.mentions(organisation, watch, start - timedelta(days=7), start).order_by().values("post").distinct()
    per_day = reads.per_day(rows, organisation, "tone")
    total = sum(sum(counted.values()) for counted in per_day.values())
    topics = [word for word, _share in reads.topics(rows, organisation.language)]
    return Week(total, before.count(), _chart(days, per_day), topics, reads.counts(rows, "network", 5))


def _chart(days: list[date], per_day: Mapping[date, Mapping[str, int]]) -> charts.Chart:
    series = [
        charts.Series(str(tone.label), [per_day.get(day, {}).get(tone.value, 0) for day in days], tone.value)
        for tone in (Tone.POSITIVE, Tone.NEUTRAL, Tone.UNSURE, Tone.NEGATIVE)
    ]
    return charts.stacked(_("Sept jours, par tonalité"), _description(days, per_day), days, series)


def _description(days: list[date], per_day: Mapping[date, Mapping[str, int]]) -> str:
    most = max(days, key=lambda day: sum(per_day.get(day, {}).values()))
    count = sum(per_day.get(most, {}).values())
    return _("Le plus fort : %(day)s, %(count)s mentions.") % {"day": words.day(most), "count": words.number(count)}
