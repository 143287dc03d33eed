"""Feeds of every kind, from bytes: RSS 0.9 to 2, RDF, Atom, CDF by feedparser; JSON Feed here.

feedparser opens addresses and files when it is given a string: it only ever gets bytes that the guarded client fetched.
"""

import calendar
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

import feedparser

from parvis.networks.plain import text_of

MOST_BYTES = 4_000_000
MOST_ENTRIES = 2000
# RSS 1.1 renames what RSS 1.0 holds (http://www.aaronsw.com/2002/rss11/); feedparser knows only the latter's name.
RSS_11, RSS_10 = b"http://purl.org/net/rss1.1#", b"http://purl.org/rss/1.0/"
PERIODS = {"hourly": 3600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000, "yearly": 31_536_000}


@dataclass(frozen=True)
class Enclosure:
    """A file that comes with an entry; `length` in bytes."""

    url: str
    content_type: str = ""
    length: int | None = None


@dataclass(frozen=True)
class Entry:
    """One entry; `text` is what a person reads of `html`; times are aware and in UTC."""

    id: str
    url: str
    title: str
    text: str
    html: str
    author: str
    published_at: datetime | None
    updated_at: datetime | None
    tags: tuple[str, ...]
    enclosures: tuple[Enclosure, ...]
    language: str = ""
    author_url: str = ""
    images: tuple[tuple[str, str], ...] = ()
    id_is_own: bool = True


@dataclass(frozen=True)
class Feed:
    """A feed. `kind` is rss, atom, json or cdf, empty when it is none; `wait` seconds between two reads, if it says so.

    `hub` and `self_url` are for WebSub; `skip_hours` are hours of the day in UTC; `warnings` what was not as it should.
    """

    kind: str
    version: str
    title: str
    link: str
    language: str
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...] = ()
    wait: float | None = None
    skip_hours: frozenset[int] = frozenset()
    hub: str = ""
    self_url: str = ""
    updated_at: datetime | None = field(default=None)


def parse(content: bytes, content_type: str = "", address: str = "") -> Feed:
    """The feed in some bytes; `content_type` as the server said it, `address` to complete relative links."""
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(content, address)
    return _xml_feed(content, content_type, address)


# --- RSS, Atom, CDF


def _xml_feed(content: bytes, content_type: str, address: str) -> Feed:
    headers = {"content-type": content_type or "application/xml", "content-location": address}
    is_rss11 = RSS_11 in content[:4000]
    content = content.replace(RSS_11, RSS_10) if is_rss11 else content
    parsed = feedparser.parse(content, response_headers=headers)
    about = parsed.feed
    warnings = [str(parsed.bozo_exception)] if parsed.get("bozo") and "bozo_exception" in parsed else []
    version = parsed.get("version") or ""
    kind = re.match(r"[a-z]*", version)
    base = about.get("link") or address
    return Feed(
        kind=kind[0] if kind else "",
        version="rss11" if is_rss11 and version == "rss10" else version,
        title=_plain(about, "title"),
        link=_link(about, address),
        language=about.get("language") or "",
        entries=tuple(_entry(row, base, about) for row in parsed.entries[:MOST_ENTRIES]),
        warnings=tuple(warnings),
        wait=_wait(about),
        skip_hours=_skip_hours(content),
        hub=_rel(about, "hub"),
        self_url=_rel(about, "self"),
        updated_at=_moment(about, "updated") or _moment(about, "published"),
    )


def _entry(row: Any, base: str, about: Any) -> Entry:
    html, language = _body(row)
    link = _link(row, base)
    number = row.get("id") or link
    author = row.get("author_detail") or {}
    return Entry(
        id=number or f"{_plain(row, 'title')} {row.get('published', '')}".strip(),
        url=link or (number if number.startswith(("http://", "https://")) else ""),
        title=_plain(row, "title"),
        text=text_of(html),
        html=html,
        author=text_of(author.get("name") or row.get("author") or about.get("author") or ""),
        author_url=author.get("href", ""),
        published_at=_moment(row, "published") or _moment(row, "created") or _moment(row, "updated"),
        updated_at=_moment(row, "updated"),
        tags=_labels(tag.get("label") or tag.get("term") for tag in row.get("tags", ())),
        enclosures=_enclosures(row, base),
        language=language or "",
        images=_images(row, html, base),
        id_is_own=bool(row.get("id")),
    )


def _plain(row: Any, name: str) -> str:
    detail = row.get(f"{name}_detail") or {}
    value = row.get(name) or ""
    return (
        text_of(value) if "html" in detail.get("type", "") or "<" in value or "&" in value else " ".join(value.split())
    )


def _link(row: Any, base: str) -> str:
    """The page of an entry or feed: its alternate link, else any that is not the feed or a file."""
    links = [link for link in row.get("links", ()) if link.get("href")]
    link = row.get("link") or next((x["href"] for x in links if x.get("rel") == "alternate"), "")
    return urljoin(base, link) if link else ""


def _rel(about: Any, rel: str) -> str:
    return next((link.get("href", "") for link in about.get("links", ()) if link.get("rel") == rel), "")


def _body(row: Any) -> tuple[str, str]:
    """The content of an entry, else its summary; and its language. Of several contents the fullest."""
    contents = [part for part in row.get("content", ()) if text_of(part.get("value") or "")]
    best: Any = max(contents, key=lambda part: len(part["value"]), default=row.get("summary_detail") or {})
    return best.get("value") or row.get("summary") or "", best.get("language") or ""


def _moment(row: Any, name: str) -> datetime | None:
    parsed = row.get(f"{name}_parsed")
    if parsed:
        try:
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError, OSError):
            return None
    return any_date(row.get(name) or "")


def any_date(text: str) -> datetime | None:
    """An RFC 2822 or ISO 8601 date, as UTC."""
    readers: tuple[Callable[[str], datetime], ...] = (datetime.fromisoformat, parsedate_to_datetime)
    for read in readers:
        try:
            at = read(text.strip())
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _labels(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value.strip() for value in values if value and value.strip()))


def _enclosures(row: Any, base: str) -> tuple[Enclosure, ...]:
    files = [*row.get("enclosures", ()), *(m for m in row.get("media_content", ()) if m.get("url"))]
    found = (
        Enclosure(urljoin(base, url), file.get("type", ""), _number(file.get("length") or file.get("filesize")))
        for file in files
        if (url := file.get("href") or file.get("url"))
    )
    return tuple({file.url: file for file in reversed(list(found))}.values())[::-1]


def _images(row: Any, html: str, base: str) -> tuple[tuple[str, str], ...]:
    shown = [(m["url"], "") for m in row.get("media_thumbnail", ()) if m.get("url")]
    for tag in re.findall(r"<img\b[^>]*>", html, re.I):
        source, alt = (re.search(rf"\b{name}=[\"']([^\"']*)", tag, re.I) for name in ("src", "alt"))
        if source:
            shown.append((urljoin(base, source[1]), alt[1] if alt else ""))
    return tuple(dict.fromkeys(shown))


def _number(value: Any) -> int | None:
    text = str(value or "")
    return int(text) if text.isdigit() and len(text) < 16 else None


def _wait(about: Any) -> float | None:
    """The longest interval that the feed asks for: ttl (minutes), sy:updatePeriod divided by its frequency."""
    asked = []
    if minutes := _number(about.get("ttl")):
        asked.append(minutes * 60.0)
    if period := PERIODS.get(str(about.get("sy_updateperiod") or "").strip().lower()):
        asked.append(period / (_number(about.get("sy_updatefrequency")) or 1))
    return min(max(asked), 86_400.0) if asked else None


def _skip_hours(content: bytes) -> frozenset[int]:
    block = re.search(rb"<skipHours>(.{0,2000}?)</skipHours>", content, re.S)
    hours = re.findall(rb"<hour>\s*(\d{1,2})\s*</hour>", block[1]) if block else []
    return frozenset(int(hour) % 24 for hour in hours)


# --- JSON Feed (https://www.jsonfeed.org/version/1.1/)


def _json_feed(content: bytes, address: str) -> Feed:
    try:
        body = json.loads(content.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return Feed("", "", "", "", "", (), ("not readable as JSON",))
    if not isinstance(body, dict) or not isinstance(body.get("items"), list):
        return Feed("", "", "", "", "", (), ("not a JSON Feed",))
    number = re.search(r"/version/([\d.]+)", _text(body, "version"))
    base = _text(body, "home_page_url") or _text(body, "feed_url") or address
    rows = [row for row in body["items"][:MOST_ENTRIES] if isinstance(row, dict)]
    return Feed(
        kind="json",
        version="json" + (number[1].replace(".", "") if number else ""),
        title=_text(body, "title"),
        link=_text(body, "home_page_url"),
        language=_text(body, "language"),
        entries=tuple(_json_entry(row, body, base) for row in rows),
        warnings=() if number else ("no version of JSON Feed is named",),
        hub=next((_text(hub, "url") for hub in _rows(body, "hubs")), ""),
        self_url=_text(body, "feed_url"),
    )


def _json_entry(row: Mapping[str, Any], feed: Mapping[str, Any], base: str) -> Entry:
    html = _text(row, "content_html")
    text = _text(row, "content_text") or text_of(html) or _text(row, "summary")
    url = _text(row, "url") or _text(row, "external_url")
    people = _people(row) or _people(feed)
    picture = _text(row, "image") or _text(row, "banner_image")
    return Entry(
        id=str(row.get("id") or url),
        url=urljoin(base, url) if url else "",
        title=_text(row, "title"),
        text=text,
        html=html,
        author=", ".join(filter(None, (_text(person, "name") for person in people))),
        author_url=_text(people[0], "url") if people else "",
        published_at=any_date(_text(row, "date_published")) or any_date(_text(row, "date_modified")),
        updated_at=any_date(_text(row, "date_modified")),
        tags=_labels(tag for tag in row.get("tags") or () if isinstance(tag, str)),
        enclosures=tuple(_json_file(file, base) for file in _rows(row, "attachments") if _text(file, "url")),
        language=_text(row, "language"),
        images=((urljoin(base, picture), ""),) if picture else (),
        id_is_own="id" in row,
    )


def _json_file(file: Mapping[str, Any], base: str) -> Enclosure:
    return Enclosure(urljoin(base, _text(file, "url")), _text(file, "mime_type"), _number(file.get("size_in_bytes")))


def _people(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """`authors` of version 1.1, else `author` of version 1."""
    author = row.get("author")
    return _rows(row, "authors") or ([author] if isinstance(author, dict) else [])


def _rows(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    value = row.get(name)
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value.strip() if isinstance(value, str) else ""
