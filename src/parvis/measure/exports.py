"""The report's files: page, PDF, data, and the mentions behind it with personal data masked."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from parvis.core.cells import harmless
from parvis.core.scope import Organisation
from parvis.listen.models import Watch
from parvis.measure import quarter as quarterly
from parvis.measure import story
from parvis.measure.heard import remarks
from parvis.measure.pdf import pdf
from parvis.measure.period import Quarter
from parvis.text import privacy

COLUMNS = ("published_at", "network", "place", "author", "language", "tone", "intent", "copy", "url", "text")


def write_all(
    organisation: Organisation, quarter: Quarter, watch: Watch | None, folder: Path, now: datetime
) -> list[Path]:
    """Writes `report.html`, `report.pdf`, `report.json` and `mentions.csv` into `folder`; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = quarterly.figures(organisation, quarter, watch, now)
    contents: dict[str, bytes] = {
        "report.html": page(figures, organisation).encode(),
        "report.pdf": pdf(figures, organisation.tz),
        "report.json": json.dumps(figures, ensure_ascii=False, indent=1).encode(),
        "mentions.csv": "".join(mentions_csv(organisation, quarter, watch)).encode("utf-8-sig"),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def page(figures: dict[str, Any], organisation: Organisation) -> str:
    """The report as one file that needs nothing else: its styles are inside."""
    slices = Path(__file__).parents[1]
    styles = [slices / "web/static/web/css/charts.css", slices / "measure/static/measure/report.css"]
    context = {
        "figures": figures,
        "house": organisation,
        "title": story.title(figures),
        "sections": [section for section in story.story(figures, organisation.tz) if not section.is_empty],
        "styles": "\n".join(sheet.read_text(encoding="utf-8") for sheet in styles),
        "language": (get_language() or "fr")[:2],
    }
    return render_to_string("measure/standalone.html", context)


def mentions_csv(organisation: Organisation, quarter: Quarter, watch: Watch | None) -> Iterator[str]:
    """One line a mention, phone numbers and the like masked, formulas of spreadsheets made harmless."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    start, end = quarter.moments(organisation.tz)
    for remark in remarks(organisation, watch, start, end):
        row = [
            remark.at.astimezone(organisation.tz).isoformat(timespec="minutes"),
            *(remark.network, remark.place, remark.author, remark.language, remark.tone, remark.intent),
            *("copy" if remark.copy_of else "", remark.url, privacy.mask(remark.text)),
        ]
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()
