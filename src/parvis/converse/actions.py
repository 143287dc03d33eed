"""What people do with conversations. Each verb acts and writes the audit log in one transaction.

Answering is in `replying.py`, what was promised in `commitments.py`.
"""

from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.converse import opening
from parvis.converse.audit import record
from parvis.converse.models import LIFE, Conversation, Handling, Message, Outcome, Stage
from parvis.core.audit import in_both
from parvis.listen.models import Post
from parvis.outbox.actions import Impossible
from parvis.people.models import Membership
from parvis.say import Say


def open_conversation(person: Any, post: Post) -> Conversation:
    """Opens a conversation from a post that triage left alone, or gives the one it is in."""
    if post.by_us:
        raise Impossible(_OURS)
    return opening.take_in(post, timezone.now(), person)


@transaction.atomic
def assign(person: Any, conversation: Conversation, to: Any | None) -> None:
    """Gives it to a colleague who works here, or to nobody."""
    if to is not None and not any(
        member.may_work
        for member in Membership.objects.of(conversation.organisation).filter(user=to, user__is_active=True)
    ):
        raise Impossible(_NOT_HERE)
    if conversation.owner == to:
        return
    conversation.owner = to
    conversation.save(update_fields=["owner"])
    if to is None:
        record(conversation, person, "converse.unassigned")
    else:
        record(conversation, person, "converse.assigned", to=str(to))


@transaction.atomic
def set_handling(person: Any, conversation: Conversation, handling: str) -> None:
    """Answer, thank, correct or crisis; the time in which the answer is owed follows."""
    handling = Handling(handling)
    if conversation.handling == handling:
        return
    conversation.handling = handling
    if conversation.state == "open":
        written = conversation.messages.filter(direction="in").order_by("at").last()
        since = written.at if written else conversation.opened_at
        conversation.due_at = opening.due(handling, conversation.channel, since, timezone.now())
    conversation.save(update_fields=["handling", "due_at"])
    record(conversation, person, "converse.handled", handling=in_both(handling.label))


@transaction.atomic
def set_stage(person: Any, conversation: Conversation, stage: str) -> None:
    stage = Stage(stage)
    if conversation.stage == stage:
        return
    conversation.stage = stage
    conversation.save(update_fields=["stage"])
    record(conversation, person, "converse.staged", stage=in_both(stage.label))


@transaction.atomic
def note(person: Any, conversation: Conversation, text: str) -> Message:
    """A word for colleagues; the person outside never sees it."""
    if not text.strip():
        raise Impossible(_EMPTY)
    record(conversation, person, "converse.noted")
    return Message.objects.create(
        organisation=conversation.organisation,
        conversation=conversation,
        direction="note",
        person=person,
        text=text.strip(),
        at=timezone.now(),
    )


@transaction.atomic
def close(person: Any, conversation: Conversation, outcome: str = "", learnt: str = "") -> None:
    """With what came of it, and what the house learnt. Closing what is closed changes nothing."""
    if conversation.state == "closed":
        return
    outcome = Outcome(outcome) if outcome else guessed_outcome(conversation)
    fields = {"closed_at": timezone.now(), "closed_by": person, "outcome": outcome, "due_at": None}
    if learnt.strip():
        fields["learnt"] = learnt.strip()
    if LIFE.move(conversation, "closed", **fields):
        record(conversation, person, "converse.closed")


def guessed_outcome(conversation: Conversation) -> Outcome:
    return Outcome.RESOLVED if conversation.answered_at else Outcome.NO_ANSWER


@transaction.atomic
def reopen(person: Any, conversation: Conversation) -> None:
    """Back to where it stood before it was closed: answered if the last word was ours."""
    if conversation.state != "closed":
        return
    last = conversation.messages.exclude(direction="note").order_by("at", "pk").last()
    fields = {"closed_at": None, "closed_by": None, "outcome": ""}
    if last and last.direction == "out":
        moved = LIFE.move(conversation, "answered", **fields)
    else:
        since = last.at if last else conversation.opened_at
        owed = opening.due(conversation.handling, conversation.channel, since, timezone.now())
        moved = LIFE.move(conversation, "open", due_at=owed, **fields)
    if moved:
        record(conversation, person, "converse.reopened")


_OURS = Say(
    "C’est un message de votre organisation : il n’y a rien à y répondre.",
    "This is a message of your own organisation: there is nothing to answer.",
)
_NOT_HERE = Say(
    "Cette personne ne peut pas traiter d’échange ici. Choisissez un membre qui n’est pas lecteur.",
    "This person cannot handle conversations here. Choose a member who is not a reader.",
)
_EMPTY = Say("La note est vide. Écrivez quelques mots.", "The note is empty. Write a few words.")
