"""A field of squares: the days against the hours. Darker is more; the scale is written under it."""

from collections.abc import Sequence

from django.utils.safestring import SafeString

from parvis.web import words as say
from parvis.web.charts.chart import Chart, Drawing
from parvis.web.charts.paper import KINDS, Canvas, el, fit, width_of, words

SHADES = ("0.07", "0.27", "0.47", "0.7", "1")


def heat(
    title: str, description: str, rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float]]
) -> Chart:
    """`values[row][column]`; rows are read from top to bottom."""
    table = (["", *columns], [[row, *map(say.number, cells)] for row, cells in zip(rows, values, strict=True)])
    return Chart(title, description, table, lambda canvas, uid: _draw(canvas, rows, columns, values))


def _draw(canvas: Canvas, rows: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float]]) -> Drawing:
    high = max((value for cells in values for value in cells), default=0)
    left = min(max(map(width_of, rows)) + 10, canvas.width * 0.3)
    cell = (canvas.width - left) / max(len(columns), 1)
    tall = min(cell, 30) if cell > 16 else 20
    inside = _heads(columns, left, cell)
    for at, (name, cells) in enumerate(zip(rows, values, strict=True)):
        y = 22 + at * tall
        inside.append(words(fit(name, left - 8), left - 8, y + tall / 2 + 4, anchor="end"))
        inside += [_square(left + index * cell, y, cell, tall, value, high) for index, value in enumerate(cells)]
    foot = 22 + len(rows) * tall + 24
    return Drawing(foot + 10, [*inside, *_scale(left, foot, high)])


def _heads(columns: Sequence[str], left: float, cell: float) -> list[SafeString]:
    every = max(1, -int(-(max(map(width_of, columns), default=0) + 6) // cell))
    return [
        words(columns[index], left + (index + 0.5) * cell, 12, anchor="middle")
        for index in range(0, len(columns), every)
    ]


def shade(value: float, high: float) -> str:
    """The opacity for `value`: nothing, then five steps up to `high`."""
    if not value or not high:
        return "0"
    return SHADES[min(int(value / high * len(SHADES)), len(SHADES) - 1)]


def _square(x: float, y: float, wide: float, tall: float, value: float, high: float) -> SafeString:
    return el(
        "rect", class_="c-cell", x=x + 1, y=y + 1, width=wide - 2, height=tall - 2, rx=2,
        fill=KINDS["plain"].colour, fill_opacity=shade(value, high), stroke="#d9d4ca", stroke_width="0.5",
    )  # fmt: skip


def _scale(left: float, y: float, high: float) -> list[SafeString]:
    low = say.number(0)
    start = left + width_of(low) + 8
    squares = [
        _square(start + index * 18, y - 13, 18, 18, (index + 0.5) * high / len(SHADES), high)
        for index in range(len(SHADES))
    ]
    return [words(low, left, y), *squares, words(say.number(high), start + len(SHADES) * 18 + 8, y)]
