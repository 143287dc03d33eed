"""`parvis bursts --series S.csv`: a JSON line a burst."""

import argparse
import csv
import gzip
import io
import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise
from typing import IO, cast

from parvis.say import Say
from parvis.text.bursts import Burst, find


class SeriesError(Exception):
    """The series cannot be read; `say` tells where and what to do."""

    def __init__(self, say: Say) -> None:
        super().__init__(say.fr)
        self.say = say


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="parvis bursts", description="A JSON line for each burst in a series of counts."
    )
    parser.add_argument(
        "--series", required=True, metavar="S.csv", help="lines `timestamp,count`, also .gz; - for standard input"
    )
    args = parser.parse_args(argv)
    try:
        series, step = read(args.series)
    except SeriesError as error:
        print(error.say.to(os.environ.get("LANG", "fr")), file=sys.stderr)
        return 1
    for burst in find(series, step):
        print(json.dumps(_line(burst)))
    return 0


def read(name: str) -> tuple[list[tuple[datetime, int]], timedelta]:
    """The series in a CSV file (ISO 8601, count) and its step; steps that are missing are left out."""
    try:
        with io.TextIOWrapper(_open(name), "utf-8-sig", newline="") as file:
            series = sorted(_rows(csv.reader(file)))
    except TypeError:
        raise SeriesError(
            Say(
                "Toutes les dates doivent indiquer leur fuseau, ou aucune.",
                "Give a time zone on every line, or on none.",
            )
        ) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SeriesError(
            Say(f"La série {name} n’a pas pu être lue ({error}).", f"The series {name} could not be read ({error}).")
        ) from None
    steps = [after[0] - before[0] for before, after in pairwise(series) if after[0] > before[0]]
    return series, min(steps, default=timedelta(hours=1))


def _open(name: str) -> IO[bytes]:
    if name == "-":
        return sys.stdin.buffer
    return cast("IO[bytes]", gzip.open(name)) if name.endswith(".gz") else open(name, "rb")


def _rows(lines: Iterable[list[str]]) -> Iterable[tuple[datetime, int]]:
    for number, line in enumerate(lines, 1):
        if not line or (number == 1 and not line[0][:1].isdigit()):
            continue
        try:
            at, count = datetime.fromisoformat(line[0].strip()), int(float(line[1]))
        except (ValueError, IndexError, OverflowError):
            raise SeriesError(
                Say(
                    f"Ligne {number} : une date ISO 8601 et un nombre étaient attendus, séparés par une virgule.",
                    f"Line {number}: an ISO 8601 time and a count were expected, with a comma between them.",
                )
            ) from None
        yield at, count


def _line(burst: Burst) -> dict[str, object]:
    return {
        "start": burst.start.isoformat(),
        "end": burst.end.isoformat(),
        "detected_at": burst.detected_at.isoformat(),
        "size": burst.size,
        "expected": round(burst.expected, 1),
        "score": round(burst.score, 2),
    }
