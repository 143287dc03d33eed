"""The office of the demo: the organisation, its people, accreditation, channels, sources and watches."""

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.cli.demo.shapes import OWN_HANDLES, SITE, SKY, did
from parvis.cli.demo.story import TOWN
from parvis.core.audit import AuditEntry, words
from parvis.core.scope import Organisation
from parvis.govern.models import Accreditation, Level
from parvis.govern.register.models import Account
from parvis.govern.rulebook.models import Rule
from parvis.govern.rulebook.ready import READY
from parvis.listen.models import Source, SourceKind, Watch
from parvis.people.models import Membership, User

NAME, SLUG, ZONE = "Mairie de Sainte-Aube", "sainte-aube", "Europe/Paris"
ADDRESSES = {"wordpress": SITE, "bluesky": SKY, "mastodon": "https://social.sainte-aube.example"}
"""Everything lies under `.example`, which no server answers (RFC 2606)."""


@cache
def book() -> dict[str, Any]:
    """What this office has and says beyond the town's stories."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("office.json").read_text(encoding="utf-8"))
    return loaded


@dataclass
class Office:
    """The rows that everything else hangs on, and the journal as it fills."""

    organisation: Organisation
    start: datetime
    end: datetime
    people: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    journal: list[AuditEntry] = field(default_factory=list)

    def note(self, at: datetime, person: User | None, code: str, about: str = "", **data: Any) -> None:
        """An act for the audit log; KeyError when nobody has words for it."""
        words()[code].fr.format(about=about, person=person, **data)
        self.journal.append(
            AuditEntry(
                organisation=self.organisation,
                at=at,
                person=person,
                person_name=str(person or ""),
                code=code,
                about=about[:300],
                data=data,
            )
        )


def settle(start: datetime, end: datetime, password: str) -> Office:
    """Founds the organisation with all it needs to listen and speak."""
    with own_dates(Organisation):
        organisation = Organisation.objects.create(name=NAME, slug=SLUG, zone=ZONE, created_at=start)
    office = Office(organisation, start, end)
    _people(office, password)
    _accredit(office)
    _rules(office)
    _channels(office)
    _register(office)
    _sources(office)
    _watches(office)
    return office


def _people(office: Office, password: str) -> None:
    hashed = make_password(password)
    for number, person in enumerate(book()["people"]):
        since = office.start + timedelta(hours=number)
        user = User(
            email=f"{person['slug']}@sainte-aube.example", name=person["name"], password=hashed, joined_at=since
        )
        user.save()
        member = Membership(
            organisation=office.organisation,
            user=user,
            role=person["role"],
            function=person["function"],
            since=since,
        )
        keep([member])
        office.people[person["slug"]] = user
        if number:
            office.note(since, user, "people.joined")
        else:
            until = office.end.astimezone(office.organisation.tz).date()
            office.note(since, user, "people.founded", NAME, until=until.isoformat())


def _accredit(office: Office) -> None:
    """Alice speaks and reads others, Chloé begins; it holds for a year from today, whatever the demo's last day is."""
    alice, at = office.people["alice"], office.start + timedelta(hours=4)
    expires = max(office.end, timezone.now()) + timedelta(days=365)
    row = Accreditation(
        organisation=office.organisation,
        person=alice,
        may_publish=True,
        may_reply=True,
        may_moderate=True,
        level=Level.REFERENT,
        topics="travaux, urbanisme",
        granted_by=alice,
        granted_at=at,
        expires_at=expires,
    )
    chloe = Accreditation(
        organisation=office.organisation,
        person=office.people["chloe"],
        may_publish=True,
        may_reply=False,
        level=Level.SUPERVISED,
        topics="photo, données personnelles",
        granted_by=alice,
        granted_at=office.end - timedelta(days=20),
        expires_at=expires,
    )
    keep([row, chloe])
    until = f"{expires:%Y-%m-%d}"
    office.note(at, alice, "govern.accredited", str(alice), acts="publier, répondre, modérer", until=until)
    office.note(chloe.granted_at, alice, "govern.accredited", str(chloe.person), acts="publier", until=until)


def _rules(office: Office) -> None:
    """The ready rules that need nothing of this town; they warn."""
    alice, at = office.people["alice"], office.start + timedelta(hours=4)
    for number, each in enumerate(each for each in READY if each.initial.get("blocks") == "no"):
        terms = {name: value for name, value in each.initial.items() if name not in ("blocks", "on_reply")}
        keep([
            Rule(
                organisation=office.organisation, kind=each.kind, name=each.name.fr, blocks=False, terms=terms,
                on_reply=each.initial.get("on_reply", True), made_by=alice, made_at=at + timedelta(minutes=number),
            )
        ])  # fmt: skip
        office.note(at + timedelta(minutes=number), alice, "rulebook.made", each.name.fr, kind=each.kind, terms=terms)


def _channels(office: Office) -> None:
    for number, card in enumerate(book()["channels"]):
        at, network = office.start + timedelta(hours=5 + number), card["network"]
        handle = OWN_HANDLES.get(network, "mairie")
        owner = office.people[card["owner"]]
        row = Channel(
            organisation=office.organisation,
            network=network,
            name=card["name"],
            address=ADDRESSES[network],
            handle=handle,
            external_id={"bluesky": did(handle), "mastodon": "1", "wordpress": "1"}[network],
            url={"bluesky": f"{SKY}/profile/{handle}", "mastodon": f"{ADDRESSES['mastodon']}/@mairie"}.get(
                network, SITE
            ),
            secrets={"password": f"demo-{secrets.token_hex(8)}", "token": f"demo-{secrets.token_hex(8)}"},
            state="live",
            purpose=card["purpose"],
            owner=owner,
            promised_hours=card["promised_hours"],
            created_at=at,
        )
        keep([row])
        office.channels[network] = row
        for minutes, code in ((0, "channels.connected"), (20, "channels.described"), (30, "channels.live")):
            office.note(at + timedelta(minutes=minutes), owner, code, row.name)


def _register(office: Office) -> None:
    """The channels and what nobody had looked after for years."""
    channels = {row.network: row for row in Channel.objects.of(office.organisation)}
    for number, card in enumerate(book()["accounts"]):
        at = office.start + timedelta(days=2, minutes=number)
        people = {role: office.people.get(card.get(role, "")) for role in ("owner", "deputy")}
        told = {name: card.get(name, "") for name in ("network", "name", "url", "recovery", "legal_notice", "note")}
        days = {"opened_on": card.get("opened_on"), "close_reason": card.get("close_reason", "")}
        close_by = office.end.date() + timedelta(days=card["close_in"]) if "close_in" in card else None
        channel = channels.get(card.get("channel", ""))
        row = Account(
            organisation=office.organisation,
            channel=channel,
            entered_at=at,
            close_by=close_by,
            **people,
            **told,
            **days,
        )
        keep([row])
        office.note(at, office.people["alice"], "register.entered", str(row))


def _sources(office: Office) -> None:
    """All paused: nothing of the demo is ever asked for on the Internet."""
    for channel in office.channels.values():
        source(office, channel.network, SourceKind.CHANNEL, channel.name, channel=channel)
    for feed in book()["feeds"]:
        source(office, feed["host"], SourceKind.FEED, feed["name"], address=f"https://{feed['host']}/feed.xml")
    for search in book()["searches"]:
        channel = office.channels[search["network"]]
        name = f"search {search['network']}"
        source(office, name, SourceKind.SEARCH, search["name"], channel=channel, words=search["words"])


def source(office: Office, key: str, kind: str, name: str, **where: Any) -> None:
    at = office.start + timedelta(hours=9, minutes=10 * len(office.sources))
    row = Source(
        organisation=office.organisation,
        kind=kind,
        name=name,
        created_at=at,
        read_at=office.end,
        paused_at=office.end,
        **where,
    )
    keep([row])
    office.sources[key] = row
    if kind != SourceKind.CHANNEL:
        office.note(at, office.people["bruno"], "listen.source_added", name)
    office.note(office.end, office.people["alice"], "listen.source_paused", name)


def _watches(office: Office) -> None:
    alice = office.people["alice"]
    for number, watch in enumerate(json.loads((TOWN / "watches.json").read_text(encoding="utf-8"))):
        at, name = office.start + timedelta(hours=11, minutes=5 * number), watch["name"]["fr"]
        keep(
            [
                Watch(
                    organisation=office.organisation,
                    name=name,
                    query=watch["query"],
                    made_by=alice,
                    created_at=at,
                )
            ]
        )
        office.note(at, alice, "listen.watch_made", name)


def keep(rows: Iterable[Any]) -> None:
    """Writes rows of one kind as they are, with their own dates."""
    rows = list(rows)
    if rows:
        with own_dates(type(rows[0])):
            type(rows[0])._base_manager.bulk_create(rows, batch_size=500)


@contextmanager
def own_dates(model: type[models.Model]) -> Iterator[None]:
    """Inside, rows of `model` keep the dates they are given where Django would write now."""
    fields = [each for each in model._meta.fields if getattr(each, "auto_now_add", False)]
    for each in fields:
        each.auto_now_add = False  # type: ignore[attr-defined]
    try:
        yield
    finally:
        for each in fields:
            each.auto_now_add = True  # type: ignore[attr-defined]
