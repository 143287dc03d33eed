"""The rules of the house at the doors to publishing and sending."""

from uuid import uuid4

import pytest
from django.utils import timezone

from parvis.channels import speak
from parvis.core import work
from parvis.govern.rulebook import actions
from parvis.outbox import actions as outbox
from parvis.outbox import steps
from parvis.publish import actions as publish
from parvis.publish.models import Publication

TEXT = "Chers administrés, le pont rouvre lundi à 8 h. Alice Morel."


def rule(town, alice, **more):
    fields = {"name": "Pas d’administrés", "terms": {"query": "administré*"}, **more}
    return actions.make(alice, town, "words", fields, [])


def test_a_warning_can_be_passed_over_a_block_cannot(town, alice, channel):
    row = rule(town, alice, blocks=False)
    publication = Publication.objects.create(organisation=town, author=alice, text=TEXT)
    publication.channels.add(channel)
    actions.change(alice, row, {"blocks": True}, [])
    with pytest.raises(publish.NotYet):
        publish.publish(alice, publication, timezone.now(), anyway=True)
    actions.change(alice, row, {"blocks": False}, [])
    assert publish.publish(alice, publication, timezone.now(), anyway=True)


def test_a_rule_made_later_stops_what_waits(town, alice, channel, monkeypatch):
    monkeypatch.setattr(speak, "network_at", lambda *_: pytest.fail("a network was asked to speak"))
    row = outbox.deliver(alice, channel, "reply", TEXT, uuid4().hex, reply_to={"post": 1, "parent": 1})
    rule(town, alice)
    work.drain(steps.STEPS)
    row.refresh_from_db()
    assert (row.state, row.refusal["code"]) == ("refused", "rule_words")
