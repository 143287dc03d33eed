"""`parvis analyse`: posts in, the same lines out with language, tone, intent and copies."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from parvis import shell
from parvis.say import Say
from parvis.text import intent, language, tone
from parvis.text.posts import Post, PostError

PARTS = ("language", "tone", "intent", "copy_of")
BLOCK = 1000
_UNDATED = datetime(2000, 1, 1, tzinfo=UTC)  # posts without a date are compared as if written together

Line = dict[str, Any]
Refuse = Callable[[Say], None]


def main(argv: list[str]) -> int:
    """Read posts, write them again with what was read in them."""
    options = _options(argv)
    refused = 0

    def refuse(why: Say) -> None:
        nonlocal refused
        refused += 1
        shell.tell(why)

    try:
        for block in shell.blocks(_posts(shell.lines(options.posts), refuse), BLOCK):
            _write(_analyse(block, options.only, options.force, options.seen))
    except shell.Unreadable as error:
        shell.tell(error.say)
        return error.status
    return 1 if refused else 0


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="parvis analyse", description=__doc__)
    parser.add_argument("--posts", required=True, metavar="P.jsonl", help="JSON lines, also .gz; - for standard input")
    parser.add_argument("--only", default=PARTS, type=_parts, help="among language, tone, intent, copy_of")
    parser.add_argument("--force", action="store_true", help="never answer that the tone is unsure")
    options = parser.parse_args(argv)
    options.seen = _copies() if "copy_of" in options.only else None
    return options


def _parts(names: str) -> tuple[str, ...]:
    chosen = tuple(name.strip() for name in names.split(","))
    if unknown := set(chosen) - set(PARTS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))} ≠ {', '.join(PARTS)}")
    return chosen


def _copies() -> Any:
    from parvis.text.copies import Copies

    return Copies()


def _posts(stream: Iterable[bytes], refuse: Refuse) -> Iterator[tuple[Line, Post]]:
    for number, raw in enumerate(stream, 1):
        if raw.strip():
            try:
                line = json.loads(raw)
                if not isinstance(line, dict):
                    raise PostError(Say("ce n’est pas un objet JSON.", "this is not a JSON object."))
                yield line, Post.from_json(line)
            except PostError as error:
                refuse(shell.at_line(number, error.say))
            except (ValueError, RecursionError):
                refuse(shell.at_line(number, Say("ce n’est pas du JSON.", "this is not JSON.")))


def _analyse(block: list[tuple[Line, Post]], only: Sequence[str], force: bool, seen: Any) -> Iterator[Line]:
    lines, posts = [line for line, _ in block], [post for _, post in block]
    texts = [post.text for post in posts]
    found = language.detect_many(texts, [post.lang[:2] for post in posts])
    codes = [each.code for each in found]
    parts: Line = {"language": [each._asdict() for each in found]}
    if "tone" in only:
        parts["tone"] = [{"label": t.label, "scores": t.scores} for t in tone.read_many(texts, codes, force=force)]
    if "intent" in only:
        parts["intent"] = [each._asdict() for each in intent.read_many(texts, codes)]
    if "copy_of" in only:
        parts["copy_of"] = [seen.add(post.id, post.text, post.published_at or _UNDATED) for post in posts]
    for place, line in enumerate(lines):
        yield line | {name: parts[name][place] for name in only}


def _write(lines: Iterable[Line]) -> None:
    for line in lines:
        try:
            out = json.dumps(line, ensure_ascii=False).encode()
        except UnicodeEncodeError:  # half a surrogate pair can only be written escaped
            out = json.dumps(line).encode()
        sys.stdout.buffer.write(out + b"\n")
    sys.stdout.buffer.flush()
