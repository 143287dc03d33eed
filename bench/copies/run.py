"""Measures the finder of near copies: `python -m bench.copies.run [--data DIR] [--posts N] [--json]`.

1. Share chains written for this (`chains`): how many shares lead to the first post, and what is grouped wrongly.
2. Pairs, against silver clusters: tweets on one event whose first 80 letters agree once shares, names and links are
   off. The clusters miss copies that begin otherwise, so some pairs counted as wrong are copies to a reader.
3. Speed and memory: a stream over seven days of made-up French and English posts, three in ten of them copies (shared,
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
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

from bench.copies.chains import FIRSTS, stream
from bench.rows import data
from parvis.text.copies import Copies

BATCH = 1000
BEGAN = datetime(2026, 1, 5, tzinfo=UTC)

Post = tuple[str, str, datetime]


def chains(add_many: Callable[[list[Post]], list[str | None]] | None = None) -> dict[str, float]:
    posts, copied = stream()
    found = dict(zip((post[0] for post in posts), (add_many or Copies().add_many)(posts), strict=True))
    wrong = sum(first is not None and copied.get(post) != first for post, first in found.items())
    right = sum(found[post] == first for post, first in copied.items())
    return {"chains": len(FIRSTS), "shares": len(copied), "right": round(right / len(copied), 3), "wrong": wrong}


def clusters(folder: Path) -> dict[str, float]:
    posts, silver = _silver(folder)
    return _compared(posts, silver, Copies().add_many(posts))


def _silver(folder: Path) -> tuple[list[Post], set[tuple[str, str]]]:
    rows = sorted(_lines(folder / "crisislex_neardup_silver.jsonl.gz"), key=lambda row: row["ts"])
    posts = [(str(i), row["text"], datetime.fromisoformat(row["ts"])) for i, row in enumerate(rows)]
    return posts, _pairs(((row["event"], row["cluster"]), str(i)) for i, row in enumerate(rows))


def _compared(posts: list[Post], silver: set[tuple[str, str]], firsts: list[str | None]) -> dict[str, float]:
    found = _pairs((first or post[0], post[0]) for first, post in zip(firsts, posts, strict=True))
    right = len(found & silver)
    return {
        "posts": len(posts),
        "pairs": len(silver),
        "precision": round(right / len(found), 4),
        "recall": round(right / len(silver), 3),
    }


def peer(folder: Path | None) -> dict[str, str]:
    """datasketch's MinHash with its LSH index on the same chains and clusters; nothing where it is not installed."""
    if not find_spec("datasketch"):
        return {}
    told = chains(_by_minhash)
    figures = {"chains": f"datasketch {told['right']:.3f}, {told['wrong']} wrong"}
    if folder:
        posts, silver = _silver(folder)
        began = time.process_time()
        found = _compared(posts, silver, _by_minhash(posts))
        figures["speed"] = f"datasketch {len(posts) / (time.process_time() - began):,.0f} posts/s"
        figures["clusters"] = f"datasketch {found['precision']:.3f} / {found['recall']:.3f}"
    return figures


def _by_minhash(posts: list[Post]) -> list[str | None]:
    """Groups by pieces of five letters; links, names and shares off as in ours. Of 0.5 to 0.8, 0.8 serves it best."""
    from datasketch import MinHash, MinHashLSH

    from parvis.text.copies import _bare

    index, first, firsts = MinHashLSH(threshold=0.8, num_perm=128), dict[str, str](), []
    for post, text, _ in posts:
        bare, prints = _bare(text), MinHash(num_perm=128)
        prints.update_batch([bare[i : i + 5].encode() for i in range(max(1, len(bare) - 4))])
        near = index.query(prints)
        firsts.append(first[near[0]] if near else None)
        first[post] = firsts[-1] or post
        index.insert(post, prints)
    return firsts


def _lines(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _pairs(grouped: Iterable[tuple[Hashable, str]]) -> set[tuple[str, str]]:
    groups = defaultdict(list)
    for group, post in grouped:
        groups[group].append(post)
    return {pair for posts in groups.values() for pair in combinations(sorted(posts), 2)}


def speed(folder: Path | None, posts: int) -> dict[str, float]:
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


def _sentences(folder: Path | None) -> Iterator[str]:
    """Of the public set, else of the project's own messages."""
    for name in ("fr", "en"):
        if folder:
            yield from (row["a"] for row in _lines(folder / f"stsb_{name}_train.jsonl.gz"))
        else:
            lines = (files("parvis.text.corpus") / f"{name}_train.tsv").read_text("utf-8").splitlines()
            yield from (line.split("\t")[-1] for line in lines)


def _stream(folder: Path | None, posts: int) -> Iterator[list[Post]]:
    """Batches of posts of the length of tweets, their words in the order of real sentences cut and joined."""
    dice = random.Random(7)
    parts = [part for sentence in _sentences(folder) for part in _cut(sentence)]
    step = timedelta(days=7) / posts
    past = deque([""], maxlen=20_000)
    for begin in range(0, posts, BATCH):
        batch = []
        for i in range(begin, begin + BATCH):
            text = _copy(dice, dice.choice(past)) if dice.random() < 0.3 else " ".join(dice.choices(parts, k=5))
            batch.append((str(i), text, BEGAN + i * step))
        past.extend(text for _, text, _ in batch)
        yield batch


def _cut(sentence: str) -> list[str]:
    words = sentence.split()
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
    parser.add_argument("--data", type=Path, default=data(), help="folder of public data, with similarity/")
    parser.add_argument("--posts", type=int, default=600_000, help="posts in the seven days")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    folder = args.data / "similarity" if args.data else None
    results = {"chains": chains(), "speed": speed(folder, args.posts), "peer": peer(folder)}
    if folder:
        results["clusters"] = clusters(folder)
    print(json.dumps(results, indent=None if args.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
