"""The outbox as JSON: the same verbs, behind the same gate."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Router, Schema
from ninja.errors import HttpError
from ninja.security import django_auth
from pydantic import Field

from parvis.core.scope import Organisation
from parvis.govern import gate
from parvis.govern.rules import Objected, Objection
from parvis.outbox import actions, correcting, reads, reviewing, taking
from parvis.outbox.models import Delivery
from parvis.outbox.reviewing import Impossible
from parvis.people.door import membership_for
from parvis.people.models import Membership
from parvis.people.second_factor import is_shut
from parvis.people.tokens import Bearer, allow

router = Router(auth=[Bearer(), django_auth], tags=["outbox"])
PAGE = 50
PageNumber = Annotated[int, Field(ge=1, le=10_000)]


class Sentence(Schema):
    fr: str
    en: str


class Refused(Schema):
    """Why it was not done, and the way out."""

    code: str
    say: Sentence
    way_out: Sentence


class DeliveryOut(Schema):
    id: int
    act: str
    channel: int
    text: str
    state: str
    corrects: int | None
    due_at: datetime | None
    deadline: datetime
    sent_at: datetime | None
    url: str
    refusal: dict[str, Any]

    @staticmethod
    def resolve_channel(row: Delivery) -> int:
        return row.channel_id

    @staticmethod
    def resolve_corrects(row: Delivery) -> int | None:
        return row.corrects_id


class WordIn(Schema):
    """What the author should know."""

    word: str = Field(max_length=500, pattern=r"^[^\x00]*$")


class LinkIn(Schema):
    url: str = Field(max_length=1000)


class ObjectionOut(Schema):
    code: str
    blocks: bool
    say: Sentence
    suggestion: Sentence
    start: int
    end: int


class Objections(Schema):
    """What stands against a text; `anyway` lets pass what does not block."""

    objections: list[ObjectionOut]


class CorrectionIn(Schema):
    """The whole new text. `anyway`: what does not block was read; `key`: the same one twice is one correction."""

    text: str = Field(max_length=100_000, pattern=r"^[^\x00]*$")
    title: str = Field("", max_length=300, pattern=r"^[^\x00]*$")
    anyway: bool = False
    key: str = Field(default_factory=lambda: uuid4().hex, pattern="^[0-9a-f]{32}$")


Answers: dict[int, Any] = {200: DeliveryOut, 403: Refused, 409: Refused}


def entered(request: HttpRequest, house: str, writes: bool = False, scope: str = "read") -> Membership:
    """The reader's membership of `house`; 404 for anybody else, 403 for a reader who wants to write.

    A token needs `scope` besides; made since the organisation asks for a second factor, it was made behind one.
    """
    membership = membership_for(request.user, house)
    if scope:
        allow(request, membership, scope)
    if is_shut(request, membership.organisation) and not _made_behind(request, membership.organisation):
        raise HttpError(403, "This organisation asks for a second factor: set one up on its pages.")
    if writes and not membership.may_work:
        raise HttpError(403, "Your role lets you read, not write.")
    return membership


def _made_behind(request: HttpRequest, house: Organisation) -> bool:
    """Whether the request comes with a token that could only be made with a second factor."""
    token = getattr(request, "api_token", None)
    return token is not None and token.made_at.astimezone(house.tz).date() >= house.second_factor_from


def objections_out(found: list[Objection]) -> list[dict[str, Any]]:
    return [
        {
            "code": each.code,
            "blocks": each.blocks,
            "say": each.say._asdict(),
            "suggestion": each.suggestion._asdict(),
            "start": each.start,
            "end": each.end,
        }
        for each in found
    ]


def refused(refusal: gate.Refusal) -> dict[str, Any]:
    return refusal.as_json()


def impossible(error: Impossible) -> dict[str, Any]:
    return {"code": "impossible", "say": error.say._asdict(), "way_out": {"fr": "", "en": ""}}


@router.get("/deliveries", response=list[DeliveryOut])
def deliveries(request: HttpRequest, house: Path[str], state: str = "", q: str = "", page: PageNumber = 1) -> Any:
    """Newest first, fifty a page. `state`: troubled, held, going, sent, over, or nothing for all."""
    rows = reads.deliveries(entered(request, house).organisation, state, q)
    start = (page - 1) * PAGE
    return rows[start : start + PAGE]


@router.get("/to-read", response=list[DeliveryOut])
def to_read(request: HttpRequest, house: Path[str], page: PageNumber = 1) -> Any:
    """What supervised colleagues wrote and you may let go, oldest first, fifty a page."""
    membership = entered(request, house)
    start = (page - 1) * PAGE
    return reads.to_read(membership.organisation, membership.user, timezone.now())[start : start + PAGE]


@router.post("/deliveries/{pk}/release", response=Answers)
def release(request: HttpRequest, house: Path[str], pk: int) -> Any:
    return _act(request, house, pk, reviewing.release)


@router.post("/deliveries/{pk}/send-back", response=Answers)
def send_back(request: HttpRequest, house: Path[str], pk: int, given: WordIn) -> Any:
    return _act(request, house, pk, lambda person, row: reviewing.send_back(person, row, given.word))


@router.get("/to-check", response=list[DeliveryOut])
def to_check(request: HttpRequest, house: Path[str], page: PageNumber = 1) -> Any:
    """What went out unread in an emergency and nobody has read since, oldest first, fifty a page."""
    start = (page - 1) * PAGE
    return reads.to_check(entered(request, house).organisation)[start : start + PAGE]


@router.post("/deliveries/{pk}/check", response=Answers)
def check_after(request: HttpRequest, house: Path[str], pk: int) -> Any:
    """You read, afterwards, what went out in an emergency."""
    return _act(request, house, pk, reviewing.check_after)


@router.get("/deliveries/{pk}", response=DeliveryOut)
def delivery(request: HttpRequest, house: Path[str], pk: int) -> Any:
    return _row(entered(request, house), pk)


@router.post("/deliveries/{pk}/retry", response=Answers)
def retry(request: HttpRequest, house: Path[str], pk: int) -> Any:
    return _act(request, house, pk, actions.retry)


@router.post("/deliveries/{pk}/cancel", response=Answers)
def cancel(request: HttpRequest, house: Path[str], pk: int) -> Any:
    return _act(request, house, pk, actions.cancel)


@router.post("/deliveries/{pk}/withdraw", response=Answers)
def withdraw(request: HttpRequest, house: Path[str], pk: int) -> Any:
    return _act(request, house, pk, taking.withdraw)


@router.post("/deliveries/{pk}/take-up", response=Answers)
def take_up(request: HttpRequest, house: Path[str], pk: int) -> Any:
    """What was cancelled, as it was before."""
    return _act(request, house, pk, actions.take_up)


@router.post("/deliveries/{pk}/leave", response=Answers)
def leave(request: HttpRequest, house: Path[str], pk: int) -> Any:
    """Calls a withdrawal off that no network was asked for yet."""
    return _act(request, house, pk, taking.leave)


@router.post("/deliveries/{pk}/correct", response={201: DeliveryOut, 403: Refused, 409: Refused, 422: Objections})
def correct(request: HttpRequest, house: Path[str], pk: int, given: CorrectionIn) -> Any:
    """Other words in the place of those that are out; answers with the delivery that carries them."""
    membership = entered(request, house, writes=True, scope="")
    row = _row(membership, pk)
    allow(request, membership, row.act)
    title = given.title or row.title
    try:
        return 201, correcting.correct(membership.user, row, given.text, given.key, title=title, anyway=given.anyway)
    except gate.Refused as closed:
        return 403, refused(closed.refusal)
    except Objected as objected:
        return 422, {"objections": objections_out(objected.objections)}
    except Impossible as error:
        return 409, impossible(error)


@router.post("/deliveries/{pk}/corrected", response=Answers)
def mark_corrected(request: HttpRequest, house: Path[str], pk: int) -> Any:
    """The new words are there, put by hand."""
    return _act(request, house, pk, correcting.mark_corrected)


@router.post("/deliveries/{pk}/sent", response=Answers)
def mark_sent(request: HttpRequest, house: Path[str], pk: int, link: LinkIn) -> Any:
    """It is out, here is the link."""
    return _act(request, house, pk, lambda person, row: actions.mark_sent(person, row, link.url))


def _row(membership: Membership, pk: int) -> Delivery:
    rows = Delivery.objects.of(membership.organisation).select_related("channel", "organisation", "person")
    row: Delivery = get_object_or_404(rows, pk=pk)
    return row


def _act(request: HttpRequest, house: str, pk: int, verb: Callable[[Any, Delivery], None]) -> Any:
    membership = entered(request, house, writes=True, scope="")
    row = _row(membership, pk)
    allow(request, membership, row.act)
    try:
        verb(membership.user, row)
    except gate.Refused as closed:
        return 403, refused(closed.refusal)
    except Impossible as error:
        return 409, impossible(error)
    return 200, row
