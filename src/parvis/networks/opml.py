"""Lists of feeds as OPML 2.0 (http://opml.org/spec2.opml), in and out."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from parvis.networks.errors import Amend
from parvis.say import Say

UNREADABLE = Say(
    "Ce fichier n’est pas une liste de flux OPML lisible. Rien n’a été importé : exportez-le à nouveau.",
    "This file is not a readable OPML list of feeds. Nothing was imported: export it again.",
)


class Outline(NamedTuple):
    """A feed of the list; `folder` names the outlines above it, joined by « / »."""

    url: str
    title: str
    page: str = ""
    folder: str = ""


def read(content: bytes) -> tuple[Outline, ...]:
    """The feeds of a list, each once; `Amend` when the file cannot be read."""
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Amend(UNREADABLE, repr(error)) from None
    found = _walk(body if (body := root.find("body")) is not None else root, ())
    return tuple({outline.url: outline for outline in reversed(list(found))}.values())[::-1]


def _walk(node: Element, above: tuple[str, ...]) -> Iterator[Outline]:
    for child in node:
        values = {name.lower(): value.strip() for name, value in child.attrib.items()}
        title = values.get("title") or values.get("text") or ""
        if url := values.get("xmlurl"):
            yield Outline(url, title or url, values.get("htmlurl", ""), " / ".join(filter(None, above)))
        yield from _walk(child, above if url else (*above, title))


def write(feeds: Iterable[Outline], title: str) -> bytes:
    """The list as a file; feeds of one folder stand together."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = title
    body = SubElement(root, "body")
    folders: dict[str, Element] = {"": body}
    for feed in feeds:
        if feed.folder not in folders:
            folders[feed.folder] = SubElement(body, "outline", text=feed.folder, title=feed.folder)
        values = {"type": "rss", "text": feed.title, "title": feed.title, "xmlUrl": feed.url, "htmlUrl": feed.page}
        SubElement(folders[feed.folder], "outline", {k: v for k, v in values.items() if v})
    text: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return text
