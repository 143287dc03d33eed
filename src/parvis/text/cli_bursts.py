"""`parvis bursts --series S.csv`: a JSON line a burst."""

import argparse
import csv
import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import pairwise

from parvis import shell
from parvis.say import Say
from parvis.text.bursts import Burst, find

_USUAL = timedelta(hours=1)  # of a series of one line
_SHORTEST = timedelta(seconds=1)


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
    except shell.Unreadable as error:
        shell.tell(error.say)
        return error.status
    except SeriesError as error:
        shell.tell(error.say)
        return shell.FAILED
    for burst in find(series, step):
        print(json.dumps(_line(burst)))
    return 0


def read(name: str) -> tuple[list[tuple[datetime, int]], timedelta]:
    """The series in a CSV file (ISO 8601, count) and its step; steps that are missing are left out."""
    try:
        series = sorted(_rows(csv.reader(line.decode() for line in shell.lines(name))))
    except TypeError:
        raise SeriesError(
            Say(
                "Toutes les dates doivent indiquer leur fuseau, ou aucune.",
                "Give a time zone on every line, or on none.",
            )
        ) from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise SeriesError(
            Say(f"La série {name} n’a pas pu être lue ({error}).", f"The series {name} could not be read ({error}).")
        ) from None
    return series, _step([at for at, _ in series])


def _step(times: list[datetime]) -> timedelta:
    """The even step of a series. A few steps may be missing; a second step between two others may not be."""
    steps = [after - before for before, after in pairwise(times)]
    if not steps:
        return _USUAL
    step = min(steps)
    if not step:
        at = times[steps.index(step)].isoformat()
        raise SeriesError(
            Say(
                f"Deux lignes donnent la même heure ({at}) : il en faut une par pas, avec le fuseau si l’heure change.",
                f"Two lines give the same time ({at}): give one for each step, with the time zone if clocks change.",
            )
        )
    odd = next((after for each, after in zip(steps, times[1:], strict=True) if each % step), None)
    if odd or step < _SHORTEST or 2 * steps.count(step) < len(steps):
        where = f" ({odd.isoformat()})" if odd else ""
        raise SeriesError(
            Say(
                f"Le pas n’est pas régulier{where} : donnez une ligne par heure, par exemple, sans trop de trous.",
                f"The step is not even{where}: give a line for each hour, for example, without too many gaps.",
            )
        )
    return step


def _rows(lines: Iterable[list[str]]) -> Iterable[tuple[datetime, int]]:
    for number, line in enumerate(lines, 1):
        if not line or (number == 1 and not line[0][:1].isdigit()):
            continue
        try:
            at, count = datetime.fromisoformat(line[0].strip()), int(float(line[1]))
            if count < 0:
                raise ValueError(count)
        except (ValueError, IndexError, OverflowError):
            raise SeriesError(
                Say(
                    f"Ligne {number} : une date ISO 8601 et un nombre positif ou nul sont attendus, avec une virgule.",
                    f"Line {number}: an ISO 8601 time and a count of 0 or more are expected, with a comma.",
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
