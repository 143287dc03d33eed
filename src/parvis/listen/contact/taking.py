"""A message of the public form: checked without any third party, then heard as a mail to the form's channel.

Its answer goes out by mail; an answer to that names this message in its `References`, and joins the conversation.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.utils.crypto import salted_hmac

from parvis.channels.speak import can
from parvis.core.counting import times
from parvis.core.scope import Organisation
from parvis.listen.models import ContactForm
from parvis.listen.storing import store
from parvis.networks.base import Can, Found

SALT = "parvis.contact"
SOONEST, LATEST = 3, 86_400  # seconds between the page and its message
AN_HOUR, FROM_ONE, ALTOGETHER = 3600, 5, 200


@dataclass(frozen=True)
class Message:
    """What somebody wrote."""

    name: str
    email: str
    subject: str
    text: str


def is_open(form: ContactForm) -> bool:
    """Whether a message can be heard and answered."""
    return form.closed_at is None and form.channel.is_live and can(form.channel, Can.REPLY)


def new_ticket() -> str:
    """Goes with a page: when it was made, and the one message that it stands for."""
    return signing.TimestampSigner(salt=SALT).sign(secrets.token_hex(16))


def key_of(ticket: str, now: datetime) -> str | None:
    """The message's key; empty for a page sent back sooner than a person can write, None for no ticket of ours."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        key = signer.unsign(ticket, max_age=LATEST)
        made = signing.b62_decode(ticket.rsplit(":", 2)[-2])
    except (signing.BadSignature, ValueError, IndexError):
        return None
    return key if now.timestamp() - made >= SOONEST else ""


def is_too_much(form: ContactForm, address: str) -> bool:
    """Counts this message; True when one computer, or all together, sent too many within the hour."""
    who = salted_hmac(SALT, address).hexdigest()[:24]  # the address itself is kept nowhere
    return _over(f"contact:{form.pk}:{who}", FROM_ONE) or _over(f"contact:{form.pk}", ALTOGETHER)


def _over(key: str, most: int) -> bool:
    return times(key, AN_HOUR) > most


def take(form: ContactForm, message: Message, key: str, now: datetime) -> bool:
    """Keeps the message as heard; False when the same page was handed in before with the same words."""
    house: Organisation = form.organisation
    return bool(store(house, [_heard(form, message, key, now)], form.channel.network, now, None, form.channel).new)


def _heard(form: ContactForm, message: Message, key: str, now: datetime) -> Found:
    words = "\n".join([key, message.email, message.subject, message.text])
    number = (
        f"<{salted_hmac(SALT, words).hexdigest()[:32]}@{form.channel.handle.rpartition('@')[2] or 'contact.invalid'}>"
    )
    answer_to = {"to": message.email, "name": message.name, "subject": message.subject, "id": number, "references": []}
    return Found(
        external_id=number,
        url="",
        title=message.subject,
        text=message.text,
        published_at=now,
        author=message.name or message.email,
        author_handle=message.email,
        author_id=message.email.lower(),
        thread=number,
        addressed=True,
        reply_handle=answer_to,
    )
