"""Telling people that something did not go out, or waits to be read: one mail for all of it."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from parvis.govern import levels
from parvis.outbox.models import Delivery, State, stopped
from parvis.people.models import Membership, Role

log = logging.getLogger("parvis.outbox")

MAIL_AGAIN = 300.0  # seconds, while the mail server does not take it
LETTERS = {"troubled": "outbox/told.txt", "by_hand": "outbox/told_hands.txt"}
PAUSE = timedelta(minutes=15)  # between two mails to the same person


def tell(row: Delivery) -> float:
    """Mails whoever answers for it, unless they were told; returns the seconds to wait where they just had a mail.

    A worker that dies meanwhile tells them twice, never not.
    """
    if row.told_at:
        return 0
    now = timezone.now()
    own = Delivery.objects.of(row.organisation).filter(person=row.person)
    if (
        last := own.exclude(state=State.BY_HAND)
        .filter(told_at__gt=now - PAUSE, told_at__lte=now)
        .order_by("told_at")
        .last()
    ):
        return float((last.told_at + PAUSE - now).total_seconds())
    asks = stopped() | Q(state=State.WITHDRAWING, refusal__has_key="code")
    rows = list(own.filter(asks, told_at=None).select_related("channel", "person"))
    try:
        for reader in _readers(row):
            _mail(reader, row.organisation, rows)
    except OSError as error:
        log.warning("nobody could be told of delivery %s: %s", row.pk, error)
        return MAIL_AGAIN
    Delivery.objects.filter(pk__in=[each.pk for each in rows]).update(told_at=now)
    return 0


def ask_to_read(row: Delivery) -> float:
    """Mails those who may let it go, with all that is held; returns the seconds to wait where they just had a mail."""
    if row.told_at:
        return 0
    now = timezone.now()
    held = Delivery.objects.of(row.organisation).filter(state=State.HELD)
    if last := held.filter(told_at__gt=now - PAUSE, told_at__lte=now).order_by("told_at").last():
        return float((last.told_at + PAUSE - now).total_seconds())
    rows = list(held.filter(told_at=None).select_related("channel", "person", "organisation"))
    try:
        for reader, theirs in _by_reader(rows, now):
            _mail_to_read(reader, row.organisation, theirs)
    except OSError as error:
        log.warning("nobody could be asked to read delivery %s: %s", row.pk, error)
        return MAIL_AGAIN
    Delivery.objects.filter(pk__in=[each.pk for each in rows]).update(told_at=now)
    return 0


def tell_hands(row: Delivery) -> float:
    """Mails whoever carries it out by hand that it is time, with all else that is; returns as `tell`."""
    if row.told_at:
        return 0
    now = timezone.now()
    todo = Q(state=State.BY_HAND) | Q(state=State.WITHDRAWING, channel__by_hand=True)
    own = Delivery.objects.of(row.organisation).filter(todo, person=row.person, told_at=None)
    rows = list(own.select_related("channel", "person"))
    try:
        for reader in _readers(row):
            _mail(reader, row.organisation, rows, "by_hand")
    except OSError as error:
        log.warning("nobody could be reminded of delivery %s: %s", row.pk, error)
        return MAIL_AGAIN
    Delivery.objects.filter(pk__in=[each.pk for each in rows]).update(told_at=now)
    return 0


def _by_reader(rows: list[Delivery], now: datetime) -> list[tuple[Any, list[Delivery]]]:
    found: dict[Any, list[Delivery]] = {}
    for row in rows:
        for reader in levels.releasers(row.organisation, row.act, row.channel, row.person, now):
            found.setdefault(reader, []).append(row)
    return list(found.items())


def _mail_to_read(reader: Any, house: Any, rows: list[Delivery]) -> None:
    with translation.override(reader.language):
        subject = ngettext("%(house)s : un texte à relire", "%(house)s : %(count)s textes à relire", len(rows))
        page = settings.PUBLIC_URL + reverse("outbox:to_read", args=[house.slug])
        text = render_to_string("outbox/to_read.txt", {"reader": reader, "house": house, "rows": rows, "page": page})
        send_mail(subject % {"house": house.name, "count": len(rows)}, text, None, [reader.email])


def _readers(row: Delivery) -> list[Any]:
    """The person in whose name it goes, or the leads where that person has left."""
    members = Membership.objects.of(row.organisation).filter(user__is_active=True).select_related("user")
    own = members.filter(user=row.person)
    return [each.user for each in own or members.filter(role=Role.LEAD)]


def _mail(reader: Any, house: Any, rows: list[Delivery], group: str = "troubled") -> None:
    """One mail; `group` is that of the page it leads to."""
    with translation.override(reader.language):
        facts = {"house": house.name, "count": len(rows)}
        page = settings.PUBLIC_URL + reverse("outbox:deliveries", args=[house.slug]) + f"?state={group}"
        context = {"reader": reader, "house": house, "rows": rows, "page": page, "language": reader.language}
        text = render_to_string(LETTERS[group], context | {"site": settings.PUBLIC_URL})
        send_mail(_subject(group, len(rows)) % facts, text, None, [reader.email])


def _subject(group: str, n: int) -> str:
    if group == "by_hand":
        return ngettext("%(house)s : un envoi à faire à la main", "%(house)s : %(count)s envois à faire à la main", n)
    return ngettext("%(house)s : un envoi vous attend", "%(house)s : %(count)s envois vous attendent", n)
