"""Posts as Bluesky's Jetstream sends them, a JSON event a line; one in three is an answer, one in four has a link."""

import json
import random
from collections.abc import Iterable, Iterator

from parvis.text.posts import Post

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
POST = "app.bsky.feed.post"
BEGAN = 1_772_452_800_000_000  # 2 March 2026, noon, in microseconds


def lines(posts: Iterable[Post], seed: int = 3) -> Iterator[bytes]:
    """The line of each post."""
    dice = random.Random(seed)
    for number, post in enumerate(posts):
        yield json.dumps(_event(dice, number, post), ensure_ascii=False).encode()


def _event(dice: random.Random, number: int, post: Post) -> dict[str, object]:
    did = "did:plc:" + "".join(dice.choices(LETTERS, k=24))
    commit: dict[str, object] = {"rev": "3l3qo2vutsw2b", "operation": "create", "collection": POST}
    commit["rkey"] = f"3l3q{number:09}"
    commit["cid"] = "bafyreidwaivazkwu67xztlmuobx35hs2lnfh3kolmgfmucldvhd3sgzcqi"
    commit["record"] = _record(number, post, did)
    return {"did": did, "time_us": BEGAN + number * 400, "kind": "commit", "commit": commit}


def _record(number: int, post: Post, did: str) -> dict[str, object]:
    at = f"2026-03-02T{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02}.000Z"
    record: dict[str, object] = {"$type": POST, "createdAt": at, "langs": [post.lang], "text": post.text[:300]}
    if number % 3 == 0:
        above = {"cid": "bafyreih5c6v2wzsbpkjfq", "uri": f"at://{did}/{POST}/3l3qo2vutsw2b"}
        record["reply"] = {"root": above, "parent": above}
    if number % 4 == 0:
        link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://court.example/abcdefghij"}
        record["facets"] = [{"features": [link], "index": {"byteStart": 0, "byteEnd": 9}}]
    return record
