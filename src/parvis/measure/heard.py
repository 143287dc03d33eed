"""What was heard in a period: one light value a post, read once from the rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from parvis.core.scope import Organisation
from parvis.listen.models import Mention, Watch

OF_POST = (
    *("published_at", "network", "source__name", "title", "text", "author", "author_handle", "url"),
    *("language", "tone", "intent", "copy_of_id"),
)
FIELDS = ("post_id", *(f"post__{name}" for name in OF_POST))


@dataclass(frozen=True, slots=True)
class Remark:
    """A post that was mentioned, as the report reads it."""

    id: int
    at: datetime
    network: str
    source: str
    title: str
    text: str
    author: str
    handle: str
    url: str
    language: str
    tone: str
    intent: str
    copy_of: int | None

    @property
    def place(self) -> str:
        """Where it was said: the source's name, else the network."""
        return self.source or self.network

    @property
    def person(self) -> tuple[str, str]:
        return self.network, self.handle or self.author


def remarks(organisation: Organisation, watch: Watch | None, start: datetime, end: datetime) -> list[Remark]:
    """Mentions between `start` and `end` (exclusive), dismissed ones left out, each post once, oldest first."""
    rows: Any = Mention.objects.of(organisation).filter(
        published_at__gte=start, published_at__lt=end, dismissed_at=None
    )
    if watch is not None:
        rows = rows.filter(watch=watch)
    rows = rows.order_by("published_at", "post_id").values_list(*FIELDS)
    once = {
        row[0]: Remark(*(value if value is not None or n == 12 else "" for n, value in enumerate(row))) for row in rows
    }
    return list(once.values())


def firsts(heard: list[Remark]) -> list[Remark]:
    """Without near copies: the first of each group that is here."""
    here = {remark.id for remark in heard}
    seen: set[int] = set()
    kept = []
    for remark in heard:
        root = remark.copy_of or remark.id
        if remark.copy_of in here or root in seen:
            continue
        seen.add(root)
        kept.append(remark)
    return kept
