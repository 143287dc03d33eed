"""A mailbox: what each answer of the outgoing server means, at every step."""

import socket
from datetime import UTC, datetime

import pytest

from parvis.networks.base import Draft, Login
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.email import Kind
from parvis.networks.tests import faults
from parvis.networks.tests.contract import Contract, speaks

ABOVE = {"to": "ana@localhost.test", "name": "Ana", "subject": "Ma rue", "id": "<1@localhost.test>", "references": []}
STEPS = ("EHLO", "MAIL", "RCPT", "RCPT", "DATA", ".")


def smtp(**answers: str) -> faults.Behaviour:
    """A mail server that answers as told to the n-th step (`at4="554 no"`); an empty answer closes the line."""

    def behave(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        lines = line.makefile("rb")
        for number, step in enumerate(STEPS):
            while True:
                said = lines.readline()
                if not said or step != "." or said == b".\r\n":
                    break
            answer = answers.get(f"at{number}", "354 go" if step == "DATA" else "250 ok")
            if not answer:
                return
            line.sendall(answer.encode() + b"\r\n")
        lines.readline()

    return behave


def sends(behaviour: faults.Behaviour) -> NetworkError | None:
    draft = Draft("0" * 32, "Merci", datetime.now(UTC), reply_to=ABOVE)
    with faults.server(behaviour) as address:
        place = address.removeprefix("http://")
        login = Login(handle="office@localhost.test", secrets={"smtp": place, "password": "hidden-of-the-test"})
        try:
            sent = Kind(login, Http(allow_loopback=True)).send(draft)
        except NetworkError as error:
            speaks(error.say)
            told = repr(error) + error.detail
            return AssertionError(told) if "hidden" in told else error  # type: ignore[return-value]
    assert sent.external_id == f"<{'0' * 32}@localhost.test>"  # type: ignore[union-attr]
    return None


class TestEmail(Contract):
    kind = Kind

    def test_it_goes_out(self) -> None:
        assert sends(smtp()) is None

    @pytest.mark.parametrize("step", range(5))
    def test_a_line_lost_before_the_text_is_tried_later_or_doubtful(self, step: int) -> None:
        assert type(sends(smtp(**{f"at{step}": ""}))) in (TryLater, MaybeSent)

    def test_a_line_lost_after_the_text_is_doubtful(self) -> None:
        assert type(sends(smtp(at5=""))) is MaybeSent

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            ("451 4.7.1 greylisted", TryLater),
            ("550 5.1.1 unknown", Gone),
            ("554 5.7.1 spam", Amend),
            ("530 no", Reconnect),
        ],
    )
    @pytest.mark.parametrize("step", [1, 2, 4, 5])
    def test_refusals_mean_that_nothing_went_out(self, step: int, answer: str, error: type[NetworkError]) -> None:
        assert type(sends(smtp(**{f"at{step}": answer}))) is error

    def test_nobody_listens(self) -> None:
        login = Login(handle="a@b.test", secrets={"smtp": faults.closed_port().removeprefix("http://")})
        with pytest.raises(TryLater):
            Kind(login, Http(allow_loopback=True)).send(Draft("0" * 32, "x", datetime.now(UTC), reply_to=ABOVE))

    def test_only_public_mail_servers(self) -> None:
        login = Login(handle="a@b.test", secrets={"smtp": "127.0.0.1:465", "imap": "10.0.0.1:993"})
        with pytest.raises(Amend):
            Kind(login, Http()).connect()
