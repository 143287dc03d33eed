"""`parvis compose --network SLUG [FILE]`: JSON lines `{"id", "text"}` in, how the network counts them out."""

import argparse
import gzip
import json
import sys
from collections.abc import Iterator, Sequence
from typing import IO

from parvis.networks.compose import composed
from parvis.networks.registry import get, kinds


def main(argv: Sequence[str] | None = None) -> int:
    """0 when every line was read, 1 when one was not, 2 for an unknown network or file."""
    parser = argparse.ArgumentParser(prog="parvis compose", description=__doc__)
    parser.add_argument("--network", required=True, choices=sorted(kinds()), metavar="SLUG")
    parser.add_argument("file", nargs="?", default="-", help="JSON lines, .gz as it is, - for standard input")
    asked = parser.parse_args(argv)
    try:
        return _run(asked.file, asked.network)
    except OSError as error:
        print(f"parvis compose: {error}", file=sys.stderr)
        return 2


def _run(file: str, slug: str) -> int:
    info, failed = get(slug).info, 0
    for number, line in enumerate(_lines(file), 1):
        try:
            row = json.loads(line)
            out = {"id": row["id"], **composed(info, str(row["text"]))}
        except (ValueError, KeyError, TypeError) as error:
            print(f"parvis compose: line {number}: {error!r}", file=sys.stderr)
            failed = 1
            continue
        sys.stdout.write(json.dumps(out, ensure_ascii=False) + "\n")
    return failed


def _lines(file: str) -> Iterator[str]:
    for line in _opened(file):
        if line.strip():
            yield line


def _opened(file: str) -> IO[str]:
    if file == "-":
        return sys.stdin
    return gzip.open(file, "rt", encoding="utf-8") if file.endswith(".gz") else open(file, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
