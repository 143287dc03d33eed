"""Numbers and times are written as French and English readers write them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from parvis.web import words

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (12480, "12\u202f480", "12,480"),
        (0.5, "0,5", "0.5"),
        (-3, "−3", "−3"),
        (2.0, "2", "2"),
        (None, "–", "–"),
        (1234567.25, "1\u202f234\u202f567,2", "1,234,567.2"),
    ],
)
def test_number(value, french, english):
    with override("fr"):
        assert words.number(value) == french
    with override("en"):
        assert words.number(value) == english


def test_percent():
    with override("fr"):
        assert words.percent(0.424) == "42\u00a0%"
    with override("en-gb"):
        assert words.percent(0.424) == "42%"


def test_day_says_first_of_the_month():
    with override("fr"):
        assert words.day(date(2026, 3, 1), year=True) == "dimanche 1er\u00a0mars 2026"
        assert words.short_day(date(2026, 8, 1)) == "1er\u00a0août"
    with override("en"):
        assert words.day(date(2026, 3, 1)) == "Sunday 1\u00a0March"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(0), "à l’instant"),
        (timedelta(minutes=-12), "il y a 12\u00a0min"),
        (timedelta(minutes=30), "dans 30\u00a0min"),
        (timedelta(hours=-5), "aujourd’hui, 15\u00a0h"),
        (timedelta(days=-1), "hier, 20\u00a0h"),
        (timedelta(days=1, minutes=5), "demain, 20\u00a0h\u00a005"),
        (timedelta(days=-7), "mardi 17\u00a0novembre, 20\u00a0h"),
        (timedelta(days=-400), "20\u00a0octobre 2025, 21\u00a0h"),
    ],
)
def test_moment_in_the_zone_of_the_house(gap, said):
    with override("fr"):
        assert words.moment(NOW + gap, NOW, PARIS) == said


def test_moment_turns_the_day_at_midnight_of_the_house_not_of_greenwich():
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    with override("en"):
        assert words.moment(late, late - timedelta(hours=4), PARIS) == "tomorrow, 00:30"
        assert words.moment(late, late - timedelta(hours=4), UTC) == "today, 23:30"


def test_french_never_breaks_before_a_colon_or_inside_quotes():
    sentence = "Rien n’est perdu : écrivez « d’ici vendredi » ; voir https://a.example/b?c:d"
    with override("fr"):
        assert words.spaced(sentence) == (
            "Rien n’est perdu\u00a0: écrivez «\u00a0d’ici vendredi\u00a0»\u00a0; voir https://a.example/b?c:d"
        )
    with override("en"):
        assert words.spaced("either : or") == "either : or"


def test_a_word_and_its_value_are_parted_as_the_reader_writes():
    with override("fr"):
        assert words.labelled("tenus", "12") == "tenus\u00a0: 12"
    with override("en"):
        assert words.labelled("kept", "12") == "kept: 12"
