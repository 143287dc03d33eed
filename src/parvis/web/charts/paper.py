"""What all charts are drawn on and with: canvas, elements, text widths, scales.

Lengths are SVG units: on a wide page, CSS pixels.
"""

from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Any

from django.utils.safestring import SafeString, mark_safe

SMALL, TEXT = 13, 14
INK, MUTED, LINE, PAPER = "#1c1b1a", "#5f5a52", "#d9d4ca", "#fbfaf7"


@dataclass(frozen=True)
class Canvas:
    """How much room there is: beside the text, on a phone, or in print."""

    name: str
    width: float
    font: str = "inherit"

    @property
    def is_narrow(self) -> bool:
        return self.width < 500


WIDE = Canvas("wide", 640)
NARROW = Canvas("narrow", 400)
PRINT = Canvas("print", 640, "Libertinus Serif, Georgia, serif")


@dataclass(frozen=True)
class Ink:
    """How a kind of series is told apart: colour (by day, for print), dash of its line, pattern of its area."""

    colour: str
    dash: str = ""
    pattern: str = ""


KINDS = {
    "plain": Ink("#1f4e6b"),
    "second": Ink("#b04a2f", dash="7 3", pattern="slant"),
    "third": Ink("#55702f", dash="2 3", pattern="dots"),
    "quiet": Ink("#8a8378", dash="9 3 2 3", pattern="grid"),
    "negative": Ink("#b04a2f", dash="7 3", pattern="slant"),
    "neutral": Ink("#8a8378", dash="2 3", pattern=""),
    "positive": Ink("#55702f", pattern="dots"),
    "unsure": Ink("#b9b2a5", dash="1 4", pattern="grid"),
    "kept": Ink("#55702f", pattern="dots"),
    "late": Ink("#8f6410", dash="7 3", pattern="grid"),
    "broken": Ink("#a3201d", dash="2 3", pattern="slant"),
}
CYCLE = ("plain", "second", "third", "quiet")


def el(name: str, *children: Any, **attributes: Any) -> SafeString:
    """An SVG element; `_` in attribute names is written `-`, a trailing one dropped; floats get one decimal."""
    pairs = ((key.rstrip("_").replace("_", "-"), _plain(value)) for key, value in attributes.items() if value != "")
    head = "".join(f' {key}="{value}"' for key, value in pairs)
    inside = "".join(child if isinstance(child, SafeString) else escape(str(child)) for child in children)
    return mark_safe(f"<{name}{head}>{inside}</{name}>" if inside else f"<{name}{head}/>")


def _plain(value: Any) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else escape(str(value))


def group(children: list[SafeString], **attributes: Any) -> SafeString:
    return el("g", *children, **attributes)


def words(
    text: str, x: float, y: float, *, anchor: str = "start", size: float = SMALL, kind: str = "quiet"
) -> SafeString:
    """A line of text; kind `quiet` (axes) or `strong` (what the chart says)."""
    fill = INK if kind == "strong" else MUTED
    return el("text", text, class_=f"c-{kind}", x=x, y=y, text_anchor=anchor, font_size=size, fill=fill)


def rule(x1: float, y1: float, x2: float, y2: float, *, class_: str = "c-rule", stroke: str = LINE) -> SafeString:
    return el("line", class_=class_, x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=1)


_WIDTHS = dict.fromkeys("iljft.,:;'’!|()[] \u202f\u00a0I", 0.36) | dict.fromkeys("mwMW%", 0.95) | {"…": 1.0}


def width_of(text: str, size: float = SMALL) -> float:
    """About how wide `text` is in a system sans, measured on a wide one (DejaVu Sans)."""
    return size * sum(_WIDTHS.get(char, 0.72 if char.isupper() else 0.61) for char in text)


def fit(text: str, room: float, size: float = SMALL) -> str:
    """`text`, shortened with … to lie in `room`."""
    if width_of(text, size) <= room:
        return text
    while text and width_of(text + "…", size) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def wrap(text: str, room: float, size: float = SMALL, lines: int = 2) -> list[str]:
    """`text` in at most `lines` lines of `room`; the last is shortened where the rest does not fit."""
    rows: list[str] = []
    for word in text.split():
        joined = f"{rows[-1]} {word}" if rows else word
        if rows and (width_of(joined, size) <= room or len(rows) == lines):
            rows[-1] = joined
        else:
            rows.append(word)
    return [fit(row, room, size) for row in rows]


def ticks(top: float, count: int = 4) -> list[float]:
    """Round values from 0 to at least `top`, about `count` of them: [0, 50, 100]."""
    if top <= 0:
        return [0, 1]
    rough = top / count
    power = 10 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= rough)
    if top >= 2 and float(top).is_integer():
        step = max(1, ceil(step))
    return [step * index for index in range(ceil(top / step) + 1)]


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Places near `wanted`, in the same order of height, `gap` apart, between `low` and `high` where they fit."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed = list(wanted)
    floor_ = low
    for index in order:
        placed[index] = floor_ = max(wanted[index], floor_)
        floor_ += gap
    ceiling = high
    for index in reversed(order):
        placed[index] = ceiling = min(placed[index], ceiling)
        ceiling -= gap
    return placed
