"""`parvis journal`: the audit log outside the house. `verify` needs no database: only the exported files."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parvis.core.chain import Chain, Head, Link


def main(argv: list[str]) -> int:
    """0: done, and every chain is whole; 1: a chain is broken or a file is none; 2: unusable arguments."""
    parser = argparse.ArgumentParser(prog="parvis journal", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verify = verbs.add_parser("verify", help="walk the chain of exported journals (.jsonl or .csv)")
    verify.add_argument("files", nargs="+", type=Path, metavar="FILE")
    export = verbs.add_parser("export", help="write a journal as JSON lines to standard output")
    export.add_argument("organisation", metavar="ORG")
    options = parser.parse_args(argv)
    return _export(options.organisation) if options.verb == "export" else max(map(_verify, options.files))


def _export(slug: str) -> int:
    from parvis.cli.house import open_house, organisation, quiet_errors

    open_house()
    from parvis.govern.journal.exports import json_lines

    with quiet_errors():
        sys.stdout.writelines(json_lines(organisation(slug)))
    return 0


def _verify(path: Path) -> int:
    try:
        lines = list(_lines(path))
        head, links = _told_head(lines), [Link(**line) for line in lines if "journal" not in line]
    except (OSError, ValueError, TypeError, KeyError) as error:
        print(f"parvis: {path}: this is no exported journal ({error}).", file=sys.stderr)
        return 1
    found = Chain(links[0].organisation if links else 0).walk(links, head or _last(links))
    for each in found.breaks:
        print(f"{path}: {each.say.en}")
    if not found.breaks:
        print(f"{path}: {found.at.number} entries, unbroken, end {found.at.hash}")
    return 1 if found.breaks else 0


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", newline="") as file:
        if path.suffix == ".csv":
            yield from (json.loads(row["entry"]) for row in csv.DictReader(file))
        else:
            yield from (json.loads(line) for line in file if line.strip())


def _told_head(lines: list[dict[str, Any]]) -> Head | None:
    """JSON lines begin with where the chain ends; CSV does not say it."""
    return next((Head(line["number"], line["hash"]) for line in lines if "journal" in line), None)


def _last(links: list[Link]) -> Head:
    return Head(links[-1].number, links[-1].hash) if links else Head()
