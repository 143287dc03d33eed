"""Measures the finder of near copies: `python bench/copies/run.py [--data DIR] [--posts N] [--json]`.

1. Pairs, against silver clusters: tweets on one event whose first 80 letters agree once shares, names and links are
   off. The clusters miss copies that begin otherwise, so some pairs counted as wrong are copies to a reader.
2. Speed and memory: a stream over seven days of made-up French and English posts, three in ten of them copies (shared,
   cut, or with a word changed), in batches of 1,000; the last tenth of the stream is timed against the full window.
"""

import argparse
import gzip
import json
import random
import resource
import sys
import time
from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path

from parvis.text.copies import Copies

DATA = Path(__file__).parents[3] / "shared" / "data"
BATCH = 1000
BEGAN = datetime(2026, 1, 5, tzinfo=UTC)

Post = tuple[str, str, datetime]


def clusters(folder: Path) -> dict[str, object]:
    rows = sorted(_lines(folder / "crisislex_neardup_silver.jsonl.gz"), key=lambda row: row["ts"])
    posts = [(str(i), row["text"], datetime.fromisoformat(row["ts"])) for i, row in enumerate(rows)]
    firsts = Copies().add_many(posts)
    found = _pairs((first or post[0], post[0]) for first, post in zip(firsts, posts, strict=True))
    silver = _pairs(((row["event"], row["cluster"]), str(i)) for i, row in enumerate(rows))
    right = len(found & silver)
    return {
        "posts": len(posts),
        "pairs": len(silver),
        "precision": round(right / len(found), 4),
        "recall": round(right / len(silver), 3),
    }


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _pairs(grouped: Iterable[tuple[Hashable, str]]) -> set[tuple[str, str]]:
    groups = defaultdict(list)
    for group, post in grouped:
        groups[group].append(post)
    return {pair for posts in groups.values() for pair in combinations(sorted(posts), 2)}


def speed(folder: Path, posts: int) -> dict[str, object]:
    copies = Copies()
    before = _memory()
    counted = copied = 0
    seconds = 0.0
    for number, batch in enumerate(_stream(folder, posts)):
        began = time.process_time()
        found = copies.add_many(batch)
        if number * len(batch) >= posts * 9 // 10:
            seconds += time.process_time() - began
            counted += len(found)
            copied += sum(first is not None for first in found)
    return {
        "posts_in_window": posts,
        "posts_per_second": round(counted / seconds),
        "one_by_one_per_second": round(_one_by_one(copies, batch)),
        "copies_found": round(copied / counted, 3),
        "memory_mb": _memory() - before,
    }


def _memory() -> int:
    """Resident memory of this process, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() >> 20


def _one_by_one(copies: Copies, posts: list[Post]) -> float:
    began = time.process_time()
    for post in posts:
        copies.add(*post)
    return len(posts) / (time.process_time() - began)


def _stream(folder: Path, posts: int) -> Iterator[list[Post]]:
    """Batches of posts of the length of tweets, their words in the order of real sentences cut and joined."""
    dice = random.Random(7)
    parts = [
        part for name in ("fr", "en") for row in _lines(folder / f"stsb_{name}_train.jsonl.gz") for part in _cut(row)
    ]
    step = timedelta(days=7) / posts
    past = deque([""], maxlen=20_000)
    for begin in range(0, posts, BATCH):
        batch = []
        for i in range(begin, begin + BATCH):
            text = _copy(dice, dice.choice(past)) if dice.random() < 0.3 else " ".join(dice.choices(parts, k=5))
            batch.append((str(i), text, BEGAN + i * step))
        past.extend(text for _, text, _ in batch)
        yield batch


def _cut(row: dict[str, str]) -> list[str]:
    words = row["a"].split()
    return [" ".join(words[i : i + 4]) for i in range(0, len(words), 4)]


def _copy(dice: random.Random, text: str) -> str:
    kind = dice.randrange(3)
    if kind == 0:
        return f"RT @someone{dice.randrange(999)}: {text} https://t.co/{dice.randrange(10**9)}"
    if kind == 1:
        return f"{text[: max(60, len(text) * 3 // 4)]}…"
    words = text.split()
    return " ".join(["vraiment", *words[1:]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with similarity/")
    parser.add_argument("--posts", type=int, default=600_000, help="posts in the seven days")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    folder = args.data / "similarity"
    if not folder.is_dir():
        print(f"{folder}: not there; give --data", file=sys.stderr)
        return 1
    results = {"clusters": clusters(folder), "speed": speed(folder, args.posts)}
    print(json.dumps(results, indent=None if args.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
