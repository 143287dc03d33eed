"""A line the size of a word."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from parvis.web.charts.paper import KINDS, el

WIDTH, HEIGHT = 96, 24


def spark(values: Sequence[float], label: str = "") -> SafeString:
    """A small line from the left to now, with a dot at its end. Without `label` it is hidden from screen readers."""
    if not values:
        return SafeString("")
    high, count = max(max(values), 1), max(len(values) - 1, 1)
    points = [(3 + (WIDTH - 6) * index / count, HEIGHT - 3 - (HEIGHT - 6) * v / high) for index, v in enumerate(values)]
    colour = KINDS["plain"].colour
    drawn = el(
        "polyline", class_="c-line k-plain", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in points), fill="none",
        stroke=colour, stroke_width="1.5",
    )  # fmt: skip
    end = el("circle", class_="c-fill k-plain", cx=points[-1][0], cy=points[-1][1], r="2.5", fill=colour)
    told = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return mark_safe(
        el("svg", drawn, end, class_="spark", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=WIDTH, height=HEIGHT, **told)
    )
