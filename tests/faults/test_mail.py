"""The mailbox has no HTTP calls but lines of SMTP: every fault at every line, through the outbox, on a real socket."""

import socket
from datetime import timedelta

import pytest

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.govern.models import Accreditation
from parvis.networks.base import Login, Sent
from parvis.networks.http import Http
from parvis.networks.kinds.email import Kind
from parvis.networks.tests import faults
from parvis.networks.tests.test_email import ABOVE, STEPS
from parvis.outbox.models import Delivery
from tests.faults.test_every_fault import run

LAST = len(STEPS) - 1
HOW = {
    "closed before": ("", False),
    "closed after": ("", True),
    "421 before": ("421 later", False),
    "451 before": ("451 later", False),
    "nonsense after": ("what", True),
}


class Post:
    """A mail server that takes one letter a connection; `plan` is `(step, answer, taken)` and happens once."""

    def __init__(self, plan):
        self.plan, self.met, self.out = plan, False, 0

    def __call__(self, line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        lines = line.makefile("rb")
        for number, step in enumerate(STEPS):
            if not self._read(lines, step) or not self._answer(line, number, step):
                return
        lines.readline()

    def _read(self, lines, step):
        said = lines.readline()
        while said and step == "." and said != b".\r\n":
            said = lines.readline()
        return said

    def _answer(self, line, number, step):
        strikes = not self.met and self.plan and self.plan[0] == number
        answer, taken = self.plan[1:] if strikes else ("354 go" if step == "DATA" else "250 ok", True)
        self.met = self.met or bool(strikes)
        self.out += number == LAST and taken
        if answer:
            line.sendall(answer.encode() + b"\r\n")
        return bool(answer)


class Mailbox:
    """The kind at work on that server; the copy to ourselves tells whether the letter is out."""

    def __init__(self, address, post):
        self.post, self.login = post, Login(handle="office@localhost.test", secrets={"smtp": address, "password": "p"})

    def send(self, draft):
        return Kind(self.login, Http(allow_loopback=True)).send(draft)

    def find_sent(self, draft):
        return Sent("there", "") if self.post.out else None


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("step", range(len(STEPS)), ids=[f"{n}-{name}" for n, name in enumerate(STEPS)])
def test_a_letter_is_out_once(step, how, alice, channel, clock, monkeypatch):
    answer, taken = HOW[how]
    post = Post((step, answer, taken))
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=900))
    Channel.objects.update(network="email")
    with faults.server(*[post] * 9) as address:
        monkeypatch.setattr(speak, "network_for", lambda row, http=None: Mailbox(address.removeprefix("http://"), post))
        row = Delivery.objects.create(
            organisation=channel.organisation,
            channel=channel,
            person=alice,
            act="reply",
            key="0" * 32,
            text="Merci",
            reply_to=ABOVE,
            due_at=clock.now(),
            deadline=clock.now() + timedelta(hours=24),
        )
        run(row, clock)
    assert post.met
    if how == "nonsense after" and step < LAST:  # a server that speaks no SMTP before anything left: refused, and told
        assert (row.state in ("sent", "refused"), post.out) == (True, row.state == "sent")
        assert row.state == "sent" or row.refusal["say"]["fr"]
    else:
        assert (row.state, post.out) == ("sent", 1)
