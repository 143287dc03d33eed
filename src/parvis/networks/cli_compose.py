"""`parvis compose --network SLUG [FILE]`: JSON lines `{"id", "text"}` in, how the network counts them out."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import Any

from parvis import shell
from parvis.networks.compose import composed
from parvis.networks.registry import get, kinds
from parvis.say import Say


def main(argv: Sequence[str] | None = None) -> int:
    """0 when every line was read, 1 when one was not, 2 for an unknown network or a file that does not open."""
    parser = argparse.ArgumentParser(prog="parvis compose", description=__doc__)
    parser.add_argument("--network", required=True, choices=sorted(kinds()), metavar="SLUG")
    parser.add_argument("file", nargs="?", default="-", help="JSON lines, .gz as it is, - for standard input")
    asked = parser.parse_args(argv)
    try:
        return _run(asked.file, asked.network)
    except shell.Unreadable as error:
        shell.tell(error.say)
        return error.status


def _run(file: str, slug: str) -> int:
    info, status = get(slug).info, 0
    for number, line in enumerate(shell.lines(file), 1):
        if line.strip():
            try:
                name, text = _row(line)
            except _NotARow as error:
                shell.tell(shell.at_line(number, error.say))
                status = shell.FAILED
            else:
                sys.stdout.write(_written({"id": name, **composed(info, text)}) + "\n")
    return status


class _NotARow(Exception):
    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.say = Say(fr, en)


def _row(line: bytes) -> tuple[str | int, str]:
    """`id` and `text` of a line."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _NotARow("ce n’est pas du JSON.", "this is not JSON.") from error
    if not isinstance(row, dict):
        raise _NotARow("ce n’est pas un objet JSON.", "this is not a JSON object.")
    name, text = row.get("id"), row.get("text")
    if type(name) is not int and not (isinstance(name, str) and name):
        raise _NotARow("« id » manque ou n’est pas un texte.", "“id” is missing or is not a text.")
    if not isinstance(text, str):
        raise _NotARow("« text » manque ou n’est pas un texte.", "“text” is missing or is not a text.")
    return name, text


def _written(row: dict[str, Any]) -> str:
    """The line; half a surrogate pair can only be written escaped."""
    try:
        json.dumps(row, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return json.dumps(row)
    return json.dumps(row, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
