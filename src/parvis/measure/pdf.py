"""The report on paper: a tagged PDF (PDF/UA-1), made by Typst from the same story as the page."""

import re
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.measure import story
from parvis.measure.words import month_range, tone_name
from parvis.web import typesetting
from parvis.web import words as say

NOT_IN_DRAWINGS = re.compile(r"[\U00010000-\U0010ffff\u200d\ufe0e\ufe0f]")  # emoji: Typst draws them in text alone


def pdf(figures: dict[str, Any], zone: ZoneInfo) -> bytes:
    """The report as PDF in the language that is active."""
    return printed(_paper(figures, zone))


def printed(paper: dict[str, Any]) -> bytes:
    """What the template reads, as PDF; `sections` are made by `on_paper`."""
    return typesetting.pdf(files("parvis.measure").joinpath("typst", "report.typ").read_bytes(), paper)


def _paper(figures: dict[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """What the template reads."""
    now = timezone.localtime(timezone.now(), zone)
    watch = figures["watch"]
    return {
        "language": (get_language() or "fr")[:2],
        "organisation": figures["organisation"]["name"],
        "title": _("Ce que l’on a dit de nous"),
        "quarter": story.title(figures),
        "subtitle": month_range(figures) + (f" · {watch['name']}" if watch else ""),
        "made": _("Établi le %(day)s") % {"day": say.day(now.date(), year=True)},
        "sections": [on_paper(section) for section in story.story(figures, zone) if not section.is_empty],
    }


def on_paper(section: story.Section) -> dict[str, Any]:
    """A section as the template reads it."""
    return {
        "slug": section.slug,
        "title": section.title,
        "sentences": section.sentences,
        "points": section.points,
        "chart": _chart(section),
        "table": _table(section),
        "quotes": [
            {"text": q.text, "by": q.by, "tone": q.tone, "tone_word": tone_name(q.tone) if q.tone else ""}
            for q in section.quotes
        ],
    }


def _chart(section: story.Section) -> dict[str, str] | None:
    chart = section.chart
    if chart is None or section.table:  # on paper the table says more
        return None
    _header, rows = chart.table
    data = " ; ".join(" ".join(row) for row in rows[:12]) if len(rows) <= 12 else ""
    return {
        "svg": NOT_IN_DRAWINGS.sub("", str(chart.svg_print)),
        "title": chart.title,
        "alt": f"{chart.title}. {chart.description} {data}".strip(),
    }


def _table(section: story.Section) -> dict[str, Any] | None:
    if section.table is None:
        return None
    header, rows = section.table
    digits = [all(any(char.isdigit() for char in row[n]) for row in rows) for n in range(len(header))]
    return {"header": header, "rows": rows, "numeric": digits}
