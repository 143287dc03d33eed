"""`parvis feed FILE-or-URL`: a feed as one JSON object."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from parvis import shell
from parvis.networks.errors import NetworkError
from parvis.networks.feeds import MOST_BYTES, Entry, Feed, parse
from parvis.networks.http import Http


def main(argv: Sequence[str] | None = None) -> int:
    """0 when a feed was read, 1 when there is none or it cannot be had, 2 for a file that does not open."""
    parser = argparse.ArgumentParser(prog="parvis feed", description=__doc__)
    parser.add_argument("source", help="a file (.gz as it is), - for standard input, or an address")
    parser.add_argument("--allow-loopback", action="store_true", help="for development: read from this machine too")
    asked = parser.parse_args(argv)
    try:
        feed = _read(asked.source, asked.allow_loopback)
    except NetworkError as error:
        shell.tell(error.say)
        return shell.FAILED
    except shell.Unreadable as error:
        shell.tell(error.say)
        return error.status
    print(json.dumps(as_json(feed), ensure_ascii=False))
    return 0 if feed.kind else 1


def _read(source: str, allow_loopback: bool) -> Feed:
    if source.lower().startswith(("http://", "https://")):
        reply = Http(allow_loopback=allow_loopback).get(source, max_bytes=MOST_BYTES).good()
        return parse(reply.content, reply.headers.get("content-type", ""), reply.url)
    return parse(shell.content(source, MOST_BYTES))


def as_json(feed: Feed) -> dict[str, Any]:
    """The feed in the shape of the command line's contract."""
    return {
        "kind": feed.kind,
        "version": feed.version,
        "title": feed.title,
        "link": feed.link,
        "language": feed.language,
        "entries": [_entry(entry) for entry in feed.entries],
        "warnings": list(feed.warnings),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    names = ("id", "url", "title", "text", "html", "author", "published_at", "updated_at", "tags")
    row = {name: getattr(entry, name) for name in names}
    row |= {name: at.isoformat() for name, at in row.items() if isinstance(at, datetime)}
    return {**row, "tags": list(entry.tags), "enclosures": [asdict(file) for file in entry.enclosures]}


if __name__ == "__main__":
    sys.exit(main())
