"""The scoring of the Numenta Anomaly Benchmark, standard profile (Lavin and Ahmad 2015, arxiv.org/abs/1510.03336).

A window found counts by its earliest detection: about 1 at its left edge, 0 at its right edge, along a scaled sigmoid.
A detection outside costs up to 0.11, less when it comes soon after a window; a window missed costs 1. The first 15 % of
a series (750 records at most) are not scored. 0 is a detector that says nothing, 100 one that finds every window at
once. NAB also picks each detector's best threshold over all its data: ours has none to pick, its bursts are scored as
they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

FALSE_POSITIVE = 0.11


@dataclass(frozen=True)
class Scored:
    """One series: windows in all, windows found, false detections and the sum of the points."""

    windows: int
    found: int
    false: int
    points: float


def score(length: int, windows: Sequence[tuple[int, int]], detections: Sequence[int]) -> Scored:
    """`windows` are (first, last) record, `detections` records, all by index."""
    probation = min(int(0.15 * length), 750)
    counted = [at for at in detections if at >= probation]
    best = [max((_inside(at, w) for at in counted if w[0] <= at <= w[1]), default=None) for w in windows]
    outside = [at for at in counted if not any(first <= at <= last for first, last in windows)]
    lost = sum(FALSE_POSITIVE * _outside(at, windows) for at in outside)
    found = [points for points in best if points is not None]
    return Scored(len(windows), len(found), len(outside), sum(found) - (len(windows) - len(found)) + lost)


def total(scored: Sequence[Scored]) -> float:
    """The normalised score of several series together."""
    windows = sum(each.windows for each in scored)
    return 100 * (sum(each.points for each in scored) + windows) / (2 * windows)


def _sigmoid(place: float) -> float:
    return -1.0 if place > 3 else 2 / (1 + exp(5 * place)) - 1


def _inside(at: int, window: tuple[int, int]) -> float:
    first, last = window
    return _sigmoid(-(last - at + 1) / (last - first + 1)) / _sigmoid(-1)


def _outside(at: int, windows: Sequence[tuple[int, int]]) -> float:
    past = [window for window in windows if window[1] < at]
    if not past:
        return -1.0
    first, last = past[-1]
    return _sigmoid((at - last) / (last - first))
