"""A network that answers from tapes, fails once as it is told, and knows what a reader of it would see."""

import importlib
import pkgutil

import httpx2

from parvis.networks import tests as shelf
from parvis.networks.base import Can, Login, Sent
from parvis.networks.http import Http
from parvis.networks.registry import kinds
from parvis.networks.tests.contract import SendingContract
from parvis.networks.tests.tapes import draft_of, secrets_of
from parvis.outbox.tests.conftest import Killed

ACTS = {Can.PUBLISH, Can.REPLY}


def contracts():
    """slug → the contract of a kind that sends, with its tapes; found by looking, so a new one is there at once."""
    for module in pkgutil.iter_modules(shelf.__path__):
        if module.name.startswith("test_"):
            importlib.import_module(f"{shelf.__name__}.{module.name}")
    found = {each.kind.info.slug: each for each in _below(SendingContract)}
    from parvis.networks.tests import test_telegram

    return found | {"telegram": _Telegram(test_telegram)}


def _below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


class _Telegram:
    """It answers at once and cannot be read back: no contract of sending fits, its tapes are made here."""

    def __init__(self, made):
        self.kind, self._tapes = made.Kind, [made.publishing(made.OUT), made.FILM, made.ALBUM]

    def __call__(self):
        return self

    def tapes(self):
        return self._tapes


def senders():
    """Kinds that publish or reply, by slug."""
    return {slug: kind for slug, kind in kinds().items() if ACTS & kind.info.can}


class Fault:
    """`processed`: the network did what it was asked before it went wrong."""

    def __init__(self, name, does, processed):
        self.name, self.does, self.processed = name, does, processed

    def __repr__(self):
        return self.name


def _raises(error):
    def does(place, request):
        raise error("planted", request=request) if issubclass(error, httpx2.TransportError) else error("planted")

    return does


def _says(status, body="", **headers):
    return lambda place, request: answer(status, body, headers)


def _jumps(hours):
    def does(place, request):
        place.clock.pass_(hours=hours)
        raise httpx2.ReadError("planted", request=request)

    return does


def answer(status, body="", headers=()):
    return httpx2.Response(status, headers=dict(headers), stream=httpx2.ByteStream(body.encode()))


FAULTS = [
    Fault("no connection", _raises(httpx2.ConnectError), False),
    Fault("reset before", _raises(httpx2.WriteError), False),
    Fault("reset after", _raises(httpx2.ReadError), True),
    Fault("closed after without a word", _raises(httpx2.RemoteProtocolError), True),
    Fault("timeout before", _raises(httpx2.ReadTimeout), False),
    Fault("timeout after", _raises(httpx2.ReadTimeout), True),
    Fault("500 before", _says(500, "oops"), False),
    Fault("500 after success", _says(500, "oops"), True),
    Fault("503", _says(503), False),
    Fault("429", _says(429, **{"retry-after": "73"}), False),
    Fault("expired token", _says(401, "{}"), False),
    Fault("half an answer", _says(200, '{"id'), True),
    Fault("killed before", _raises(Killed), False),
    Fault("killed after", _raises(Killed), True),
    Fault("the clock jumps ahead", _jumps(5), True),
    Fault("the clock jumps back", _jumps(-5), True),
]


class Place:
    """One network. `plan`, `(verb, step, fault)`: it goes wrong there, once. `out`: how often a reader sees it.

    What a network works on for a while is gone on with by the tapes that name the sending one as `after`, each for the
    ticket that it takes; where two take the same, the last once it is out.
    """

    def __init__(self, contract, sends, clock, plan=None):
        self.kind, self.sends, self.clock, self.plan = contract.kind, sends, clock, plan
        tapes = {tape["name"]: tape for tape in contract().tapes()}
        self.finds = tapes.get(f"find_{sends['name']}") or tapes.get("find_publish")
        self.resumes = [tape for tape in tapes.values() if tape.get("after") == sends["name"]]
        self.out, self.calls, self.met = 0, [], False

    def takes(self, exchange):
        """What a call puts out; a place that was filled is not filled again."""
        self.out = max(self.out, 1) if exchange.get("makes") else self.out + exchange["once"]

    def network(self, channel, http=None):
        """What `speak.network_for` gives."""
        return _Network(self)


class _Network:
    def __init__(self, place):
        self.place = place
        self.login = Login(secrets={"password": "kept"})

    def send(self, draft):
        return self._play("send", self.place.sends)

    def resume(self, draft, ticket):
        """Where the irreversible call was made already it only waits; a tape that ends before it makes it here."""
        if self.place.resumes:
            fitting = [tape for tape in self.place.resumes if tape["arguments"] == [ticket]]
            tape = fitting[-1 if self.place.out else 0]
            return self._play(tape["name"], tape)
        self.place.out += not any(exchange["once"] for exchange in self.place.sends["exchanges"])
        return Sent("resumed", "")

    def find_sent(self, draft):
        """Only what is out is found; that a network is asked at all may go wrong before."""
        place = self.place
        place.calls.append("find_sent")
        if place.kind.info.slug == "telegram":
            return self._kind(None).find_sent(draft)
        if place.out or (place.plan and place.plan[0] == "find_sent" and not place.met):
            found = self._play("find_sent", place.finds)
            return found if place.out else None
        return None

    def _play(self, verb, tape):
        self.place.calls += [verb] if verb == "send" else []
        network = self._kind(_Wire(self.place, verb, tape), tape)
        return getattr(network, tape["verb"])(draft_of(tape["draft"]), *tape.get("arguments", ()))

    def _kind(self, wire, tape=None):
        login = Login(**tape["login"], secrets=secrets_of(tape)) if tape else Login()
        return self.place.kind(login, Http(allow_loopback=True, transport=wire))


class _Wire(httpx2.BaseTransport):
    """Plays one tape; the planted fault strikes at its step, before or after the network did what it was asked."""

    def __init__(self, place, verb, tape):
        self.place, self.verb, self.exchanges, self.step = place, verb, tape["exchanges"], 0

    def handle_request(self, request):
        request.read()
        assert self.step < len(self.exchanges), f"one call too many: {request.method} {request.url}"
        exchange, here = self.exchanges[self.step], self.step
        assert (request.method, request.url.raw_path.decode()) == (exchange["method"], exchange["path"])
        self.step += 1
        strikes = not self.place.met and self.place.plan and self.place.plan[:2] == (self.verb, here)
        if not strikes:
            self.place.takes(exchange)
            return answer(exchange["status"], exchange["body"], exchange["headers"])
        self.place.met, fault = True, self.place.plan[2]
        if fault.processed:
            self.place.takes(exchange)
        return fault.does(self.place, request)
