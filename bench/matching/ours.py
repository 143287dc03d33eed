"""Our engine in a process of its own, which obeys the lines it reads: `together`, `alone`, `spans`, `change`, `quit`."""

import gc
import json
import pickle
import random
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

import numpy as np

from parvis.text.batch import Match, Watches
from parvis.text.posts import Post
from parvis.text.query import parse

CHANGES = 1_000  # watches taken at random, and as many of those that match


def held() -> float:
    """Resident memory now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1]) if Path("/proc/self/statm").exists() else 0
    return pages * 4096 / (1 << 20)


def digest(pairs: Iterable[tuple[int, int]]) -> int:
    """One number for a set of (post, watch), the same as the Java peer's."""
    found = np.array([*pairs], np.uint64).reshape(-1, 2)
    mixed = (found[:, 0] * np.uint64(1_000_003) + found[:, 1]) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(32)
    return int(mixed.sum(dtype=np.uint64).view(np.int64))


def compiled(queries: list[str]) -> Watches:
    """All watches, from the text of their queries to ready tables, without the collector's rounds over lasting objects."""
    gc.disable()
    watches = Watches()
    for number, query in enumerate(queries):
        watches.add(str(number), parse(query))
    [*watches.match([Post("0", "")])]
    gc.enable()
    gc.freeze()
    return watches


def timed(work: Callable[[], list[Match]], where: dict[str, int]) -> dict[str, float]:
    began = time.process_time()
    found = work()
    cpu = time.process_time() - began
    pairs = [(where[match.post_id], int(match.watch_id)) for match in found]
    return {"cpu": cpu, "matches": len(found), "digest": digest(pairs)}


def changes(watches: Watches, queries: list[str], posts: list[Post]) -> dict[str, float]:
    """Milliseconds of CPU to remove a watch and to add it again, each until the next post is matched.

    Between the changes the stream goes on and the set learns from it. `missed`: changes that the next post did not show.
    """
    took: dict[str, list[float]] = {"removed": [], "added": []}
    by_id = {post.id: post for post in posts}
    caught = {match.watch_id: by_id[match.post_id] for match in watches.match(posts)}
    turn, missed = random.Random(7), 0
    names = [*map(str, turn.sample(range(len(queries)), min(CHANGES, len(queries))))]
    names += turn.sample([*caught], min(CHANGES, len(caught)))
    for step, name in enumerate(names):
        if step % 5 == 0:
            [*watches.match(turn.sample(posts, 512))]
        query, post = parse(queries[int(name)]), caught.get(name, posts[step])
        for kind, there in (("removed", False), ("added", name in caught)):
            began = time.process_time()
            watches.add(name, query) if kind == "added" else watches.remove(name)
            found = [*watches.match([post])]
            took[kind].append(1000 * (time.process_time() - began))
            missed += (name in {match.watch_id for match in found}) != there
    medians = {kind: median(times) for kind, times in took.items()}
    return medians | {"worst": max(took["removed"] + took["added"]), "changes": 2 * len(names), "missed": missed}


def main(path: str) -> None:
    posts, before, queries = pickle.loads(Path(path).read_bytes())
    empty, began = held(), time.process_time()
    watches = compiled(queries)
    print(json.dumps({"compile": time.process_time() - began, "mb": held() - empty}), flush=True)
    [*watches.match(before)]
    where = {post.id: place for place, post in enumerate(posts)}
    passes: dict[str, Callable[[], list[Match]]] = {
        "together": lambda: [*watches.match(posts)],
        "alone": lambda: [match for post in posts for match in watches.match([post])],
        "spans": lambda: [match for match in watches.match(posts) if match.spans is not None],
    }
    for line in map(str.strip, sys.stdin):
        if line == "quit":
            return
        answer = changes(watches, queries, posts) if line == "change" else timed(passes[line], where)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
