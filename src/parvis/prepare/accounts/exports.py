"""The audit's files: page, PDF, and a table for a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.cells import harmless
from parvis.measure.pdf import on_paper, printed
from parvis.prepare.accounts import story
from parvis.prepare.accounts.figures import Account
from parvis.web import words as say

COLUMNS = (
    *("address", "network", "name", "handle", "url", "followers", "last_post", "posts_90_days", "posts_are_all"),
    *("per_week", "longest_gap_days", "dormant", "pictures", "alt_text_share", "replies_share", "errors"),
)


def write_all(accounts: Sequence[Account], folder: Path, now: datetime) -> list[Path]:
    """Writes `audit.html`, `audit.pdf` and `audit.csv` into `folder`, in the language that is active."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        "audit.html": page(accounts, now).encode(),
        "audit.pdf": pdf(accounts, now),
        "audit.csv": table(accounts).encode("utf-8-sig"),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def page(accounts: Sequence[Account], now: datetime) -> str:
    """One file that needs nothing else: its styles are inside."""
    slices = Path(__file__).parents[2]
    styles = [slices / "web/static/web/css/charts.css", slices / "measure/static/measure/report.css"]
    context = {
        "sections": story.sections(accounts),
        "made": say.day(now.date(), year=True),
        "styles": "\n".join(sheet.read_text(encoding="utf-8") for sheet in styles),
        "language": (get_language() or "fr")[:2],
    }
    return render_to_string("prepare/audit.html", context)


def pdf(accounts: Sequence[Account], now: datetime) -> bytes:
    """The same on paper, as a tagged PDF."""
    day = say.day(now.date(), year=True)
    return printed(
        {
            "language": (get_language() or "fr")[:2],
            "organisation": "",
            "title": _("Nos comptes publics"),
            "quarter": day,
            "subtitle": _("Ce que chacun peut en voir, sur 90 jours"),
            "made": _("Établi le %(day)s") % {"day": day},
            "sections": [on_paper(section) for section in story.sections(accounts)],
        }
    )


def table(accounts: Sequence[Account]) -> str:
    """A line an account; formulas of spreadsheets made harmless."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for account in accounts:
        writer.writerow([harmless(cell) for cell in _cells(account)])
    return buffer.getvalue()


def _cells(account: Account) -> list[str]:
    row: dict[str, Any] = account.as_json()
    row["longest_gap_days"] = max((gap.days for gap in account.gaps), default="")
    row["errors"] = account.error.to(get_language() or "fr") if account.error else ""
    return ["" if row[name] is None else str(row[name]) for name in COLUMNS]
