"""Letters to ambassadors: the invitation, then the address of their own page."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.govern.ambassadors.models import Ambassador


def send(row: Ambassador) -> bool:
    """The invitation, or the own page of one who takes part; False when there is no address, or no mail server."""
    language = row.person.language if row.person else row.organisation.language
    with translation.override(language):
        subject = _("%(house)s : votre page d’ambassadeur") if row.takes_part else _("%(house)s : devenir ambassadeur")
        path = row.own_path if row.takes_part else row.invitation_path
        text = render_to_string("ambassadors/letter.txt", {"row": row, "link": settings.PUBLIC_URL + path})
        return bool(row.email) and _went(row, subject % {"house": row.organisation.name}, text)


def _went(row: Ambassador, subject: str, text: str) -> bool:
    try:
        return send_mail(subject, text, None, [row.email]) == 1
    except OSError:
        return False
