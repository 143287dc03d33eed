"""Bursts: when is a watch above what it usually is, seen from its own past?

*Usual* is the same hour of the past four weeks: the same weekday weighs more, the highest fifth is left out. A burst
begins when the excess over the last step, hour or six hours is above that of every day but one of the past four weeks.
If days were alike that happens on two days in twenty-nine, whatever the law of the counts: so the rate of false alarms
does not depend on how restless the watch is. What was measured: `bench/bursts`.
"""

from array import array
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import isnan, nan, sqrt

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_MONDAY = datetime(2000, 1, 3)  # noqa: DTZ001 (the clock of the series, whatever its zone)
_PAST = 28  # days of past that count
_RANK = 2  # a burst beats all days of the past but `_RANK - 1`
_LEARNING = 2 * _DAY  # nothing is said of a watch before
_SPANS = (timedelta(0), _HOUR, 6 * _HOUR)  # one step, an hour, six hours
_LOWEST = 5.0  # standard deviations of a Poisson count below which nothing is a burst
_FIRST = 12.0  # the same for a new watch, whose restlessness is not known; fades in its first week
_CALM = 4.0
_QUIET = 6 * _HOUR  # this long without excess ends a burst
_LONGEST = 3 * _DAY  # after which a burst is the new normal


@dataclass(frozen=True, slots=True)
class Burst:
    """From `start` to `end` (exclusive) `size` posts came where `expected` were usual.

    `detected_at` is the step at which it was known; `score` the highest excess, in standard deviations of a Poisson
    count.
    """

    start: datetime
    end: datetime
    detected_at: datetime
    size: int
    expected: float
    score: float


class Detector:
    """Takes the counts of one watch step by step and never looks ahead."""

    def __init__(self, step: timedelta) -> None:
        self._step = step
        self._usual = _Usual(step)
        self._limits = _Limits(len(_SPANS))
        self._recent: deque[tuple[datetime, int, float]] = deque(maxlen=max(1, _SPANS[-1] // step))
        self._spans = [max(1, span // step) for span in _SPANS]
        self._totals: deque[tuple[int, float]] = deque([(0, 0.0)], maxlen=self._spans[-1] + 1)
        self._began: datetime | None = None
        self._open: Burst | None = None
        self._height = 0.0

    @property
    def current(self) -> Burst | None:
        """The burst that is going on, as far as it is known."""
        return self._open

    def add(self, at: datetime, count: int) -> Burst | None:
        """Takes the count of the step that starts `at`; returns the burst that ended by it, if one did."""
        expected = self._usual.add(at, count)
        self._began = self._began or at
        if at - self._began < _LEARNING:
            return None
        self._recent.append((at, count, expected))
        self._totals.append((self._totals[-1][0] + count, self._totals[-1][1] + expected))
        excesses = [self._excess(span) for span in self._spans]
        beaten = self._limits.add(at, excesses)
        if self._open is None:
            if beaten:
                self._start(excesses)
            return None
        return self._go_on(self._open, (at, count, expected), excesses, beaten)

    def close(self) -> Burst | None:
        """The burst that is going on, ended here."""
        ended, self._open = self._open, None
        return ended

    def _excess(self, steps: int) -> float:
        """Observed above expected over the last `steps`, on Anscombe's scale: a Poisson count varies by 1 on it."""
        then, now = self._totals[max(-1 - steps, -len(self._totals))], self._totals[-1]
        return 2 * (sqrt(now[0] - then[0] + 0.375) - sqrt(max(now[1] - then[1], 0.0) + 0.375))

    def _start(self, excesses: list[float]) -> None:
        """Opens a burst at the step since which counts are well above the usual (Page's estimate of a change)."""
        least = max(count - expected for _, count, expected in self._recent) / 4
        total = best = 0.0
        since = 1
        for steps, (_, count, expected) in enumerate(reversed(self._recent), 1):
            total += count - expected - least
            if total > best:
                best, since = total, steps
        rise = list(self._recent)[-since:]
        at = rise[-1][0]
        size, expected = sum(count for _, count, _ in rise), sum(usual for _, _, usual in rise)
        self._open = Burst(rise[0][0], at + self._step, at, size, expected, max(excesses))
        self._height = excesses[1]

    def _go_on(
        self, burst: Burst, now: tuple[datetime, int, float], excesses: list[float], beaten: bool
    ) -> Burst | None:
        at = now[0]
        if excesses[1] > self._height / 2 and (beaten or excesses[1] > _CALM):
            between = [each for each in (*self._recent, now)[:-1] if each[0] >= burst.end]
            self._height = max(self._height, excesses[1])
            self._open = burst = replace(
                burst,
                end=at + self._step,
                size=burst.size + sum(count for _, count, _ in between),
                expected=burst.expected + sum(usual for _, _, usual in between),
                score=max(burst.score, *excesses),
            )
        over = at - burst.end >= _QUIET or at - burst.detected_at >= _LONGEST
        return self.close() if over else None


class _Usual:
    """The mean count of a step, by hour of the day and weekday, from the past weeks."""

    def __init__(self, step: timedelta) -> None:
        self._slot_length = max(step, _HOUR)
        self._a_day = max(1, round(_DAY / self._slot_length))
        self._size = (_PAST + 1) * self._a_day + 1
        self._means = array("d", [nan] * self._size)
        self._slot, self._sum, self._steps, self._mean = -1, 0, 0, 0.0

    def add(self, at: datetime, count: int) -> float:
        """What was to be expected of the step at `at`; then learns its count."""
        slot = (at.replace(tzinfo=None) - _MONDAY) // self._slot_length
        if slot != self._slot:
            self._turn_to(slot)
        self._sum, self._steps = self._sum + count, self._steps + 1
        return self._mean

    def _turn_to(self, slot: int) -> None:
        if self._steps:
            self._means[self._slot % self._size] = self._sum / self._steps
        for missed in range(max(self._slot + 1, slot - self._size + 1), slot + 1):
            self._means[missed % self._size] = nan
        self._slot, self._sum, self._steps = slot, 0, 0
        self._mean = _trimmed(sorted(self._past(slot)))

    def _past(self, slot: int) -> Iterator[tuple[float, float]]:
        """(mean, weight) of the same time on past days; the same weekday counts three times."""
        for day in range(1, _PAST + 1):
            weight = (3 if day % 7 == 0 else 1) * 0.95**day
            mean = self._means[(slot - day * self._a_day) % self._size]
            if not isnan(mean):
                yield mean, weight


def _trimmed(values: list[tuple[float, float]]) -> float:
    """The weighted mean of sorted (value, weight) without the highest fifth of the weight."""
    room = 0.8 * sum(weight for _, weight in values)
    total = taken = 0.0
    for value, weight in values:
        if taken and taken + weight > room:
            break
        total, taken = total + value * weight, taken + weight
    return total / taken if taken else 0.0


class _Limits:
    """The excess that a burst must beat, for each span: learnt from the highest of each past day."""

    def __init__(self, spans: int) -> None:
        self._days: deque[list[float]] = deque(maxlen=_PAST)
        self._today = [0.0] * spans
        self._limits = [_FIRST] * spans
        self._midnight: datetime | None = None

    def add(self, at: datetime, excesses: list[float]) -> bool:
        """Whether one of `excesses` beats its limit; then learns them."""
        if self._midnight is None or at - self._midnight >= _DAY:
            self._new_day(at)
        self._today = [max(pair) for pair in zip(self._today, excesses, strict=True)]
        return any(excess > limit for excess, limit in zip(excesses, self._limits, strict=True))

    def _new_day(self, at: datetime) -> None:
        if self._midnight is not None:
            self._days.append(self._today)
        self._midnight, self._today = at, [0.0] * len(self._limits)
        known = len(self._days)
        rank = max(1, _RANK * (known + 1) // (_PAST + 1))
        lowest = max(_LOWEST, _FIRST * (1 - known / 7))
        if self._days:
            self._limits = [max(lowest, sorted(span, reverse=True)[rank - 1]) for span in zip(*self._days, strict=True)]


def find(series: Sequence[tuple[datetime, int]], step: timedelta) -> list[Burst]:
    """The bursts of `series`, (start of a step, count) in order of time; the last may still be going on."""
    detector = Detector(step)
    ended = [burst for at, count in series if (burst := detector.add(at, count))]
    last = detector.close()
    return [*ended, last] if last else ended


def risen(words_before: Iterable[str], words_during: Iterable[str], most: int = 5) -> list[str]:
    """The words that came up during a burst, the most telling first; both hold one word for each time it was said."""
    before, during = Counter(words_before), Counter(words_during)
    return [word for word, _ in sorted(_rises(before, during), key=lambda each: -each[1])[:most]]


def _rises(before: Counter[str], during: Counter[str]) -> Iterator[tuple[str, float]]:
    """(word, how far its count is above what its share before would give), for words said three times or more."""
    total_before, total_during = max(1, before.total()), max(1, during.total())
    for word, count in during.items():
        usual = (before[word] + 0.5) / total_before * total_during
        if count >= 3 and count > 2 * usual:
            yield word, (count - usual) / sqrt(usual + 1)
