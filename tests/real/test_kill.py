"""kill -9, again and again, while 200 replies go out to a real WordPress: each is there exactly once."""

import json
import os
import random
import time
from collections import Counter

import httpx2
import pytest

REPLIES = 200
KILLS = int(os.environ.get("PARVIS_TEST_KILLS", "50"))
SPREAD = 120  # seconds over which the replies fall due, so that every kill meets some at work
ENOUGH = 600  # seconds after the last kill by which nothing may be left: a lease, and two looks a minute apart

FILL = """
import json, sys
from datetime import timedelta
from uuid import uuid4
from django.utils import timezone
from parvis.channels.models import Channel
from parvis.core.scope import Organisation
from parvis.govern.models import Accreditation
from parvis.outbox import actions
from parvis.people.models import Membership, User

given = json.loads({given!r})
house = Organisation.objects.create(name="Mairie de Sainte-Aube", slug="sainte-aube")
alice = User.objects.create_user("alice@sainte-aube.example", "trois-ponts-sous-la-neige", name="Alice Morel")
Membership.objects.create(organisation=house, user=alice, role="lead")
now = timezone.now()
Accreditation.objects.create(organisation=house, person=alice, may_reply=True, expires_at=now + timedelta(days=1))
channel = Channel.objects.create(organisation=house, network="wordpress", name="Site", state="live",
    address=given["address"], handle=given["handle"], secrets=given["secrets"])
for n in range({replies}):
    parent = given["parents"][n % len(given["parents"])]
    actions.deliver(alice, channel, "reply", f"Réponse numéro {{n}} : le pont rouvre le lundi 30 novembre à 8 h.",
        uuid4().hex, reply_to=parent, due_at=now + timedelta(seconds=n * {spread} / {replies}),
        deadline=now + timedelta(hours=2))
"""
STATES = """
from collections import Counter
import json
from parvis.outbox.models import Delivery
print(json.dumps(Counter(Delivery.objects.values_list("state", flat=True))))
"""


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_every_reply_is_there_exactly_once(house, wordpress):
    chance = random.Random(20261121)
    house.start()
    parents = [_handle(wordpress, n) for n in range(20)]
    given = {**_login(wordpress), "parents": parents}
    house.inside(FILL.format(given=json.dumps(given), replies=REPLIES, spread=SPREAD))

    kills = Counter(_kill(house, chance) for _ in range(KILLS))
    _until_nothing_is_left(house)

    assert json.loads(house.inside(STATES)) == {"sent": REPLIES}, house.log.read_text()[-3000:]
    there = Counter(text for text in _comments(wordpress) if text.startswith("Réponse numéro"))
    assert len(there) == REPLIES
    assert set(there.values()) == {1}, [text for text, times in there.items() if times > 1]
    assert kills["tree"] + kills["child"] == KILLS


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


def _login(wordpress):
    login = wordpress.login("ed")
    return {"address": login.address, "handle": login.handle, "secrets": dict(login.secrets)}


def _handle(wordpress, number):
    """What a reply to a new visitor's comment needs to know of it."""
    comment = wordpress.visitor_says(1, f"Question {number} : quand le pont rouvre-t-il ?", author=f"Visiteur {number}")
    return {"post": 1, "parent": comment}


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
