"""The guarded client: what it refuses to reach, what a lost answer means, what never reaches a log."""

import gzip
import time
import zlib
from collections.abc import Callable
from typing import Any

import httpcore2
import pytest

from parvis.networks import guard
from parvis.networks.errors import Amend, Gone, MaybeSent, NetworkError, NotUnderstood, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.networks.tests import faults

HERE = Http(allow_loopback=True)
PUBLIC = Http()

INSIDE = [
    "127.0.0.1",
    "127.8.9.10",
    "10.0.0.1",
    "172.16.3.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fec0::1",
    "3fff::1",
    "5f00::1",
    "4000::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::7f00:1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]


@pytest.mark.parametrize("address", INSIDE)
def test_no_address_of_the_inside_is_reached(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.Guard, "connect", _never)
    literal = f"[{address}]" if ":" in address else address
    with pytest.raises(Amend) as refused:
        PUBLIC.get(f"http://{literal}/")
    assert "public" in refused.value.say.fr


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "017700000001", "127.1", "localhost", "localhost."])
def test_no_other_spelling_of_loopback_is_reached(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.Guard, "connect", _never)
    with pytest.raises((Amend, TryLater)):
        PUBLIC.get(f"http://{host}/")


def _never(*_: Any) -> None:
    raise AssertionError("it was connected to")


@pytest.mark.parametrize("port", [22, 25, 3306, 5432, 6379, 11211])
def test_only_the_ports_of_the_web(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.Guard, "connect", _never)
    with pytest.raises(Amend):
        PUBLIC.get(f"http://93.184.215.14:{port}/")


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "ftp://a.fr/", "gopher://a.fr/", "exemple.fr", "", "http://"]
)
def test_only_web_addresses(address: str) -> None:
    with pytest.raises(Amend):
        HERE.get(address)


def test_loopback_opens_nothing_but_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.Guard, "connect", _never)
    with pytest.raises(Amend):
        HERE.get("http://192.168.1.1/")


def test_the_address_that_was_judged_is_the_one_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers a public address first and a private one later is looked up once."""
    asked, connected = [], []

    def answer(host: str, *_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.215.14" if len(asked) == 1 else "127.0.0.1", 0))]

    def connect(self: guard.Guard, address: Any, *_: Any) -> None:
        connected.append(str(address))
        raise httpcore2.ConnectError("far away")

    monkeypatch.setattr(guard.socket, "getaddrinfo", answer)
    monkeypatch.setattr(guard.Guard, "connect", connect)
    with pytest.raises(TryLater):
        PUBLIC.get("http://rebinding.example/")
    assert (asked, connected) == (["rebinding.example"], ["93.184.215.14"])


def test_a_redirect_to_the_inside_is_not_followed() -> None:
    inward = faults.answers(302, headers={"Location": "http://10.1.2.3/"})
    with faults.server(inward) as address, pytest.raises(Amend):
        HERE.get(address)


def test_a_key_in_a_header_does_not_follow_a_redirect() -> None:
    away = faults.answers(302, headers={"Location": "/elsewhere"})
    with faults.server(away) as address:
        assert HERE.knowing(["k3y-of-ours"]).get(address, headers={"Api-Key": "k3y-of-ours"}).status == 302


def test_endless_redirects_end() -> None:
    again = faults.answers(302, headers={"Location": "/again"})
    with faults.server(*[again] * 10) as address, pytest.raises(Amend) as refused:
        HERE.get(address)
    assert "sans fin" in refused.value.say.fr


def test_a_permanent_move_is_told() -> None:
    with faults.server(faults.answers(301, headers={"Location": "/new"}), faults.answers()) as address:
        assert HERE.get(address + "/old").moved == address + "/new"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress, bytes])
def test_bodies_are_bounded_packed_or_not(pack: Callable[[bytes], bytes]) -> None:
    body = pack(b"a" * 3_000_000)
    kind = {gzip.compress: "gzip", zlib.compress: "deflate"}.get(pack, "identity")
    packed = faults.answers(body=body, headers={"Content-Encoding": kind})
    with faults.server(packed, packed) as address:
        assert len(HERE.get(address, max_bytes=3_000_000).content) == 3_000_000
        with pytest.raises(Amend):
            HERE.get(address, max_bytes=2_999_999)


def test_an_unknown_packing_is_not_guessed() -> None:
    with faults.server(faults.answers(headers={"Content-Encoding": "br"})) as address, pytest.raises(TryLater):
        HERE.get(address)


@pytest.mark.parametrize("behaviour", [faults.hangs, faults.drips])
@pytest.mark.parametrize(("once", "error"), [(False, TryLater), (True, MaybeSent)])
def test_slow_servers_are_left_in_time(behaviour: faults.Behaviour, once: bool, error: type[NetworkError]) -> None:
    began = time.monotonic()
    with faults.server(behaviour) as address, pytest.raises(error), HERE.within(0.5):
        (HERE.once if once else HERE.call)("POST", address)
    assert time.monotonic() - began < 9


LOST = [faults.resets, faults.closes, faults.cut_short, faults.answers(500), faults.answers(502), faults.answers(504)]


@pytest.mark.parametrize("behaviour", LOST)
def test_a_lost_answer_means_maybe_after_the_irreversible_call_only(behaviour: faults.Behaviour) -> None:
    with faults.server(behaviour, behaviour) as address:
        with pytest.raises(MaybeSent):
            HERE.once("POST", address, json={"a": 1})
        with pytest.raises(TryLater):
            HERE.call("POST", address, json={"a": 1})


@pytest.mark.parametrize("address", [faults.closed_port(), "http://nowhere.invalid/"])
def test_what_surely_did_not_leave_is_tried_later(address: str) -> None:
    with pytest.raises(TryLater):
        HERE.once("POST", address, json={"a": 1})


def test_an_answer_that_cannot_be_read_is_doubtful_after_the_irreversible_call() -> None:
    with faults.server(faults.answers(body=b"<html>"), faults.answers(body=b"<html>")) as address:
        with pytest.raises(MaybeSent):
            HERE.once("POST", address).json()
        with pytest.raises(NotUnderstood):
            HERE.call("POST", address).json()


STATUSES = [(401, Reconnect), (403, Amend), (404, Gone), (410, Gone), (400, Amend), (422, Amend), (409, Amend)]


@pytest.mark.parametrize(("status", "error"), [*STATUSES, (301, Reconnect), (418, NotUnderstood)])
def test_refusals_keep_their_meaning(status: int, error: type[NetworkError]) -> None:
    with faults.server(faults.answers(status, headers={"Location": "/x"})) as address, pytest.raises(error):
        HERE.once("POST", address).good()


def test_429_says_when_even_after_the_irreversible_call() -> None:
    slower = faults.answers(429, headers={"Retry-After": "37"})
    with faults.server(slower) as address, pytest.raises(TryLater) as later:
        HERE.once("POST", address)
    assert later.value.seconds == 37


def test_secrets_stay_out_of_errors() -> None:
    echo = faults.answers(400, b'{"you sent": "s3cr3t-word", "access_token": "abcdef", "a": "Bearer zzz.yyy"}')
    http = HERE.knowing(["s3cr3t-word"])
    with faults.server(echo, faults.resets) as address:
        with pytest.raises(Amend) as refused:
            http.get(address + "/?token=s3cr3t-word", basic=("u", "s3cr3t-word")).good()
        with pytest.raises(TryLater) as lost:
            http.get(address.replace("//", "//u:s3cr3t-word@") + "/?access_token=abcdef")
    told = repr(refused.value) + refused.value.detail + repr(lost.value) + lost.value.detail + repr(http)
    assert not [word for word in ("s3cr3t-word", "abcdef", "zzz.yyy") if word in told]


def test_a_login_does_not_travel_in_the_clear() -> None:
    with pytest.raises(Amend) as refused:
        PUBLIC.get("http://93.184.215.14/", basic=("u", "p"))
    assert "https" in refused.value.say.fr


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", faults.closed_port())
    with faults.server(faults.answers()) as address:
        assert HERE.get(address).ok
