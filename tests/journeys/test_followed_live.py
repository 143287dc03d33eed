"""From a line of a network to the inbox, through the processes of a house: within seconds, also after kill -9.

The server is made by hand, in the format of Mastodon's documentation.
"""

import json
import time

import pytest

from parvis.networks.tests.live import living

FILL = """
from datetime import timedelta
from django.utils import timezone
from parvis.channels.models import Channel
from parvis.core.routine import Routine
from parvis.core.scope import Organisation
from parvis.listen import collecting, following
house = Organisation.objects.create(name="Mairie de Sainte-Aube", slug="sainte-aube")
Channel.objects.create(organisation=house, network="mastodon", name="Mastodon", address="http://{address}",
    handle="mairie", external_id="42", state="live", secrets={{"token": "hidden-of-the-test"}})
collecting.listen_to_channels(timezone.now())
following.follow_all(timezone.now())
"""
INBOX = """
import json
from parvis.converse.models import Message
print(json.dumps(sorted(Message.objects.values_list("text", flat=True))))
"""
HOLDER = """
from parvis.listen.models import Following
row = Following.objects.get()
print(row.lease_by if row.live_since else "")
"""
SECONDS = 10


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_mention_is_in_the_inbox_within_seconds_whoever_is_killed(house):
    with living() as live:
        house.start()
        house.inside(FILL.format(address=live.address))
        first = _until(lambda: live.lines and house.inside(HOLDER), 30)
        took = [_mention(house, live, "Et ma rue ?")]
        for victim in house.children():
            victim.kill()
        live.mention("Pendant la panne", is_told=False)
        _until(lambda: house.inside(HOLDER) not in ("", first), 90)
        _until(lambda: "Pendant la panne" in _inbox(house), SECONDS)
        took.append(_mention(house, live, "Et la mienne ?"))
        assert _inbox(house) == ["Et la mienne ?", "Et ma rue ?", "Pendant la panne"]
        print(f"in the inbox after {took} s")
        house.stop()
        assert not live.lines


def _mention(house, live, text):
    began = time.monotonic()
    live.mention(text)
    _until(lambda: text in _inbox(house), SECONDS)
    return round(time.monotonic() - began, 1)


def _inbox(house):
    return json.loads(house.inside(INBOX))


def _until(condition, seconds):
    end = time.monotonic() + seconds
    while not (met := condition()):
        assert time.monotonic() < end
        time.sleep(0.2)
    return met
