"""What a query would have caught: told while it is being written."""

from dataclasses import dataclass
from typing import Any

from parvis.core.scope import Organisation
from parvis.listen import matching
from parvis.listen.models import Post
from parvis.listen.stream import cut
from parvis.text.query import QueryError, explain, parse

LOOKED_AT, EXAMPLES = 3000, 10


@dataclass(frozen=True)
class Tryout:
    """`explain` says what the query asks for; `count` of the last `of` posts would have been caught.

    When it cannot be read: `error` says why, `spot` where in the query, `repair` what to write instead, if known.
    """

    query: str
    explain: str = ""
    count: int = 0
    of: int = 0
    examples: tuple[Any, ...] = ()
    error: str = ""
    spot: tuple[tuple[int, int], ...] = ()
    repair: str = ""


@dataclass(frozen=True)
class Example:
    """A post that would have been caught, cut around the place."""

    post: Post
    excerpt: str
    spans: list[list[int]]
    title_spans: list[list[int]]


def try_out(organisation: Organisation, query: str, language: str) -> Tryout:
    """Tries `query` on the newest posts of the organisation."""
    try:
        parsed = parse(query, matching.saved_of(organisation))
    except QueryError as error:
        spot = ((error.start, max(error.end, error.start + 1)),)
        return Tryout(query, error=error.say.to(language), spot=spot, repair=error.repair)
    rows: Any = Post.objects.of(organisation).filter(by_us=False)
    posts = list(rows.defer("reply_handle").order_by("-published_at")[:LOOKED_AT])
    by_id = {post.pk: post for post in posts}
    catches = list(matching.caught(matching.alone(0, parsed), posts))
    examples = tuple(_example(by_id[catch.post_id], catch) for catch in catches[:EXAMPLES])
    return Tryout(query, explain(parsed).to(language), len(catches), len(posts), examples)


def _example(post: Post, catch: matching.Caught) -> Example:
    excerpt, spans = cut(post.text, catch.spans, 240)
    return Example(post, excerpt, spans, catch.title_spans)
