"""What the organisation did: answers and how fast, promises, criticism turned, what it published."""

from collections import Counter
from datetime import date, datetime
from statistics import median
from typing import Any

from parvis.converse.models import Commitment, Conversation, Message
from parvis.core.scope import Organisation
from parvis.listen.models import Post, Watch
from parvis.publish.models import Publication


def conversations(organisation: Organisation, watch: Watch | None, start: datetime, end: datetime) -> dict[str, Any]:
    """Conversations opened in the period: how many were answered, how fast, on time, with what outcome."""
    rows: Any = Conversation.objects.of(organisation).filter(opened_at__gte=start, opened_at__lt=end)
    if watch is not None:
        rows = rows.filter(root__mentions__watch=watch)
    opened = list(
        rows.values("state", "handling", "stage", "outcome", "opened_at", "answered_at", "due_at", "root__tone")
    )
    answered = [row for row in opened if row["answered_at"]]
    hours = [(row["answered_at"] - row["opened_at"]).total_seconds() / 3600 for row in answered]
    on_time = sum(row["due_at"] is None or row["answered_at"] <= row["due_at"] for row in answered)
    criticism = [row for row in opened if row["root__tone"] == "negative"]
    return {
        "opened": len(opened),
        "answered": len(answered),
        "median_hours": round(median(hours), 1) if hours else None,
        "on_time": on_time,
        "open": sum(row["state"] == "open" for row in opened),
        "handlings": _counted(opened, "handling"),
        "stages": _counted(opened, "stage"),
        "outcomes": _counted(opened, "outcome"),
        "criticism": {"count": len(criticism), "outcomes": _counted(criticism, "outcome")},
    }


def _counted(rows: list[dict[str, Any]], field: str) -> dict[str, int]:
    return dict(Counter(row[field] for row in rows if row[field]).most_common())


def commitments(organisation: Organisation, start: datetime, end: datetime, today: date) -> dict[str, Any]:
    """Promises made in the period: kept, broken, late, still open; the late ones by name."""
    rows = list(Commitment.objects.of(organisation).filter(made_at__gte=start, made_at__lt=end))
    going = [row for row in rows if not row.kept_at and not row.broken_at]
    late = [row for row in going if row.due_on < today]
    return {
        "made": len(rows),
        "kept": sum(bool(row.kept_at) for row in rows),
        "broken": sum(bool(row.broken_at) for row in rows),
        "late": len(late),
        "open": len(going) - len(late),
        "late_ones": [{"text": row.text, "due": row.due_on.isoformat()} for row in late[:10]],
    }


def publications(organisation: Organisation, start: datetime, end: datetime) -> dict[str, Any]:
    """What was published in the period, and on how many channels."""
    rows = Publication.objects.of(organisation).filter(sent_at__gte=start, sent_at__lt=end)
    channels: Counter[str] = Counter()
    for name in rows.filter(variants__delivery__state="sent").values_list("variants__channel__name", flat=True):
        channels[name] += 1
    return {
        "count": rows.count(),
        "channels": dict(channels.most_common()),
        "stages": dict(Counter(rows.values_list("stage", flat=True))),
    }


def spoken(organisation: Organisation, start: datetime, end: datetime) -> list[str]:
    """Everything the organisation said in the period: publications, its own posts, answers."""
    published = Publication.objects.of(organisation).filter(sent_at__gte=start, sent_at__lt=end)
    own = Post.objects.of(organisation).filter(by_us=True, published_at__gte=start, published_at__lt=end)
    replies = Message.objects.of(organisation).filter(direction="out", at__gte=start, at__lt=end)
    titled = [f"{title} {text}" for title, text in published.values_list("title", "text")]
    return [*titled, *own.values_list("text", flat=True), *replies.values_list("text", flat=True)]
