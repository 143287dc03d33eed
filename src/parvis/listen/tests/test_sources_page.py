"""Sources: found from an address, followed, paused, exchanged as lists."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.listen.models import Post, Source

PAGE = '<html><head><link rel="alternate" type="application/rss+xml" title="Le journal" href="/feed"></head></html>'


@pytest.fixture
def url(town):
    return lambda name, *args: reverse(f"listen:{name}", args=[town.slug, *args])


@pytest.fixture
def client(bruno, sign_in):
    return sign_in(bruno)


def test_a_feed_is_found_from_a_page_s_address_chosen_and_read(client, url, site, work, town):
    site.pages["/"] = ("text/html", PAGE)
    site.feed("La cantine rouvre")
    page = client.post(url("add_source"), {"address": site.address + "/"}).content.decode()
    assert "Le journal" in page
    address = site.address + "/feed"
    client.post(url("follow"), {"feed": address, f"title {address}": "Le journal"})
    source = Source.objects.get()
    assert (source.name, source.address) == ("Le journal", address)
    work()
    assert Post.objects.get().title == "La cantine rouvre"
    again = client.post(url("add_source"), {"address": site.address + "/"}).content.decode()
    assert "(déjà suivi)" in again
    client.post(url("follow"), {"feed": address})
    assert Source.objects.count() == 1
    assert AuditEntry.objects.of(town).filter(code="listen.source_added").count() == 1


def test_an_address_without_a_feed_or_inside_the_house_says_why(client, url, site, settings):
    site.pages["/"] = ("text/html", "<html></html>")
    assert "pas de flux" in client.post(url("add_source"), {"address": site.address + "/"}).content.decode()
    settings.ALLOW_LOOPBACK = False
    page = client.post(url("add_source"), {"address": site.address}).content.decode()
    assert "n’est pas celle d’un site public" in page


def test_all_of_bluesky_is_listened_to_once(client, url, town, settings):
    assert "Écouter tout Bluesky" in client.get(url("add_source")).content.decode()
    for _ in range(2):
        page = client.post(url("tap"), follow=True).content.decode()
        assert "Tout un réseau, en direct" in page
    assert Source.objects.of(town).get().kind == "stream"
    assert AuditEntry.objects.of(town).filter(code="listen.source_added").count() == 1
    assert "déjà écouté" in client.get(url("add_source")).content.decode()
    settings.FOLLOW_LIVE = False
    assert "Tout Bluesky" not in client.get(url("add_source")).content.decode()


def test_lists_go_in_and_out(client, url, town):
    opml = (
        '<opml version="2.0"><body><outline text="Un" xmlUrl="https://un.example/feed"/>'
        '<outline text="Deux" xmlUrl="https://deux.example/feed"/><outline xmlUrl="file:///etc/passwd"/></body></opml>'
    )
    for _ in range(2):
        client.post(url("take_opml"), {"file": SimpleUploadedFile("feeds.opml", opml.encode())})
    assert set(Source.objects.values_list("name", "address")) == {
        ("Un", "https://un.example/feed"),
        ("Deux", "https://deux.example/feed"),
    }
    out = client.get(url("give_opml"))
    assert b"https://deux.example/feed" in out.content
    assert "attachment" in out["Content-Disposition"]


def test_a_list_that_cannot_be_read_says_so(client, url):
    page = client.post(url("take_opml"), {"file": SimpleUploadedFile("feeds.opml", b"<opml")})
    assert "Rien n’a été importé" in page.content.decode()


def test_a_search_is_kept_on_a_connected_account(client, url, channel):
    assert "Site de la ville" in client.get(url("add_source")).content.decode()
    client.post(url("search"), {"channel": channel.pk, "words": "cantine"})
    source = Source.objects.get()
    assert (source.kind, source.words, source.channel) == ("search", "cantine", channel)


def test_health_is_told_and_a_source_paused_resumed_read_now_removed(client, url, feed):
    Source.objects.update(failing_since=timezone.now(), trouble={"fr": "Le serveur dort.", "en": "It sleeps."})
    assert "Le serveur dort." in client.get(url("sources")).content.decode()
    client.post(url("pause_source", feed.pk))
    assert Source.objects.get().paused_at
    assert "Le serveur dort." not in client.get(url("sources")).content.decode()
    Source.objects.update(due_at=None)
    client.post(url("resume_source", feed.pk))
    assert Source.objects.get().due_at
    Source.objects.update(due_at=None)
    client.post(url("read_source", feed.pk))
    assert Source.objects.get().due_at
    client.post(url("remove_source", feed.pk))
    assert not Source.objects.exists()


def test_another_house_s_sources_are_not_there(dalia, chamber, sign_in, feed):
    client = sign_in(dalia)
    for name in ("pause_source", "resume_source", "read_source", "remove_source"):
        assert client.post(reverse(f"listen:{name}", args=[chamber.slug, feed.pk])).status_code == 404
    assert b"<outline" not in client.get(reverse("listen:give_opml", args=[chamber.slug])).content
