"""Mails to those who have not read a version in force: when it comes into force, before the time is up, and after."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.core.scope import Organisation
from parvis.govern.charter import reads
from parvis.govern.charter.models import Reminder, Version
from parvis.govern.charter.reads import Unread
from parvis.people.models import Membership, Role

log = logging.getLogger("parvis.charter")

HOURS = range(8, 19)  # of the house's own day
SOON = timedelta(days=3)


def remind(now: datetime) -> None:
    """One mail a person for all that they have to read and were not yet told of at this stage."""
    with_rules = Version.objects.filter(in_force_at__isnull=False, ended_at=None).values("organisation")
    for house in Organisation.objects.filter(pk__in=with_rules):
        if now.astimezone(house.tz).hour in HOURS:
            _remind_house(house, now)


def _remind_house(house: Organisation, now: datetime) -> None:
    members = Membership.objects.of(house).filter(user__is_active=True).exclude(role=Role.READER)
    for member in members.select_related("user"):
        due = [each for each in reads.to_acknowledge(member.user, house) if _is_due(each, member, now)]
        if due:
            _tell(member, due, now)


def stage(unread: Unread, now: datetime) -> int:
    """1: there is time; 2: soon too late; 3: too late."""
    return 3 if unread.until <= now else 2 if unread.until - SOON <= now else 1


def _is_due(unread: Unread, member: Membership, now: datetime) -> bool:
    told = Reminder.objects.filter(version=unread.version, person=member.user, stage__gte=stage(unread, now))
    return not told.exists()


def _tell(member: Membership, due: list[Unread], now: datetime) -> None:
    """A worker that dies between the mail and the rows tells them twice, never not."""
    try:
        _mail(member, due, now)
    except OSError as error:
        log.warning("member %s could not be reminded: %s", member.pk, error)
        return
    rows = [
        Reminder(
            organisation=member.organisation, version=each.version, person=member.user, stage=stage(each, now), at=now
        )
        for each in due
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def _mail(member: Membership, due: list[Unread], now: datetime) -> None:
    house = member.organisation
    with translation.override(member.user.language):
        page = settings.PUBLIC_URL + reverse("charter:policies", args=[house.slug])
        late = any(each.until <= now for each in due)
        facts = {"reader": member.user, "house": house, "due": due, "late": late, "page": page}
        subject = _("%(house)s : des règles à lire") % {"house": house.name}
        send_mail(subject, render_to_string("charter/reminder.txt", facts), None, [member.user.email])
