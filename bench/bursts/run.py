"""Measures the burst detector: `python -m bench.bursts.run [--data DIR] [--json]`.

1. NAB's standard score on five series of tweet volumes, and the detections outside its windows for each week.
2. Delay on dated events: the posts of ten sudden crises poured into watches of several sizes,
   each on another day of their second month.
3. False alarms on made-up watches in which nothing happens: restless (negative binomial) counts with a day and a week.
"""

import argparse
import csv
import gzip
import json
import sys
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from statistics import median

import numpy as np

from bench.bursts.nab import Scored, score, total
from bench.rows import data
from parvis.text.bursts import find

COMPANIES = ("AAPL", "AMZN", "CRM", "CVS", "FB")
FIVE_MINUTES = timedelta(minutes=5)
WARMED_UP = timedelta(days=7)

Series = list[tuple[datetime, int]]


def nab(folder: Path) -> dict[str, object]:
    labels = json.loads((folder / "labels.json").read_text("utf-8"))
    windows = [labels[f"realTweets/Twitter_volume_{name}.csv"]["windows"] for name in COMPANIES]
    series = [_series(folder, name) for name in COMPANIES]
    scored = [_scored(*each) for each in zip(series, windows, strict=True)]
    weeks = sum(map(len, series)) * FIVE_MINUTES / timedelta(weeks=1)
    return {
        "score": round(total(scored), 1),
        "by_series": {name: round(total([each]), 1) for name, each in zip(COMPANIES, scored, strict=True)},
        "windows": sum(each.windows for each in scored),
        "found": sum(each.found for each in scored),
        "outside_windows_per_week": round(sum(each.false for each in scored) / weeks, 2),
    }


def _series(folder: Path, name: str) -> Series:
    with gzip.open(folder / f"Twitter_volume_{name}.csv.gz", "rt") as file:
        return [(datetime.fromisoformat(at), int(count)) for at, count in list(csv.reader(file))[1:]]


def _scored(series: Series, windows: list[list[str]]) -> Scored:
    index = {at: i for i, (at, _) in enumerate(series)}
    edges = [(index[datetime.fromisoformat(first)], index[datetime.fromisoformat(last)]) for first, last in windows]
    return score(len(series), edges, [index[burst.detected_at] for burst in find(series, FIVE_MINUTES)])


def events(folder: Path) -> dict[str, object]:
    onsets = {
        each["event"]: datetime.fromisoformat(each["onset_utc"])
        for each in json.loads((folder / "events.json").read_text("utf-8"))
        if each["onset_utc"]
    }
    posts = _posts(folder / "crisislex_timelines.tsv.gz")
    known = [event for event in onsets if posts[event]]
    watches = {name: _series(folder / "nab_realTweets", name) for name in ("CRM", "CVS")}
    rng = np.random.default_rng(7)
    watches |= {f"made up, {a_day} a day": _watch(rng, 8, a_day, 0.5, FIVE_MINUTES) for a_day in (20, 200, 2000)}
    return {
        name: _summary([_delay(series, posts[event], onsets[event], 30 + i) for i, event in enumerate(known)])
        for name, series in watches.items()
    }


def _posts(file: Path) -> dict[str, list[datetime]]:
    posts = defaultdict(list)
    with gzip.open(file, "rt") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            posts[row["event"]].append(datetime.fromtimestamp(int(row["ts_ms"]) / 1000, UTC))
    return posts


def _delay(series: Series, posts: list[datetime], onset: datetime, day: int) -> float | None:
    """Hours from the event's tenth post to the end of the first step after its onset at which a burst was known."""
    began = series[0][0]
    moved = (began + timedelta(days=day)).replace(hour=onset.hour, minute=onset.minute) - onset.replace(tzinfo=None)
    heard = sorted(at.replace(tzinfo=None) for at in posts if at >= onset)[9] + moved
    poured = Counter((at.replace(tzinfo=None) + moved - began) // FIVE_MINUTES for at in posts)
    mixed = [(at, count + poured[i]) for i, (at, count) in enumerate(series)]
    began = onset.replace(tzinfo=None) + moved
    known = [burst.detected_at + FIVE_MINUTES for burst in find(mixed, FIVE_MINUTES) if burst.detected_at >= began]
    delay = min(((at - heard) / timedelta(hours=1) for at in known), default=None)
    return delay if delay is not None and delay < 24 else None


def _summary(delays: list[float | None]) -> dict[str, object]:
    known = [delay for delay in delays if delay is not None]
    middle = round(60 * median(known)) if known else None
    return {"events": len(delays), "found_in_a_day": len(known), "median_minutes": middle}


def quiet(weeks: int = 14, watches: int = 10) -> dict[str, float]:
    """Bursts a week found where there are none, after the first week; by step, posts a day and restlessness."""
    rng = np.random.default_rng(7)
    results = {}
    for step, a_day, spread in product((FIVE_MINUTES, timedelta(hours=1)), (2, 50, 2000), (0.0, 0.5, 2.0)):
        series = [_watch(rng, weeks, a_day, spread, step) for _ in range(watches)]
        alarms = sum(b.detected_at >= each[0][0] + WARMED_UP for each in series for b in find(each, step))
        results[f"{step}, {a_day} a day, spread {spread}"] = round(alarms / watches / (weeks - 1), 2)
    return results


def _watch(rng: np.random.Generator, weeks: int, a_day: float, spread: float, step: timedelta) -> Series:
    """Poisson counts whose rate follows day and week, and wavers from hour to hour (gamma, variance `spread`)."""
    hours = np.arange(timedelta(weeks=weeks) // step) * (step / timedelta(hours=1))
    rate = (1 + 0.8 * np.sin(2 * np.pi * (hours / 24 - 0.3))) * np.where(hours // 24 % 7 >= 5, 0.6, 1.16)
    if spread:
        rate = rate * rng.gamma(1 / spread, spread, int(hours[-1]) + 1)[hours.astype(int)]
    counts = rng.poisson(rate * a_day * (step / timedelta(days=1)))
    return [(datetime(2026, 1, 5) + i * step, int(count)) for i, count in enumerate(counts)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=data(), help="folder of public data, with timeseries/")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    results: dict[str, object] = {"quiet": quiet()}
    if args.data:
        folder = args.data / "timeseries"
        results |= {"nab": nab(folder / "nab_realTweets"), "events": events(folder)}
    print(json.dumps(results, indent=None if args.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
