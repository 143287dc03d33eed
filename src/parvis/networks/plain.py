"""HTML as networks send it, read as a person reads it; and texts made alike, to know one's own words again."""

import html
import re
import unicodedata
from html.parser import HTMLParser

_BREAKS = {"p", "br", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "figure", "pre"}
_SILENT = {"script", "style", "head", "template", "noscript"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent = max(0, self.silent - (tag in _SILENT))
        if tag in _BREAKS - {"br"}:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data.replace("\n", " "))


class _Quoting(_Reader):
    """Marks what stands in a quotation, as plain mail does."""

    depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        self.depth += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        super().handle_endtag(tag)
        self.depth = max(0, self.depth - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        if self.depth and data.strip() and not self.silent:
            self.parts.append("\n> ")
        super().handle_data(data)


def text_of(markup: str) -> str:
    """The visible text of some HTML: a line a block, entities undone, no markup."""
    return _read(_Reader(), markup)


def quoting_text_of(markup: str) -> str:
    """As `text_of`, with `>` before each line of a quotation."""
    return _read(_Quoting(), markup)


def _read(reader: _Reader, markup: str) -> str:
    reader.feed(markup)
    reader.close()
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in "".join(reader.parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def paragraphs(text: str) -> str:
    """Plain text as HTML: a blank line makes a paragraph, a single one a line break."""
    blocks = (html.escape(block.strip(), quote=False) for block in re.split(r"\n\s*\n", text.strip()))
    return "\n".join("<p>" + block.replace("\n", "<br>\n") + "</p>" for block in blocks if block)


def first_line(text: str, most: int = 80) -> str:
    """The first line, cut after a word when it is long."""
    line = text.strip().split("\n")[0]
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"


def slug_of(text: str, most: int = 60) -> str:
    """Lower-case ASCII words with hyphens, for an address."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:most].strip("-")


_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "…": "...", "–": "-", "—": "-"})


def alike(text: str) -> str:
    """What stays the same of a text when a server sets its quotes, spaces, dashes and mentions in its own way."""
    text = html.unescape(text).translate(_QUOTES)
    text = re.sub(r"(@[\w.-]+)@[\w.-]+(?::\d+)?", r"\1", text)
    return re.sub(r"[\s\"-]+", "", text).casefold()
