"""What went out and came back: a mail that the server there did not take, as a later mail says."""

import secrets
from typing import Any

from django.db import transaction

from parvis.channels.models import Channel
from parvis.networks.base import Returned
from parvis.outbox import outcome, words
from parvis.outbox.models import Delivery, State

CAME_FROM = (State.SENT, State.SENDING, State.UNSURE, State.GIVEN_UP)


@transaction.atomic
def came_back(channel: Channel, returned: Returned) -> None:
    """Its delivery did not arrive, and a person is told soon. What is none of this channel's is passed over."""
    row = Delivery.objects.filter(channel=channel, key=returned.key, state__in=CAME_FROM).first()
    refusal = words.refusal("came_back", returned.say, words.CAME_BACK)
    if row and row.turn(State.UNDELIVERED, refusal=refusal, due_at=outcome.after(outcome.TELL), told_at=None):
        said = {"outcome": "returned", "say": returned.say._asdict(), "words": returned.detail[:2000]}
        row.tries.create(what="return", **said)
        outcome.record(row, "outbox.came_back")


def anew(delivery: Delivery) -> dict[str, Any]:
    """What makes a new item of one that came back: under its old key, it would be found where it went out."""
    last = delivery.tries.exclude(what="look").last()
    if last is None or last.what != "return":
        return {}
    return {"key": secrets.token_hex(16), "external_id": "", "url": "", "sent_at": None, "ticket": {}}
