"""What one worker learns about a server, all know."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.channels import pace
from parvis.channels.models import Pace
from parvis.networks.errors import TryLater
from parvis.say import Say


def slow(seconds):
    return TryLater(Say("Ralentissez.", "Slow down."), seconds=seconds)


def test_a_server_that_asks_to_wait_is_left_alone_until_then(channel):
    with pytest.raises(TryLater), pace.paced(channel):
        raise slow(40)
    with pytest.raises(TryLater) as wait, pace.paced(channel):
        pytest.fail("the server was called while it asked us to wait")
    assert 35 < wait.value.seconds <= 40
    Pace.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    with pace.paced(channel):
        pass


@pytest.mark.django_db
def test_a_shorter_wait_never_replaces_a_longer_one_and_a_day_is_not_shared():
    pace.slow_down("a.example", 300)
    pace.slow_down("a.example", 10)
    assert pace.wait_for("a.example", timezone.now()) > 290
    pace.slow_down("b.example", 86_400)
    assert pace.wait_for("b.example", timezone.now()) <= pace.SHARED_MOST


@pytest.mark.django_db
def test_turns_leave_a_gap_between_two_calls():
    assert pace.turn("a.example", gap=30) == 0
    assert 29 < pace.turn("a.example", gap=30) <= 30
    assert pace.turn("b.example", gap=30) == 0
