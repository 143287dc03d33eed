"""A chart: the drawing in three widths, and the same data as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from zlib import crc32

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parvis.web import words as say
from parvis.web.charts.paper import CYCLE, KINDS, NARROW, PRINT, SMALL, WIDE, Canvas, el, fit, width_of, words

Label = str | date
Value = float | None
Table = tuple[list[str], list[list[str]]]


@dataclass(frozen=True)
class Series:
    """A named row of values, one a label.

    `kind`: plain second third quiet negative neutral positive unsure kept late broken; empty: the next of the cycle.
    """

    name: str
    values: Sequence[Value]
    kind: str = ""


@dataclass(frozen=True)
class Drawing:
    """The inside of an SVG and its height."""

    height: float
    inside: list[SafeString]


@dataclass(frozen=True)
class Chart:
    """A finished chart. `svg` and `svg_narrow` follow the page's colours; `svg_print` stands alone, by day."""

    title: str
    description: str
    table: Table
    draw: Callable[[Canvas, str], Drawing] = field(repr=False)

    @property
    def svg(self) -> SafeString:
        return self.on(WIDE)

    @property
    def svg_narrow(self) -> SafeString:
        return self.on(NARROW)

    @property
    def svg_print(self) -> SafeString:
        return mark_safe(self.on(PRINT).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))

    def on(self, canvas: Canvas) -> SafeString:
        """The drawing on `canvas`, as an image with a title and a description."""
        uid = f"c{crc32(f'{self.title}{self.description}{self.table}{canvas.name}'.encode()):08x}"
        drawn = self.draw(canvas, uid) if self.table[1] else nothing(canvas)
        return format_html(
            '<svg class="c" role="img" aria-labelledby="{}-t" aria-describedby="{}-d" viewBox="0 0 {} {}"'
            ' width="{}" height="{}" font-family="{}"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>{}</svg>',
            *(uid, uid, round(canvas.width), round(drawn.height), round(canvas.width), round(drawn.height)),
            *(canvas.font, uid, self.title, uid, self.description),
            mark_safe("".join(drawn.inside)),
        )


def nothing(canvas: Canvas) -> Drawing:
    """What stands where there is nothing to draw yet."""
    return Drawing(80, [words(_("Pas encore de données."), canvas.width / 2, 44, anchor="middle", size=14)])


def in_words(label: Label) -> str:
    return say.short_day(label) if isinstance(label, date) else str(label)


def with_kinds(series: Sequence[Series]) -> list[Series]:
    """Each series with a kind of its own."""
    return [Series(s.name, s.values, s.kind or CYCLE[index % len(CYCLE)]) for index, s in enumerate(series)]


def as_table(labels: Sequence[Label], series: Sequence[Series]) -> Table:
    """One row a label, one column a series."""
    header = ["", *(s.name for s in series)]
    rows = [[in_words(label), *(say.number(s.values[index]) for s in series)] for index, label in enumerate(labels)]
    return header, rows


def patterns(series: Sequence[Series], uid: str) -> SafeString:
    """The patterns that the kinds of these series are filled with."""
    used = {s.kind for s in series if KINDS[s.kind].pattern}
    return el("defs", *(_pattern(kind, f"{uid}-{kind}") for kind in sorted(used)))


_MARKS = {"slant": "M-1 7 7 -1M-1 1 1 -1M5 7 7 5", "dots": "M2.9 3h.2", "grid": "M0 3h6"}


def _pattern(kind: str, name: str) -> SafeString:
    ink = KINDS[kind]
    back = el("rect", width=6, height=6, class_=f"c-fill k-{kind}", fill=ink.colour)
    heavy = 2 if ink.pattern == "dots" else 1.2
    marks = el(
        "path", d=_MARKS[ink.pattern], class_="c-mark", stroke="#fbfaf7", stroke_width=heavy, stroke_linecap="round"
    )
    return el("pattern", back, marks, id=name, width=6, height=6, patternUnits="userSpaceOnUse")


def filling(kind: str, uid: str) -> str:
    """The value of `fill` for areas of this kind."""
    return f"url(#{uid}-{kind})" if KINDS[kind].pattern else KINDS[kind].colour


def class_for(kind: str, fill: str) -> str:
    """Patterns carry their own colours; a flat area takes its kind's."""
    return "c-patterned" if fill.startswith("url(") else f"c-fill k-{kind}"


def legend(
    names: Sequence[tuple[str, Callable[[float, float], SafeString]]], room: float
) -> tuple[list[SafeString], float]:
    """Names with their samples, in as many lines as they need; and the height they take."""
    drawn, x, y = [], 0.0, SMALL
    for full, sample in names:
        name = fit(full, room - 24)
        wide = 24 + width_of(name) + 16
        if x and x + wide > room:
            x, y = 0.0, y + 18
        drawn += [sample(x, y - 4), words(name, x + 24, y, kind="strong")]
        x += wide
    return drawn, y + 14
