"""Near copies among an organisation's posts of the last days, held by this process and caught up from the database."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from parvis.core.scope import Organisation
from parvis.listen.matching import whole
from parvis.listen.models import Post

WINDOW = timedelta(days=7)
START = 1000  # code points: copies are told by how a text begins
MOST_POSTS, MOST_HELD = 20_000, 16  # of one organisation, and organisations, held by one process


class Held:
    """The copies of one organisation; `upto` is the newest row that went in."""

    def __init__(self) -> None:
        from parvis.text.copies import Copies

        self.copies, self.upto = Copies(WINDOW, MOST_POSTS), 0

    def add(self, posts: Sequence[Post]) -> dict[int, int]:
        """Post → the first post of which it is a near copy, for those that are."""
        self.upto = max([self.upto, *(post.id for post in posts)])
        firsts = self.copies.add_many((str(post.id), whole(post)[:START], post.published_at) for post in posts)
        pairs = zip(posts, firsts, strict=True)
        return {post.id: int(first) for post, first in pairs if first and int(first) != post.id}

    def catch_up(self, organisation: Organisation, before: int, since: datetime) -> None:
        """Adds what was read meanwhile, by this process or another."""
        rows: Any = Post.objects.of(organisation).filter(
            pk__gt=self.upto, pk__lt=before, unread=False, copy_of=None, published_at__gte=since
        )
        wanted = rows.only("title", "text", "reply_to", "published_at").order_by("-pk")[:MOST_POSTS]
        self.add(list(reversed(wanted)))


_held: OrderedDict[int, Held] = OrderedDict()


def originals(organisation: Organisation, posts: Sequence[Post]) -> dict[int, int]:
    """Post → the earlier post of which it is a near copy, for those that are."""
    held = _held.pop(organisation.pk, None) or Held()
    held.catch_up(organisation, posts[0].pk, min(post.published_at for post in posts) - WINDOW)
    firsts = held.add(posts)
    _held[organisation.pk] = held
    while len(_held) > MOST_HELD:
        _held.popitem(last=False)
    there = set(Post.objects.filter(pk__in=set(firsts.values())).values_list("pk", flat=True))
    return {pk: first for pk, first in firsts.items() if first in there}


def forget(organisation: Organisation) -> None:
    """Drops what is held: it may have run ahead of the database."""
    _held.pop(organisation.pk, None)
