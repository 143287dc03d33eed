"""How well feeds are read: the share of the public test cases whose expectations hold, beside feedparser alone.

    python -m bench.feeds [--data FOLDER] [--show SUITE]

Expectations are compared on what Parvis keeps of a feed (title, link; per entry id, address, title, text, author and
dates). Where a suite expects markup, both sides are compared as the text that a person reads.
"""

import argparse
import ast
import gzip
import json
import os
import re
import sys
import tarfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import feedparser

from parvis.networks import opml
from parvis.networks.discover import feeds_in
from parvis.networks.errors import Amend
from parvis.networks.feeds import Feed, any_date, parse
from parvis.networks.plain import text_of

DATA = Path(os.environ.get("PARVIS_FEED_CASES", Path(__file__).parents[3] / "shared" / "data" / "feeds"))
Files = Mapping[str, bytes]
Read = Callable[[bytes, str], Mapping[str, Any]]


# --- two readers, one shape


def parvis(content: bytes, header: str = "") -> Mapping[str, Any]:
    return plain(parse(content, _named("content-type", header), _named("content-location", header)))


def plain(feed: Feed) -> Mapping[str, Any]:
    rows = [
        {
            "id": e.id if e.id_is_own else "",
            "url": e.url,
            "title": e.title,
            "text": e.text,
            "html": e.html,
            "author": e.author,
            "published": e.published_at,
            "updated": e.updated_at,
            "tags": set(e.tags),
            "files": {file.url for file in e.enclosures},
        }
        for e in feed.entries
    ]
    return {"kind": feed.kind, "title": feed.title, "link": feed.link, "entries": rows}


def alone(content: bytes, header: str = "") -> Mapping[str, Any]:
    """What feedparser gives when its fields are taken as they are."""
    headers = {name: value for name in ("content-type", "content-location") if (value := _named(name, header))}
    parsed = feedparser.parse(content, response_headers={"content-type": "application/xml"} | headers)
    rows = [
        {
            "id": e.get("id", ""),
            "url": e.get("link", ""),
            "title": e.get("title", ""),
            "text": e.content[0].value if e.get("content") else e.get("summary", ""),
            "author": e.get("author", ""),
            "published": _when(e.get("published_parsed")),
            "updated": _when(e.get("updated_parsed")),
            "tags": {t.get("term") for t in e.get("tags", ())},
            "files": {x.get("href") for x in e.get("enclosures", ())},
        }
        for e in parsed.entries
    ]
    about = parsed.feed
    return {
        "kind": parsed.get("version", ""),
        "title": about.get("title", ""),
        "link": about.get("link", ""),
        "entries": rows,
    }


def _when(parsed: Any) -> datetime | None:
    return datetime(*parsed[:6], tzinfo=UTC) if parsed else None


# --- what a suite expects, as pairs of (expected, got)


def same(expected: Any, got: Any) -> bool:
    if not isinstance(expected, str):
        return bool(expected == got)
    read = " ".join(str(got or "").split())
    return read in (_words(expected), " ".join(expected.split())) or _words(expected) == _words(read)


def _words(value: Any) -> str:
    return " ".join(text_of(str(value or "")).split())


def gofeed(files: Files, read: Read) -> Iterator[tuple[str, bool]]:
    for name, raw in files.items():
        expected = _gofeed_expected(name, raw)
        source = _gofeed_source(name, files)
        if expected is None or source is None:
            continue
        pairs = list(_gofeed_pairs(expected, read(source, "")))
        if len(pairs) > 1:  # else the case is about what Parvis does not keep
            yield name, all(same(want, have) for want, have in pairs)


def _gofeed_expected(name: str, raw: bytes) -> Any:
    if not name.endswith(".json") or ("/json/" in name and not name.endswith("_expected.json")):
        return None
    try:
        value = json.loads(raw)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _gofeed_source(name: str, files: Files) -> bytes | None:
    if name.endswith("_expected.json"):
        return files.get(name.replace("_expected.json", ".json"))
    return files.get(name.replace(".json", ".xml"))


def _gofeed_pairs(want: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    if isinstance(want.get("title"), str):
        yield want["title"], got["title"]
    if isinstance(want.get("link"), str):
        yield want["link"], got["link"]
    rows = want.get("items", want.get("entries")) or []
    yield len(rows), len(got["entries"])
    for row, have in zip(rows, got["entries"], strict=False):
        yield from _item_pairs(row, have)


def _item_pairs(row: Mapping[str, Any], have: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    for name, mine in (("title", "title"), ("link", "url"), ("url", "url")):
        if isinstance(row.get(name), str):
            yield row[name], have[mine]
    if number := row.get("guid") or row.get("id"):
        yield (number.get("value", "") if isinstance(number, dict) else number), have["id"]
    body = row.get("content") or row.get("content_html") or row.get("description") or row.get("summary")
    body = body.get("value") if isinstance(body, dict) else body
    if isinstance(body, str):
        yield body, have.get("html" if row.get("content_html") else "text")
    for name, mine in (("publishedParsed", "published"), ("pubDateParsed", "published"), ("updatedParsed", "updated")):
        if row.get(name):
            yield any_date(row[name]), have[mine]


def feed_rs(files: Files, read: Read) -> Iterator[tuple[str, bool]]:
    for name, raw in files.items():
        if not name.endswith(".serde.json"):
            continue
        source = files.get(name.replace(".serde.json", ".xml")) or files.get(name.replace(".serde.json", ".json"))
        if source is None:
            continue
        want, got = json.loads(raw), read(source, "")
        yield name, all(same(a, b) for a, b in _feed_rs_pairs(want, got))


def _feed_rs_pairs(want: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[tuple[Any, Any]]:
    if want["title"]:
        yield want["title"]["content"], got["title"]
    yield len(want["entries"]), len(got["entries"])
    for row, have in zip(want["entries"], got["entries"], strict=False):
        if row["title"]:
            yield row["title"]["content"], have["title"]
        if row["published"]:
            yield any_date(re.sub(r"\.\d+", "", row["published"])), _second(have["published"])
        if row["links"]:
            yield True, have["url"].rstrip("/") in {link["href"].rstrip("/") for link in row["links"]}
        body = (row["content"] or {}).get("body") or (row["summary"] or {}).get("content")
        if body:
            yield body, have["text"]


def _second(at: datetime | None) -> datetime | None:
    return at.replace(microsecond=0) if at else None


SIMPLE = re.compile(
    r"^(?:not bozo and )?(feed|entries\[0\])\[u?'(\w+)'\](?:\[0\]\['value'\])? == (u?['\"].*['\"])$", re.S
)
NAMES = {
    "title": "title",
    "link": "url",
    "id": "id",
    "guid": "id",
    "description": "text",
    "summary": "text",
    "content": "text",
    "author": "author",
}


def feedparser_suite(files: Files, read: Read) -> Iterator[tuple[str, bool]]:
    """Those of its own cases that speak of what Parvis keeps."""
    for line in files["index.jsonl"].decode().splitlines():
        row = json.loads(line)
        found = SIMPLE.match(row.get("expect") or "")
        if not found or row["path"] not in files:
            continue
        where, name, value = found.groups()
        mine = {"title": "title", "link": "link"}.get(name) if where == "feed" else NAMES.get(name)
        if mine is None:
            continue
        try:
            want = ast.literal_eval(value)
        except (ValueError, SyntaxError):
            continue
        got = read(files[row["path"]], row.get("header") or "")
        have = got if where == "feed" else (got["entries"] or [{}])[0]
        yield row["path"], same(want, have.get(mine))


def _named(name: str, header: str) -> str:
    found, _, value = header.partition(":")
    return value.strip() if found.strip().lower() == name else ""


def feedvalidator(files: Files, read: Read) -> Iterator[tuple[str, bool]]:
    """Documents that are feeds, faulty ones too, are seen as feeds and hold their entries."""
    for name, raw in files.items():
        opening = re.search(rb"<(rss|feed|rdf:RDF|RDF)\b", raw[:4000])
        if not name.endswith(".xml") or not opening or "/kml/" in name or "/opml/" in name:
            continue
        rows = len(re.findall(rb"<(?:\w+:)?(?:item|entry)[\s>/]", raw))
        got = read(raw, "")
        yield name, bool(got["kind"]) and (not rows or bool(got["entries"]))


def feedfinder(files: Files, read: Read) -> Iterator[tuple[str, bool]]:
    """The page's declared feed is found; feedparser has no discovery."""
    for name, raw in files.items():
        if "feedfinder-tests" in name and name.endswith(".html"):
            declared = re.search(rb"<link[^>]*(?:alternate|feed)[^>]*>", raw, re.I)
            yield name, (bool(feeds_in(raw, "http://a.fr/")) == bool(declared)) and read is parvis


def listparser(files: Files, read: Read) -> Iterator[tuple[str, bool]]:
    """OPML: addresses and titles of the feeds as expected; feedparser does not read lists."""
    for line in files["index.jsonl"].decode().splitlines():
        row = json.loads(line)
        if "/rdf/" in row["path"]:  # FOAF lists: no OPML
            continue
        wants = re.findall(
            r"result\[.feeds.\]\[(\d)\]\[.(url|title).\] == [\"']([^\"']*)[\"']", row.get("description", "")
        )
        if not wants or row["path"] not in files:
            continue
        try:
            found = opml.read(files[row["path"]])
        except Amend:
            found = ()
        good = all(int(n) < len(found) and getattr(found[int(n)], name) == want for n, name, want in wants)
        yield row["path"], good and read is parvis


def encodings(files: Files, read: Read) -> Iterator[tuple[str, bool]]:
    for name, raw in files.items():
        if name.endswith(".xml"):
            got = read(raw, "")
            told = got["title"] + "".join(str(e["title"]) + str(e["text"]) for e in got["entries"])
            yield name, bool(told) and "\ufffd" not in told and "Ã" not in told


def hostile(files: Files, read: Read) -> Iterator[tuple[str, bool]]:
    """Read within two seconds to less than a megabyte, with nothing of this machine in it."""
    for name, raw in files.items():
        if name.endswith(".xml"):
            began = time.process_time()
            told = json.dumps(read(raw, ""), default=str)
            yield name, time.process_time() - began < 2 and len(told) < 1_000_000 and "root:" not in told


SUITES: dict[str, tuple[str, Callable[[Files, Read], Iterator[tuple[str, bool]]]]] = {
    "gofeed": ("gofeed", gofeed),
    "feed-rs": ("feed-rs", feed_rs),
    "feedparser": ("feedparser", feedparser_suite),
    "feedvalidator": ("feedvalidator", feedvalidator),
    "autodiscovery": ("feedvalidator", feedfinder),
    "opml": ("listparser_opml", listparser),
    "encodings": ("miniflux", encodings),
    "hostile": ("defusedxml", hostile),
}


def files_of(folder: Path, name: str) -> Files:
    with tarfile.open(folder / f"{name}.tar.gz") as tar:
        found = {m.name.removeprefix("./"): tar.extractfile(m).read() for m in tar if m.isfile()}  # type: ignore[union-attr]
    found["index.jsonl"] = gzip.decompress((folder / f"{name}.index.jsonl.gz").read_bytes())
    return found


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.feeds", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--show", help="name the cases of this suite that do not hold")
    asked = parser.parse_args(argv)
    if not asked.data.is_dir():
        print(f"no feed cases in {asked.data}: name their folder with --data or PARVIS_FEED_CASES", file=sys.stderr)
        return 2
    print(f"{'suite':14} {'cases':>6} {'Parvis':>8} {'feedparser alone':>18}")
    for suite, (name, run) in SUITES.items():
        files = files_of(asked.data, name)
        mine, theirs = dict(run(files, parvis)), dict(run(files, alone))
        print(f"{suite:14} {len(mine):6} {share(mine):>8} {share(theirs):>18}", flush=True)
        if asked.show == suite:
            print("\n".join(f"   {case}" for case, good in mine.items() if not good))
    return 0


def share(cases: Mapping[str, bool]) -> str:
    return f"{100 * sum(cases.values()) / max(1, len(cases)):.1f} %"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
