"""Bursts: when is a watch above what it usually is?"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from statistics import median


@dataclass(frozen=True, slots=True)
class Burst:
    """From `start` to `end` (exclusive) `size` posts came where `expected` were usual; known at `detected_at`."""

    start: datetime
    end: datetime
    detected_at: datetime
    size: int
    expected: float
    score: float


class Detector:
    """Takes the counts of a series one by one and never looks ahead."""

    def __init__(self, step: timedelta) -> None:
        self._step = step
        self._day = max(1, round(timedelta(days=1) / step))
        self._past: deque[int] = deque(maxlen=7 * self._day)
        self._open: Burst | None = None
        self._quiet = 0

    def add(self, at: datetime, count: int) -> Burst | None:
        """The burst that this step ended, if it did."""
        expected, score = self._score(count)
        self._past.append(count)
        if score >= 8:
            self._extend(at, count, expected, score)
            return None
        self._quiet += 1
        if self._open and self._quiet * self._step >= timedelta(hours=3):
            return self.close()
        return None

    @property
    def current(self) -> Burst | None:
        """The burst that is going on."""
        return self._open

    def close(self) -> Burst | None:
        """The burst that is going on, ended here."""
        ended, self._open = self._open, None
        return ended

    def _score(self, count: int) -> tuple[float, float]:
        if len(self._past) < self._day:
            return 0.0, 0.0
        usual = median(self._past)
        spread = max(median(abs(each - usual) for each in self._past) * 1.4826, sqrt(usual), 1.0)
        return usual, (count - usual) / spread

    def _extend(self, at: datetime, count: int, expected: float, score: float) -> None:
        now, self._quiet = self._open, 0
        if now is None:
            self._open = Burst(at, at + self._step, at, count, expected, score)
        else:
            self._open = Burst(
                now.start,
                at + self._step,
                now.detected_at,
                now.size + count,
                now.expected + expected,
                max(now.score, score),
            )


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
    """(word, score): its share during against its share before, weighed by how often it was said."""
    total_before, total_during = max(1, before.total()), max(1, during.total())
    for word, count in during.items():
        usual = (before[word] + 0.5) / total_before * total_during
        if count >= 3 and count > 2 * usual:
            yield word, (count - usual) / sqrt(usual + 1)
