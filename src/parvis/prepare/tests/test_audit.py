"""The audit of public accounts: its figures and its files."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from parvis.networks.public import Item, Profile
from parvis.prepare.accounts import exports
from parvis.prepare.accounts.figures import Account, addresses_in
from parvis.say import Say

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def account(*days: float, is_whole: bool = True, **more: Any) -> Account:
    items = tuple(Item(NOW - timedelta(days=day), f"https://m.test/{day}", **more) for day in days)
    return Account("@ville@m.test", NOW, Profile("mastodon", "La ville", "ville@m.test", "", items, is_whole, 12))


def test_cadence_and_silences() -> None:
    found = account(1, 2, 3, 40, 41)
    assert (len(found.recent), found.per_week, found.is_dormant) == (5, 0.4, False)
    assert [gap.days for gap in found.gaps] == [49, 37]


def test_a_silence_goes_on_to_this_day() -> None:
    assert [gap.days for gap in account(20, 30, 44, 58, 72, 86).gaps] == [20]


def test_where_only_the_last_items_are_shown_nothing_is_said_of_the_time_before() -> None:
    found = account(1, 7, is_whole=False)
    assert (found.gaps, found.per_week, found.as_json()["posts_are_all"]) == ([], 2.0, False)


def test_nothing_for_90_days_is_dormant() -> None:
    asleep = account(200)
    assert (asleep.is_dormant, asleep.as_json()["last_post"][:10], asleep.as_json()["posts_90_days"]) == (
        True,
        "2026-05-12",
        0,
    )
    assert account().is_dormant


def test_described_pictures_and_answers() -> None:
    found = account(1, 2, pictures=2, described=1, is_reply=True)
    assert (found.alt_share, found.reply_share) == (0.5, 1.0)
    assert account(1).alt_share is None


def test_addresses_of_a_file() -> None:
    text = "\ufeff# nos comptes\n@ville@m.test # la ville\n\nhttps://v.test/a#b\n@ville@m.test\n"
    assert addresses_in(text) == ["@ville@m.test", "https://v.test/a#b"]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_page_pdf_and_table(tmp_path: Path, language: str) -> None:
    lost = Account("=cmd()", NOW, error=Say("Le serveur ne répond pas.", "The server does not answer."))
    with translation.override(language):
        paths = exports.write_all([account(1, 2, 60, pictures=4), account(300), lost], tmp_path, NOW)
    page, pdf, table = (path.read_bytes() for path in paths)
    assert ("Nos comptes publics" in page.decode()) == (language == "fr")
    assert pdf.startswith(b"%PDF")
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [row["dormant"] for row in rows] == ["False", "True", ""]
    assert rows[2]["address"] == "'=cmd()"
    for told in (lost.error.to(language) if lost.error else "", "La ville"):
        assert told in page.decode()
