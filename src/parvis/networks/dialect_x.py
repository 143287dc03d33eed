"""How X counts and what it sees: its published rules (twitter-text, configuration 3), written anew.

Measured on the cases of twitter/twitter-text, last changed in 2021: X may count otherwise by now. A link counts
23, an emoji 2, most letters of Europe 1, others 2. https://docs.x.com/fundamentals/counting-characters
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

import regex  # type: ignore[import-untyped]

from parvis.networks.figures import figure
from parvis.networks.spans import Span, Spans, top_domains

LIMIT, LINK_LENGTH = figure("x", "length"), figure("x", "link")
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))  # code points that count 1; all others count 2
NEVER = frozenset("\ufffe\ufeff\uffff")

LATIN = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0253\u0254\u0256\u0257\u0259\u025b\u0263\u0268\u026f\u0272\u0289"
    "\u028b\u02bb\u0300-\u036f\u1e00-\u1eff"
)
CYRILLIC = "\u0400-\u04ff"
MARKS = "\u202a-\u202e\u061c\u200e\u200f\u2066-\u2069"  # of writing direction

EMOJI = regex.compile(
    r"\p{RI}\p{RI}|[#*0-9]\ufe0f?\u20e3|(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f?|\p{Emoji}\ufe0f)"
    r"\p{Emoji_Modifier}?(?:[\U000e0020-\U000e007f]+)?"
    r"(?:\u200d(?:\p{Emoji_Presentation}|\p{Extended_Pictographic})\ufe0f?\p{Emoji_Modifier}?)*"
)

_WORD = (
    r"\p{L}\p{M}\p{Nd}_\u200c\u200d\ua67e\u05be\u05f3\u05f4\uff5e\u301c\u309b\u309c\u30a0\u30fb\u3003\u0f0b\u0f0c\u00b7"
)
TAG = regex.compile(
    rf"(?:^|(?<=[\ufe0e\ufe0f])|(?<=[^&{_WORD}]))[#＃](?![\ufe0f\u20e3])((?=[{_WORD}]*[\p{{L}}\p{{M}}])[{_WORD}]++)(?![#＃]|://)"
)
MENTION = regex.compile(
    r"(?:^|(?<=[^a-zA-Z0-9_!#$%&*@＠])|(?<=(?:^|[^a-zA-Z0-9_+~.-])(?:[rR][tT]):?))"
    rf"[@＠]([a-zA-Z0-9_]{{1,20}}+(?:/[a-zA-Z][a-zA-Z0-9_-]{{0,24}})?)(?![@＠{LATIN}]|://)"
)

_PATH = rf"[a-z{CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{LATIN}]"
_PARENS = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_END = rf"(?:[+\-a-z{CYRILLIC}0-9=_#/{LATIN}]|{_PARENS})"
_TAIL = (
    rf"(?::[0-9]+)?(?:/(?:{_PATH}*(?:{_PARENS}{_PATH}*)*{_END}|@{_PATH}+/)?)?"
    r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?"
)


_LABEL = r"[[^\s\p{P}\p{Z}\p{C}$+<=>^`|~]||[_\-]]++"
HOST = regex.compile(
    rf"(?V1)(?:^|(?<=[^a-z0-9@＠$#＃{MARKS}])|(?<=[{MARKS}]))(https?://)?({_LABEL}(?:\.{_LABEL})++)", regex.I
)
TAIL = regex.compile(_TAIL, regex.I)


@cache
def _tops() -> str:
    """Any top-level domain, the longest first."""
    tops = "|".join(sorted(map(regex.escape, top_domains()), key=len, reverse=True))
    return rf"(?:{tops}|xn--[-0-9a-z]+)(?![0-9a-z@+\-])"


@cache
def _top() -> regex.Pattern[str]:
    return regex.compile(_tops(), regex.I)


def _domain_end(text: str, start: int, end: int) -> int:
    """Where the domain ends that begins at `start`: after its last top-level domain; 0 when it holds none."""
    at = text.rfind(".", start, end)
    while at > start:
        if top := _top().match(text, at + 1):
            return int(top.end())
        at = text.rfind(".", start, at)
    return 0


@cache
def _bare_domain() -> regex.Pattern[str]:
    sign = f"[a-z0-9{LATIN}]"
    return regex.compile(rf"(?:{sign}(?:[a-z0-9_{LATIN}-]*{sign})?\.)+{_tops()}", regex.I)


MOST_SLUG, MOST_LABEL = 40, 63
PRECEDING = ("-", "_", ".", "/")  # no bare domain begins after these
T_CO = regex.compile(r"https?://t\.co/([a-z0-9]+)(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?", regex.I)


def links(text: str) -> Iterator[Span]:
    """Links, with or without a scheme."""
    at = 0
    while found := HOST.search(text, at):
        at = found.end() - 5 if text.startswith("://", found.end()) else found.end()
        at = max(at, found.start() + 1)
        for link in _in(text, found):
            yield link
            at = link.end


def _in(text: str, found: "regex.Match[str]") -> Iterator[Span]:
    if found[1]:
        return _with_scheme(text, found)
    return iter(()) if text[found.start() - 1 : found.start()] in PRECEDING else _bare(text, found)


def _with_scheme(text: str, found: "regex.Match[str]") -> Iterator[Span]:
    end = _domain_end(text, found.start(2), found.end())
    if not end or not _is_sound(text[found.start(2) : end]):
        return
    shown = text[found.start(1) : TAIL.match(text, end).end()]
    if short := T_CO.match(shown):
        if len(short[1]) > MOST_SLUG:
            return
        shown = short[0]
    yield Span(found.start(1), found.start(1) + len(shown), shown)


def _bare(text: str, found: "regex.Match[str]") -> Iterator[Span]:
    """Without a scheme only plain domains count; what stands before them in other letters is left out."""
    last = _domain_end(text, found.start(2), found.end())
    for domain in _bare_domain().finditer(text, found.start(2), last):
        if _is_sound(domain[0]):
            end = TAIL.match(text, last).end() if domain.end() == last else domain.end()
            yield Span(domain.start(), end, text[domain.start() : end])


def _is_sound(domain: str) -> bool:
    """Every label can be looked up: short enough, no line at its ends, and ASCII where it says that it is encoded."""
    labels = domain.lower().split(".")
    return "_" not in labels[-2] and all(
        len(label) <= MOST_LABEL
        and not {label[0], label[-1]} & {"-", "_"}
        and (label.isascii() or not label.startswith("xn--"))
        for label in labels
    )


def spans(text: str) -> Spans:
    """Links, mentions (lists too) and #tags; none of the latter inside a link."""
    found = tuple(links(text))

    def is_free(start: int, end: int) -> bool:
        return not any(link.start < end and start < link.end for link in found)

    mentions = (Span(m.start(), m.end(), m[1]) for m in MENTION.finditer(text) if is_free(m.start(), m.end()))
    tags = (Span(t.start(), t.end(), t[1]) for t in TAG.finditer(text) if is_free(t.start(), t.end()))
    return Spans(found, tuple(mentions), tuple(tags))


def measure(text: str) -> int:
    """The weighted length; X counts after Unicode's composition (NFC)."""
    text = unicodedata.normalize("NFC", text)
    length, at = 0, 0
    for link in links(text):
        length += _weight(text[at : link.start]) + LINK_LENGTH
        at = link.end
    return length + _weight(text[at:])


def _weight(text: str) -> int:
    plain = EMOJI.sub("", text)
    emoji = sum(1 for _ in EMOJI.finditer(text))
    return 2 * emoji + sum(1 if any(low <= ord(sign) <= high for low, high in LIGHT) else 2 for sign in plain)


def fits(text: str) -> bool:
    """Whether X takes the text: neither empty nor too long, no sign that is never allowed."""
    return 0 < measure(text) <= LIMIT and not NEVER & set(text)
