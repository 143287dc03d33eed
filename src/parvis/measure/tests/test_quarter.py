"""The report: its figures add up, it names what happened, it folds copies, it never speaks of another house."""

import io
import json
import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from parvis.listen.models import Post, Source
from parvis.measure import quarter
from parvis.measure.pdf import pdf
from parvis.measure.period import BadQuarter, Quarter
from parvis.measure.story import story
from parvis.measure.tests import talk
from parvis.text import recorded

Q3 = Quarter(2026, 3)


@pytest.fixture
def watch(town):
    return talk.watch_of(town)


@pytest.fixture
def figures(town, watch):
    talk.a_quarter(town, watch)
    return quarter.figures(town, Q3, watch, talk.START + timedelta(days=100))


def test_counts_add_up_and_copies_are_folded(figures):
    assert figures["mentions"] == {"all": 224, "folded": 214, "people": 45}
    assert sum(figures["tones"].values()) == 214
    assert sum(row["count"] for row in figures["volume"]) == 224
    assert sum(sum(week[tone] for tone in figures["tones"]) for week in figures["weeks"]) == 214


def test_the_peak_is_found_and_named_by_its_cause(figures):
    (peak,) = figures["peaks"]
    assert datetime.fromisoformat(peak["start"]) == talk.START + timedelta(days=40)
    assert 40 <= peak["count"] <= 44  # forty of the bridge, the rest of the murmur
    assert "pont" in peak["cause"].lower() or "lavandières" in peak["cause"].lower()


def test_the_chain_tells_how_often(figures):
    assert figures["chains"][0]["count"] == 11
    assert figures["chains"][0]["text"] == talk.BRIDGE


def test_verbatims_speak_for_each_tone_and_for_different_people(figures):
    chosen = figures["verbatims"]
    assert {quote["tone"] for quote in chosen} == {"negative", "neutral", "positive"}
    assert len({quote["text"] for quote in chosen}) == len(chosen)


def test_the_figures_are_plain_data(figures):
    assert json.loads(json.dumps(figures)) == figures


def test_the_method_says_how_often_the_machine_is_right(figures, town):
    said = " ".join(story(figures, town.tz)[-1].sentences)
    tone, intent = recorded.known()["umsab_fr"], recorded.known()["intent_fr"]
    assert f"le ton était juste {tone.right} fois sur 100 sur {tone.texts} publications" in said
    assert f"l’intention {intent.right} fois sur 100" in said


def test_the_english_report_has_english_colons_and_dates(figures, town):
    made = {"made": 3, "kept": 2, "open": 1, "late": 0, "broken": 0, "late_ones": []}
    with translation.override("en"):
        told = story({**figures, "commitments": made}, town.tz)
    assert "Kept: 2, open: 1" in " ".join(next(each for each in told if each.slug == "commitments").sentences)
    assert re.search(r"measured \(\d{1,2}\s[A-Z][a-z]+ \d{4}\)", " ".join(told[-1].sentences))


def test_another_house_has_nothing_to_report(figures, chamber):
    empty = quarter.figures(chamber, Q3, None, timezone.now())
    assert empty["mentions"] == {"all": 0, "folded": 0, "people": 0}
    assert empty["answers"]["opened"] == 0


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pdf_is_tagged_has_a_title_and_says_what_the_page_says(figures, town, language):
    with translation.override(language):
        made = PdfReader(io.BytesIO(pdf(figures, town.tz)))
        told = story(figures, town.tz)
    assert made.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert made.trailer["/Root"]["/Lang"] == language
    assert "2026" in made.metadata.title
    words = " ".join(" ".join(page.extract_text() for page in made.pages).split())
    for section in told:
        if not section.is_empty:
            assert section.title in words


def test_an_empty_quarter_makes_a_report_too(town):
    empty = quarter.figures(town, Q3, None, timezone.now())
    assert pdf(empty, town.tz).startswith(b"%PDF")
    assert "Rien n’a été entendu" in story(empty, town.tz)[0].sentences[0]


def test_quarters_are_read_and_follow_each_other():
    assert Quarter.parse("2026q4").next == Quarter(2027, 1)
    assert Quarter.parse("2026T1").previous == Quarter(2025, 4)
    assert str(Quarter.parse("2026Q3")) == "2026Q3"
    for bad in ("2026", "2026Q5", "Q3", "20265Q3", "9999Q4", ""):
        with pytest.raises(BadQuarter):
            Quarter.parse(bad)


def test_what_people_write_never_becomes_markup(town, watch):
    nasty = '#read("/etc/passwd") *gras* <script>alert(1)</script> $x$ \\ @label'
    talk.remark(town, watch, 1, talk.START, nasty, "negative", "complaint", "#eval")
    made = PdfReader(io.BytesIO(pdf(quarter.figures(town, Q3, watch, timezone.now()), town.tz)))
    assert '#read("/etc/passwd")' in " ".join(page.extract_text() for page in made.pages)


def test_signs_that_no_font_knows_do_not_stop_the_pdf(town, watch):
    talk.remark(
        town,
        watch,
        1,
        talk.START,
        "Bravo 👏🏽 🎉 привет مرحبا 你好 𓀀 à toutes et tous les agents du pont",
        "positive",
        "praise",
        "Ana",
    )
    made = PdfReader(io.BytesIO(pdf(quarter.figures(town, Q3, watch, timezone.now()), town.tz)))
    assert "привет" in " ".join(page.extract_text() for page in made.pages)


@pytest.mark.parametrize(
    "odd",
    [
        "❤️🇫🇷 👏🏽 👨‍👩‍👧‍👦 🎉",
        "a\x08b\x0bc\x1bd\x85e\ufffef",
        "市政厅什么时候开门请问学校食堂星期一开放吗谢谢您的帮助我们很高兴看到新的图书馆每周六开放从九点到十八点",
        "السلام عليكم متى تفتح البلدية أبوابها",
    ],
)
def test_nothing_that_people_write_keeps_the_report_from_paper(town, watch, odd):
    talk.remark(town, watch, 1, talk.START, f"Pourquoi la cantine est fermée lundi {odd}", "negative", "question", odd)
    Post.objects.update(source=Source.objects.create(organisation=town, kind="import", name=odd))
    assert pdf(quarter.figures(town, Q3, watch, timezone.now()), town.tz).startswith(b"%PDF")
