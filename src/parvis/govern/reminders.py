"""Accreditations that end: the person and the leads are told 30 and 7 days before, once each."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.govern.models import Accreditation, Reminder
from parvis.people.models import Membership, Role

log = logging.getLogger("parvis.govern")

DAYS = (7, 30)


def remind(now: datetime) -> None:
    """Tells of each accreditation that ends soon; what the mail server does not take is tried again next time.

    A worker that dies meanwhile tells them twice, never not.
    """
    rows = Accreditation.objects.filter(
        suspended_at=None, expires_at__gt=now, expires_at__lte=now + timedelta(days=max(DAYS))
    )
    for row in rows.select_related("organisation", "person").prefetch_related("reminders"):
        days = due(row, now)
        if days and _tell(row):
            Reminder.objects.get_or_create(accreditation=row, days=days)


def due(row: Accreditation, now: datetime) -> int | None:
    """Which reminder is to go now: 7 or 30; None for one that went, or for a term shorter than the notice."""
    for days in DAYS:
        notice = timedelta(days=days)
        if now >= row.expires_at - notice:
            went = any(each.days <= days for each in row.reminders.all())
            return None if went or row.expires_at - row.granted_at <= notice else days
    return None


def _tell(row: Accreditation) -> bool:
    members = Membership.objects.of(row.organisation).filter(user__is_active=True).select_related("user")
    leads = [member.user for member in members.filter(role=Role.LEAD)]
    own = [member.user for member in members.filter(user=row.person)]
    try:
        for reader in dict.fromkeys(own + leads):
            _mail(reader, row, reader in leads)
    except OSError as error:
        log.warning("nobody could be told that accreditation %s ends: %s", row.pk, error)
        return False
    return True


def _mail(reader: Any, row: Accreditation, is_lead: bool) -> None:
    house = row.organisation
    with translation.override(reader.language), timezone.override(house.tz):
        subject = _("%(house)s : l’habilitation de %(person)s prend bientôt fin")
        page = settings.PUBLIC_URL + reverse("govern:renew", args=[house.slug, row.pk])
        facts = {"reader": reader, "house": house, "row": row, "is_lead": is_lead, "page": page}
        text = render_to_string("govern/ends_soon.txt", facts)
        send_mail(subject % {"house": house.name, "person": row.person}, text, None, [reader.email])
