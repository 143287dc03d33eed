"""What the worker does with deliveries: one step for all states, so that a row is always taken as it is now.

Why nothing goes out twice:

* `sending` is committed before the irreversible call, by an UPDATE that only the holder of the lease can make. A row
  found in `sending` without a living worker is `unsure`, and `unsure` is looked for on the network before all else.
* All calls of a try end within `SEND_SECONDS`, on the monotonic clock, of a moment before that UPDATE; the lease lasts
  longer. A worker that was frozen wakes up past that deadline, and its call fails before a byte leaves.
* A correction may be made twice: the network puts the same words in the same place.
* Looking takes two noes, the second more than `SEND_SECONDS` after the doubt arose: a call still in flight is over by
  then, even where a jump of the clock ended a lease early.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from parvis.channels import pace, speak
from parvis.channels.actions import speaking
from parvis.core.routine import Every
from parvis.core.work import Step, backoff
from parvis.govern import gate
from parvis.govern.rulebook import reads as rulebook
from parvis.networks.base import Can, Draft
from parvis.networks.errors import Amend, TryLater
from parvis.networks.http import SEND_SECONDS, trip
from parvis.outbox import outcome, reviewing, words
from parvis.outbox.drafts import MediaLost, draft_of, item_of
from parvis.outbox.models import Attempt, Delivery, State
from parvis.outbox.tell import ask_to_read, tell, tell_hands
from parvis.outbox.warn import warn_of_logins

LEASE = 90.0
SETTLE = (outcome.FIRST_LOOK, 60.0)
CAN = {"publish": Can.PUBLISH, "reply": Can.REPLY}


def rows() -> "models.QuerySet[Delivery]":
    """Deliveries in a state where a worker may have something to do."""
    return Delivery.objects.filter(state__in=DOING)


def do(row: Delivery) -> None:
    DOING[State(row.state)](row)


def send(row: Delivery) -> None:
    """`ready`: gate and rules again, for the author and for whoever let it go, as they are now; then the call."""
    now = timezone.now()
    if row.unwanted:
        outcome.drop(row)
    elif now >= row.deadline:
        outcome.give_up(row)
    elif closed := gate.refusal(row.person, row.organisation, row.act, row.channel, now):
        outcome.refuse(row, closed.as_json())
    elif broken := rulebook.forbidding(row.channel, item_of(row, now)):
        outcome.refuse(row, broken.as_json())
    elif reviewing.must_wait(row, now):
        row.step(State.HELD, due_at=now, start_at=row.start_at or row.due_at, refusal=reviewing.why_again(row))
    elif row.corrects and row.corrects.state != State.SENT:
        outcome.refuse(row, words.refusal("not_out", *words.NOT_OUT))
    elif not speak.can(row.channel, Can.CORRECT if row.corrects_id else CAN[row.act]):
        outcome.refuse(row, words.refusal("cannot", *words.CANNOT))
    elif row.channel.by_hand:
        outcome.hand_over(row)
    elif row.channel.login_lost_at:
        row.step(State.LOGIN_LOST, due_at=outcome.after(outcome.TELL), refusal=words.login_lost(row.channel.name))
    elif row.corrects:
        there = row.corrects.external_id
        _when_our_turn(row, "correct", lambda network, draft: network.correct(there, draft))
    else:
        _when_our_turn(row, "send", lambda network, draft: network.send(draft))


def await_release(row: Delivery) -> None:
    """`held`: those who may let it go are told; past its deadline it is given up."""
    if timezone.now() >= row.deadline:
        outcome.give_up(row)
    else:
        _put_off(row, ask_to_read(row) or outcome.MOST_WAIT)


def resume(row: Delivery) -> None:
    """`waiting`: the network works on it. Coming back may be the irreversible call, so it is marked like one."""
    if row.unwanted and row.partly_out:
        outcome.drop(row)
    elif timezone.now() >= row.deadline:
        outcome.give_up(row)
    elif row.channel.by_hand:
        outcome.give_up(row, "now_by_hand", words.NOW_BY_HAND)
    elif closed := _closed_meanwhile(row):
        outcome.give_up(row, closed.code, (closed.say, closed.way_out))
    elif row.channel.login_lost_at:
        _put_off(row, outcome.LOGIN_EVERY)
    else:
        ticket = row.ticket
        _when_our_turn(row, "resume", lambda network, draft: network.resume(draft, ticket))


def _closed_meanwhile(row: Delivery) -> gate.Refusal | None:
    """What closed since the network began: it may be out, so it cannot go back to be read, and a person looks."""
    now = timezone.now()
    if closed := gate.refusal(row.person, row.organisation, row.act, row.channel, now):
        return gate.Refusal(closed.code, closed.say, words.BEGUN)
    return gate.Refusal("release_lapsed", words.LAPSED, words.BEGUN) if reviewing.must_wait(row, now) else None


def _when_our_turn(row: Delivery, what: str, call: Callable[[Any, Draft], outcome.Answer]) -> None:
    """Makes the call unless its server asks everybody to wait; the pictures are read before anything is marked."""
    if wait := pace.wait_of(row.channel, timezone.now()):
        _put_off(row, wait)
        return
    try:
        draft = draft_of(row)
    except MediaLost as lost:
        outcome.refuse(row, lost.refusal)
        return
    _call(row, what, lambda network: call(network, draft))


def _call(row: Delivery, what: str, call: Callable[[Any], outcome.Answer]) -> None:
    answer: outcome.Answer
    with speak.client().within(SEND_SECONDS), trip() as made:
        attempt = _begin(row, what)
        if attempt is None:
            return
        try:
            with speaking(row.channel) as network:
                answer = call(network)
        except Exception as error:
            answer = error
    outcome.conclude(row, attempt, answer, made.begun)


def _begin(row: Delivery, what: str) -> Attempt | None:
    """Marks that the call is about to be made, with the whole lease ahead; None if the row is no longer ours."""
    with transaction.atomic():
        lease = {"lease_until": outcome.after(LEASE), "lease_by": row.lease_by}
        if not row.step(State.SENDING, due_at=timezone.now(), **lease):
            return None
        attempt: Attempt = row.tries.create(what=what)
        return attempt


def doubt(row: Delivery) -> None:
    """`sending`, and its worker is gone: nobody knows whether the call was made."""
    with transaction.atomic():
        _close_lost_tries(row)
        row.step(State.UNSURE, due_at=outcome.after(SETTLE[0]))


def _try(row: Delivery, what: str) -> Attempt:
    _close_lost_tries(row)
    attempt: Attempt = row.tries.create(what=what)
    return attempt


def _close_lost_tries(row: Delivery) -> None:
    row.tries.filter(outcome="").update(outcome="lost")


def look(row: Delivery) -> None:
    """`unsure`: asks the network whether it is there. Sent if so; after two noes it may go again.

    A person is told once that cannot be found out.
    """
    _tell_if_it_lasts(row)
    if row.channel.by_hand:
        outcome.give_up(row, "now_by_hand", words.NOW_BY_HAND)
        return
    if row.channel.login_lost_at:
        _still_unsure(row, outcome.LOGIN_EVERY)
        return
    if row.corrects_id:
        _correct_again(row)
        return
    attempt = _try(row, "look")
    try:
        with speak.client().within(SEND_SECONDS), speaking(row.channel) as network:
            found = network.find_sent(draft_of(row, with_media=False))
    except Exception as error:
        outcome.note(row, attempt, "later", error)
        _still_unsure(row, max(_asked(error), backoff(row.attempts)))
    else:
        outcome.sent(row, attempt, found) if found else _absent(row, attempt)


def _correct_again(row: Delivery) -> None:
    """Nobody knows whether the new words are there: they are put there again, once a call still in flight is over."""
    if timezone.now() >= row.deadline:
        outcome.give_up(row)
    else:
        row.step(State.READY, due_at=outcome.soon(row, max(SETTLE[1], backoff(outcome.calls(row)))))


def _absent(row: Delivery, attempt: Attempt) -> None:
    outcome.note(row, attempt, "absent")
    noes = _noes_since_last_call(row)
    if noes < len(SETTLE):
        row.put_off(SETTLE[noes])
    elif timezone.now() >= row.deadline:
        outcome.give_up(row)
    else:
        outcome.again(row)


def _noes_since_last_call(row: Delivery) -> int:
    last = row.tries.filter(what__in=outcome.CALLS).order_by("pk").last()
    noes = row.tries.filter(what="look", outcome="absent")
    return (noes.filter(pk__gt=last.pk) if last else noes).count()


def _still_unsure(row: Delivery, seconds: float) -> None:
    if timezone.now() >= row.deadline:
        outcome.give_up(row)
    else:
        row.finish(due_at=outcome.soon(row, seconds), **outcome.cannot_tell(row))


def wait_for_login(row: Delivery) -> None:
    """`login_lost`: goes on by itself once the channel is connected again."""
    if row.channel.login_lost_at is None:
        row.step(State.READY, due_at=timezone.now(), refusal={}, told_at=None)
    elif timezone.now() >= row.deadline:
        outcome.give_up(row)
    else:
        _put_off(row, tell(row) or outcome.LOGIN_EVERY)


def remind(row: Delivery) -> None:
    """`by_hand`: whoever carries it out is told at its time; at its deadline it is given up. No call is ever made."""
    now = timezone.now()
    if now >= row.deadline:
        outcome.give_up(row, "not_done", words.NOT_CORRECTED if row.corrects_id else words.NOT_DONE)
    elif row.corrects and row.corrects.state != State.SENT:
        outcome.refuse(row, words.refusal("not_out", *words.NOT_OUT))
    elif closed := gate.refusal(row.person, row.organisation, row.act, row.channel, now):
        outcome.refuse(row, closed.as_json())
    elif reviewing.must_wait(row, now):
        row.step(State.HELD, due_at=now, start_at=row.start_at or row.due_at, refusal=reviewing.why_again(row))
    else:
        row.finish(due_at=outcome.soon(row, tell_hands(row) or (row.deadline - now).total_seconds()))


def rest(row: Delivery) -> None:
    """`refused`, `given_up`, `undelivered`: a person is told, then decides."""
    wait = tell(row)
    row.finish(due_at=outcome.after(wait) if wait else None)


def take_back(row: Delivery) -> None:
    """`withdrawing`: taking back what is gone is done, so it is asked for until it is, or the network says no."""
    if row.channel.by_hand:
        wait = tell_hands(row)
        row.finish(due_at=outcome.after(wait) if wait else None)
    elif row.refusal.get("code") == "not_withdrawn":
        rest(row)
    elif wait := pace.wait_of(row.channel, timezone.now()):
        row.put_off(wait)
    else:
        _tell_if_it_lasts(row)
        _ask_back(row)


def _tell_if_it_lasts(row: Delivery) -> None:
    if row.refusal:
        tell(row)


def _ask_back(row: Delivery) -> None:
    with transaction.atomic():
        if not row.keep(LEASE):  # a person left it where it is
            return
        attempt = _try(row, "withdraw")
    try:
        with speak.client().within(SEND_SECONDS), speaking(row.channel) as network:
            for external_id in row.ids:
                network.withdraw(external_id)
    except Amend as error:
        outcome.not_withdrawn(row, attempt, error)
    except Exception as error:
        outcome.still_out(row, attempt, error)
    else:
        outcome.withdrawn(row, attempt)


def _asked(error: Exception) -> float:
    return error.seconds if isinstance(error, TryLater) else 0.0


def _put_off(row: Delivery, seconds: float) -> None:
    row.finish(due_at=outcome.soon(row, seconds))


DOING: dict[State, Callable[[Delivery], None]] = {
    State.HELD: await_release,
    State.READY: send,
    State.SENDING: doubt,
    State.WAITING: resume,
    State.UNSURE: look,
    State.BY_HAND: remind,
    State.LOGIN_LOST: wait_for_login,
    State.REFUSED: rest,
    State.GIVEN_UP: rest,
    State.UNDELIVERED: rest,
    State.WITHDRAWING: take_back,
}

STEPS = [Step("deliveries", rows, do, lease=LEASE)]
ROUTINES = [Every("logins before deliveries", timedelta(minutes=5), warn_of_logins)]
