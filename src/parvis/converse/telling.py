"""Telling whoever asked for a measure that it was not carried out: one mail for all that failed together."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext

from parvis.converse.models import Moderation
from parvis.people.models import Membership, Role

log = logging.getLogger("parvis.converse")

MAIL_AGAIN = 300.0  # seconds, while the mail server does not take it


def tell(row: Moderation) -> None:
    """A worker that dies meanwhile tells them twice, never not."""
    own = Moderation.objects.of(row.organisation).filter(person=row.person, state="refused", told_at=None)
    rows = list(own.exclude(due_at=None).select_related("channel", "message"))
    try:
        for reader in _readers(row) if rows else []:
            _mail(reader, row.organisation, rows)
    except OSError as error:
        log.warning("nobody could be told of moderation %s: %s", row.pk, error)
        row.put_off(MAIL_AGAIN)
        return
    Moderation.objects.filter(pk__in=[each.pk for each in rows]).update(told_at=timezone.now())
    row.finish(due_at=None)


def _readers(row: Moderation) -> list[Any]:
    """Whoever asked, or the leads where that person has left."""
    members = Membership.objects.of(row.organisation).filter(user__is_active=True).select_related("user")
    own = members.filter(user=row.person)
    return [each.user for each in own or members.filter(role=Role.LEAD)]


def _mail(reader: Any, house: Any, rows: list[Moderation]) -> None:
    with translation.override(reader.language):
        page = settings.PUBLIC_URL + reverse("converse:moderations", args=[house.slug]) + "?state=refused"
        context = {"reader": reader, "house": house, "rows": rows, "page": page, "language": reader.language}
        subject = ngettext(
            "%(house)s : une modération n’a pas été faite",
            "%(house)s : %(count)s modérations n’ont pas été faites",
            len(rows),
        )
        facts = {"house": house.name, "count": len(rows)}
        send_mail(subject % facts, render_to_string("converse/told.txt", context), None, [reader.email])
