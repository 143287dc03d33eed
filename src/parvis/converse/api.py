"""Conversations as JSON: the same verbs, behind the same gate and rules."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import uuid4

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Router, Schema
from ninja.security import django_auth
from pydantic import Field

from parvis.converse import actions, moderating, reads, replying
from parvis.converse.models import Conversation, Message, Moderation
from parvis.converse.reads import Asked
from parvis.govern import gate
from parvis.outbox.actions import Impossible
from parvis.outbox.api import (
    DeliveryOut,
    Objections,
    PageNumber,
    Refused,
    entered,
    impossible,
    objections_out,
    refused,
)
from parvis.people.models import Membership
from parvis.people.tokens import Bearer

router = Router(auth=[Bearer(), django_auth], tags=["converse"])
PAGE = 50
Text = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]


class MessageOut(Schema):
    id: int
    direction: str
    text: str
    at: datetime
    person: str
    delivery: DeliveryOut | None

    @staticmethod
    def resolve_person(row: Message) -> str:
        return str(row.person or "")


class ConversationOut(Schema):
    id: int
    author: str
    network: str
    state: str
    handling: str
    stage: str
    owner: str
    opened_at: datetime
    due_at: datetime | None
    answered_at: datetime | None
    outcome: str

    @staticmethod
    def resolve_owner(row: Conversation) -> str:
        return row.owner.email if row.owner else ""


class TalkOut(ConversationOut):
    messages: list[MessageOut]

    @staticmethod
    def resolve_messages(row: Conversation) -> list[Message]:
        return reads.thread(row)


class TextIn(Schema):
    text: Text


class ReplyIn(Schema):
    """`key`: 32 hex digits of your own; the same key twice is one reply."""

    text: Text
    key: str = Field(default_factory=lambda: uuid4().hex, pattern="^[0-9a-f]{32}$")
    anyway: bool = False
    promised_on: date | None = None
    emergency: str = Field("", max_length=300, pattern=r"^[^\x00]*$")
    tells: list[int] = []


class ModerationIn(Schema):
    """`clause`: the rule of the netiquette at stake; only `show` needs none."""

    measure: str = Field(pattern="^(hold|spam|remove|show)$")
    clause: str = Field("", max_length=300, pattern=r"^[^\x00]*$")


class ModerationOut(Schema):
    id: int
    message: int
    measure: str
    clause: str
    state: str
    refusal: dict[str, Any]
    made_at: datetime
    done_at: datetime | None

    @staticmethod
    def resolve_message(row: Moderation) -> int:
        return row.message_id


class CloseIn(Schema):
    outcome: str = Field("", pattern="^(resolved|improved|turned|no_answer|)$")
    learnt: Text = ""


@router.get("/conversations", response=list[ConversationOut])
def conversations(
    request: HttpRequest,
    house: Path[str],
    state: str = "",
    owner: str = "",
    due: str = "",
    q: str = "",
    page: PageNumber = 1,
) -> Any:
    """Fifty a page, in the order of the inbox; filters as in its address."""
    membership = entered(request, house)
    asked = Asked.of({"state": state, "owner": owner, "due": due, "q": q})
    rows = reads.inbox(membership.organisation, membership.user, asked, timezone.now())
    start = (page - 1) * PAGE
    return rows[start : start + PAGE]


@router.get("/conversations/{pk}", response=TalkOut)
def conversation(request: HttpRequest, house: Path[str], pk: int) -> Any:
    return _row(entered(request, house), pk)


@router.post("/conversations/{pk}/check", response=Objections)
def check(request: HttpRequest, house: Path[str], pk: int, given: TextIn) -> Any:
    """What stands against a text, without sending it."""
    row = _row(entered(request, house), pk)
    return {"objections": objections_out(replying.objections(row, given.text, timezone.now()))}


@router.post("/conversations/{pk}/reply", response={201: MessageOut, 403: Refused, 409: Refused, 422: Objections})
def reply(request: HttpRequest, house: Path[str], pk: int, given: ReplyIn) -> Any:
    membership = entered(request, house, writes=True, scope="reply")
    row = _row(membership, pk)
    answer = replying.Answer(given.text, given.key, given.anyway, given.promised_on, given.tells, given.emergency)
    try:
        return 201, replying.reply(membership.user, row, answer)
    except gate.Refused as closed:
        return 403, refused(closed.refusal)
    except replying.Objected as objected:
        return 422, {"objections": objections_out(objected.objections)}
    except Impossible as error:
        return 409, impossible(error)


@router.get("/moderations", response=list[ModerationOut])
def moderations(request: HttpRequest, house: Path[str], page: PageNumber = 1) -> Any:
    """What was moderated, newest first, fifty a page."""
    rows = Moderation.objects.of(entered(request, house).organisation).order_by("-made_at", "-pk")
    start = (page - 1) * PAGE
    return rows[start : start + PAGE]


@router.post("/messages/{pk}/moderate", response={201: ModerationOut, 403: Refused, 409: Refused})
def moderate(request: HttpRequest, house: Path[str], pk: int, given: ModerationIn) -> Any:
    membership = entered(request, house, writes=True, scope="handle")
    rows = Message.objects.of(membership.organisation).filter(direction="in")
    row = get_object_or_404(rows.select_related("conversation", "post__channel", "organisation"), pk=pk)
    try:
        return 201, moderating.moderate(membership.user, row, given.measure, given.clause)
    except gate.Refused as closed:
        return 403, refused(closed.refusal)
    except Impossible as error:
        return 409, impossible(error)


@router.post("/conversations/{pk}/note", response={201: MessageOut, 409: Refused})
def note(request: HttpRequest, house: Path[str], pk: int, given: TextIn) -> Any:
    membership = entered(request, house, writes=True, scope="handle")
    try:
        return 201, actions.note(membership.user, _row(membership, pk), given.text)
    except Impossible as error:
        return 409, impossible(error)


@router.post("/conversations/{pk}/close", response=ConversationOut)
def close(request: HttpRequest, house: Path[str], pk: int, given: CloseIn) -> Any:
    membership = entered(request, house, writes=True, scope="handle")
    row = _row(membership, pk)
    actions.close(membership.user, row, given.outcome, given.learnt)
    return row


@router.post("/conversations/{pk}/reopen", response=ConversationOut)
def reopen(request: HttpRequest, house: Path[str], pk: int) -> Any:
    membership = entered(request, house, writes=True, scope="handle")
    row = _row(membership, pk)
    actions.reopen(membership.user, row)
    return row


def _row(membership: Membership, pk: int) -> Conversation:
    rows = Conversation.objects.of(membership.organisation).select_related("organisation", "channel", "owner")
    return get_object_or_404(rows, pk=pk)
