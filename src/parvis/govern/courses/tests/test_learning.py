"""From the first question to the certificate: counted once, resumed, limited, marked by somebody else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern.courses import actions, quiz, reads, writing
from parvis.govern.courses.material import ready
from parvis.govern.courses.models import Attempt, Certificate, Practice
from parvis.govern.courses.tests.learners import answer_all, pass_course, pass_quiz, practise

NOW = timezone.now()
HOUR = timedelta(hours=1)
YEAR = timedelta(days=365)


def _codes(house):
    return list(AuditEntry.objects.of(house).values_list("code", flat=True))


def test_the_same_seed_draws_the_same_questions():
    pool = ready("charter", "fr").questions
    assert quiz.draw(pool, 8, 3) == quiz.draw(pool, 8, 3)
    assert quiz.draw(pool, 8, 3) != quiz.draw(pool, 8, 4)
    assert len({each["id"] for each in quiz.draw(pool, 8, 3)}) == 8
    assert len(quiz.draw(pool, 50, 3)) == len(pool)


def test_questions_and_practices_make_the_certificate(town, alice, bruno):
    pass_quiz(bruno, town, "charter", NOW)
    assert reads.passed(bruno, town, NOW) == set()
    first, last = practise(bruno, town, "charter", NOW)
    actions.mark(alice, first, True, "", ready("charter", "fr"), NOW)
    assert reads.passed(bruno, town, NOW) == set()
    actions.mark(alice, last, True, "", ready("charter", "fr"), NOW)
    assert reads.passed(bruno, town, NOW) == {"charter"}
    assert [each.slug for each in reads.missing(bruno, town, NOW)] == ["criticism"]
    assert _codes(town).count("courses.passed") == 1


def test_the_order_does_not_matter(town, alice, bruno):
    for row in practise(bruno, town, "charter", NOW):
        actions.mark(alice, row, True, "", ready("charter", "fr"), NOW)
    assert not Certificate.objects.exists()
    pass_quiz(bruno, town, "charter", NOW)
    assert Certificate.objects.get().person == bruno


def test_wrong_answers_do_not_pass(town, bruno):
    material = ready("charter", "fr")
    attempt = answer_all(actions.begin(bruno, town, material, NOW), material, NOW, right=False)
    assert attempt.score == 0
    assert not attempt.passed
    assert "courses.passed" not in _codes(town)


@pytest.mark.parametrize(("score", "passes"), [(8, True), (7, True), (6, False), (0, False)])
def test_the_mark_is_eighty_in_a_hundred(score, passes):
    assert Attempt(score=score, mark=80, questions=[{}] * 8).passed is passes


def test_an_answer_counts_once(town, bruno):
    material = ready("charter", "fr")
    attempt = actions.begin(bruno, town, material, NOW)
    first = attempt.questions[0]
    assert actions.answer(attempt, first["id"], [], material, NOW)
    assert not actions.answer(attempt, first["id"], first["right"], material, NOW)
    attempt.refresh_from_db()
    assert attempt.answers == {first["id"]: []}


def test_an_open_attempt_is_resumed(town, bruno):
    material = ready("charter", "fr")
    attempt = actions.begin(bruno, town, material, NOW)
    actions.answer(attempt, attempt.questions[0]["id"], [0], material, NOW)
    again = actions.begin(bruno, town, material, NOW + 3 * HOUR)
    assert again.pk == attempt.pk
    assert again.coming["id"] == attempt.questions[1]["id"]


def test_three_attempts_a_day(town, bruno):
    material = ready("charter", "fr")
    for hours in range(3):
        attempt = actions.begin(bruno, town, material, NOW + hours * HOUR)
        answer_all(attempt, material, NOW + hours * HOUR, right=False)
    with pytest.raises(actions.NotNow) as refused:
        actions.begin(bruno, town, material, NOW + 4 * HOUR)
    assert refused.value is actions.TOO_OFTEN
    assert reads.progress(bruno, town, material, NOW + 4 * HOUR).next_try == NOW + timedelta(days=1)
    assert actions.begin(bruno, town, material, NOW + timedelta(days=1, minutes=1))


def test_a_passed_quiz_is_not_taken_again(town, bruno):
    pass_quiz(bruno, town, "charter", NOW)
    with pytest.raises(actions.NotNow) as refused:
        actions.begin(bruno, town, ready("charter", "fr"), NOW)
    assert refused.value is actions.OVER


def test_nobody_marks_their_own(town, alice):
    (row, _) = practise(alice, town, "charter", NOW)
    with pytest.raises(actions.NotNow) as refused:
        actions.mark(alice, row, True, "", None, NOW)
    assert refused.value is actions.NOT_YOURS_TO_MARK
    assert Practice.objects.get(pk=row.pk).state == "waiting"
    assert not reads.to_mark(alice, town, NOW).exists()


def test_only_who_is_accredited_marks(town, alice, bruno, chloe):
    (row, _) = practise(bruno, town, "charter", NOW)
    with pytest.raises(actions.NotNow):
        actions.mark(chloe, row, True, "", None, NOW)
    assert not reads.to_mark(chloe, town, NOW).exists()
    assert reads.to_mark(alice, town, NOW).count() == 2


def test_two_who_mark_count_once(town, alice, bruno):
    (row, _) = practise(bruno, town, "charter", NOW)
    stale = Practice.objects.get(pk=row.pk)
    assert actions.mark(alice, row, False, "Un nom, un jour.", None, NOW)
    assert not actions.mark(alice, stale, True, "", None, NOW)
    assert Practice.objects.get(pk=row.pk).state == "again"


def test_try_again_then_pass(town, alice, bruno):
    material = ready("charter", "fr")
    situation = material.situations[0]
    row = actions.hand_in(bruno, town, material, situation, "Bonjour.", NOW)
    with pytest.raises(actions.NotNow) as refused:
        actions.hand_in(bruno, town, material, situation, "Bonjour encore.", NOW)
    assert refused.value is actions.WAITING
    actions.mark(alice, row, False, "Nommez le fait.", material, NOW)
    again = actions.hand_in(bruno, town, material, situation, situation.example, NOW + HOUR)
    actions.mark(alice, again, True, "", material, NOW + HOUR)
    assert reads.progress(bruno, town, material, NOW + HOUR).state(situation) == "passed"


def test_a_pass_ends_and_is_asked_again(town, alice, bruno):
    pass_course(bruno, town, "charter", alice, NOW)
    later = NOW + 2 * YEAR + timedelta(days=3)
    assert "charter" in reads.passed(bruno, town, NOW + YEAR)
    assert "charter" not in reads.passed(bruno, town, later)
    fresh = reads.progress(bruno, town, ready("charter", "fr"), later)
    assert not fresh.quiz_passed
    assert not fresh.complete
    alice.accreditations.update(expires_at=later + YEAR)
    pass_course(bruno, town, "charter", alice, later)
    assert "charter" in reads.passed(bruno, town, later + YEAR)


def test_renewed_two_months_before_its_end(town, alice, bruno):
    pass_course(bruno, town, "charter", alice, NOW)
    material = ready("charter", "fr")
    with pytest.raises(actions.NotNow):
        actions.begin(bruno, town, material, NOW + YEAR)
    assert actions.begin(bruno, town, material, NOW + 2 * YEAR - timedelta(days=30))


def test_a_revoked_certificate_no_longer_counts(town, alice, bruno):
    pass_course(bruno, town, "charter", alice, NOW)
    row = Certificate.objects.get()
    assert actions.revoke(alice, row, "Compte prêté", NOW + HOUR)
    assert not actions.revoke(alice, row, "Encore", NOW + HOUR)
    assert reads.passed(bruno, town, NOW + HOUR) == set()
    assert actions.begin(bruno, town, ready("charter", "fr"), NOW + 2 * HOUR)


def test_terms_hold_for_what_comes(town, alice, bruno):
    writing.set_terms(alice, town, {"required": ["why"], "mark": 100, "drawn": 4, "tries": 1, "months": 6})
    attempt = actions.begin(bruno, town, ready("charter", "fr"), NOW)
    assert (attempt.mark, len(attempt.questions)) == (100, 4)
    assert [each.slug for each in reads.missing(bruno, town, NOW)] == ["why"]
    assert [each.slug for each in reads.required(town, "fr")] == ["why"]


def test_nothing_crosses_to_another_house(town, chamber, alice, bruno, dalia):
    pass_course(bruno, town, "charter", alice, NOW)
    assert reads.passed(bruno, chamber, NOW) == set()
    assert not reads.to_mark(dalia, chamber, NOW).exists()
    writing.adapt(alice, town, "charter", "fr")
    assert not reads.course(chamber, "charter", "fr").own
