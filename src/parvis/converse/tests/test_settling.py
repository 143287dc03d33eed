"""Finding the answers that came back costs the same in a house that has answered for years."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from parvis.converse.models import Conversation, Message
from parvis.converse.settling import unsettled
from parvis.outbox.models import Delivery, State


@pytest.fixture
def answered(town, channel, alice):
    """`answered(3, State.SENT)`: so many answers whose deliveries stand so."""
    now = timezone.now()
    talk = Conversation.objects.create(organisation=town, channel=channel, opened_at=now, last_at=now)

    def make(count, state, came_back_at=None):
        sent = [
            Delivery(
                organisation=town,
                channel=channel,
                person=alice,
                act="reply",
                key=uuid4().hex,
                text="Oui.",
                state=state,
                made_at=now,
                deadline=now + timedelta(days=1),
            )
            for _ in range(count)
        ]
        rows = [
            Message(
                organisation=town,
                conversation=talk,
                direction="out",
                delivery=each,
                text="Oui.",
                at=now,
                came_back_at=came_back_at,
            )
            for each in Delivery.objects.bulk_create(sent)
        ]
        return Message.objects.bulk_create(rows)

    return make


def test_what_came_back_or_went_out_anew_is_unsettled_and_nothing_else(answered):
    now = timezone.now()
    back, again = answered(1, State.UNDELIVERED) + answered(1, State.SENT, came_back_at=now)
    answered(1, State.UNDELIVERED, came_back_at=now)
    answered(3, State.SENT)
    answered(1, State.READY, came_back_at=now)
    assert set(unsettled()) == {back, again}


def steps():
    """How many instructions SQLite carries out to look for them."""
    counted = []
    connection.connection.set_progress_handler(lambda: counted.append(1), 1)
    try:
        list(unsettled())
        list(unsettled().values_list("organisation", flat=True).order_by().distinct())
    finally:
        connection.connection.set_progress_handler(None, 1)
    return len(counted)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="it counts the instructions of SQLite")
def test_answers_that_are_out_are_not_read_to_find_them(answered):
    answered(2, State.UNDELIVERED)
    answered(50, State.SENT)
    few = steps()
    answered(1000, State.SENT)
    assert steps() < 1.2 * few
