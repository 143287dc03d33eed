"""Threads on networks that take their posts one by one: each post is a draft of its own that answers the one before.

`resume` puts one post out at a time, so every call of the outbox makes one irreversible call at most. What is out is
told in the ticket; what a lost answer leaves open is looked for before the next post is made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from parvis.networks.base import Begun, Draft, Sent, SentThread, Waiting

PAUSE = 1.0  # seconds between two posts

Out = Mapping[str, str]
"""A post that is out: `id` (as one answers it), `external_id`, `url`."""


def post_after(draft: Draft, out: Sequence[Out], above: Callable[[Out], Mapping[str, Any]]) -> Draft:
    """The next post of a thread of which `out` stands already; `above` is how one answers a post."""
    if not out:
        return replace(draft, parts=())
    number = len(out)
    text, key = draft.parts[number - 1], f"{draft.key}-{number}"
    taken = draft.taken | {post["external_id"] for post in out}
    return replace(draft, key=key, text=text, reply_to=above(out[-1]), taken=taken, media=(), poll=None, parts=())


def is_whole(draft: Draft, out: Sequence[Out]) -> bool:
    return len(out) == 1 + len(draft.parts)


def told(draft: Draft, out: Sequence[Out]) -> Sent | Waiting:
    """What the outbox is told of a thread of which `out` stands."""
    first, *more = out
    if not draft.parts:
        return Sent(first["external_id"], first["url"])
    sent = SentThread(first["external_id"], first["url"], tuple(post["external_id"] for post in more))
    return sent if is_whole(draft, out) else Begun({"out": [dict(post) for post in out]}, PAUSE, sent)
