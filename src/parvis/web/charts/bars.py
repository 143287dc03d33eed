"""Horizontal bars: who, where, about what."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parvis.web import words as say
from parvis.web.charts.chart import Chart, Drawing, Series, class_for, filling, patterns
from parvis.web.charts.paper import TEXT, Canvas, el, rule, width_of, words, wrap

BAR, GAP = 18, 12


def bars(
    title: str, description: str, rows: Sequence[tuple[str, float]], *, kind: str = "plain", unit: str = ""
) -> Chart:
    """One bar a row, in the order given, each with its value; `unit` heads the column of values in the table."""
    told = [(str(label), float(value)) for label, value in rows]
    table = (["", unit or _("Nombre")], [[label, say.number(value)] for label, value in told])
    return Chart(title, description, table, lambda canvas, uid: _draw(canvas, uid, told, kind))


def _draw(canvas: Canvas, uid: str, rows: list[tuple[str, float]], kind: str) -> Drawing:
    value_room = max(width_of(say.number(value), TEXT) for _, value in rows) + 10
    left = 0.0 if canvas.is_narrow else min(canvas.width * 0.38, max(width_of(label, TEXT) for label, _ in rows)) + 12
    room = canvas.width - left - value_room
    high = max(max(value for _, value in rows), 1)
    inside: list[SafeString] = [patterns([Series("", [], kind)], uid)]
    y = 4.0
    for label, value in rows:
        lines = wrap(label, canvas.width if canvas.is_narrow else left - 12, TEXT)
        drawn, y = _bar(lines, value, left, y, room * value / high, filling(kind, uid), kind)
        inside += drawn
    if left:
        inside.append(rule(left, 0, left, y - GAP + 4, class_="c-base"))
    return Drawing(y - GAP + 8, inside)


def _bar(
    lines: list[str], value: float, left: float, y: float, length: float, fill: str, kind: str
) -> tuple[list[SafeString], float]:
    """One row, and where the next begins. Labels stand left of the bar, or above it where there is no room."""
    text = len(lines) * (TEXT + 3)
    top = y + (text + 2 if not left else max(0, (text - BAR) / 2))
    baseline = y + TEXT if not left else top + BAR / 2 - text / 2 + TEXT
    drawn = [
        words(line, left - 12 if left else 0, baseline + index * (TEXT + 3), anchor="end" if left else "start",
              size=TEXT, kind="strong")
        for index, line in enumerate(lines)
    ]  # fmt: skip
    drawn.append(
        el("rect", class_=class_for(kind, fill), x=left, y=top, width=max(length, 1.5), height=BAR, rx=2, fill=fill)
    )
    drawn.append(words(say.number(value), left + length + 7, top + BAR / 2 + 4.5, size=TEXT, kind="strong"))
    return drawn, max(top + BAR, y + text) + GAP
