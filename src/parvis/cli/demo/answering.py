"""How the town answered: conversations with their messages, replies, promises and notes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from parvis.cli.demo.office import Office, book, keep
from parvis.cli.demo.posts import Posts
from parvis.cli.demo.publishing import note_delivery, sent, tries
from parvis.cli.demo.shapes import Map, share
from parvis.cli.demo.story import Item, Town
from parvis.converse.models import Commitment, Conversation, Message, Outcome
from parvis.listen.models import Post
from parvis.outbox.actions import USEFUL_FOR
from parvis.outbox.models import Act, Delivery

OUTCOMES = {"resolved": Outcome.RESOLVED, "improved": Outcome.IMPROVED, "turned": Outcome.TURNED}
SETTLED = timedelta(days=3)  # an answer after which nobody came back for so long is closed


@dataclass
class Talk:
    """A conversation in the making: what one person said, and what the town answered."""

    items: list[Item] = field(default_factory=list)

    @property
    def said(self) -> list[Item]:
        return [item for item in self.items if item.kind == "post"]

    @property
    def replies(self) -> list[Item]:
        return [item for item in self.items if item.kind == "reply"]

    @property
    def root(self) -> Item:
        return self.items[0]

    @property
    def last(self) -> Item:
        return self.items[-1]


def answer(office: Office, town: Town, places: Map, posts: Posts) -> None:
    """Every conversation with all that hangs on it."""
    desk = Desk(office, town, places, posts)
    talks = talks_of(town)
    rows = [desk.conversation(talk) for talk in talks]
    keep(rows)
    pairs = list(zip(talks, rows, strict=True))
    deliveries = {reply.id: desk.delivery(reply) for talk in talks for reply in talk.replies}
    keep(deliveries.values())
    keep(attempt for delivery in deliveries.values() for attempt in tries(delivery))
    messages = {item.id: desk.message(item, row, deliveries) for talk, row in pairs for item in talk.items}
    keep(sorted(messages.values(), key=lambda message: message.at))
    keep(desk.notes({talk.root.id: row for talk, row in pairs}, messages))
    keep(desk.commitments(talks, messages))
    for delivery in deliveries.values():
        note_delivery(office, delivery)


def talks_of(town: Town) -> list[Talk]:
    """Conversations as the inbox makes them: a person's thread with us, begun by what needs an answer or had one."""
    answered = {item.row["to"] for item in town.of("reply")}
    found: dict[str, Talk] = {}
    for item in town.items.values():
        if item.kind == "reply":
            _add(found[item.parent], item, found)
        elif item.kind == "post" and (item.row["addressed"] or item.id in answered):
            _add(_going_on(item, found) or Talk(), item, found)
    return list({id(talk): talk for talk in found.values()}.values())


def _add(talk: Talk, item: Item, found: dict[str, Talk]) -> None:
    talk.items.append(item)
    found[item.id] = talk


def _going_on(item: Item, found: dict[str, Talk]) -> Talk | None:
    """The conversation that a person takes up again."""
    talk = found.get(item.parent)
    return talk if talk and talk.root.row["handle"] == item.row["handle"] else None


@dataclass
class Desk:
    """Makes the rows of conversations."""

    office: Office
    town: Town
    places: Map
    posts: Posts

    def post(self, item: Item) -> Post:
        return self.posts[item.id, item.row["network"]]

    def conversation(self, talk: Talk) -> Conversation:
        """Its row; where it stands follows from its last words and its promises."""
        root, post = talk.root, self.post(talk.root)
        replied = talk.replies[0].at if talk.replies else None
        row = Conversation(
            organisation=self.office.organisation,
            root=post,
            channel=post.channel,
            network=post.network,
            thread=post.thread,
            author=post.author,
            author_handle=post.author_handle,
            stage=root.row["stage"],
            handling=talk.replies[-1].row["handling"] if talk.replies else "",
            owner=self.office.people["alice"] if talk.replies else None,
            opened_at=root.at,
            due_at=root.at + timedelta(hours=post.channel.promised_hours),
            answered_at=replied,
            last_at=talk.last.at,
        )
        self._settle(row, talk)
        return row

    def _settle(self, row: Conversation, talk: Talk) -> None:
        """Open, answered or closed."""
        over = talk.last.at + timedelta(hours=2 + 9 * share(talk.root.id))
        if "open" in talk.last.row:
            self._leave_open(row, talk.last, **talk.last.row["open"])
        elif talk.last.kind == "reply":
            over += SETTLED
            if over < self.office.end and _known(talk) and not self._promises(talk):
                self._close(row, talk, over)
            else:
                row.state = "answered"
        elif over < self.office.end:
            self._close(row, talk, over)
        elif talk.replies:
            row.state = "answered"

    def _leave_open(
        self, row: Conversation, last: Item, owner: str | None, handling: str, due_after_hours: float
    ) -> None:
        """Due when the channel promises, a crisis sooner, or when a colleague's note puts it off to."""
        hours = due_after_hours if handling == "crisis" else max(due_after_hours, row.channel.promised_hours)
        put_off = [note["due_in_hours"] for note in book()["notes"] if note["on"] == last.id and "due_in_hours" in note]
        row.state, row.handling = "open", handling
        row.owner = self.office.people[owner] if owner else None
        row.due_at = self.town.noon + timedelta(hours=put_off[0]) if put_off else last.at + timedelta(hours=hours)

    def _close(self, row: Conversation, talk: Talk, at: datetime) -> None:
        by = "alice" if talk.replies or share(talk.root.id) < 0.4 else "bruno"
        row.state, row.closed_at, row.closed_by = "closed", at, self.office.people[by]
        row.outcome = OUTCOMES.get(_known(talk), "") if talk.replies else Outcome.NO_ANSWER
        row.learnt = next((book()["learnt"][each.id] for each in talk.replies if each.id in book()["learnt"]), "")

    def _promises(self, talk: Talk) -> bool:
        """Whether a promise made there is not settled yet."""
        return any(self._outcome_of(reply)[0] == "open" for reply in talk.replies if "promise" in reply.row)

    def delivery(self, reply: Item) -> Delivery:
        """The reply as it went out."""
        answered = self.town.items[reply.parent]
        post, place = self.post(answered), self.places.of(reply, answered.row["network"])
        row = Delivery(
            organisation=self.office.organisation,
            key=uuid5(NAMESPACE_URL, f"parvis:demo:{self.office.organisation.pk}:{reply.id}").hex,
            act="reply",
            channel=post.channel,
            person=self.office.people[reply.row["by"]],
            text=reply.text,
            language=reply.row["lang"],
            reply_to=post.reply_handle,
            made_at=reply.at,
            deadline=reply.at + USEFUL_FOR[Act.REPLY],
        )
        return sent(row, place.external_id, place.url)

    def message(self, item: Item, row: Conversation, deliveries: dict[str, Delivery]) -> Message:
        house: dict[str, Any] = {"organisation": self.office.organisation, "conversation": row, "at": item.at}
        if item.kind == "reply":
            person = self.office.people[item.row["by"]]
            return Message(**house, direction="out", text=item.text, delivery=deliveries[item.id], person=person)
        return Message(**house, direction="in", text=item.text, post=self.post(item))

    def notes(self, rows: dict[str, Conversation], messages: dict[str, Message]) -> Iterator[Message]:
        """What colleagues wrote to each other about what is open."""
        for note in book()["notes"]:
            about = self.town.items.get(note["on"])
            if about is None or (at := about.at + timedelta(hours=note["after_hours"])) > self.office.end:
                continue
            yield Message(
                organisation=self.office.organisation,
                conversation=messages[about.id].conversation,
                direction="note",
                person=self.office.people[note["by"]],
                text=note["text"],
                at=at,
            )

    def commitments(self, talks: list[Talk], messages: dict[str, Message]) -> Iterator[Commitment]:
        """The promises made in replies, and what became of them."""
        for reply in (reply for talk in talks for reply in talk.replies if "promise" in reply.row):
            message = messages[reply.id]
            state, settled = self._outcome_of(reply)
            yield Commitment(
                organisation=self.office.organisation,
                conversation=message.conversation,
                message=message,
                text=reply.row["promise"]["text"],
                owner=self.office.people[reply.row["by"]],
                due_on=self._due(reply),
                made_at=reply.at,
                kept_at=settled if state in ("kept", "late") else None,
                broken_at=settled if state == "broken" else None,
                told_at=settled,
            )

    def _due(self, reply: Item) -> Any:
        day = reply.at.astimezone(self.town.zone).date()
        return day + timedelta(days=reply.row["promise"]["due_in_days"])

    def _outcome_of(self, reply: Item) -> tuple[str, datetime | None]:
        """What became of a promise up to the last day, and when it was settled."""
        state = reply.row["promise"]["state"]
        told = next((each.at for each in self.town.of("reply") if each.row.get("reports_on") == reply.id), None)
        days = {"kept": -2.0, "late": 6.0, "broken": 3.0, "open": 0.0}[state] * (0.2 + share(reply.id))
        due = self.town.moment(self._due(reply), "15:00") + timedelta(days=days)
        at = told or max(due, reply.at + timedelta(hours=2))
        return (state, at) if state != "open" and at <= self.office.end else ("open", None)


def _known(talk: Talk) -> str:
    """The outcome that the last telling reply had."""
    known = [reply.row["outcome"] for reply in talk.replies if reply.row.get("outcome", "none") != "none"]
    return str(known[-1]) if known else ""
