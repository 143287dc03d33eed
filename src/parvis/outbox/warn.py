"""Warning whoever answers for a channel, before what is planned there would fail."""

import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.channels.health import login_ends
from parvis.channels.models import Channel
from parvis.outbox.models import Delivery, LoginWarning, State
from parvis.people.models import Membership, Role
from parvis.web.words import full

log = logging.getLogger("parvis.outbox")

PLANNED = (State.HELD, State.READY)


def warn_of_logins(now: datetime) -> None:
    """One letter for each loss, and one for each end of a token, as soon as something is planned that it would stop."""
    planned = Delivery.objects.filter(state__in=PLANNED, channel__by_hand=False).values("channel")
    for channel in Channel.objects.filter(pk__in=planned, state="live").select_related("organisation", "owner"):
        about: datetime | None = channel.login_lost_at or login_ends(channel)
        rows = _stopped(channel, None if channel.login_lost_at else about) if about else []
        if about and rows and not LoginWarning.objects.filter(channel=channel, about=about).exists():
            _warn(channel, about, rows)


def _stopped(channel: Channel, ends: datetime | None) -> list[Delivery]:
    """What is planned there and would fail: all of it where the login is lost, else what comes after its end."""
    rows = [row for row in channel.deliveries.filter(state__in=PLANNED) if ends is None or _time_of(row) >= ends]
    return sorted(rows, key=_time_of)


def _time_of(row: Delivery) -> datetime:
    return row.start_at or row.due_at or row.deadline


def _warn(channel: Channel, about: datetime, rows: list[Delivery]) -> None:
    """A worker that dies between the letter and the row warns twice, never not."""
    try:
        for reader in _readers(channel):
            _mail(reader, channel, about, rows)
    except OSError as error:
        log.warning("nobody could be warned of the login of channel %s: %s", channel.pk, error)
    else:
        LoginWarning.objects.get_or_create(channel=channel, about=about)


def _readers(channel: Channel) -> list[Any]:
    """Whoever answers for the channel, or the leads where nobody does any more."""
    members = Membership.objects.of(channel.organisation).filter(user__is_active=True).select_related("user")
    own = members.filter(user_id=channel.owner_id) if channel.owner_id else members.none()
    return [each.user for each in own or members.filter(role=Role.LEAD)]


def _mail(reader: Any, channel: Channel, about: datetime, rows: list[Delivery]) -> None:
    house = channel.organisation
    with translation.override(reader.language):
        page = settings.PUBLIC_URL + reverse("channels:channel", args=[house.slug, channel.pk])
        planned = [(row, full(_time_of(row), house.tz)) for row in rows]
        facts = {"reader": reader, "house": house, "channel": channel, "planned": planned, "page": page}
        facts["at"] = full(about, house.tz)
        subject = _("%(house)s : reconnectez le canal « %(channel)s »") % {"house": house.name, "channel": channel.name}
        send_mail(subject, render_to_string("outbox/login.txt", facts), None, [reader.email])
