"""The start page: teaches on day one, then shows what asks for somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.converse.models import Conversation
from parvis.listen.models import Mention, Source, Watch
from parvis.prepare import next_step, reads


def test_on_day_one_it_teaches_the_first_step(sign_in, town, bruno):
    page = sign_in(bruno).get("/o/sainte-aube/").content.decode()
    assert "Écouter un premier lieu" in page
    assert "Ce qui vous attend" not in page


def test_steps_are_walked_in_order(town, alice, channel):
    now = timezone.now()
    done = {step.name: is_done for step, is_done in next_step.walked(town, now)}
    assert done["Écouter un premier lieu"] is False
    assert done["Habiliter une première personne"] is True
    assert done["Mettre un canal en ligne"] is True
    Source.objects.create(organisation=town, kind="feed", name="Gazette", address="https://gazette.example/feed")
    done = {step.name: is_done for step, is_done in next_step.walked(town, now)}
    assert done["Écouter un premier lieu"] is True


def test_every_step_leads_to_a_page(sign_in, town, alice):
    from django.urls import reverse

    client = sign_in(alice)
    for step in next_step.STEPS:
        assert client.get(reverse(step.url, args=[town.slug])).status_code == 200, step.url


@pytest.fixture
def busy(town, alice, bruno, channel, post):
    """Late, due today, crisis; a watch, a source and a mention, so that the office is past its first steps."""
    now = timezone.now()
    Source.objects.create(organisation=town, kind="feed", name="Gazette", address="https://gazette.example/feed")
    watch = Watch.objects.create(organisation=town, name="Mairie", query="mairie")
    Mention.objects.create(organisation=town, watch=watch, post=post, published_at=post.published_at)
    common = {"organisation": town, "network": "wordpress", "opened_at": now, "last_at": now, "author": "Ana"}
    late = Conversation.objects.create(**common, root=post, due_at=now - timedelta(hours=2), owner=bruno)
    Conversation.objects.create(**common, due_at=now + timedelta(minutes=1), handling="crisis")
    return late


def test_it_counts_what_asks_for_somebody(town, bruno, busy):
    found = reads.wanting(town, bruno, timezone.now())
    assert (found["late"], found["crisis"], found["mine"], found["nobodys"], found["open"]) == (1, 1, 1, 1, 2)


def test_crisis_comes_first(town, bruno, busy):
    assert reads.first_ones(town, bruno, timezone.now())[0].handling == "crisis"


def test_the_page_shows_it_in_few_queries(sign_in, town, bruno, busy, django_assert_max_num_queries):
    client = sign_in(bruno)
    with django_assert_max_num_queries(40):
        page = client.get("/o/sainte-aube/").content.decode()
    assert "Une crise demande votre attention" in page
    assert "en retard" in page
    assert "<svg" in page


def test_another_house_counts_nothing_of_it(chamber, dalia, busy):
    assert reads.wanting(chamber, dalia, timezone.now())["open"] == 0
    assert reads.month_chart(chamber, timezone.now()) is None
