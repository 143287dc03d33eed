"""kill -9, again and again, while 200 replies go out to a real WordPress and a real PDS: each is there exactly once."""

import json
import os
import random
import time
from collections import Counter

import httpx2
import pytest

from parvis.networks.kinds.bluesky import Kind as Bluesky
from tests.real import life

REPLIES = 200
KILLS = int(os.environ.get("PARVIS_TEST_KILLS", "50"))
SPREAD = 120  # seconds over which the replies fall due, so that every kill meets some at work
ENOUGH = 600  # seconds after the last kill by which nothing may be left: a lease, and two looks a minute apart

FILL = """
import json
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.govern.models import Accreditation
from parvis.outbox import actions
from parvis.people.models import Membership, User

places = json.loads({places!r})
house = Organisation.objects.create(name="Mairie de Sainte-Aube", slug="sainte-aube")
alice = User.objects.create_user("alice@sainte-aube.example", "trois-ponts-sous-la-neige", name="Alice Morel")
Membership.objects.create(organisation=house, user=alice, role="lead")
now = timezone.now()
Accreditation.objects.create(organisation=house, person=alice, may_reply=True, expires_at=now + timedelta(days=1))
for place in places:
    place["channel"] = Channel.objects.create(organisation=house, name=place["network"], state="live",
        **{{name: place[name] for name in ("network", "address", "handle", "secrets")}})
for n in range({replies}):
    place = places[n % len(places)]
    parent = place["parents"][n // len(places) % len(place["parents"])]
    actions.deliver(alice, place["channel"], "reply", f"Réponse numéro {{n}} : le pont rouvre le lundi à 8 h.",
        uuid4().hex, reply_to=parent, due_at=now + timedelta(seconds=n * {spread} / {replies}),
        deadline=now + timedelta(hours=2))
"""
STATES = """
from collections import Counter
import json
from parvis.outbox.models import Delivery
print(json.dumps(Counter(Delivery.objects.values_list("state", flat=True))))
"""
TRIES = """
from collections import Counter
import json
from parvis.outbox.models import Attempt
print(json.dumps(Counter(f"{a.what} {a.outcome}" for a in Attempt.objects.all())))
"""


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_every_reply_is_there_exactly_once(house, wordpress, bluesky):
    chance = random.Random(20261121)
    house.start()
    places = [_site(wordpress), _account(bluesky)]
    house.inside(FILL.format(places=json.dumps(places), replies=REPLIES, spread=SPREAD))

    kills = Counter(_kill(house, chance) for _ in range(KILLS))
    _until_nothing_is_left(house)

    assert json.loads(house.inside(STATES)) == {"sent": REPLIES}, house.log.read_text()[-3000:]
    said = [*_comments(wordpress), *_records(bluesky)]
    there = Counter(text for text in said if text.startswith("Réponse numéro"))
    assert len(there) == REPLIES
    assert set(there.values()) == {1}, [text for text, times in there.items() if times > 1]
    assert kills["tree"] + kills["child"] == KILLS
    print(kills, house.inside(TRIES))


def _kill(house, chance):
    """At a random moment: the whole tree (then started again, as a person would) or one child (it comes back)."""
    time.sleep(chance.uniform(0.05, 2 * SPREAD / max(KILLS, 1) * 0.5))
    if chance.random() < 0.3:
        house.kill_tree()
        house.start(wait=chance.random() < 0.7)
        return "tree"
    house.kill_one(chance.choice)
    return "child"


def _until_nothing_is_left(house):
    end = time.monotonic() + ENOUGH
    while (states := json.loads(house.inside(STATES))) != {"sent": REPLIES}:
        assert time.monotonic() < end, (states, house.log.read_text()[-3000:])
        if house.process.poll() is not None:
            house.start(wait=False)
        time.sleep(3)


def _site(wordpress):
    """A channel on the site, and ten comments of visitors to answer."""
    parents = [
        {"post": 1, "parent": wordpress.visitor_says(1, f"Question {n} : quand le pont rouvre-t-il ?", f"Visiteur {n}")}
        for n in range(10)
    ]
    return _channel("wordpress", wordpress.login("ed"), parents)


def _account(bluesky):
    """A channel on the PDS, and five posts of somebody else to answer."""
    bob = Bluesky(bluesky.login("bob"), life.HERE)
    posts = [bob.send(life.draft(f"Question {n} : quand le pont rouvre-t-il ?")) for n in range(5)]
    refs = [_ref(bob, post.external_id) for post in posts]
    return _channel("bluesky", bluesky.login("alice"), [{"root": ref, "parent": ref} for ref in refs])


def _ref(network, uri):
    repo, collection, rkey = uri.removeprefix("at://").split("/")
    query = {"repo": repo, "collection": collection, "rkey": rkey}
    record = network._ask("GET", "com.atproto.repo.getRecord", query).json()
    return {"uri": record["uri"], "cid": record["cid"]}


def _channel(network, login, parents):
    secrets = dict(login.secrets)
    return {
        "network": network,
        "address": login.address,
        "handle": login.handle,
        "secrets": secrets,
        "parents": parents,
    }


def _comments(wordpress):
    """Every comment of the site, as its own API gives it to an editor."""
    login = wordpress.login("ed")
    auth = (login.handle, login.secrets["password"])
    with httpx2.Client(base_url=wordpress.url, auth=auth, timeout=30) as client:
        for page in range(1, 50):
            answer = client.get("/index.php", params={
                "rest_route": "/wp/v2/comments", "per_page": 100, "page": page, "context": "edit", "status": "all",
            })  # fmt: skip
            rows = answer.json()
            if answer.status_code != 200 or not rows:
                return
            yield from (row["content"]["raw"] for row in rows)


def _records(bluesky):
    """Every post of the account, read from its own repository."""
    cursor = ""
    with httpx2.Client(base_url=bluesky.pds, timeout=30) as client:
        while cursor is not None:
            asked = {"repo": bluesky.did("alice"), "collection": "app.bsky.feed.post", "limit": 100}
            answer = client.get(
                "/xrpc/com.atproto.repo.listRecords", params=asked | ({"cursor": cursor} if cursor else {})
            )
            answer.raise_for_status()
            yield from (row["value"]["text"] for row in answer.json()["records"])
            cursor = answer.json().get("cursor")
