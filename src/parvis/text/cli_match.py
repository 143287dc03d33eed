"""`parvis match`: which watches ask for which posts, and where, as JSON lines."""

import argparse
import gc
import json
import multiprocessing
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from typing import NamedTuple

from parvis import shell
from parvis.say import Say
from parvis.text.batch import Watches
from parvis.text.posts import Post, PostError
from parvis.text.query import QueryError, parse

_BLOCK = 2_000  # lines handed to a worker at a time


class Done(NamedTuple):
    """What became of a block of lines: the lines to print, and why some were refused."""

    text: str
    posts: int
    matches: int
    refused: list[Say]


def main(argv: Sequence[str]) -> int:
    """Exit status 0, 1 when a line or a watch was refused (said on standard error), 2 for unusable arguments."""
    asked = _options(argv)
    try:
        return _run(asked)
    except shell.Unreadable as error:
        shell.tell(error.say)
        return error.status


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="parvis match", description=__doc__)
    parser.add_argument("--watches", required=True, metavar="W.tsv", help="a watch a line: id, tabulation, query")
    parser.add_argument("--posts", required=True, metavar="P.jsonl", help="JSON lines, also .gz; - for standard input")
    parser.add_argument("--stats", action="store_true", help="figures on standard error at the end")
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="processes that match (default 1)")
    asked = parser.parse_args(argv)
    if asked.workers < 1 or asked.watches == asked.posts == "-":
        parser.error("--workers is 1 or more; only one of --watches and --posts can be standard input")
    return asked


def _run(asked: argparse.Namespace) -> int:
    started = time.perf_counter()
    watches, refused = _compiled(_lines(asked.watches))
    _tell(refused)
    compiled = time.perf_counter()
    posts = matches = 0
    for done in _matched(watches, _blocks(_lines(asked.posts)), asked.workers):
        sys.stdout.write(done.text)
        sys.stdout.flush()
        _tell(done.refused)
        posts, matches, refused = posts + done.posts, matches + done.matches, refused + done.refused[:1]
    if asked.stats:
        _print_stats(posts, len(watches), matches, time.perf_counter() - compiled, compiled - started)
    return 1 if refused else 0


def _lines(name: str) -> Iterator[str]:
    # Bytes that are not UTF-8 become lone surrogates, which no word contains.
    return (line.decode("utf-8", "surrogateescape") for line in shell.lines(name))


def _compiled(lines: Iterable[str]) -> tuple[Watches, list[Say]]:
    watches, refused = Watches(), list[Say]()
    gc.disable()  # tens of thousands of small lasting objects
    try:
        for number, line in enumerate(lines, 1):
            if line.strip():
                refused += _added(watches, number, line.rstrip("\r\n"))
    finally:
        gc.enable()
        gc.freeze()
    return watches, refused


def _added(watches: Watches, number: int, line: str) -> list[Say]:
    """Adds the watch of a line; the reason when it cannot be."""
    name, tab, query = line.partition("\t")
    if not name or not tab:
        return [_at("Veille", "Watch", number, Say("il manque l’identifiant ou la requête.", "no id or no query."))]
    if name in watches:
        return [_at("Veille", "Watch", number, Say(f"« {name} » est déjà pris.", f"“{name}” is already taken."))]
    try:
        watches.add(name, parse(query))
    except QueryError as error:
        return [_at("Veille", "Watch", number, _with_repair(error))]
    return []


def _with_repair(error: QueryError) -> Say:
    if not error.repair:
        return error.say
    return Say(f"{error.say.fr} Proposition : {error.repair}", f"{error.say.en} Proposal: {error.repair}")


def _at(what: str, in_english: str, number: int, say: Say) -> Say:
    return Say(f"{what}, ligne {number} : {say.fr}", f"{in_english}, line {number}: {say.en}")


def _blocks(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Lines some thousands at a time, with the number of the first."""
    first = 1
    for block in shell.blocks(lines, _BLOCK):
        yield first, block
        first += len(block)


def _matched(watches: Watches, blocks: Iterable[tuple[int, list[str]]], workers: int) -> Iterator[Done]:
    """What became of each block, in order. Forked processes share the compiled watches; elsewhere there is one."""
    if workers == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (_match(watches, *block) for block in blocks)
        return
    _shared.append(watches)
    pending = deque[Future[Done]]()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("fork")) as pool:
        for block in blocks:
            pending.append(pool.submit(_match_shared, block))
            if len(pending) > 2 * workers:  # the rest of the stream stays unread
                yield pending.popleft().result()
        yield from (done.result() for done in pending)


_shared: list[Watches] = []


def _match_shared(block: tuple[int, list[str]]) -> Done:
    return _match(_shared[0], *block)


def _match(watches: Watches, first: int, lines: list[str]) -> Done:
    refused, posts = list[Say](), list[Post]()
    for number, line in enumerate(lines, first):
        if line.strip():
            try:
                posts.append(_post(line))
            except PostError as error:
                refused.append(_at("Publication", "Post", number, error.say))
    found = [
        json.dumps({"post": match.post_id, "watch": match.watch_id, "spans": match.spans}) + "\n"
        for match in watches.match(posts)
    ]
    return Done("".join(found), len(posts), len(found), refused)


def _post(line: str) -> Post:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PostError(Say("ce n’est pas du JSON.", "this is not JSON.")) from error
    if not isinstance(value, dict):
        raise PostError(Say("ce n’est pas un objet JSON.", "this is not a JSON object."))
    return Post.from_json(value)


def _tell(refused: Iterable[Say]) -> None:
    for say in refused:
        shell.tell(say)


def _print_stats(posts: int, watches: int, matches: int, seconds: float, compiling: float) -> None:
    figures = {
        "posts": posts,
        "watches": watches,
        "matches": matches,
        "seconds": round(seconds, 3),
        "posts_per_second": round(posts / seconds) if seconds else 0,
        "compile_seconds": round(compiling, 3),
        "peak_rss_mb": _peak(),
    }
    print(json.dumps(figures), file=sys.stderr)


def _peak() -> float:
    """The most memory that this process held, in megabytes."""
    try:
        import resource
    except ImportError:  # not on Windows
        return 0.0
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit, 1)
