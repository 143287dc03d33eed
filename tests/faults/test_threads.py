"""Every fault at every call of a thread: each post is there once, in its place, or a person is told what stands.

The servers keep what they are sent: one in the shape of Mastodon's API, which pays no heed to Idempotency-Key (as
snac), one in that of the API of Threads.
"""

import itertools
import json
from datetime import timedelta
from urllib.parse import parse_qs

import httpx2
import pytest
from django.core import mail

from parvis.channels import speak
from parvis.channels.models import Channel, Pace
from parvis.core import work as core_work
from parvis.govern.models import Accreditation
from parvis.networks.base import Login
from parvis.networks.http import Http
from parvis.networks.kinds.mastodon import Kind as Mastodon
from parvis.networks.kinds.threads import Kind as Meta
from parvis.outbox import actions, taking
from parvis.outbox.models import Delivery
from parvis.outbox.reviewing import Impossible
from parvis.outbox.steps import STEPS
from tests.faults.places import FAULTS, answer
from tests.faults.test_every_fault import run

PARTS = ("Deux : les rues basses suivent.", "Trois : merci de votre patience.")
TEXTS = ["Un : le centre est déneigé.", *PARTS]


class Server(httpx2.BaseTransport):
    """`plan`, `(call, fault)`: that call goes wrong. `refuses`: a text that it does not take.

    `whole`: the calls that a thread of three makes where all goes well.
    """

    slug, whole = "mastodon", 8

    def __init__(self, clock, plan=None):
        self.clock, self.plan, self.refuses = clock, plan, ""
        self.posts, self.calls, self.met = {}, 0, False
        self.numbers = itertools.count(101)

    def network(self, channel, http=None):
        login = Login("https://server.test", "mairie", "42", {"token": "hidden-of-the-test"})
        return Mastodon(login, Http(transport=self))

    def handle_request(self, request):
        request.read()
        here, self.calls = self.calls, self.calls + 1
        if not self.plan or self.met or here != self.plan[0]:
            return self._does(request)
        self.met, fault = True, self.plan[1]
        if fault.processed:
            self._does(request)
        return fault.does(self, request)

    def _does(self, request):
        number = request.url.path.rpartition("/")[2]
        if request.method == "POST":
            return self._post(parse_qs(request.content.decode()))
        if request.method == "DELETE":
            return answer(200 if self.posts.pop(number, None) else 404, "{}")
        if number.isdigit():
            row = self.posts.get(number)
            return answer(200, json.dumps(row)) if row else answer(404, json.dumps({"error": "Record not found"}))
        rows = list(reversed(self.posts.values())) if "max_id" not in str(request.url) else []
        return answer(200, json.dumps(rows))

    def _post(self, form):
        told = {name: values[0] for name, values in form.items()}
        if told["status"] == self.refuses:
            return answer(422, json.dumps({"error": "Non"}))
        number = str(next(self.numbers))
        url = f"https://server.test/users/mairie/statuses/{number}"
        row = {"id": number, "uri": url, "url": url, "content": f"<p>{told['status']}</p>"}
        row |= {"visibility": told["visibility"], "in_reply_to_id": told.get("in_reply_to_id")}
        self.posts[number] = row | {"created_at": self.clock.now().isoformat(), "cw": told.get("spoiler_text", "")}
        return answer(200, json.dumps(self.posts[number]))

    def seen(self):
        """What a reader sees, each post with the one that it answers."""
        text = {None: None} | {number: row["content"][3:-4] for number, row in self.posts.items()}
        return [(text[number], text.get(row["in_reply_to_id"])) for number, row in self.posts.items()]


GONE = {"error": {"code": 100, "error_subcode": 33}}


class Containers(Server):
    """Threads: each post is prepared, looked at and published."""

    slug, whole = "threads", 12

    def __init__(self, clock, plan=None):
        super().__init__(clock, plan)
        self.prepared = {}

    def network(self, channel, http=None):
        login = Login("", "mairie", "100", {"token": "hidden-of-the-test"})
        return Meta(login, Http(transport=self))

    def _does(self, request):
        name = request.url.path.rpartition("/")[2]
        told = {key: values[0] for key, values in parse_qs(request.content.decode()).items()}
        if request.method == "DELETE":
            return answer(200, "{}") if self.posts.pop(name, None) else answer(400, json.dumps(GONE))
        if request.method == "GET" and name in self.prepared:
            return answer(200, json.dumps({"status": self.prepared[name]["status"], "id": name}))
        if request.method == "GET" and name.isdigit():
            return answer(200, json.dumps({"id": name})) if name in self.posts else answer(400, json.dumps(GONE))
        if request.method == "GET":
            rows = [row for row in self.posts.values() if bool(row.get("replied_to")) == (name == "replies")]
            return answer(200, json.dumps({"data": rows[::-1]}))
        return self._prepare(told) if name == "threads" else self._publish(told["creation_id"])

    def _prepare(self, told):
        if told["text"] == self.refuses:
            return answer(400, json.dumps({"error": {"code": 100, "message": "Non"}}))
        number = f"9{len(self.prepared)}"
        self.prepared[number] = {"status": "FINISHED", "text": told["text"], "under": told.get("reply_to_id")}
        return answer(200, json.dumps({"id": number}))

    def _publish(self, container):
        made, number = self.prepared[container], str(next(self.numbers))
        made["status"] = "PUBLISHED"
        row = {"id": number, "text": made["text"], "timestamp": self.clock.now().isoformat(), "permalink": ""}
        self.posts[number] = row | ({"replied_to": {"id": made["under"]}} if made["under"] else {})
        return answer(200, json.dumps({"id": number}))

    def seen(self):
        text = {None: None} | {number: row["text"] for number, row in self.posts.items()}
        return [
            (row["text"], text.get(row.get("replied_to", {}).get("id"), "elsewhere")) for row in self.posts.values()
        ]


WHOLE = list(zip(TEXTS, [None, *TEXTS], strict=False))


@pytest.fixture(params=[Server, Containers], ids=["mastodon", "threads"])
def kind(request):
    return request.param


@pytest.fixture
def thread(kind, channel, alice, clock, monkeypatch):
    """`thread(plan)` is a server where `plan` happens, and a delivery of three posts."""
    Accreditation.objects.update(expires_at=clock.now() + timedelta(days=900))
    Channel.objects.update(network=kind.slug)

    def made(plan=None):
        server = kind(clock, plan)
        monkeypatch.setattr(speak, "network_for", server.network)
        Channel.objects.update(login_lost_at=None)
        Pace.objects.all().delete()
        Delivery.objects.all().delete()
        mail.outbox.clear()
        row = Delivery.objects.create(
            organisation=channel.organisation,
            channel=channel,
            person=alice,
            act="publish",
            key="0123456789abcdef" * 2,
            text=TEXTS[0],
            extras={"parts": list(PARTS), "warning": "Météo"},
            due_at=clock.now(),
            deadline=clock.now() + timedelta(hours=24),
        )
        return server, row

    return made


def test_three_posts_each_an_answer_to_the_one_before(thread, clock):
    server, row = thread()
    run(row, clock)
    rows = list(server.posts.values())
    assert (row.state, server.seen(), server.calls) == ("sent", WHOLE, server.whole)
    ids = [each.get("uri", each["id"]) for each in rows]
    assert [row.external_id, *row.extras["more"]] == ids


@pytest.mark.parametrize("kind", [Server])
def test_on_mastodon_the_first_is_for_all_and_the_warning_hides_each(thread, clock):
    server, row = thread()
    run(row, clock)
    rows = list(server.posts.values())
    assert [each["visibility"] for each in rows] == ["public", "unlisted", "unlisted"]
    assert {each["cw"] for each in rows} == {"Météo"}


@pytest.mark.parametrize("fault", FAULTS, ids=repr)
def test_whatever_happens_at_any_call_each_post_is_out_once(fault, thread, kind, clock):
    for call in range(kind.whole):
        server, row = thread((call, fault))
        run(row, clock)
        assert (row.state, server.seen()) == ("sent", WHOLE), (call, fault)
        assert not row.tries.filter(outcome="").exists(), (call, fault)
        assert server.met, call


def test_the_rest_is_refused_and_goes_on_once_it_is_not(thread, alice, clock):
    server, row = thread()
    server.refuses = TEXTS[2]
    run(row, clock)
    assert (row.state, server.seen()) == ("refused", WHOLE[:2])
    assert "début de ce fil est en ligne" in row.refusal["say"]["fr"]
    clock.pass_(seconds=60)
    core_work.drain(STEPS)
    assert len(mail.outbox) == 1
    row.refresh_from_db()
    with pytest.raises(Impossible):
        actions.cancel(alice, row)
    server.refuses = ""
    actions.retry(alice, row)
    run(row, clock)
    assert (row.state, server.seen()) == ("sent", WHOLE)


def test_what_is_out_of_a_refused_thread_is_withdrawn(thread, alice, clock):
    server, row = thread()
    server.refuses = TEXTS[2]
    run(row, clock)
    taking.withdraw(alice, row)
    core_work.drain(STEPS)
    row.refresh_from_db()
    assert (row.state, server.seen()) == ("withdrawn", [])


@pytest.mark.parametrize("step", range(3))
def test_withdrawn_whole_whatever_happens(step, thread, alice, clock):
    for fault in FAULTS:
        server, row = thread()
        run(row, clock)
        server.plan = (server.calls + step, fault)
        taking.withdraw(alice, row)
        for _ in range(20):
            _work(clock)
            row.refresh_from_db()
            if row.state == "withdrawn":
                break
            clock.at = max(row.due_at or clock.now(), clock.now() + timedelta(seconds=120))
        assert (row.state, server.seen()) == ("withdrawn", []), fault


def _work(clock):
    from parvis.outbox.tests.conftest import Killed

    Channel.objects.update(login_lost_at=None)
    try:
        core_work.drain(STEPS)
    except Killed:
        clock.pass_(seconds=120)


def test_its_deadline_passes_half_way(thread, clock):
    """A person is told that the beginning is out."""
    server, row = thread()
    server.refuses = ""
    core_work.run_one(STEPS[0])
    row.refresh_from_db()
    assert (row.state, server.seen()) == ("waiting", WHOLE[:1])
    clock.pass_(days=2)
    core_work.drain(STEPS)
    row.refresh_from_db()
    assert (row.state, row.partly_out) == ("given_up", True)
    assert "début de ce fil est en ligne" in row.refusal["say"]["fr"]


def test_withdrawn_between_two_posts_the_rest_does_not_go_and_the_beginning_is_taken_back(thread, alice, clock):
    server, row = thread()
    while not server.posts:
        core_work.run_one(STEPS[0])
    row.refresh_from_db()
    assert row.state == "waiting"
    taking.withdraw(alice, row)
    for _ in range(6):
        clock.pass_(minutes=5)
        core_work.drain(STEPS)
    row.refresh_from_db()
    assert (row.state, server.seen(), next(server.numbers)) == ("withdrawn", [], 102)
