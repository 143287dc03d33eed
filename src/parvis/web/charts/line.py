"""Lines over time, each named at its end, with what happened written at its peak."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, product

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parvis.web.charts.axes import Plot, grid, labels_under, room_for
from parvis.web.charts.chart import Chart, Drawing, Label, Series, Table, Value, as_table, in_words, legend, with_kinds
from parvis.web.charts.paper import KINDS, SMALL, TEXT, Canvas, el, fit, rule, spread, ticks, width_of, words

ROW = 17


def line(
    title: str,
    description: str,
    labels: Sequence[Label],
    series: Sequence[Series],
    marks: Sequence[tuple[int, str]] = (),
) -> Chart:
    """Lines through `series`, one value a label (None: a gap); `marks` name what happened at an index."""
    told = with_kinds(series)
    table = as_table(labels, told)
    if marks:
        named = _(" ; ").join(f"{in_words(labels[index])}, {text}" for index, text in marks)
        heading = _("Repères :")
        description = f"{description} {heading} {named}."
        table = _with_marks(table, dict(marks))

    def draw(canvas: Canvas, uid: str) -> Drawing:
        return _draw(canvas, labels, told, list(marks))

    return Chart(title, description, table, draw)


def _with_marks(table: Table, marks: dict[int, str]) -> Table:
    header, rows = table
    return [*header, _("Repère")], [[*row, marks.get(index, "")] for index, row in enumerate(rows)]


def _draw(canvas: Canvas, labels: Sequence[Label], series: list[Series], marks: list[tuple[int, str]]) -> Drawing:
    steps = ticks(max((v for s in series for v in s.values if v is not None), default=0))
    named = len(series) > 1
    aside = 0.0 if canvas.is_narrow or not named else min(160, max(width_of(s.name, TEXT) for s in series)) + 12
    keys, keys_height = (
        legend([(s.name, _sample(s.kind)) for s in series], canvas.width) if named and canvas.is_narrow else ([], 0)
    )
    shape = (room_for(steps), canvas.width - max(aside, 12))
    flags = place_flags(marks, Plot(*shape, 0, 1, len(labels), 1), canvas.width)
    top = keys_height + (max((flag.row for flag in flags), default=-1) + 1) * ROW + 14
    height = top + (150 if canvas.is_narrow else 200) + 28
    plot = Plot(*shape, top, height - 28, len(labels), steps[-1])
    inside = [*keys, *grid(plot, steps), *labels_under(plot, labels)]
    for flag in flags:
        inside += _flag(flag, plot, series, top)
    for s in series:
        inside += _line(plot, s, area=len(series) == 1)
    if aside:
        inside += _names(plot, series, aside)
    return Drawing(height, inside)


def _line(plot: Plot, series: Series, *, area: bool) -> list[SafeString]:
    ink, kind = KINDS[series.kind], f"k-{series.kind}"
    drawn = []
    for run in _runs(series.values):
        points = " ".join(f"{plot.x(index):.1f},{plot.y(value):.1f}" for index, value in run)
        if len(run) == 1:
            index, value = run[0]
            drawn.append(
                el("circle", class_=f"c-fill {kind}", cx=plot.x(index), cy=plot.y(value), r=4, fill=ink.colour)
            )
            continue
        if area:
            under = f"{plot.x(run[0][0]):.1f},{plot.bottom:.1f} {points} {plot.x(run[-1][0]):.1f},{plot.bottom:.1f}"
            drawn.append(el("polygon", class_=f"c-fill {kind}", points=under, fill=ink.colour, fill_opacity="0.1"))
        drawn.append(_stroke("polyline", series.kind, points=points))
    return drawn


def _runs(values: Sequence[Value]) -> list[list[tuple[int, float]]]:
    """The stretches of values between gaps."""
    told = groupby(enumerate(values), key=lambda pair: pair[1] is not None)
    return [[(index, float(value or 0)) for index, value in run] for present, run in told if present]


def _stroke(name: str, kind: str, **shape: object) -> SafeString:
    ink = KINDS[kind]
    return el(
        name, **shape, class_=f"c-line k-{kind}", fill="none", stroke=ink.colour, stroke_width=2,
        stroke_dasharray=ink.dash, stroke_linejoin="round",
    )  # fmt: skip


def _sample(kind: str) -> Callable[[float, float], SafeString]:
    return lambda x, y: _stroke("path", kind, d=f"M{x:.0f} {y:.0f}h18")


def _names(plot: Plot, series: list[Series], aside: float) -> list[SafeString]:
    ends = [next((plot.y(v) for v in reversed(s.values) if v is not None), plot.bottom) for s in series]
    places = spread(ends, TEXT + 4, plot.top, plot.bottom)
    return [
        el("text", fit(s.name, aside - 8, TEXT), class_=f"c-name k-{s.kind}", x=plot.right + 8, y=y + 4, font_size=TEXT,
           fill=KINDS[s.kind].colour)
        for s, y in zip(series, places, strict=True)
    ]  # fmt: skip


@dataclass(frozen=True)
class Flag:
    """A mark's text on its pole: `row` 0 is next to the plot; the text runs from `start` to `end`."""

    index: int
    text: str
    pole: float
    start: float
    end: float
    row: int = 0


def place_flags(marks: list[tuple[int, str]], plot: Plot, width: float) -> list[Flag]:
    """Rows and sides for the texts so that no text touches another nor is cut by a pole; from right to left.

    Where no place is free the text is shortened, and at last left to the description.
    """
    placed: list[Flag] = []
    for index, text in sorted(marks, reverse=True):
        tries = _tries(index, text, plot.x(index), width, len(marks))
        placed.append(next((flag for flag in tries if _free(flag, placed)), Flag(index, "", plot.x(index), 0, 0)))
    return placed


def _tries(index: int, text: str, pole: float, width: float, rows: int) -> Iterator[Flag]:
    for room, side, row in product((width * 0.6, max(pole, width - pole) - 4, 80), ("right", "left"), range(rows)):
        short = fit(text, room)
        long = width_of(short)
        start = pole + 4 if side == "right" else pole - 4 - long
        if 0 <= start <= width - long:
            yield Flag(index, short, pole, start, start + long, row)


def _free(flag: Flag, placed: list[Flag]) -> bool:
    for other in (one for one in placed if one.text):
        touches = other.row == flag.row and flag.start < other.end + 8 and other.start < flag.end + 8
        cuts = other.row <= flag.row and other.start - 2 < flag.pole < other.end + 2
        is_cut = other.row >= flag.row and flag.start - 2 < other.pole < flag.end + 2
        if touches or cuts or is_cut:
            return False
    return True


def _flag(flag: Flag, plot: Plot, series: list[Series], top: float) -> list[SafeString]:
    y = top - 14 - flag.row * ROW
    value = max((s.values[flag.index] or 0 for s in series), default=0)
    dot = el("circle", class_="c-dot", cx=flag.pole, cy=plot.y(value), r=3.5, fill="#1c1b1a")
    if not flag.text:
        return [dot]
    return [
        rule(flag.pole, y - SMALL + 2, flag.pole, plot.y(value), class_="c-pole", stroke="#8a8378"),
        dot,
        words(flag.text, flag.start, y, kind="strong"),
    ]
