"""What the town published: publications, their copies on each channel, drafts, and two that met trouble."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from parvis.cli.demo import pictures
from parvis.cli.demo.office import Office, book, keep
from parvis.cli.demo.posts import is_out, networks_of, said_on
from parvis.cli.demo.shapes import Map, share
from parvis.cli.demo.story import Item, Town, moved
from parvis.networks import words as network_words
from parvis.outbox import words
from parvis.outbox.models import Attempt, Delivery, State
from parvis.publish.actions import PATIENCE, key_of, label, media_of
from parvis.publish.models import Publication, Variant
from parvis.say import Say

OWN_SERVER = "social.sainte-aube.example"


def publish(office: Office, town: Town, places: Map) -> None:
    """All that went out, each on its channels; and what did not."""
    items = town.of("publication")
    rows = {item.id: _publication(office, item) for item in items}
    keep(rows.values())
    copies = [(item, rows[item.id], network) for item in items for network in networks_of(item, town)]
    _list_channels(office, [(publication, network) for _, publication, network in copies])
    deliveries = [_delivery(office, item, publication, network, places) for item, publication, network in copies]
    keep(deliveries)
    house = {"organisation": office.organisation}
    keep(
        Variant(**house, publication=publication, channel=delivery.channel, delivery=delivery)
        for (_, publication, _), delivery in zip(copies, deliveries, strict=True)
    )
    keep(attempt for delivery in deliveries for attempt in tries(delivery))
    for item in items:
        _note_publication(office, rows[item.id], networks_of(item, town))
    for delivery in deliveries:
        note_delivery(office, delivery)


def _publication(office: Office, item: Item) -> Publication:
    picture = pictures.draw(item.id)
    return Publication(
        organisation=office.organisation,
        title=item.row.get("title", ""),
        text=item.text,
        picture=picture,
        alt=item.row["picture_alt"] if picture else "",
        stage=item.row["stage"],
        author=office.people["alice"],
        created_at=item.at - timedelta(hours=1 + 20 * share(item.id)),
        sent_at=item.at,
    )


def _list_channels(office: Office, pairs: list[tuple[Publication, str]]) -> None:
    through: Any = Publication.channels.through
    keep(through(publication=publication, channel=office.channels[network]) for publication, network in pairs)


def _delivery(office: Office, item: Item, publication: Publication, network: str, places: Map) -> Delivery:
    row = Delivery(
        organisation=office.organisation,
        key=key_of(publication, office.channels[network]),
        act="publish",
        channel=office.channels[network],
        person=office.people["alice"],
        text=said_on(item, network),
        title=publication.title,
        media=media_of(publication),
        made_at=item.at,
        deadline=item.at + PATIENCE,
    )
    if is_out(item, network):
        return sent(row, places.of(item, network).external_id, places.of(item, network).url)
    trouble = item.row["trouble"]
    if trouble["state"] == State.GIVEN_UP:
        return _stopped(row, State.GIVEN_UP, *words.TOO_LATE, "too_late")
    return _stopped(row, State.REFUSED, network_words.refused(OWN_SERVER, trouble["words"]), words.KEPT, "network")


def sent(row: Delivery, external_id: str, url: str) -> Delivery:
    """The delivery as it is once it went out."""
    row.state, row.due_at = State.SENT, None
    row.sent_at = row.made_at + timedelta(seconds=1 + 3 * share(row.key))
    row.external_id, row.url = external_id, url
    return row


def _stopped(row: Delivery, state: str, say: Say, way_out: Say, code: str) -> Delivery:
    """It stands still until a person decides; its person was told."""
    row.state, row.due_at, row.refusal = state, None, words.refusal(code, say, way_out)
    row.told_at = (row.deadline if state == State.GIVEN_UP else row.made_at) + timedelta(seconds=25)
    return row


def tries(row: Delivery) -> Iterator[Attempt]:
    """The tries that led a delivery where it stands."""
    if row.state == State.SENT:
        yield Attempt(delivery=row, at=row.sent_at, what="send", outcome="sent")
    elif row.state == State.REFUSED:
        said = row.refusal["say"]
        yield Attempt(delivery=row, at=row.made_at, what="send", outcome="refused", say=said, words="HTTP 422")
    else:
        said = network_words.unreachable(OWN_SERVER)._asdict()
        for hours in (0, 0.01, 0.1, 1, 3, 7, 15, 23):
            at = row.made_at + timedelta(hours=hours)
            yield Attempt(delivery=row, at=at, what="send", outcome="later", say=said, words="connection timed out")


def _note_publication(office: Office, row: Publication, networks: list[str]) -> None:
    office.note(row.created_at, row.author, "publish.drafted", label(row))
    names = ", ".join(office.channels[network].name for network in networks)
    office.note(row.sent_at, row.author, "publish.published", label(row), channels=names)


def note_delivery(office: Office, row: Delivery) -> None:
    at = row.sent_at or row.told_at
    office.note(at, None, f"outbox.{row.state}", str(row), channel=row.channel.name)


def hold(office: Office, town: Town) -> None:
    """What Chloé wrote and Alice has not read yet: it waits, and no worker looks at it."""
    row, network, at = book()["held"], office.channels["mastodon"], town.end - timedelta(hours=2)
    house, chloe = {"organisation": office.organisation}, office.people["chloe"]
    text = {"text": row["text"], "title": row["title"]}
    publication = Publication(**house, **text, stage="relation", author=chloe, created_at=at, sent_at=at)
    keep([publication])
    _list_channels(office, [(publication, "mastodon")])
    delivery = Delivery(
        **house,
        **text,
        key=key_of(publication, network),
        act="publish",
        channel=network,
        person=chloe,
        state=State.HELD,
        made_at=at,
        deadline=at + PATIENCE,
    )
    keep([delivery])
    keep([Variant(**house, publication=publication, channel=network, delivery=delivery)])
    office.note(at, chloe, "publish.published", label(publication), channels=network.name)


def draft(office: Office, town: Town) -> None:
    """What is being prepared. Planned days are only written down: a draft is in no outbox, so it never goes out."""
    rows = [_draft(office, town, row) for row in book()["drafts"]]
    keep(row for row, _ in rows)
    _list_channels(office, [(row, network) for row, networks in rows for network in networks])
    for row, _ in rows:
        office.note(row.created_at, row.author, "publish.drafted", label(row))


def _draft(office: Office, town: Town, row: dict[str, Any]) -> tuple[Publication, list[str]]:
    day = town.until - timedelta(days=row["day"])
    planned = town.moment(moved(day, row["plan"]), row["time"]) if "plan" in row else None
    item = town.write({"kind": "publication", "lang": "fr", **row}, planned or town.end)
    publication = Publication(
        organisation=office.organisation,
        title=row.get("title", ""),
        text=item.text,
        more=row.get("more", ""),
        stage=row["stage"],
        author=office.people[row.get("author", "alice")],
        created_at=town.end - timedelta(hours=2 + 30 * share(row["id"])),
        planned_at=planned,
    )
    return publication, row["networks"]
