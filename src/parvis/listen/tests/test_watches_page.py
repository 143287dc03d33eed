"""Writing a watch: what it would have caught is seen at once, mistakes are shown where they are."""

import pytest
from django.urls import reverse
from django.utils import timezone

from parvis.listen import actions
from parvis.listen.models import Mention, Watch


@pytest.fixture
def url(town):
    return lambda name, *args: reverse(f"listen:{name}", args=[town.slug, *args])


@pytest.fixture
def client(bruno, sign_in):
    return sign_in(bruno)


@pytest.fixture
def stored(say):
    say("La cantine est fermée", unread=False)
    say("Le pont est fermé", unread=False)


def test_a_watch_is_made_and_looks_back(client, url, stored, work):
    client.post(url("make_watch"), {"name": "Fermetures", "query": "fermé*", "asks": "on"})
    watch = Watch.objects.get()
    assert (watch.asks, watch.paused_at) == (True, None)
    work()
    assert watch.mentions.count() == 2
    assert "2 mentions" in client.get(url("watches")).content.decode()


def test_what_it_would_have_caught_is_told_while_it_is_written(client, url, stored):
    part = client.get(url("try"), {"query": "cantine"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "La <mark>cantine</mark> est fermée" in part
    assert '<span class="figure-number">1</span>' in part
    assert "2 dernières remarques" in part


def test_without_javascript_the_button_tries_it_and_keeps_what_was_written(client, url, stored):
    page = client.post(url("make_watch"), {"name": "Cantine", "query": "cantine", "try": "1"}).content.decode()
    assert "La <mark>cantine</mark>" in page
    assert 'value="Cantine"' in page
    assert not Watch.objects.exists()


def test_a_mistake_is_shown_where_it_is_with_a_repair_that_can_be_taken(client, url, stored):
    page = client.post(url("make_watch"), {"name": "Cantine", "query": '("cantine"'})
    html = page.content.decode()
    assert not Watch.objects.exists()
    assert "jamais fermée" in html
    assert "<mark>(</mark>" in html
    repaired = client.post(url("make_watch"), {"name": "Cantine", "query": '("cantine"', "use": '("cantine")'})
    html = repaired.content.decode()
    assert "La <mark>cantine</mark>" in html
    assert "(&quot;cantine&quot;)</textarea>" in html
    assert 'value="Cantine"' in html


def test_a_changed_watch_drops_what_no_longer_holds(client, url, stored, watch, work):
    actions.change_watch(None, watch, "Cantine", "cantine", True)
    work()
    assert Mention.objects.get().post.text.startswith("La cantine")
    client.post(url("watch", watch.pk), {"name": "Pont", "query": "pont"})
    work()
    assert Mention.objects.get().post.text.startswith("Le pont")
    watch.refresh_from_db()
    assert (watch.name, watch.asks) == ("Pont", False)


def test_a_watch_that_quotes_another_follows_it(stored, watch, town, work):
    actions.make_watch(None, town, "Fermetures", "saved:Cantine ET fermé*")
    work()
    assert Mention.objects.filter(watch__name="Fermetures").get().post.text.startswith("La cantine")
    actions.change_watch(None, watch, "Cantine", "pont", True)
    work()
    assert Mention.objects.filter(watch__name="Fermetures").get().post.text.startswith("Le pont")


def test_paused_and_resumed_it_catches_what_it_missed(client, url, watch, say, work):
    client.post(url("pause_watch", watch.pk))
    say("La cantine rouvre")
    from parvis.listen.storing import ask_to_read

    ask_to_read(watch.organisation, timezone.now())
    work()
    assert not Mention.objects.exists()
    client.post(url("resume_watch", watch.pk))
    work()
    assert Mention.objects.count() == 1


def test_removing_says_what_goes_and_takes_a_second_yes(client, url, watch):
    assert "disparaissent des chiffres" in client.get(url("remove_watch", watch.pk)).content.decode()
    client.post(url("remove_watch", watch.pk))
    assert not Watch.objects.exists()


def test_two_watches_cannot_share_a_name(client, url, watch):
    page = client.post(url("make_watch"), {"name": "cantine", "query": "x"})
    assert "porte déjà ce nom" in page.content.decode()


def test_another_house_s_watches_are_not_there(dalia, chamber, sign_in, watch):
    client = sign_in(dalia)
    for name in ("watch", "remove_watch"):
        assert client.get(reverse(f"listen:{name}", args=[chamber.slug, watch.pk])).status_code == 404
    for name in ("pause_watch", "resume_watch"):
        assert client.post(reverse(f"listen:{name}", args=[chamber.slug, watch.pk])).status_code == 404
