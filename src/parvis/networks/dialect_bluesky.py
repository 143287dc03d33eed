"""Bluesky's rich text: what its own clients make links, mentions and tags of, and the facets of a record.

Measured on the cases of `rich-text-detection.test.ts` of bluesky-social/atproto. Facets count UTF-8 bytes,
posts graphemes.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import regex  # type: ignore[import-untyped]

from parvis.networks.base import FoundMedia
from parvis.networks.spans import Span, Spans, top_domains

MOST_TAG = 64
MENTION = regex.compile(r"(?:^|(?<=[\s(]))@([a-zA-Z0-9.-]+)\b")
LINK = regex.compile(r"(?:^|(?<=[\s(]))(?:(https?://\S+)|(([a-z][a-z0-9]*(?:\.[a-z0-9]+)+)\S*))", regex.I | regex.M)
GAPS = r"\u00ad\u2060\u200a-\u200d\u20e2"
TAG = regex.compile(rf"(?:^|(?<=\s))[#＃]((?!\ufe0f)[^\s{GAPS}]*[^\d\s\p{{P}}{GAPS}]+[^\s{GAPS}]*)")
CASHTAG = regex.compile(r"(?:^|(?<=[\s(]))\$([A-Za-z][A-Za-z0-9]{0,4})(?=\s|$|[.,;:!?)\"'’])")
END = regex.compile(r"\p{P}+$")


def spans(text: str) -> Spans:
    """Links, mentions and tags ($names of shares among the tags, as Bluesky does)."""
    tags = sorted([*_tags(text), *_cashtags(text)])
    return Spans(tuple(_links(text)), tuple(_mentions(text)), tuple(tags))


def _mentions(text: str) -> Iterator[Span]:
    for found in MENTION.finditer(text):
        name = found[1].rstrip(".-")
        if _is_domain(name) or name.endswith(".test"):
            yield Span(found.start(), found.start() + 1 + len(name), name)


def _links(text: str) -> Iterator[Span]:
    for found in LINK.finditer(text):
        if not found[1] and not _is_domain(found[3]):
            continue
        shown = regex.sub(r"[.,;:!?]$", "", found[0])
        if shown.endswith(")") and "(" not in shown:
            shown = shown[:-1]
        yield Span(found.start(), found.start() + len(shown), shown if found[1] else "https://" + shown)


def _is_domain(host: str) -> bool:
    name, _, top = host.lower().rpartition(".")
    return bool(name) and top in top_domains()


def _tags(text: str) -> Iterator[Span]:
    for found in TAG.finditer(text):
        tag = END.sub("", found[1])
        if tag and len(tag.encode("utf-16-le", "surrogatepass")) // 2 <= MOST_TAG:
            yield Span(found.start(), found.start() + 1 + len(tag), tag)


def _cashtags(text: str) -> Iterator[Span]:
    for found in CASHTAG.finditer(text):
        yield Span(found.start(), found.end(), found[0].upper())


def facets(text: str, did_of: Callable[[str], str | None]) -> list[dict[str, Any]]:
    """The facets of a post; a mention that `did_of` does not know stays plain text."""
    found = spans(text)
    made = [_facet(text, s, {"$type": "app.bsky.richtext.facet#link", "uri": s.value}) for s in found.links]
    made += [_facet(text, s, {"$type": "app.bsky.richtext.facet#tag", "tag": s.value}) for s in found.tags]
    for span in found.mentions:
        if did := did_of(span.value):
            made.append(_facet(text, span, {"$type": "app.bsky.richtext.facet#mention", "did": did}))
    return sorted(made, key=lambda facet: int(facet["index"]["byteStart"]))


def _facet(text: str, span: Span, feature: dict[str, str]) -> dict[str, Any]:
    start = len(text[: span.start].encode())
    end = start + len(text[span.start : span.end].encode())
    return {"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}


def tags_of(record: Mapping[str, Any]) -> tuple[str, ...]:
    """The tags of a record, those in its text first."""
    features = (feature for facet in record.get("facets", ()) for feature in facet.get("features", ()))
    return (*(f["tag"] for f in features if "tag" in f), *record.get("tags", ()))


def pictures_of(record: Mapping[str, Any], did: str) -> Iterator[FoundMedia]:
    """The pictures of a record, at the addresses where Bluesky shows them."""
    embed = record.get("embed") or {}
    for image in embed.get("images") or embed.get("media", {}).get("images", ()):
        blob = image["image"]
        link = blob.get("ref", {}).get("$link", "")
        url = f"https://cdn.bsky.app/img/feed_fullsize/plain/{did}/{link}@jpeg"
        yield FoundMedia(url, image.get("alt", ""), blob.get("mimeType", ""))
