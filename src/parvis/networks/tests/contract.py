"""What every network must keep. Subclass it, name the `kind`, record its tapes.

The faults are planted at every step of every recorded publish path.
"""

import dataclasses
import logging
import re
from typing import Any, ClassVar

import httpx2
import pytest

from parvis.networks.base import Can, Login
from parvis.networks.errors import MaybeSent, NetworkError, NotUnderstood, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.protocols import PRESENT
from parvis.networks.tests.tapes import Fault, breaks, play, says, secrets_of, shown, tapes
from parvis.say import Say

BEFORE = Fault("no-connection", breaks(httpx2.ConnectError))
LOST = (
    Fault("reset-before-the-answer", breaks(httpx2.ReadError)),
    Fault("timeout", breaks(httpx2.ReadTimeout)),
    Fault("reset-while-sending", breaks(httpx2.WriteError)),
    Fault("closed-without-a-word", breaks(httpx2.RemoteProtocolError)),
    Fault("500-after-success", says(500, "oops")),
    Fault("503", says(503, "")),
)
SLOWER = Fault("429", says(429, "", retry_after="73"))
LOGIN_LOST = Fault("401", says(401, "{}"))
GARBLED = Fault("200-with-half-a-body", says(200, '{"id'))


def speaks(say: Say) -> None:
    """Two languages, a full sentence each, and what comes next."""
    for text in say:
        assert re.search(r"[.»”]$", text), text
        assert len(re.split(r"[.:;] ", text)) >= 2, f"does not tell what next: {text}"
        assert "!" not in text
    assert say.fr != say.en


class Contract:
    kind: ClassVar[Any]

    @pytest.fixture(autouse=True)
    def _no_secret_is_logged(self, caplog: pytest.LogCaptureFixture) -> Any:
        caplog.set_level(logging.DEBUG)
        yield
        assert "of-the-test" not in caplog.text

    def test_what_is_declared_is_there_and_nothing_else(self) -> None:
        network = self.kind(Login(address="https://server.test"), Http())
        there = {can for can, protocols in PRESENT.items() if any(isinstance(network, p) for p in protocols)}
        acts = {Can.PUBLISH, Can.REPLY}
        assert there - acts == set(self.kind.info.can) - acts
        assert bool(there & acts) == bool(self.kind.info.can & acts)

    def test_the_card_is_complete(self) -> None:
        info = self.kind.info
        assert re.fullmatch(r"[a-z][a-z0-9_]*", info.slug)
        assert info.docs.startswith("https://") or info.slug == "elsewhere"
        says_of_it = [s for s in (info.verified, info.note, *(ask.label for ask in info.asks)) if any(s)]
        assert all(s.fr and s.en for s in says_of_it)
        assert info.can or info.note.fr, "a network that can do nothing says why"
        assert bool(info.known_by.fr and info.known_by.en) == bool({Can.PUBLISH, Can.REPLY} & info.can)

    def test_secrets_do_not_show(self) -> None:
        login = Login(address="https://server.test", secrets={"password": "hidden-of-the-test"})
        network = self.kind(login, Http())
        assert "of-the-test" not in repr(network) + repr(login) + repr(network.http) + repr(vars(network).get("login"))


class SendingContract(Contract):
    """For networks that publish or reply: their tapes hold `publish` and `reply`."""

    wanted: ClassVar[set[str]] = {"publish", "reply", "find_publish", "find_reply"}
    found_by_key: ClassVar[set[str]] = set()
    """Tapes of what is known by the delivery's own key, where words do not count."""

    def tapes(self) -> list[dict[str, Any]]:
        """Recorded ones; a network that nobody could try yet gives tapes made by hand."""
        return tapes(self.kind.info.slug)

    def test_the_tapes_play_to_the_recorded_end(self) -> None:
        assert self.wanted <= {tape["name"] for tape in self.tapes()}
        for tape in self.tapes():
            assert shown(_result(play(self.kind, tape))) == tape["result"], tape["name"]

    def test_the_account_that_is_kept_is_the_one_that_was_connected(self) -> None:
        for tape in self.tapes():
            if tape["verb"] == "connect":
                account, login = play(self.kind, tape)
                assert account.external_id == login.external_id

    def test_the_irreversible_call_is_one_and_comes_last(self) -> None:
        """A send that only prepares makes none, and waits; what goes on after it makes one in all."""
        for tape in self.sends():
            once = [exchange["once"] for exchange in tape["exchanges"]]
            goes_on = "ticket" in tape["result"] or tape["verb"] == "resume"
            assert once.index(True) == len(once) - 1 if any(once) else goes_on, tape["name"]
            later = [other for other in self.tapes() if other.get("after") == tape["name"]]
            assert (
                not later
                or sum(e["once"] or e.get("makes", False) for t in (tape, *later) for e in t["exchanges"]) == 1
            ), tape["name"]

    def test_a_lost_answer_is_maybe_only_after_the_irreversible_call(self) -> None:
        for tape, step, once in self.steps():
            for fault in LOST:
                error = self.fails(tape, step, fault)
                assert type(error) is (MaybeSent if once else TryLater), (tape["name"], step, fault)

    def test_what_did_not_leave_is_tried_later(self) -> None:
        for tape, step, _ in self.steps():
            assert type(self.fails(tape, step, BEFORE)) is TryLater, (tape["name"], step)

    def test_a_slower_pace_is_kept(self) -> None:
        for tape, step, _ in self.steps():
            error = self.fails(tape, step, SLOWER)
            assert isinstance(error, TryLater), (tape["name"], step)
            assert error.seconds == 73

    def test_a_lost_login_stops_the_sending(self) -> None:
        for tape, step, once in self.steps():
            error = self.fails(tape, step, LOGIN_LOST, may_go_on=not once)
            assert error is None or type(error) is Reconnect, (tape["name"], step, error)

    def test_half_an_answer_is_not_taken_for_one(self) -> None:
        for tape, step, once in self.steps():
            is_silent = not tape["exchanges"][step]["body"] and not once
            error = self.fails(tape, step, GARBLED, may_go_on=is_silent)
            assert is_silent or type(error) is (MaybeSent if once else NotUnderstood), (tape["name"], step)

    def test_finding_nothing_is_not_an_error_and_faults_while_looking_are(self) -> None:
        for tape in self.tapes():
            if tape["name"].startswith("find_"):
                for fault in (BEFORE, *LOST, SLOWER, GARBLED):
                    error = self.fails(tape, len(tape["exchanges"]) - 1, fault)
                    assert isinstance(error, TryLater | NotUnderstood), (tape["name"], fault)

    def test_another_delivery_that_says_the_same_is_not_taken_for_this_one(self) -> None:
        for tape in self.tapes():
            if tape["verb"] == "find_sent" and tape["result"] and tape["name"] not in self.found_by_key:
                taken = [tape["result"]["external_id"]]
                again = {**tape, "draft": {**tape["draft"], "taken": taken}}
                assert self.looks_further(again) or play(self.kind, again) is None, tape["name"]

    def looks_further(self, tape: dict[str, Any]) -> bool:
        """Whether it goes on to pages that the tape does not hold."""
        try:
            play(self.kind, tape)
        except AssertionError:
            return True
        return False

    def sends(self) -> list[dict[str, Any]]:
        return [tape for tape in self.tapes() if tape["verb"] in ("send", "resume")]

    def steps(self) -> list[tuple[dict[str, Any], int, bool]]:
        return [(t, i, exchange["once"]) for t in self.sends() for i, exchange in enumerate(t["exchanges"])]

    def fails(self, tape: dict[str, Any], step: int, fault: Fault, may_go_on: bool = False) -> NetworkError | None:
        try:
            play(self.kind, tape, step, fault)
        except NetworkError as error:
            speaks(error.say)
            told = repr(error) + error.detail + str(error)
            assert not [secret for secret in secrets_of(tape).values() if secret in told]
            return error
        except AssertionError:  # it went on another way, to calls that the tape does not hold
            assert may_go_on
            return None
        assert may_go_on, (tape["name"], step, fault)
        return None


def _result(value: Any) -> Any:
    """Of a connection the account: the login holds tokens."""
    return value[0] if isinstance(value, tuple) and dataclasses.is_dataclass(value[0]) else value
