"""Stacked columns: how a whole is made up, week after week."""

from collections.abc import Callable, Sequence

from django.utils.safestring import SafeString

from parvis.web.charts.axes import Plot, grid, labels_under, room_for
from parvis.web.charts.chart import (
    Chart,
    Drawing,
    Label,
    Series,
    as_table,
    class_for,
    filling,
    legend,
    patterns,
    with_kinds,
)
from parvis.web.charts.paper import Canvas, el, ticks


def stacked(title: str, description: str, labels: Sequence[Label], series: Sequence[Series]) -> Chart:
    """A column a label, made of one part a series, the first at the bottom."""
    told = with_kinds(series)
    return Chart(title, description, as_table(labels, told), lambda canvas, uid: _draw(canvas, uid, labels, told))


def _draw(canvas: Canvas, uid: str, labels: Sequence[Label], series: list[Series]) -> Drawing:
    totals = [sum(s.values[index] or 0 for s in series) for index in range(len(labels))]
    steps = ticks(max(totals))
    keys, above = legend([(s.name, _sample(s.kind, uid)) for s in series], canvas.width)
    top = above + 10
    bottom = top + (150 if canvas.is_narrow else 200)
    plot = Plot(room_for(steps), canvas.width - 12, top, bottom, len(labels), steps[-1], bands=True)
    inside = [patterns(series, uid), *keys, *grid(plot, steps), *labels_under(plot, labels)]
    for index in range(len(labels)):
        inside += _column(plot, uid, series, index)
    return Drawing(bottom + 28, inside)


def _column(plot: Plot, uid: str, series: list[Series], index: int) -> list[SafeString]:
    wide = min(plot.band * 0.72, 48)
    left, base, drawn = plot.x(index) - wide / 2, 0.0, []
    for s in series:
        value = s.values[index] or 0
        if value:
            high = plot.y(base) - plot.y(base + value)
            drawn.append(_area(s.kind, uid, x=left, y=plot.y(base + value), width=wide, height=max(high - 1, 0.5)))
        base += value
    return drawn


def _area(kind: str, uid: str, **shape: float) -> SafeString:
    fill = filling(kind, uid)
    return el("rect", class_=class_for(kind, fill), fill=fill, **shape)


def _sample(kind: str, uid: str) -> Callable[[float, float], SafeString]:
    return lambda x, y: _area(kind, uid, x=x, y=y - 6, width=18, height=12)
