"""The field in which lines and columns stand: where values lie, the grid behind them, the labels under them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from parvis.web import words as say
from parvis.web.charts.chart import Label, in_words
from parvis.web.charts.paper import rule, width_of, words


@dataclass(frozen=True)
class Plot:
    """Where values lie: `x(index)`, `y(value)`. With `bands`, places are the middles of columns."""

    left: float
    right: float
    top: float
    bottom: float
    count: int
    high: float
    bands: bool = False

    @property
    def band(self) -> float:
        """The room of one column."""
        return (self.right - self.left) / max(self.count, 1)

    def x(self, index: int) -> float:
        if self.bands:
            return self.left + self.band * (index + 0.5)
        return self.left + (self.right - self.left) * (index / (self.count - 1) if self.count > 1 else 0.5)

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - self.top) * value / self.high


def room_for(steps: list[float]) -> float:
    """The width that the numbers of the upright axis take."""
    return max(width_of(say.number(step)) for step in steps) + 10


def grid(plot: Plot, steps: list[float]) -> list[SafeString]:
    drawn = []
    for step in steps:
        y = plot.y(step)
        drawn.append(rule(plot.left, y, plot.right, y, class_="c-rule" if step else "c-base"))
        drawn.append(words(say.number(step), plot.left - 8, y + 4, anchor="end"))
    return drawn


def labels_under(plot: Plot, labels: Sequence[Label]) -> list[SafeString]:
    """As many labels as stand there without touching, at equal steps."""
    texts = [in_words(label) for label in labels]
    apart = (plot.right - plot.left) / max(len(texts) - (not plot.bands), 1)
    every = max(1, -int(-(max(map(width_of, texts)) + 14) // apart))
    return [_label(plot, index, texts[index]) for index in range(0, len(texts), every)]


def _label(plot: Plot, index: int, text: str) -> SafeString:
    half = width_of(text) / 2
    x = max(min(plot.x(index), plot.right - half + 12), half)
    return words(text, x, plot.bottom + 20, anchor="middle")
