"""Rows as queue: one row, one worker; a dead worker's row is free again; a late result is fenced off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core import routine, work
from parvis.core.routine import Every, Routine

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return Routine.objects.create(name="one", due_at=timezone.now() - timedelta(seconds=1))


def _claim(now=None, seconds=60):
    return work.claim(Routine.objects.all(), now or timezone.now(), seconds)


def test_a_row_is_claimed_once(row):
    assert _claim().pk == "one"
    assert _claim() is None


def test_what_is_not_due_is_left(row):
    Routine.objects.update(due_at=timezone.now() + timedelta(minutes=1))
    assert _claim() is None
    Routine.objects.update(due_at=None)
    assert _claim() is None


def test_a_dead_workers_row_is_taken_over_and_its_late_result_is_refused(row):
    first = _claim(seconds=5)
    second = _claim(timezone.now() + timedelta(seconds=6))
    assert second.attempts == 2
    assert first.finish(due_at=None) is False
    assert first.keep(60) is False
    assert second.finish(due_at=None) is True


def test_a_failing_row_waits_and_the_next_goes(row):
    Routine.objects.create(name="two", due_at=timezone.now())
    done = []

    def do(each):
        if each.name == "one":
            raise ValueError("boom")
        done.append(each.name)
        each.finish(due_at=None)

    assert work.drain([work.Step("test", Routine.objects.all, do)]) == 2
    failed = Routine.objects.get(name="one")
    assert done == ["two"]
    assert failed.due_at > timezone.now() + timedelta(seconds=5)
    assert "boom" in failed.last_words
    assert failed.lease_by == ""


def test_backoff_grows_to_its_most():
    means = [work.backoff(n, first=10, most=1000) for n in (1, 3, 30)]
    assert 7 <= means[0] <= 13
    assert 30 <= means[1] <= 50
    assert 750 <= means[2] <= 1250


def test_a_routine_comes_round_again():
    ran = []
    every = Every("hourly", timedelta(hours=1), ran.append)
    routine.register([every])
    routine.register([every])
    step = routine.step([every])
    assert work.drain([step]) == 1
    assert work.drain([step]) == 0
    assert len(ran) == 1
    row = Routine.objects.get(name="hourly")
    assert row.due_at.minute == 0
    assert timedelta(0) < row.due_at - timezone.now() <= timedelta(hours=1)
