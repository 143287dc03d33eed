"""Workers that are killed and frozen at random while they send to a server that loses answers.

`python -m parvis.outbox.tests.storm SEED ITEMS KILLS` uses the database of the environment and prints what the server
has at the end, as JSON. Workers are forked from here, so that a new one is there at once.
"""

import json
import os
import random
import secrets
import signal
import socket
import sys
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from urllib.parse import parse_qs, urlsplit

import django

LEASE, SEND_SECONDS, SETTLE = 3.0, 2.0, (0.4, 2.2)  # a small model of the real ones: same order, same sums
WORKERS = 4


class Server(ThreadingHTTPServer):
    """Counts what reaches it, and answers badly."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, seed):
        super().__init__(("127.0.0.1", 0), Handler)
        self.chance, self.lock, self.got = random.Random(seed), Lock(), {}

    def handle_error(self, request, client_address):
        """Clients die here all the time."""


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        key = json.loads(self.rfile.read(int(self.headers["content-length"])))["key"]
        with self.server.lock:
            fate = self.server.chance.random()
            slow = self.server.chance.random() * 0.05
        if fate < 0.08:
            return self.connection.shutdown(socket.SHUT_RDWR)
        if fate < 0.14:
            return self.answer(429, {"error": "slow down"}, {"Retry-After": "1"})
        time.sleep(slow)
        with self.server.lock:
            self.server.got[key] = self.server.got.get(key, 0) + 1
        time.sleep(slow)
        if fate < 0.24:
            return self.connection.shutdown(socket.SHUT_RDWR)
        if fate < 0.34:
            return self.answer(500, {"error": "after success"})
        return self.answer(201, {"id": key})

    def do_GET(self):
        address = urlsplit(self.path)
        with self.server.lock:
            got = dict(self.server.got)
        if address.path == "/all":
            return self.answer(200, got)
        return self.answer(200, {"there": parse_qs(address.query)["key"][0] in got})

    def answer(self, status, body, headers=None):
        content = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args):
        """Quiet."""


def make_kind():
    from parvis.networks.base import Can, Info, Limits, Sent
    from parvis.say import Say

    class Kind:
        """A network that is the server above."""

        info = Info("storm", "Storm", frozenset({Can.REPLY}), Limits(), "", date(2026, 11, 21), Say("", ""))

        def __init__(self, login, http):
            self.login, self.http = login, http

        def send(self, draft):
            reply = self.http.once("POST", f"{self.login.address}/", json={"key": draft.key}).good()
            return Sent(reply.json()["id"], f"{self.login.address}/{draft.key}")

        def find_sent(self, draft):
            there = self.http.get(f"{self.login.address}/?key={draft.key}").good().json()["there"]
            return Sent(draft.key, f"{self.login.address}/{draft.key}") if there else None

    return Kind


def prepare():
    os.environ["DJANGO_SETTINGS_MODULE"] = "parvis.config.settings"
    os.environ["PARVIS_ALLOW_LOOPBACK"] = "1"
    django.setup()
    from types import MappingProxyType

    from parvis.networks import registry
    from parvis.outbox import outcome, steps

    kind = make_kind()
    registry.kinds = lambda: MappingProxyType({"storm": kind})
    steps.LEASE, steps.SEND_SECONDS, steps.SETTLE, outcome.FIRST_LOOK = LEASE, SEND_SECONDS, SETTLE, SETTLE[0]
    outcome.LEAST_WAIT = 0.2
    outcome.backoff = lambda attempts: 0.3
    return steps


def forked(work):
    """The process id of a child that does `work` and ends."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    finally:
        os._exit(0)


def serve(seed):
    """The server in a process of its own; returns its address and process id."""
    server = Server(seed)
    pid = forked(server.serve_forever)
    address = f"http://127.0.0.1:{server.server_address[1]}"
    server.socket.close()
    return address, pid


def fill(address, items):
    from django.utils import timezone

    from parvis.channels.models import Channel
    from parvis.core.scope import Organisation
    from parvis.govern.models import Accreditation
    from parvis.outbox.actions import deliver
    from parvis.people.models import Membership, User

    house = Organisation.objects.create(name="Mairie de Sainte-Aube", slug="sainte-aube")
    alice = User.objects.create_user("alice@sainte-aube.example", None, name="Alice Morel")
    Membership.objects.create(organisation=house, user=alice, role="lead")
    ends = timezone.now() + timedelta(days=1)
    Accreditation.objects.create(organisation=house, person=alice, expires_at=ends)
    channel = Channel.objects.create(organisation=house, network="storm", name="Storm", address=address, state="live")
    for n in range(items):
        deliver(alice, channel, "reply", f"Réponse {n}", secrets.token_hex(16))


def storm(steps, chance, kills, seconds):
    """Kills and freezes workers at random moments, then lets them finish; returns how many of each."""
    from django.db import connections

    from parvis.core.work import Step, Worker
    from parvis.outbox.models import Delivery

    step = Step("deliveries", steps.rows, steps.do, lease=LEASE)
    connections.close_all()

    def begin():
        return forked(Worker([step], threads=2, idle=0.05).run)

    crew, done, frozen, end = [begin() for _ in range(WORKERS)], 0, 0, time.monotonic() + seconds
    while time.monotonic() < end:
        if done < kills:
            time.sleep(chance.uniform(0.01, 0.25))
            place = chance.randrange(WORKERS)
            if chance.random() < 0.2:
                frozen += freeze(crew[place])
            os.kill(crew[place], signal.SIGKILL)
            os.waitpid(crew[place], 0)
            crew[place] = begin()
            done += 1
        else:
            time.sleep(0.3)
            left = Delivery.objects.exclude(state="sent").count()
            connections.close_all()
            if not left:
                break
    for pid in crew:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return {"kills": done, "frozen": frozen}


def freeze(pid):
    """For longer than its lease; then it wakes up and goes on for a moment before it is killed."""
    os.kill(pid, signal.SIGSTOP)
    time.sleep(LEASE + 0.5)
    os.kill(pid, signal.SIGCONT)
    time.sleep(0.3)
    return 1


def main(seed, items, kills, seconds):
    from urllib.request import urlopen

    steps = prepare()
    address, server = serve(seed)
    try:
        fill(address, items)
        facts = storm(steps, random.Random(seed), kills, seconds)
        from parvis.outbox.models import Delivery

        with urlopen(f"{address}/all") as answer:
            got = json.load(answer)
        rows = Delivery.objects.all()
        facts |= {"keys": [row.key for row in rows], "states": [row.state for row in rows], "got": got}
        print(json.dumps(facts))  # noqa: T201
    finally:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:5]))
