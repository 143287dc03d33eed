"""What the worker does about incidents: tells the person, erases what has come to its end."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parvis.core.routine import Every
from parvis.govern.incidents.actions import erase
from parvis.govern.incidents.models import Incident

log = logging.getLogger("parvis.incidents")


def tell(row: Incident) -> bool:
    """A letter to the person that says that there is something to read, not what; False if it could not go."""
    with translation.override(row.person.language):
        page = settings.PUBLIC_URL + reverse("incidents:incident", args=[row.organisation.slug, row.pk])
        text = render_to_string("incidents/told.txt", {"row": row, "page": page})
        subject = _("%(house)s : un mot vous attend") % {"house": row.organisation.name}
    try:
        send_mail(subject, text, None, [row.person.email])
    except OSError as error:
        log.warning("nobody could be told of incident %s: %s", row.pk, error)
        return False
    Incident.objects.filter(pk=row.pk).update(told_at=timezone.now())
    return True


def tell_all(_now: datetime) -> None:
    """Whoever could not be told at once is told now."""
    for row in Incident.objects.filter(told_at=None, closed_at=None).select_related("person", "organisation"):
        tell(row)


def erase_all(now: datetime) -> None:
    """On the day, as the house counts days."""
    soon = (now + timedelta(days=1)).date()
    for row in Incident.objects.filter(erase_on__lte=soon).select_related("organisation"):
        if row.erase_on and row.erase_on <= now.astimezone(row.organisation.tz).date():
            erase(row)


ROUTINES = [
    Every("incidents to tell of", timedelta(hours=1), tell_all),
    Every("incidents to erase", timedelta(hours=1), erase_all),
]
