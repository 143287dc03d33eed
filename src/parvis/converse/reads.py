"""What pages ask about conversations."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from parvis.converse.models import Commitment, Conversation, Handling, Message, Moderation
from parvis.core.scope import Organisation
from parvis.listen import reads as heard
from parvis.listen.models import Post
from parvis.outbox.models import stopped
from parvis.outbox.reads import GROUPS, row_key
from parvis.people.models import Membership, Role


@dataclass(frozen=True)
class Asked:
    """The filters of the inbox, as they stand in the address. An empty `state` is what asks for somebody."""

    state: str = ""
    owner: str = ""
    due: str = ""
    handling: str = ""
    channel: str = ""
    q: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> "Asked":
        return cls(**{name: given.get(name, "").replace("\0", "")[:200] for name in cls.__dataclass_fields__})

    @property
    def narrows(self) -> bool:
        return self != Asked()


def inbox(organisation: Organisation, person: Any, asked: Asked, now: datetime) -> "QuerySet[Any]":
    """Conversations with their last words: what asks for somebody by urgency, the rest by date."""
    rows = Conversation.objects.of(organisation).select_related("owner", "channel")
    rows = rows.filter(_owned(asked.owner, person), _due(organisation, asked.due, now))
    if asked.handling:
        rows = rows.filter(handling=asked.handling)
    if asked.channel:
        rows = rows.filter(channel_id=row_key(asked.channel))
    if asked.q:
        rows = rows.filter(_said(asked.q) | Q(author__icontains=asked.q) | Q(author_handle__icontains=asked.q))
    rows = _with_last_words(rows)
    if asked.state in ("", "open"):
        return _by_urgency(rows.filter(Q(state="open") | Q(stopped=True, state="answered")))
    return (rows if asked.state == "all" else rows.filter(state=asked.state)).order_by("-last_at", "-pk")


def _owned(owner: str, person: Any) -> Q:
    if owner.isdecimal():
        return Q(owner_id=row_key(owner))
    return {"me": Q(owner=person), "nobody": Q(owner=None)}.get(owner, Q())


def _due(organisation: Organisation, due: str, now: datetime) -> Q:
    today = now.astimezone(organisation.tz).date()
    tonight = datetime.combine(today + timedelta(days=1), time(), organisation.tz)
    late, soon = Q(state="open", due_at__lt=now), Q(state="open", due_at__range=(now, tonight))
    return {"late": late, "today": soon}.get(due, Q())


def _said(words: str) -> Exists:
    return Exists(Message.objects.filter(conversation=OuterRef("pk"), text__icontains=words))


def _with_last_words(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    said = Message.objects.filter(conversation=OuterRef("pk")).exclude(direction="note").order_by("-at", "-pk")
    theirs = said.filter(direction="in")
    asks = Message.objects.filter(stopped("delivery__"), conversation=OuterRef("pk"))
    return rows.annotate(
        last_words=Subquery(said.values("text")[:1]),
        last_direction=Subquery(said.values("direction")[:1]),
        tone=Subquery(theirs.values("post__tone")[:1]),
        stopped=Exists(asks),
    )


def _by_urgency(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    is_crisis = Q(handling=Handling.CRISIS)
    return rows.annotate(is_crisis=is_crisis).order_by(
        F("is_crisis").desc(), F("due_at").asc(nulls_first=True), "-last_at", "-pk"
    )


def counts(organisation: Organisation, person: Any, now: datetime) -> dict[str, int]:
    """How many open conversations in all, of mine, of nobody, late, in crisis."""
    open_ones = Conversation.objects.of(organisation).filter(state="open")
    return open_ones.aggregate(
        open=Count("pk"),
        me=Count("pk", filter=Q(owner=person)),
        nobody=Count("pk", filter=Q(owner=None)),
        late=Count("pk", filter=Q(due_at__lt=now)),
        crisis=Count("pk", filter=Q(handling=Handling.CRISIS)),
    )


def thread(conversation: Conversation) -> list[Message]:
    """All that was said, oldest first."""
    return list(
        conversation.messages.select_related("post", "delivery", "delivery__channel", "person").prefetch_related(
            "moderations"
        )
    )


def state_of(messages: list[Message]) -> str:
    """Changes whenever the thread does."""
    moving = "".join(message.delivery.state[:3] for message in messages if message.delivery)
    moving += "".join(each.state[0] for message in messages for each in message.moderations.all())
    return f"{len(messages)}{moving}"


@dataclass(frozen=True)
class Context:
    """What a colleague should know before answering."""

    earlier: list[Conversation]
    posts: int
    watches: list[str]
    copies: int
    commitments: list[Commitment]


def context(conversation: Conversation) -> Context:
    """The person's earlier conversations, what caught this one, how often it was repeated, what we promised."""
    watches = heard.watches_of([conversation.root_id]).get(conversation.root_id, []) if conversation.root_id else []
    copies = heard.copies([conversation.root_id]) if conversation.root_id else {}
    return Context(
        earlier=list(_same_person(conversation).exclude(pk=conversation.pk).order_by("-last_at")[:5]),
        posts=_posts_of(conversation),
        watches=list(watches),
        copies=sum(copies.values()),
        commitments=list(conversation.commitments.select_related("owner")),
    )


def _same_person(conversation: Conversation) -> "QuerySet[Any]":
    rows = Conversation.objects.of(conversation.organisation).filter(network=conversation.network)
    if conversation.author_handle:
        return rows.filter(author_handle=conversation.author_handle)
    return rows.filter(author_handle="", author=conversation.author) if conversation.author else rows.none()


def _posts_of(conversation: Conversation) -> int:
    rows = Post.objects.of(conversation.organisation).filter(network=conversation.network)
    if conversation.author_handle:
        return int(rows.filter(author_handle=conversation.author_handle).count())
    return int(rows.filter(author_handle="", author=conversation.author).count()) if conversation.author else 0


def colleagues(organisation: Organisation) -> list[Membership]:
    """Who may take a conversation."""
    rows = Membership.objects.of(organisation).filter(user__is_active=True).exclude(role=Role.READER)
    return list(rows.select_related("user").order_by("user__name"))


def commitments(organisation: Organisation, stands: str, owner: str, person: Any, today: date) -> "QuerySet[Any]":
    """What was promised. `stands`: open, late, kept, broken, untold (settled, the person does not know); else all."""
    rows = Commitment.objects.of(organisation).select_related("conversation", "owner")
    running = Q(kept_at=None, broken_at=None)
    ways = {
        "open": running,
        "late": running & Q(due_on__lt=today),
        "kept": ~Q(kept_at=None),
        "broken": ~Q(broken_at=None),
        "untold": ~running & Q(told_at=None),
    }
    return rows.filter(ways.get(stands, Q()), Q(owner=person) if owner == "me" else Q())


def commitment_counts(organisation: Organisation, today: date) -> dict[str, int]:
    running = Q(kept_at=None, broken_at=None)
    return Commitment.objects.of(organisation).aggregate(
        open=Count("pk", filter=running),
        late=Count("pk", filter=running & Q(due_on__lt=today)),
        kept=Count("pk", filter=~Q(kept_at=None)),
        broken=Count("pk", filter=~Q(broken_at=None)),
        untold=Count("pk", filter=~running & Q(told_at=None)),
    )


def is_moving(messages: list[Message]) -> bool:
    """Whether something in this thread is on its way."""
    return any(
        (message.delivery and message.delivery.state in GROUPS["going"])
        or any(each.state == "asked" for each in message.moderations.all())
        for message in messages
    )


def moderations(organisation: Organisation, state: str = "", words: str = "") -> "QuerySet[Moderation]":
    """Measures, newest first; `is_latest` of those that no later one of the same message follows."""
    later = Moderation.objects.filter(message=OuterRef("message"), pk__gt=OuterRef("pk"))
    rows = Moderation.objects.of(organisation).annotate(is_latest=~Exists(later))
    if state:
        rows = rows.filter(state=state)
    if words:
        found = Q(clause__icontains=words) | Q(person__name__icontains=words) | Q(message__text__icontains=words)
        rows = rows.filter(found)
    return rows.select_related("message", "channel", "person").order_by("-made_at", "-pk")
