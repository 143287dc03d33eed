"""A network that does what the test says, a clock that the test moves, and lines at which to kill."""

import linecache
import os
import secrets
import sys
from collections import deque
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from parvis.channels import speak
from parvis.govern.models import Accreditation
from parvis.networks.base import Sent
from parvis.networks.errors import MaybeSent
from parvis.networks.http import begin
from parvis.outbox import actions
from parvis.say import Say

SAID = Say("Le réseau a parlé.", "The network spoke.")


class Scripted:
    """One server for all channels. `does` holds what the next calls do: an error, a value, or a function of the draft;
    `always` what a verb does after that. `out` is what a reader of that network sees: key → how often;
    `words`: id → the words that a correction put there.
    """

    def __init__(self):
        self.does, self.always, self.calls, self.out, self.words = deque(), {}, [], {}, {}

    def put_out(self, draft):
        begin()
        self.out[draft.key] = self.out.get(draft.key, 0) + 1
        return Sent(f"id-{draft.key[:6]}", f"https://net.example/{draft.key[:6]}")

    def send(self, draft):
        return self._do("send", draft, self.put_out)

    def resume(self, draft, ticket):
        return self._do("resume", draft, self.put_out)

    def find_sent(self, draft):
        return self._do("look", draft, self._seen)

    def correct(self, external_id, draft):
        return self._do("correct", draft, lambda draft: self._put_words(external_id, draft))

    def _put_words(self, external_id, draft):
        self.words[external_id] = draft.text
        return Sent(external_id, f"https://net.example/{external_id}")

    def withdraw(self, external_id):
        return self._do("withdraw", external_id, lambda _: None)

    def _seen(self, draft):
        return Sent("found", f"https://net.example/{draft.key[:6]}") if draft.key in self.out else None

    def _do(self, what, draft, otherwise):
        self.calls.append(what)
        answer = self.does.popleft() if self.does else self.always.get(what, otherwise)
        answer = answer(draft) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    def lose_the_answer(self, draft):
        """It goes out, and the answer is lost: 500 after success, reset, timeout."""
        self.put_out(draft)
        raise MaybeSent(SAID, "500 after success")

    def named(self, what):
        return [call for call in self.calls if call == what]


@pytest.fixture
def network(monkeypatch):
    made = Scripted()

    def network_for(channel, http=None):
        made.login = speak.login_of(channel)
        return made

    monkeypatch.setattr("parvis.channels.speak.network_for", network_for)
    return made


class Clock:
    """The wall clock of the house; the test moves it."""

    def __init__(self):
        self.at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def now(self):
        return self.at

    def pass_(self, **how):
        self.at += timedelta(**how)


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(timezone, "now", made.now)
    return made


@pytest.fixture
def work(clock):
    """`work()` does what is due; `work(until="sent")` lets time pass until the delivery is there."""
    from parvis.core.work import drain
    from parvis.outbox.models import Delivery
    from parvis.outbox.steps import STEPS

    def do(until=None, most=timedelta(days=5)):
        end = clock.now() + most
        drain(STEPS)
        while until and Delivery.objects.exclude(state__in=[until, "cancelled"]).exists() and clock.now() < end:
            soon = Delivery.objects.exclude(due_at=None).order_by("due_at").values_list("due_at", flat=True).first()
            clock.at = max(soon or end, clock.now() + timedelta(seconds=1))
            drain(STEPS)

    return do


class Killed(BaseException):
    """What `kill -9` looks like from inside: nothing after it runs, open transactions are undone."""


@contextmanager
def killed_at(number, rooms=("outbox", "channels")):
    """Kills whatever runs inside at the `number`-th line of those rooms; yields the lines seen."""
    seen = []
    ours = [f"{os.sep}parvis{os.sep}{room}{os.sep}" for room in rooms]

    def trace(frame, event, _):
        if not any(part in frame.f_code.co_filename for part in ours) or frame.f_code.co_filename == __file__:
            return None
        # Python comes back to the line of a `with` on its way out; an error there would skip the exit itself.
        if event == "line" and not linecache.getline(frame.f_code.co_filename, frame.f_lineno).lstrip().startswith(
            "with "
        ):
            seen.append((os.path.basename(frame.f_code.co_filename), frame.f_lineno))
            if len(seen) == number:
                sys.settrace(None)
                frame.f_trace = None
                raise Killed(f"{seen[-1]}")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield seen
    finally:
        sys.settrace(before)


@pytest.fixture
def item(clock, network, alice, channel):
    """Alice's answer to Ana, in the outbox."""
    # Alice's accreditation counts from the real clock; the test's stands elsewhere.
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=365))
    return actions.deliver(
        alice, channel, "reply", "Oui, lundi à 11 h 30.", secrets.token_hex(16), reply_to={"post": 1, "parent": 1}
    )


def fresh(item):
    """The same row, as it stands now."""
    item.refresh_from_db()
    return item
