"""Networks that take back and moderate: each forgets, hides or shows one item, fails once as it is told, and answers
a second request for the same as that network does. The answers to reading are recorded ones, the others made by hand.
"""

from dataclasses import dataclass, field

import httpx2

from parvis.networks.base import Can, Login
from parvis.networks.http import Http
from parvis.networks.registry import get, kinds
from parvis.networks.tests.tapes import tapes
from tests.faults.places import answer

SECRETS = {name: f"secret-{name}-of-the-test" for name in ("token", "password", "access", "refresh")}
META_GONE = (400, '{"error": {"message": "No", "type": "GraphMethodException", "code": 100, "error_subcode": 33}}')
TELEGRAM_GONE = (400, '{"ok": false, "error_code": 400, "description": "Bad Request: message to delete not found"}')
YOUTUBE_GONE = (404, '{"error": {"message": "No", "errors": [{"reason": "commentNotFound"}]}}')


@dataclass(frozen=True)
class Answers:
    """`item`: how the network names it; `done` and `again`: what it says the first time, and once it is gone."""

    item: str
    done: tuple[int, str] = (204, "")
    again: tuple[int, str] = (404, "{}")
    login: dict = field(default_factory=lambda: {"address": "https://server.test", "external_id": "100"})


def _recorded(slug, again):
    tape = next(each for each in tapes(slug) if each["verb"] == "withdraw")
    last = tape["exchanges"][-1]
    return Answers(tape["arguments"][0], (last["status"], last["body"]), again, tape["login"])


META_KINDS = ("facebook", "instagram", "threads")
META = {"done": (200, '{"success": true}'), "again": META_GONE}
TAKE_BACK = {
    "bluesky": _recorded("bluesky", (200, '{"commit": {"cid": "c", "rev": "r"}}')),
    "mastodon": _recorded("mastodon", (404, '{"error": "Record not found"}')),
    "wordpress": _recorded("wordpress", (410, '{"code": "rest_already_trashed", "message": "No"}')),
    "reddit": _recorded("reddit", (200, "{}")),
    "facebook": Answers("100_1", **META),
    "instagram": Answers("17", **META),
    "threads": Answers("17", **META),
    "discourse": Answers("https://server.test/t/1/7", (200, "")),
    "google_business": Answers("accounts/1/locations/2/reviews/3", (200, "{}")),
    "linkedin": Answers("urn:li:share:7"),
    "peertube": Answers("server.test/uu-1/9", again=(409, "{}")),
    "pinterest": Answers("7"),
    "telegram": Answers("@mairie/7", (200, '{"ok": true, "result": true}'), TELEGRAM_GONE),
    "tumblr": Answers("7", (200, '{"meta": {"status": 200}, "response": {"id": "7"}}')),
    "x": Answers("7", (200, '{"data": {"deleted": true}}')),
    "youtube": Answers("UgxComment", again=YOUTUBE_GONE),
}
MODERATE = {
    "facebook": Answers("100_1_2", **META),
    "instagram": Answers("17", **META),
    "peertube": Answers("server.test/uu-1/9", again=(409, "{}")),
    "wordpress": Answers("server.test#comment-3", (200, '{"id": 3}'), (410, '{"code": "rest_already_trashed"}')),
    "youtube": Answers("UgxComment", again=YOUTUBE_GONE),
}
CANNOT_HOLD = {"peertube"}  # it takes a comment away or approves it, nothing between


def able(can):
    return {slug for slug, kind in kinds().items() if can in kind.info.can}


def takes_back():
    return able(Can.WITHDRAW)


def moderates():
    return able(Can.MODERATE)


class Square:
    """One item at one network. `stands`: how a reader finds it, `there`, `gone` or by the last measure.

    `plan`, `(step, fault)`: it goes wrong there, once.
    """

    def __init__(self, slug, answers, clock, measure="gone", plan=None):
        self.slug, self.answers, self.clock, self.measure, self.plan = slug, answers, clock, measure, plan
        self.stands, self.steps, self.asked, self.met = "there", 0, 0, False

    def network(self, channel, http=None):
        """What `speak.network_for` gives."""
        self.steps = 0
        login = Login(**self.answers.login, secrets=SECRETS)
        return get(self.slug)(login, Http(allow_loopback=True, transport=_Wire(self)))


class _Wire(httpx2.BaseTransport):
    def __init__(self, square):
        self.square = square

    def handle_request(self, request):
        square, here = self.square, self.square.steps
        request.read()
        square.steps += 1
        strikes = not square.met and square.plan and square.plan[0] == here
        if not strikes:
            return answer(*self._does(request))
        square.met, fault = True, square.plan[1]
        if fault.processed:
            self._does(request)
        return fault.does(square, request)

    def _does(self, request):
        square = self.square
        if request.method == "GET":
            return self._reads(request)
        square.asked += 1
        is_gone, square.stands = square.stands == "gone", square.measure
        return square.answers.again if is_gone else square.answers.done

    def _reads(self, request):
        """A list that holds it while it is there; that a thread has no more posts."""
        path = request.url.raw_path.decode()
        if self.square.slug == "mastodon" and self.square.stands == "gone":
            return 200, '{"statuses": []}' if "/search" in path else "[]"
        if self.square.slug in META_KINDS:
            return self.square.answers.again if self.square.stands == "gone" else (200, '{"id": "100_1"}')
        tape = next(each for each in tapes(self.square.slug) if each["verb"] == "withdraw")
        found = next(each for each in tape["exchanges"] if each["method"] == "GET" and each["path"] == path)
        return found["status"], found["body"]
