"""Lists of feeds as OPML 2.0 (http://opml.org/spec2.opml), in and out."""

from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
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
        found = list(_walk(body if (body := root.find("body")) is not None else root, ()))
    except ParseError as error:
        found = _mended(content)
        if not found:
            raise Amend(UNREADABLE, repr(error)) from None
    except (DefusedXmlException, ValueError, LookupError) as error:
        raise Amend(UNREADABLE, repr(error)) from None
    return tuple({outline.url: outline for outline in reversed(found)}.values())[::-1]


class _Outlines(HTMLParser):
    """The outlines of a file that is not quite XML; knows no entities but those of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Outline] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        if tag == "outline" and (url := values.get("xmlurl")):
            self.found.append(Outline(url, values.get("title") or values.get("text") or url, values.get("htmlurl", "")))


def _mended(content: bytes) -> list[Outline]:
    reader = _Outlines()
    reader.feed(content.decode("utf-8", "replace"))
    return reader.found


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
