"""The report on paper: a tagged PDF (PDF/UA-1), made by Typst from the same story as the page."""

import json
import re
import unicodedata
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.measure import story
from parvis.measure.words import month_range, tone_name
from parvis.web import words as say

STANDARD = "ua-1"
BOX = "□"  # stands for a character that none of our fonts draws; PDF/UA forbids an invisible one
UNKNOWN = re.compile(r'the text `"(.+?)"` could not be displayed')
MOST_UNKNOWN = 100
NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")  # what people paste, and neither XML nor PDF knows
NOT_IN_DRAWINGS = re.compile(r"[\U00010000-\U0010ffff\u200d\ufe0e\ufe0f]")  # emoji: Typst draws them in text alone
LARGE = ("CJK ", "HANGUL ", "YI ", "ETHIOPIC ", "HIRAGANA ", "KATAKANA ")  # scripts of which all go with the first


def pdf(figures: dict[str, Any], zone: ZoneInfo) -> bytes:
    """The report as PDF in the language that is active."""
    return printed(_paper(figures, zone))


def printed(paper: dict[str, Any]) -> bytes:
    """What the template reads, as PDF; `sections` are made by `on_paper`. Typst refuses to write no PDF/UA-1."""
    data = json.dumps(_readable(paper), ensure_ascii=False)
    for _try in range(MOST_UNKNOWN):
        try:
            return _compile(data)
        except typst.TypstError as error:
            unknown = UNKNOWN.search(str(error))
            if not unknown or unknown[1] not in data:
                raise
            data = re.sub("|".join(map(re.escape, _kin(unknown[1], data))), BOX, data)
    raise ValueError("the text holds too many characters that no font knows")


def _kin(unknown: str, data: str) -> set[str]:
    """What no font draws, and with one sign of a large script all of its signs here: each try costs a compilation."""
    script = next((name for name in LARGE if unicodedata.name(unknown[:1], "").startswith(name)), "")
    return {unknown} | {char for char in set(data) if script and unicodedata.name(char, "").startswith(script)}


def _readable(value: Any) -> Any:
    """The same without control characters."""
    match value:
        case str():
            return NO_TEXT.sub("", value)
        case dict():
            return {name: _readable(each) for name, each in value.items()}
        case list() | tuple():
            return [_readable(each) for each in value]
        case _:
            return value


def _compile(data: str) -> bytes:
    folder = files("parvis.measure").joinpath("typst")
    compiled: bytes = typst.compile(
        folder.joinpath("report.typ").read_bytes(),
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=[STANDARD],
        font_paths=[str(folder.joinpath("fonts"))],
        ignore_system_fonts=True,
    )
    return compiled


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
