"""What pages ask of the register."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.govern.register.models import Account, Password

STATES = ("", "incomplete", "to_close", "closed")


def accounts(organisation: Organisation, words: str = "", state: str = "") -> list[Account]:
    """The accounts by network; `state`: incomplete, to_close, closed, or empty for all that are open."""
    rows: QuerySet[Account] = Account.objects.of(organisation).select_related("owner", "deputy", "channel")
    rows = rows.filter(closed_on__isnull=state != "closed")
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(network__icontains=words) | Q(url__icontains=words))
    if state == "to_close":
        rows = rows.exclude(close_by=None)
    return [row for row in rows if state != "incomplete" or row.missing()]


def unregistered(organisation: Organisation) -> QuerySet[Channel]:
    """Channels that no account of the register stands for."""
    known = Account.objects.of(organisation).exclude(channel=None).values("channel")
    return Channel.objects.of(organisation).exclude(state="closed").exclude(pk__in=known)


def wanting(organisation: Organisation, today: date) -> dict[str, int]:
    """How many accounts lack something, should be closed by now, or have a password to change."""
    rows: Iterable[Any] = accounts(organisation)
    return {
        "incomplete": sum(bool(row.missing()) for row in rows),
        "late": sum(row.is_late(today) for row in rows),
        "passwords": Password.objects.of(organisation).filter(changed_at=None).count(),
    }
