"""The whole path on one core: Jetstream's lines in, mentions with language, tone, intent and copies on SQLite out.

    python -m bench.whole_path.run [--data DIR] [--rate 0.3 | --watches 1000] [--posts 100000] [--json]

`--rate` watches as many communes, the most populous first, as make that many mentions a post. The house is a fresh one in a folder of its own, removed afterwards. A quarter of
the posts come after the measurement, with a clock at each step: what share of the time it took is in the answer too.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path
from typing import Any

from bench.matching.workload import Workload, build
from bench.whole_path import made
from bench.whole_path.steps import watched

AT_ONCE = 4000  # lines of one batch


def measure(data: Path | None, posts: int, watches: int, rate: float | None = None) -> dict[str, Any]:
    """Posts in per second of processor and of clock, and what came of them. Once in a process: it sets Django up."""
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as folder:
        os.environ |= {"PARVIS_DATA": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parvis.config.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        work = build(data, posts)
        queries = work.watches["communes"][:watches] if rate is None else chosen(work, rate)
        house = _house(queries)
        return {"watches": len(queries)} | _timed(house, made.lines(work.posts))


def chosen(work: Workload, rate: float) -> list[str]:
    """Communes, the most populous first, that together make so many mentions a post; who makes too many is passed over."""
    from parvis.listen import jetstream
    from parvis.text.batch import Watches
    from parvis.text.query import parse

    posts = [post for post in map(jetstream.glance, made.lines(work.posts), count()) if post]
    every, queries, left = Watches(), [], round(rate * len(posts))
    for number, query in enumerate(work.watches["communes"]):
        every.add(str(number), parse(query))
    mentions = Counter(int(match.watch_id) for match in every.match(posts))
    for number, query in enumerate(work.watches["communes"]):
        if left and mentions[number] <= left:
            queries.append(query)
            left -= mentions[number]
    return queries


def _house(queries: Sequence[str]) -> Any:
    from parvis.core.scope import Organisation
    from parvis.listen.models import Watch

    house = Organisation.objects.create(name="Banc", slug="banc")
    Watch.objects.bulk_create(
        [Watch(organisation=house, name=str(n), query=query) for n, query in enumerate(queries)], batch_size=500
    )
    return house


def _timed(house: Any, stream: Any) -> dict[str, Any]:
    from django.utils import timezone

    from parvis.listen import matching, streaming

    watches = matching.standing(house).watches
    batches = list(iter(lambda: list(islice(stream, AT_ONCE)), []))

    def take(some: Sequence[list[bytes]]) -> list[streaming.Taken]:
        return [streaming.take(house, watches, batch, timezone.now()) for batch in some]

    take([batches.pop()])  # models are loaded, and rare terms learnt
    last = len(batches) - max(1, len(batches) // 4)
    began = time.perf_counter(), time.process_time()
    taken = take(batches[:last])
    wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    with watched() as steps:
        take(batches[last:])
        return _figures(taken, wall, cpu) | {"percent": steps.shares()}


def _figures(taken: Sequence[Any], wall: float, cpu: float) -> dict[str, Any]:
    seen, kept, mentions = (sum(column) for column in zip(*taken, strict=True))
    return {
        "mentions_per_post": round(mentions / seen, 3),
        "kept_per_post": round(kept / seen, 3),
        "posts": seen,
        "posts_per_second": round(seen / cpu),
        "by_the_clock": round(seen / wall),
        "microseconds_a_post": round(1e6 * cpu / seen, 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with streams/ and communes/; without it, made-up posts")
    parser.add_argument("--watches", type=int, default=1000)
    parser.add_argument("--rate", type=float, help="mentions a post, instead of a number of watches")
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    print(json.dumps(measure(args.data, args.posts, args.watches, args.rate), indent=None if args.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
