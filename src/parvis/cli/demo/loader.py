"""Loads the whole town, in one transaction: it is there or it is not."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from parvis.cli.demo import answering, colleagues, everyday, governing, learning, posts, publishing
from parvis.cli.demo.office import SLUG, ZONE, book, keep, settle
from parvis.cli.demo.shapes import Map
from parvis.cli.demo.story import BACK, Town
from parvis.converse.models import Commitment, Conversation
from parvis.core.audit import AuditEntry
from parvis.core.journal import chain
from parvis.core.scope import Organisation
from parvis.listen.models import Mention, Post
from parvis.outbox.models import Delivery
from parvis.publish.models import Publication

COUNTED = (Post, Mention, Conversation, Publication, Delivery, Commitment)


def last_day() -> date | None:
    """The day up to which the town is loaded here; None when it is not."""
    founded = AuditEntry.objects.filter(organisation__slug=SLUG, code="people.founded").first()
    return date.fromisoformat(founded.data["until"]) if founded and "until" in founded.data else None


def neighbours() -> list[str]:
    """The other organisations of this data folder."""
    return [str(house) for house in Organisation.objects.exclude(slug=SLUG).order_by("name")]


def today(now: datetime) -> date:
    """The day that it is in the town."""
    return now.astimezone(ZoneInfo(ZONE)).date()


@transaction.atomic
def load(until: date, password: str, now: datetime) -> dict[str, int]:
    """Fills the database with the six months before `until`, but not beyond `now` on that day; how much there is."""
    zone = ZoneInfo(ZONE)
    town = Town(until, now, zone, book()["troubled"])
    office = settle(town.moment(until - timedelta(days=BACK + 2), "08:30"), town.end, password)
    learning.learn(office)
    places = Map(town.items)
    stored = posts.store(office, town, places)
    posts.read(office)
    publishing.publish(office, town, places)
    publishing.draft(office, town)
    governing.govern(office)
    colleagues.speak(office)
    colleagues.say(office)
    publishing.hold(office, town)
    everyday.fill(office)
    answering.answer(office, town, places, stored)
    everyday.moderate(office, stored)
    keep(sorted(office.journal, key=lambda entry: entry.at))
    chain(office.organisation)
    return {model.__name__.lower(): model.objects.of(office.organisation).count() for model in COUNTED}
