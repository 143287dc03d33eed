"""A mailbox: what each answer of the outgoing server means, at every step."""

import socket
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest

from parvis.networks.base import Draft, Login
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.kinds.email import Kind, Letter
from parvis.networks.tests import faults
from parvis.networks.tests.contract import Contract, speaks

ABOVE = {"to": "ana@localhost.test", "name": "Ana", "subject": "Ma rue", "id": "<1@localhost.test>", "references": []}
STEPS = ("EHLO", "MAIL", "RCPT", "RCPT", "DATA", ".")


def smtp(said: "list[bytes] | None" = None, **answers: str) -> faults.Behaviour:
    """A mail server that answers as told to the n-th step (`at4="554 no"`); an empty answer closes the line.

    `said` gets every line that it is told.
    """
    told = [] if said is None else said

    def behave(line: socket.socket) -> None:
        line.sendall(b"220 test\r\n")
        lines = line.makefile("rb")
        for number, step in enumerate(STEPS):
            while True:
                told.append(lines.readline())
                if not told[-1] or step != "." or told[-1] == b".\r\n":
                    break
            answer = answers.get(f"at{number}", "354 go" if step == "DATA" else "250 ok")
            if not answer:
                return
            line.sendall(answer.encode() + b"\r\n")
        lines.readline()

    return behave


def sends(behaviour: faults.Behaviour, **above: Any) -> NetworkError | None:
    draft = Draft("0" * 32, "Merci", datetime.now(UTC), reply_to=ABOVE | above)
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

    def test_251_is_taken_too(self) -> None:
        assert sends(smtp(at2="251 user not local; will forward")) is None

    def test_who_is_unknown_there_makes_nobody_else_wait(self) -> None:
        error = sends(smtp(at2="451 4.7.1 greylisted"))
        assert isinstance(error, TryLater)
        assert error.alone

    def test_the_ids_of_mails_are_never_rewritten(self) -> None:
        long = f"<{'AM0PR' + 'x' * 90}@eurprd05.prod.outlook.com>"
        said: list[bytes] = []
        assert sends(smtp(said), id=long, references=[long.replace("x", "y"), "<1@a.fr>"]) is None
        assert f"In-Reply-To: {long}\r\n".encode() in said
        out = b"".join(said)
        assert b"=?" not in out[out.index(b"In-Reply-To") : out.index(b"Content-Type")]
        assert f"References: {long.replace('x', 'y')}\r\n <1@a.fr>\r\n {long}\r\n".encode() in out

    def test_an_id_that_no_mail_may_hold_is_left_out(self) -> None:
        said: list[bytes] = []
        assert sends(smtp(said), id="<é@a.fr>", references=["", "<" + "x" * 950 + "@a.fr>", "<1@a.fr>"]) is None
        assert b"In-Reply-To: <1@a.fr>\r\n" in said
        assert all(len(line) < 1000 for line in said)

    def test_accents_in_a_domain(self) -> None:
        said: list[bytes] = []
        assert sends(smtp(said), to="ana@mairie-évreux.fr", name="Éléa, dite « Léa »") is None
        assert said[2] == b"rcpt TO:<ana@xn--mairie-vreux-heb.fr>\r\n"

    def test_accents_in_a_name_where_the_server_takes_them(self) -> None:
        said: list[bytes] = []
        assert sends(smtp(said, at0="250-test\r\n250 SMTPUTF8"), to="éléa@évreux.fr", name="") is None
        assert said[1].startswith(b"mail FROM:<office@localhost.test> SMTPUTF8")
        assert "To: éléa@xn--vreux-9ra.fr\r\n".encode() in said

    @pytest.mark.parametrize("to", ["éléa@mairie.fr", "nobody", "", "a b@c..fr", "a@" + "x" * 70 + ".fr", "a@b\nc"])
    def test_an_address_that_cannot_be_written_to_is_said(self, to: str) -> None:
        error = sends(smtp(), to=to)
        assert isinstance(error, Amend)
        assert "adresse" in error.say.fr or "accent" in error.say.fr


RAW = (
    b"From: Ana <ana@b.fr>\r\nTo: office@localhost.test\r\nSubject: Ma rue\r\nDate: Mon, 23 Nov 2026 10:12:00 +0100\r\n"
)


def read(head: bytes, body: bytes = b"Et ma rue ?") -> Any:
    made = message_from_bytes(head + b"\r\n" + body, policy=policy.default)
    kind = Kind(Login(handle="office@localhost.test"), Http(allow_loopback=True))
    return kind._read(Letter(made, head + body, "2026-11-23"))  # type: ignore[arg-type]


def test_a_mail_without_an_id_gets_one_that_stays() -> None:
    first, again, other = read(RAW), read(RAW), read(RAW, b"Autre chose")
    assert first.external_id == again.external_id != other.external_id
    assert (first.addressed, first.text, first.thread) == (True, "Et ma rue ?", first.external_id)


@pytest.mark.parametrize(
    ("head", "is_own", "to"),
    [
        (b"From: Ana <ana@b.fr>\r\nReply-To: office@localhost.test\r\n", False, "ana@b.fr"),
        (b"From: Ana <ana@b.fr>\r\nReply-To: ana@work.fr\r\n", False, "ana@work.fr"),
        (b"From: Office@localhost.test\r\nReply-To: ana@b.fr\r\n", False, "ana@b.fr"),
        (b"From: Mairie <office@localhost.test>\r\n", True, None),
    ],
)
def test_whose_mail_it_is(head: bytes, is_own: bool, to: str | None) -> None:
    found = read(head + b"Message-ID: <1@a>\r\n")
    assert (found.is_own, found.addressed, found.reply_handle.get("to")) == (is_own, not is_own, to)


def test_a_mail_without_a_sender_is_not_lost() -> None:
    found = read(b"Message-ID: <1@a>\r\nSubject: x\r\n")
    assert (found.addressed, found.reply_handle, found.author) == (True, {}, "")


def test_a_mail_that_no_program_reads_is_still_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.networks.letters.written", lambda mail: [][0])
    found = read(RAW)
    assert (found.title, found.addressed) == ("Ma rue", True)
    assert "votre boîte" in found.text


class Box:
    """What a mailbox answers to `SEARCH`."""

    def __init__(self, uids: list[int]) -> None:
        self.uids, self.asked = uids, ""

    def uid(self, verb: str, query: str) -> tuple[str, list[bytes]]:
        self.asked = query
        first = int(query[4:-2]) if query.startswith("UID") else 0
        return "OK", [" ".join(str(uid) for uid in self.uids if uid >= first).encode()]


@pytest.mark.parametrize(
    ("cursor", "asked", "uids"),
    [
        ({}, "ALL", list(range(31, 81))),
        ({"validity": 7, "uid": 20, "day": "2026-11-23"}, "UID 21:*", list(range(21, 71))),
        ({"validity": 6, "uid": 900, "day": "2026-11-01"}, "SINCE 31-Oct-2026", list(range(1, 51))),
        ({"validity": 6, "uid": 900}, "ALL", list(range(31, 81))),
        ({"validity": 7, "uid": 0, "day": ""}, "ALL", list(range(31, 81))),
    ],
)
def test_what_is_read_next(cursor: dict[str, Any], asked: str, uids: list[int]) -> None:
    box = Box(list(range(1, 81)))
    kind = Kind(Login(handle="office@localhost.test"), Http(allow_loopback=True))
    assert kind._after(box, cursor, 7) == uids  # type: ignore[arg-type]
    assert box.asked == asked
