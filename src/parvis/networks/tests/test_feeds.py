"""Feeds: every kind is read alike, hostile ones do no harm, the reader is polite."""

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest

from parvis.networks import opml
from parvis.networks.base import Batch, Login
from parvis.networks.discover import feeds_in
from parvis.networks.errors import Amend, Gone, NetworkError
from parvis.networks.feeds import parse
from parvis.networks.http import Http
from parvis.networks.kinds.feed import Kind
from parvis.networks.tests import faults
from parvis.networks.tests.contract import Contract, speaks

HEAD = '<?xml version="1.0" encoding="{}"?>'
ITEM = (
    "<title>Été à l’école</title><link>/a?b=1&amp;c=2</link>"
    "<description>&lt;p&gt;Déjà&lt;/p&gt;&lt;p&gt;vu&lt;/p&gt;</description>"
)
RSS = (
    "<rss version='2.0' xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'><channel><title>Mairie</title>"
    "<link>https://mairie.fr/</link><language>fr</language>{}<item>" + ITEM + "<guid isPermaLink='false'>7</guid>"
    "<pubDate>Mon, 02 Nov 2026 08:00:00 +0100</pubDate><category>Neige</category>"
    "<enclosure url='https://mairie.fr/a.mp3' type='audio/mpeg' length='12'/></item></channel></rss>"
)
ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='fr'><title>Mairie</title><link href='https://mairie.fr/'/>"
    "<entry><id>tag:mairie.fr,2026:7</id><title>Été à l’école</title><link href='https://mairie.fr/a?b=1&amp;c=2'/>"
    "<updated>2026-11-02T07:00:00Z</updated><content type='html'>&lt;p&gt;Déjà&lt;/p&gt;&lt;p&gt;vu&lt;/p&gt;</content>"
    "</entry></feed>"
)
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Mairie",
        "home_page_url": "https://mairie.fr/",
        "language": "fr",
        "items": [
            {
                "id": 7,
                "url": "/a?b=1&c=2",
                "title": "Été à l’école",
                "content_html": "<p>Déjà</p><p>vu</p>",
                "date_published": "2026-11-02T08:00:00+01:00",
            }
        ],
    }
)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-15", "windows-1252", "utf-16"])
def test_encodings(encoding: str) -> None:
    feed = parse((HEAD + RSS).format(encoding, "").replace("’", "'").encode(encoding))
    assert (feed.kind, feed.entries[0].title) == ("rss", "Été à l'école")


@pytest.mark.parametrize("source", [RSS.format(""), ATOM, JSON])
def test_the_kinds_are_read_alike(source: str) -> None:
    feed = parse(source.encode(), address="https://mairie.fr/feed")
    entry = feed.entries[0]
    assert (feed.title, feed.link, feed.language) == ("Mairie", "https://mairie.fr/", "fr")
    assert (entry.title, entry.url) == ("Été à l’école", "https://mairie.fr/a?b=1&c=2")
    assert entry.text == "Déjà\n\nvu"
    assert entry.published_at is not None
    assert entry.published_at.isoformat() == "2026-11-02T07:00:00+00:00"


BOMB = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'>{}]>".format(
    "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)
OUTSIDE = "<!DOCTYPE r [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("trap", [BOMB, OUTSIDE])
def test_entities_are_no_weapon(trap: str) -> None:
    began = time.process_time()
    feed = parse((trap + RSS.format("").replace("Mairie", "&i;")).encode())
    told = repr(feed)
    assert len(told) < 100_000
    assert "root:" not in told
    assert time.process_time() - began < 2


@pytest.mark.parametrize("junk", [b"", b"{", b"[]", b"{}", b'{"items": 3}', b"\x00\xff" * 99, b"<html>", b"{" * 99_999])
def test_junk_is_no_feed_and_no_crash(junk: bytes) -> None:
    assert parse(junk).kind == ""


def test_scripts_do_not_come_through() -> None:
    feed = parse(RSS.format("").replace("vu&lt;", "&lt;script&gt;alert(1)&lt;/script&gt;vu&lt;").encode())
    assert "alert" not in feed.entries[0].text + feed.entries[0].html


PAGE = b"""<html><head><base href="https://mairie.fr/x/"><link rel="Alternate" type="application/atom+xml" href="feed">
<link rel="alternate" hreflang="en" href="/en"><link rel=stylesheet href=a.css></head>
<a href="/rss.xml">flux</a></html>"""


def test_a_page_tells_where_its_feed_is() -> None:
    assert [link.url for link in feeds_in(PAGE, "https://mairie.fr/")] == ["https://mairie.fr/x/feed"]
    assert [link.url for link in feeds_in(b"<a href='/rss.xml'>f</a>", "https://a.fr/b")] == ["https://a.fr/rss.xml"]


def reads(script: list[faults.Behaviour], *cursors: Mapping[str, Any], path: str = "/feed") -> list[Batch]:
    with faults.server(*script) as address:
        kind = Kind(Login(address=address + path), Http(allow_loopback=True))
        return [kind.read(cursor) for cursor in cursors]


def xml(body: str, **headers: str) -> faults.Behaviour:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return faults.answers(body=body.encode(), headers={"Content-Type": "application/rss+xml", **named})


class TestFeed(Contract):
    kind = Kind

    def test_only_what_is_new_and_only_when_changed(self) -> None:
        asked: list[bytes] = []

        def unchanged(line: Any) -> None:
            asked.append(faults.request_of(line))
            line.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")

        with faults.server(xml(RSS.format(""), ETag='"v1"'), unchanged, xml(RSS.format(""))) as address:
            kind = Kind(Login(address=address), Http(allow_loopback=True))
            first = kind.read({})
            assert len(first.found) == 1
            assert kind.read(first.cursor) == Batch((), first.cursor)
            assert kind.read(first.cursor).found == ()
        assert b'if-none-match: "v1"' in asked[0].lower()

    def test_an_entry_without_a_worldwide_id_gets_one(self) -> None:
        (batch,) = reads([xml(RSS.format(""))], {})
        assert batch.found[0].external_id.endswith("/feed#7")

    @pytest.mark.parametrize(
        ("asks", "seconds"),
        [
            ("<ttl>180</ttl>", 10_800),
            ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", 21_600),
            ("<ttl>9999999</ttl>", 86_400),
        ],
    )
    def test_the_pace_that_is_asked_for(self, asks: str, seconds: float) -> None:
        (batch,) = reads([xml(RSS.format(asks))], {})
        assert batch.wait == seconds

    def test_skipped_hours_are_jumped_over(self) -> None:
        hours = "".join(f"<hour>{hour}</hour>" for hour in range(24) if hour != 3)
        (batch,) = reads([xml(RSS.format(f"<skipHours>{hours}</skipHours>"))], {})
        assert batch.wait is None or 0 < batch.wait <= 23 * 3600

    def test_a_page_leads_to_its_feed_and_a_move_is_told(self) -> None:
        page = faults.answers(body=b'<link rel="alternate" type="application/rss+xml" href="/feed">')
        (batch,) = reads([page, xml(RSS.format(""))], {}, path="/")
        assert batch.moved.endswith("/feed")
        assert "etag" not in batch.cursor
        (batch,) = reads([faults.answers(301, headers={"Location": "/new"}), xml(RSS.format(""))], {})
        assert batch.moved.endswith("/new")

    @pytest.mark.parametrize(("status", "error"), [(404, Gone), (410, Gone), (200, Amend)])
    def test_refusals_say_what_next(self, status: int, error: type[NetworkError]) -> None:
        with pytest.raises(error) as refused:
            reads([faults.answers(status, b"<html></html>")], {})
        speaks(refused.value.say)


def test_lists_of_feeds_go_out_and_come_back() -> None:
    feeds = (
        opml.Outline("https://a.fr/f?x=1&y=2", "Presse « régionale »", "https://a.fr/", "Presse / Bretagne"),
        opml.Outline("https://b.fr/f", "Mairie", "", ""),
    )
    assert set(opml.read(opml.write(feeds, "Nos sources"))) == set(feeds)


def test_a_list_that_is_nearly_xml_is_still_read() -> None:
    assert (
        opml.read(b'<opml><body><outline text="A &eacute; &" xmlUrl="https://a.fr/f"></wrong>')[0].url
        == "https://a.fr/f"
    )


@pytest.mark.parametrize("trap", [BOMB, OUTSIDE, "nothing at all"])
def test_a_list_that_is_a_trap_is_refused(trap: str) -> None:
    with pytest.raises(Amend) as refused:
        opml.read(trap.encode() + (b"<opml/>" if "<" in trap else b""))
    speaks(refused.value.say)


def test_rss_11_is_read_whatever_its_prefixes() -> None:
    feed = parse(
        b"""<x:Channel xmlns:x="http://purl.org/net/rss1.1#" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        rdf:about="https://v.test/rss"><x:title>La ville</x:title><x:link>https://v.test/</x:link>
        <x:items rdf:parseType="Collection"><x:item rdf:about="https://v.test/1"><x:title>Neige</x:title>
        <x:link>https://v.test/1</x:link></x:item></x:items></x:Channel>"""
    )
    assert (feed.kind, feed.version, feed.title, feed.link) == ("rss", "rss11", "La ville", "https://v.test/")
    assert [(entry.title, entry.url) for entry in feed.entries] == [("Neige", "https://v.test/1")]
