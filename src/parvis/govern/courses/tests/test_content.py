"""The six ready courses: complete in both languages, right by their own rules, clean in their typography."""

import re
from datetime import date
from importlib.resources import files

import pytest

from parvis.govern.courses import markup, quiz
from parvis.govern.courses.material import READY, ready
from parvis.govern.courses.proofread import findings

LANGUAGES = ("fr", "en")
EVERY = [(slug, language) for slug in READY for language in LANGUAGES]
TODAY = date(2026, 11, 24)


def _source(slug, language):
    return files("parvis.govern.courses").joinpath("ready", language, f"{slug}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(("slug", "language"), EVERY)
def test_a_course_is_complete(slug, language):
    course = ready(slug, language)
    assert 4 <= len(course.modules) <= 7
    assert 10 <= len(course.questions) <= 15
    assert 2 <= len(course.situations) <= 3
    for module in course.modules:
        assert 100 < len(module.text.split()) < 400, module.id
        assert bool(module.picture) == bool(module.alt)
    assert any(module.picture for module in course.modules)


@pytest.mark.parametrize("slug", READY)
def test_both_languages_hold_the_same(slug):
    fr, en = ready(slug, "fr"), ready(slug, "en")
    for part in ("modules", "questions", "situations"):
        assert [each.id for each in getattr(fr, part)] == [each.id for each in getattr(en, part)]
    for one, other in zip(fr.questions, en.questions, strict=True):
        shape = (len(one.right), len(one.wrong), len(one.order))
        assert shape == (len(other.right), len(other.wrong), len(other.order)), one.id
        assert one.text != other.text


@pytest.mark.parametrize(("slug", "language"), EVERY)
def test_a_question_has_exactly_its_declared_answers(slug, language):
    for question in ready(slug, language).questions:
        choices = [*question.right, *question.wrong, *question.order]
        assert len(set(choices)) == len(choices) >= 3, question.id
        assert question.why
        assert question.order or (question.right and question.wrong), question.id
        (drawn,) = quiz.draw([question], 1, seed=7)
        wanted = list(question.order or question.right)
        assert [drawn["choices"][place] for place in drawn["right"]] == wanted
        assert quiz.is_right(drawn, drawn["right"])
        wrong = [place for place in range(len(choices)) if place not in drawn["right"]]
        for given in ([], wrong, list(range(len(choices))), drawn["right"][:-1]):
            if question.kind != "order":
                assert not quiz.is_right(drawn, given), question.id
        if question.kind == "order":
            assert not quiz.is_right(drawn, list(range(len(choices)))), "shown in the right order"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_answer_is_not_always_the_longest(language):
    single = [each for slug in READY for each in ready(slug, language).questions if each.kind == "one"]
    longest = [each for each in single if len(each.right[0]) > max(map(len, each.wrong))]
    assert len(longest) / len(single) <= 0.5


@pytest.mark.parametrize(("slug", "language"), EVERY)
def test_an_example_answer_gets_past_the_engine(slug, language):
    for situation in ready(slug, language).situations:
        found = findings(situation.example, language, TODAY)
        assert [(each.code, situation.example[each.start : each.end]) for each in found] == [], situation.id


@pytest.mark.parametrize("slug", READY)
def test_french_typography(slug):
    text = _source(slug, "fr")
    assert "'" not in text
    assert "..." not in text
    assert not re.search(r"« | [;:!?»%]", text), "a space that may break"
    assert not re.search(r"[^\s\u00a0({«>][?!;](?!\S*\.example)", re.sub(r"[?!]{2,}", "!", text.replace("?id=", ""))), (
        "no space before the sign"
    )
    assert not re.search(r"\d (?:h|heures|minutes|mois)\b", text)


@pytest.mark.parametrize("slug", READY)
def test_english_typography(slug):
    text = _source(slug, "en")
    assert "'" not in text
    assert "..." not in text
    assert "«" not in text
    assert not re.search(r"[ \u00a0][;:!?]", text)


@pytest.mark.parametrize(("slug", "language"), EVERY)
def test_every_drawing_is_there(slug, language):
    drawings = files("parvis.govern.courses").joinpath("static", "courses", "img")
    for module in ready(slug, language).modules:
        if module.picture:
            assert drawings.joinpath(module.picture).is_file()


def test_markup_shows_tags_and_obeys_none():
    shown = markup.html("## Un <b>titre</b>\n\n- un\n- **deux**\n\nx> mal\n\nv> *bien*\n\n<script>alert(1)</script>")
    assert "<h2>Un &lt;b&gt;titre&lt;/b&gt;</h2>" in shown
    assert "<ul><li>un</li><li><strong>deux</strong></li></ul>" in shown
    assert 'class="lesson-avoid"' in shown
    assert "<em>bien</em>" in shown
    assert "<script>" not in shown
