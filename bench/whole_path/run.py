"""The whole path on one core: Jetstream's lines in, mentions with language, tone, intent and copies on SQLite out.

    python -m bench.whole_path.run [--data DIR] [--watches 1000] [--posts 100000] [--json]

The house is a fresh one in a folder of its own, removed afterwards.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from bench.matching.workload import build
from bench.whole_path import made

AT_ONCE = 4000  # lines of one batch


def measure(data: Path | None, watches: int, posts: int) -> dict[str, Any]:
    """Posts in per second of processor and of clock, and what came of them. Once in a process: it sets Django up."""
    with tempfile.TemporaryDirectory(prefix="parvis-bench-") as folder:
        os.environ |= {"PARVIS_DATA": folder, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "parvis.config.settings"}
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        work = build(data, posts)
        house = _house(work.watches["communes"][:watches])
        return _timed(house, made.lines(work.posts)) | {"watches": watches}


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
    streaming.take(house, watches, batches.pop(), timezone.now())  # models are loaded, and rare terms learnt
    began = time.perf_counter(), time.process_time()
    taken = [streaming.take(house, watches, batch, timezone.now()) for batch in batches]
    wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    seen, kept, mentions = (sum(column) for column in zip(*taken, strict=True))
    return {
        "posts_per_second": round(seen / cpu),
        "by_the_clock": round(seen / wall),
        "posts": seen,
        "kept": kept,
        "mentions_per_post": round(mentions / seen, 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder with streams/ and communes/; without it, made-up posts")
    parser.add_argument("--watches", type=int, default=1000)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    print(json.dumps(measure(args.data, args.watches, args.posts), indent=None if args.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
