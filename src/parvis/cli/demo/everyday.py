"""The office's everyday: a board written by hand, a contact form, a turn of duty, a moderation, a program's token."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from parvis.channels.models import Channel
from parvis.cli.demo.office import Office, book, keep, source
from parvis.cli.demo.posts import Posts
from parvis.converse.models import Conversation, Measure, Message, Moderation
from parvis.core.audit import in_both
from parvis.govern.models import Duty
from parvis.govern.register.models import Account
from parvis.listen.models import ContactForm, Post, SourceKind
from parvis.outbox.models import Attempt, Delivery, Review, State, Verdict
from parvis.people.models import ApiToken, Membership, Scope
from parvis.publish.actions import PATIENCE, key_of, label
from parvis.publish.models import Publication, Variant

DAY = timedelta(days=1)


def fill(office: Office) -> None:
    """What the pages beside the stories show."""
    _board(office)
    _contact(office)
    _duty(office)
    _token(office)


def _channel(office: Office, name: str, **facts: Any) -> Channel:
    """A live channel and its line in the register."""
    card, at, alice = book()[name], office.start + 2 * DAY, office.people["alice"]
    told = {"name": card["name"], "purpose": card["purpose"], "url": card.get("url", "")}
    row = Channel(organisation=office.organisation, owner=alice, state="live", created_at=at, **told, **facts)
    keep([row])
    account = {"network": card["network"], "name": card["name"], "url": card.get("url", ""), "owner": alice}
    people = {"deputy": office.people["bruno"], "recovery": card["recovery"]}
    keep([Account(organisation=office.organisation, channel=row, entered_at=at, **account, **people)])
    begun = "channels.by_hand" if row.by_hand else "channels.connected"
    for minutes, code in ((0, begun), (10, "channels.described"), (15, "channels.live")):
        office.note(at + timedelta(minutes=minutes), alice, code, row.name)
    office.note(at + timedelta(minutes=20), alice, "register.entered", card["name"])
    return row


def _board(office: Office) -> None:
    """Two texts that somebody put up, one by Chloé and read by Alice, one to be corrected; one that is to be put up."""
    board = _channel(office, "board", network="elsewhere", by_hand=True)
    for each in book()["board"]["items"]:
        row = _put_up(office, board, office.end - timedelta(hours=each["hours_ago"]), each)
        if "corrected" in each:
            _correct(office, row, each["corrected"])
    _hear(office, board, book()["board"]["remark"])


def _correct(office: Office, item: Delivery, told: dict[str, Any]) -> None:
    """Other words are to be put there by hand."""
    at = office.end - timedelta(hours=told["hours_ago"])
    who = {"organisation": office.organisation, "channel": item.channel, "person": item.person, "act": item.act}
    row = Delivery(**who, key=secrets.token_hex(16), title=item.title, text=told["text"], corrects=item)
    row.before, row.place = {"text": item.text, "title": item.title}, item.place
    row.state, row.made_at, row.deadline, row.told_at = State.BY_HAND, at, at + PATIENCE, at + timedelta(minutes=1)
    keep([row])
    for when, person, code in ((at, item.person, "outbox.correcting"), (row.told_at, None, "outbox.by_hand")):
        office.note(when, person, code, item.label, channel=item.channel.name)


def _hear(office: Office, board: Channel, told: dict[str, Any]) -> None:
    """What somebody said at the counter, noted by hand: a conversation like any other."""
    at, alice, house = office.end - timedelta(hours=told["hours_ago"]), office.people["alice"], office.organisation
    said = {name: told[name] for name in ("author", "text", "tone", "intent")}
    where = {"organisation": house, "channel": board, "network": board.network, "external_id": "seen-demo"}
    post = Post(**where, **said, thread="seen-demo", reply_handle={"seen": "seen-demo"}, language="fr", addressed=True)
    post.published_at, post.collected_at, post.unread = at, at, False
    keep([post])
    talk = Conversation(organisation=house, root=post, channel=board, network=post.network, thread=post.thread)
    talk.author, talk.opened_at, talk.last_at = post.author, at, at
    talk.due_at = at + timedelta(hours=board.promised_hours)
    keep([talk])
    keep([Message(organisation=house, conversation=talk, direction="in", post=post, text=post.text, at=at)])
    office.note(at, alice, "converse.seen", talk.label, channel=board.name)


def _put_up(office: Office, board: Channel, at: datetime, told: dict[str, Any]) -> Delivery:
    person, house = office.people[told["by"]], {"organisation": office.organisation}
    text = {"title": told["title"], "text": told["text"]}
    publication = Publication(**house, **text, stage=told["stage"], author=person, created_at=at, sent_at=at)
    keep([publication])
    publication.channels.add(board)
    row = Delivery(
        **house,
        **text,
        key=key_of(publication, board),
        act="publish",
        channel=board,
        person=person,
        place=board.url,
        state=State.BY_HAND,
        made_at=at,
        deadline=at + PATIENCE,
        told_at=at + timedelta(minutes=1),
    )
    if "done_after_hours" in told:
        row.state, row.sent_at = State.SENT, at + timedelta(hours=told["done_after_hours"])
    keep([row])
    keep([Variant(**house, publication=publication, channel=board, delivery=row)])
    office.note(at, person, "publish.published", label(publication), channels=board.name)
    if "read" in told:
        _read(office, row, told["read"])
    office.note(row.told_at, None, "outbox.by_hand", row.label, channel=board.name)
    if row.sent_at:
        keep([Attempt(delivery=row, at=row.sent_at, what="send", outcome="sent")])
        office.note(row.sent_at, person, "outbox.marked_sent", row.label, channel=board.name, url=board.url)
    return row


def _read(office: Office, row: Delivery, word: str) -> None:
    """Alice read it before it could go."""
    alice, at = office.people["alice"], row.made_at + timedelta(minutes=35)
    row.told_at = at + timedelta(minutes=1)
    keep([Review(delivery=row, author=row.person, person=alice, at=at, verdict=Verdict.RELEASED, word=word)])
    Delivery.objects.filter(pk=row.pk).update(told_at=row.told_at)
    office.note(at, alice, "outbox.released", row.label, channel=row.channel.name, author=str(row.person))


def _contact(office: Office) -> None:
    """The town's letter box, and the form by which one writes there."""
    address = book()["box"]["recovery"]
    login = {"handle": address, "external_id": address, "address": "https://courrier.sainte-aube.example"}
    box = _channel(office, "box", network="email", secrets={"password": f"demo-{secrets.token_hex(8)}"}, **login)
    source(office, "email", SourceKind.CHANNEL, box.name, channel=box)
    told = {name: book()["box"]["form"][name] for name in ("name", "intro", "consent", "sites")}
    keep([ContactForm(organisation=office.organisation, channel=box, **told)])
    office.note(office.start + 2.1 * DAY, office.people["alice"], "listen.contact_kept", told["name"])


def _duty(office: Office) -> None:
    """Alice answers for emergencies from the evening before the last day, for a week."""
    alice, zone = office.people["alice"], office.organisation.tz
    start = (office.end - DAY).astimezone(zone).replace(hour=18, minute=0, second=0, microsecond=0)
    end, at = start + 7 * DAY, office.end - 6 * DAY
    keep([
        Duty(organisation=office.organisation, person=alice, starts_at=start, ends_at=end, named_by=alice, named_at=at)
    ])  # fmt: skip
    days = {"start": f"{start:%Y-%m-%d %H:%M}", "end": f"{end:%Y-%m-%d %H:%M}"}
    office.note(at, alice, "govern.on_duty", str(alice), **days)


def _token(office: Office) -> None:
    """Nobody has the token: what is kept is the digest of nothing that was ever written down."""
    alice, at, name = office.people["alice"], office.end - 40 * DAY, book()["token"]
    member = Membership.objects.get(organisation=office.organisation, user=alice)
    row = ApiToken(organisation=office.organisation, membership=member, name=name, scopes=[Scope.READ], made_at=at)
    row.digest, row.expires_at, row.last_used_at = secrets.token_hex(32), at + 365 * DAY, office.end - 0.1 * DAY
    keep([row])
    office.note(at, alice, "people.token_made", name, scopes=Scope.READ.value)


def moderate(office: Office, posts: Posts) -> None:
    """One comment on the town's own site that broke the house's rules: held back, with the rule."""
    told, alice = book()["moderated"], office.people["alice"]
    post = posts.get((told["item"], "wordpress"))
    if post is None:
        return
    message = Message.objects.select_related("conversation").get(post=post)
    at = min(message.at + timedelta(minutes=50), office.end)
    measure, clause = Measure.HOLD, told["clause"]
    who = {"organisation": office.organisation, "message": message, "channel": post.channel, "person": alice}
    what = {"external_id": post.external_id, "measure": measure, "clause": clause, "state": "done"}
    keep([Moderation(**who, **what, made_at=at, deadline=at + DAY, done_at=at)])
    about, word = message.conversation.label, in_both(measure.label)
    office.note(at, alice, "converse.moderation_asked", about, measure=word, clause=clause)
    office.note(at, None, "converse.moderation_done", about, measure=word)
