"""What an answer of the network makes of a delivery. Writes are fenced; a late one is kept as a try, not believed."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.channels import speak
from parvis.core import audit
from parvis.core.links import web
from parvis.core.work import backoff
from parvis.networks.base import Begun, Sent, SentThread, Waiting
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.outbox import words
from parvis.outbox.models import Act, Attempt, Delivery, State
from parvis.say import Say

log = logging.getLogger("parvis.outbox")

CALLS = ("send", "resume")
LEAST_WAIT, MOST_WAIT = 1.0, 86_400.0
FIRST_LOOK = 15.0
LOGIN_EVERY = 60.0
LASTING = 5  # tries after which a person is told, some eight minutes
TELL = 20.0  # what stops together is told together

Answer = Sent | Waiting | Exception


def conclude(row: Delivery, attempt: Attempt, answer: Answer, begun: bool = True) -> None:
    """What `sending` becomes. `begun`: whether the irreversible call was made, so that it may be out."""
    match answer:
        case Sent() if row.corrects:
            _corrected(row, row.corrects, attempt, answer)
        case Sent():
            sent(row, attempt, answer)
        case Waiting():
            fields: dict[str, Any] = {"ticket": dict(answer.ticket), "due_at": soon(row, answer.seconds)}
            fields |= _there(row, answer.sent) if isinstance(answer, Begun) else {}
            _write(row, attempt, "waiting", State.WAITING, **fields)
        case Amend() | Gone():
            _refused(row, attempt, answer)
        case TryLater():
            wait = max(answer.seconds, backoff(calls(row)))
            _write(row, attempt, "later", _before(row), answer, due_at=soon(row, wait))
        case Reconnect():
            _login_lost(row, attempt, answer)
        case _ if not (begun or row.ticket or isinstance(answer, MaybeSent)):
            _failed(row, attempt, answer)
        case _:
            _write(row, attempt, "unsure", State.UNSURE, answer, due_at=after(FIRST_LOOK))


def sent(row: Delivery, attempt: Attempt, answer: Sent) -> None:
    fields: dict[str, Any] = {
        **_there(row, answer),
        "sent_at": timezone.now(),
        "due_at": None,
        "ticket": {},
        "refusal": {},
    }
    with transaction.atomic():
        _write(row, attempt, "sent", State.SENT, code="outbox.sent", **fields)
        asked = Delivery.objects.filter(pk=row.pk, state=State.SENT, unwanted=True)
        asked.update(state=State.WITHDRAWING, due_at=timezone.now(), told_at=None)


def _there(row: Delivery, answer: Sent) -> dict[str, Any]:
    """Where an item stands, and the ids of the other posts of a thread."""
    more = {"extras": {**row.extras, "more": list(answer.more)}} if isinstance(answer, SentThread) else {}
    return {"external_id": answer.external_id, "url": web(answer.url), **more}


def _corrected(row: Delivery, item: Delivery, attempt: Attempt, answer: Sent) -> None:
    with transaction.atomic():
        _write(row, attempt, "corrected", State.CORRECTED, due_at=None, refusal={}, sent_at=timezone.now())
        if row.state == State.CORRECTED:
            corrected(row, item, web(answer.url))


def corrected(row: Delivery, item: Delivery, url: str = "", person: Any = None) -> None:
    """The new words are there: the item that they correct reads so from now on, the former ones stay in `before`.

    `person` put them there by hand.
    """
    about = item.label
    Delivery.objects.filter(pk=item.pk).update(text=row.text, title=row.title, url=url or item.url)
    facts = {"channel": row.channel.name, **(_both_texts(row) if row.act == Act.PUBLISH else {})}
    code = "outbox.corrected" if row.act == Act.PUBLISH else "outbox.reply_corrected"
    audit.record(row.organisation, person, f"{code}_by_hand" if person else code, about, **facts)


def _both_texts(row: Delivery) -> dict[str, str]:
    """Of what everybody could read; an answer may hold a name, and its former words stay in its row alone."""
    return {"before": whole(row.before["title"], row.before["text"]), "after": whole(row.title, row.text)}


def whole(title: str, text: str) -> str:
    return f"{title}\n\n{text}" if title else text


def _refused(row: Delivery, attempt: Attempt, answer: NetworkError) -> None:
    refusal = words.refusal("network", answer.say, words.AS_IT_WAS if row.corrects_id else words.KEPT)
    refusal = words.refusal("network", *words.REST_REFUSED) if row.partly_out else refusal
    fields: dict[str, Any] = {"refusal": refusal, "due_at": after(TELL), "ticket": {}}
    _write(row, attempt, "refused", State.REFUSED, answer, code="outbox.refused", **fields)


def _login_lost(row: Delivery, attempt: Attempt, answer: Reconnect) -> None:
    """What the network already works on goes on waiting; the rest stands still until somebody connects again."""
    if row.ticket:
        _write(row, attempt, "login_lost", State.WAITING, answer, due_at=soon(row, LOGIN_EVERY))
    else:
        refusal = words.refusal("login_lost", answer.say, words.KEPT)
        fields: dict[str, Any] = {"refusal": refusal, "due_at": after(TELL)}
        _write(row, attempt, "login_lost", State.LOGIN_LOST, answer, **fields)


def _failed(row: Delivery, attempt: Attempt, answer: Exception) -> None:
    """A fault before the call, most likely our own: nothing is out. It may go again; a person is told if that lasts."""
    if row.tries.filter(outcome="failed").count() < LASTING - 1:
        _write(row, attempt, "failed", _before(row), answer, due_at=soon(row, backoff(calls(row))))
    else:
        fields: dict[str, Any] = {"refusal": _fault(row), "due_at": after(TELL), "told_at": None}
        _write(row, attempt, "failed", State.REFUSED, answer, code="outbox.refused", **fields)


def _fault(row: Delivery) -> dict[str, Any]:
    return words.refusal("fault", *(words.REST_FAULT if row.partly_out else words.FAULT))


def again(row: Delivery) -> None:
    """It is not there, after a call of which nobody knew the end: it may go again, later each time.

    Where that has happened often, a person decides.
    """
    doubtful = row.tries.filter(what__in=CALLS, outcome="unsure").count()
    if doubtful and doubtful % LASTING == 0:
        fields: dict[str, Any] = {"refusal": _fault(row), "due_at": after(TELL), "told_at": None, "ticket": {}}
        with transaction.atomic():
            if row.step(State.REFUSED, **fields):
                record(row, "outbox.refused")
    else:
        due_at = soon(row, backoff(doubtful)) if doubtful > 1 else timezone.now()
        row.step(_before(row), due_at=due_at, refusal={}, told_at=None)


def cannot_tell(row: Delivery) -> dict[str, Any]:
    """What changes once it has been impossible for a while to find out whether it is there."""
    if row.attempts < LASTING or row.refusal:
        return {}
    return {"refusal": words.refusal("cannot_tell", *words.CANNOT_TELL), "told_at": None}


def _before(row: Delivery) -> str:
    """Where a call that did nothing leaves a delivery."""
    return State.WAITING if row.ticket else State.READY


def _write(
    row: Delivery,
    attempt: Attempt,
    outcome: str,
    state: str,
    error: Exception | None = None,
    code: str = "",
    **fields: Any,
) -> None:
    """State, try and log at once. Without the lease only the try is written: another worker has taken over."""
    with transaction.atomic():
        if not row.step(state, **fields):
            outcome = "late"
        elif code:
            record(row, code)
        note(row, attempt, outcome, error)


def note(row: Delivery, attempt: Attempt, outcome: str, error: Exception | None = None) -> None:
    """Writes what came of a try, without any secret of the channel."""
    say, detail = words.NOTHING, ""
    if isinstance(error, NetworkError):
        say, detail = error.say, error.detail
    elif error is not None:
        say = words.FAILED if outcome == "failed" else words.UNKNOWN
        detail = f"{type(error).__name__}: {error}"
        log.error("delivery %s, %s: %s", row.pk, attempt.what, clean(row, detail))
    fields = {"outcome": outcome, "say": say._asdict() if error else {}, "words": clean(row, detail)}
    Attempt.objects.filter(pk=attempt.pk).update(**fields)


def clean(row: Delivery, text: str) -> str:
    secrets = [value for value in row.channel.secrets.values() if isinstance(value, str)]
    return speak.client().knowing(secrets).clean(text)[:2000]


def refuse(row: Delivery, refusal: dict[str, Any]) -> None:
    """It does not go out, and no call was made."""
    with transaction.atomic():
        if row.step(State.REFUSED, refusal=refusal, due_at=after(TELL)):
            record(row, "outbox.refused")


def hand_over(row: Delivery) -> None:
    """It is time, and a person carries it out; they are told soon, of all that came due together."""
    with transaction.atomic():
        if row.step(State.BY_HAND, due_at=after(TELL), told_at=None):
            record(row, "outbox.by_hand")


def withdrawn(row: Delivery, attempt: Attempt) -> None:
    _write(row, attempt, "withdrawn", State.WITHDRAWN, code="outbox.withdrawn", due_at=None, refusal={})


def not_withdrawn(row: Delivery, attempt: Attempt, error: NetworkError) -> None:
    """The network does not take it back: that stays to be done, by a person, who is told."""
    why = words.refusal("not_withdrawn", error.say, words.NOT_WITHDRAWN)
    with transaction.atomic():
        kept = row.finish(refusal=why, due_at=after(TELL), told_at=None)
        if kept:
            record(row, "outbox.not_withdrawn")
        note(row, attempt, "refused" if kept else "late", error)


def still_out(row: Delivery, attempt: Attempt, error: Exception) -> None:
    """Nobody knows whether it is gone: it is asked for again; a person is told once that has lasted."""
    asked = error.seconds if isinstance(error, TryLater) else 0.0
    fields: dict[str, Any] = {}
    if row.attempts >= LASTING and not row.refusal:
        say = error.say if isinstance(error, NetworkError) else words.NOT_TAKEN_BACK
        fields = {"refusal": words.refusal("still_out", say, words.STILL_OUT), "told_at": None}
    with transaction.atomic():
        note(row, attempt, "later", error)
        row.put_off(max(asked, backoff(row.attempts)), **fields)


def drop(row: Delivery) -> None:
    """It was to be withdrawn before it was out: it does not go, and the beginning of a thread is taken back."""
    if row.partly_out:
        row.step(State.WITHDRAWING, due_at=timezone.now(), told_at=None)
        return
    with transaction.atomic():
        if row.step(State.CANCELLED, due_at=None):
            record(row, "outbox.not_sent_any_more")


def give_up(row: Delivery, code: str = "too_late", why: tuple[Say, Say] | None = None) -> None:
    """The deadline has passed; a person is told at the next step."""
    clear = row.state in (State.HELD, State.READY, State.LOGIN_LOST)
    late = words.REST_LATE if row.partly_out else words.TOO_LATE if clear else words.TOO_LATE_UNSURE
    refusal = words.refusal(code, *(why or late))
    with transaction.atomic():
        if row.step(State.GIVEN_UP, refusal=refusal, due_at=after(TELL), told_at=None):
            record(row, "outbox.given_up")


def record(row: Delivery, code: str) -> None:
    audit.record(row.organisation, None, code, row.label, channel=row.channel.name)


def calls(row: Delivery) -> int:
    """How often the network was asked to take it."""
    return row.tries.filter(what__in=(*CALLS, "correct")).count()


def after(seconds: float) -> datetime:
    return timezone.now() + timedelta(seconds=min(max(seconds, LEAST_WAIT), MOST_WAIT))


def soon(row: Delivery, seconds: float) -> datetime:
    """In `seconds`, but not after the deadline: then it is given up and a person told."""
    return min(after(seconds), max(row.deadline, timezone.now()))
