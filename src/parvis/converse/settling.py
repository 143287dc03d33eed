"""An answer that came back is none: its conversation asks for one again, until it went out anew."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from parvis.converse.audit import record
from parvis.converse.models import LIFE, Conversation, Message
from parvis.converse.opening import due
from parvis.outbox.models import Delivery, State


def unsettled() -> "models.QuerySet[Any]":
    """Answers that came back, or went out again after that, and whose conversation does not know it yet.

    Few of many: each of the two is found by its own index, and no answer that simply is out is read for it.
    """
    out = Delivery.objects.filter(pk=OuterRef("delivery"), state=State.SENT)
    back = Message.objects.filter(delivery__state=State.UNDELIVERED, came_back_at=None)
    again = Message.objects.filter(Exists(out), came_back_at__isnull=False)
    return Message.objects.filter(pk__in=back.order_by().values("pk").union(again.order_by().values("pk")))


@transaction.atomic
def settle(message: Message, now: datetime) -> None:
    """Counts the answer, or does not, and moves its conversation; twice is once."""
    back = message.delivery.state == State.UNDELIVERED
    row = Conversation.objects.select_for_update().get(pk=message.conversation_id)
    Message.objects.filter(pk=message.pk).update(came_back_at=now if back else None)
    ours = row.messages.filter(direction="out")
    row.answered_at = ours.filter(came_back_at=None).order_by("at").values_list("at", flat=True).first()
    row.save(update_fields=["answered_at"])
    if ours.order_by("at", "pk").last() == message:
        _ask_again(row, now) if back else _is_answered(row)


def _ask_again(row: Conversation, now: datetime) -> None:
    if row.state == "open":
        return
    asked = row.messages.filter(direction="in").order_by("at").last()
    owed = due(row.handling, row.channel, asked.at if asked else row.opened_at, now)
    if LIFE.move(row, "open", due_at=owed, closed_at=None, closed_by=None, outcome=""):
        record(row, None, "converse.answer_came_back")


def _is_answered(row: Conversation) -> None:
    if row.state == "open":
        LIFE.move(row, "answered", due_at=None)
