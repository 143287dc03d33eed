"""How X counts and what it sees: its published rules (twitter-text, configuration 3), written anew.

Read in twitter/twitter-text, November 2026; last changed there in 2021, so X may count otherwise by now. A link counts
23, an emoji 2, most letters of Europe 1, others 2. https://docs.x.com/fundamentals/counting-characters
"""

import unicodedata
from collections.abc import Iterator
from functools import cache

import regex  # type: ignore[import-untyped]

from parvis.networks.spans import Span, Spans, top_domains

LIMIT, LINK_LENGTH = 280, 23
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

_DOMAIN = r"[^\s\p{P}\p{Z}\p{C}$+<=>^`|~]"
_PATH = rf"[a-z{CYRILLIC}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&{LATIN}]"
_PARENS = rf"\((?:{_PATH}+|{_PATH}*\({_PATH}+\){_PATH}*)\)"
_END = rf"(?:[+\-a-z{CYRILLIC}0-9=_#/{LATIN}]|{_PARENS})"
_TAIL = (
    rf"(?::[0-9]+)?(?:/(?:{_PATH}*(?:{_PARENS}{_PATH}*)*{_END}|@{_PATH}+/)?)?"
    r"(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?"
)


@cache
def _tops() -> str:
    """Any top-level domain, the longest first."""
    tops = "|".join(sorted(map(regex.escape, top_domains()), key=len, reverse=True))
    return rf"(?:{tops}|xn--[-0-9a-z]+)(?![0-9a-z@+\-])"


@cache
def _links() -> regex.Pattern[str]:
    name = rf"(?:(?:{_DOMAIN}(?:[_-]|{_DOMAIN})*)?{_DOMAIN}\.)*(?:{_DOMAIN}(?:-|{_DOMAIN})*)?{_DOMAIN}\."
    before = rf"(?:^|(?<=[^a-z0-9@＠$#＃{MARKS}])|(?<=[{MARKS}]))"
    return regex.compile(rf"{before}((https?://)?({name}{_tops()}){_TAIL})", regex.I)


@cache
def _bare_domain() -> regex.Pattern[str]:
    sign = f"[a-z0-9{LATIN}]"
    return regex.compile(rf"(?:{sign}(?:[a-z0-9_{LATIN}-]*{sign})?\.)+{_tops()}", regex.I)


MOST_SLUG, MOST_LABEL = 40, 63
T_CO = regex.compile(r"https?://t\.co/([a-z0-9]+)(?:\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/])?", regex.I)


def links(text: str) -> Iterator[Span]:
    """Links, with or without a scheme."""
    for found in _links().finditer(text):
        if found[2]:
            short = T_CO.match(found[1])
            if _is_sound(found[3]) and not (short and len(short[1]) > MOST_SLUG):
                shown = short[0] if short else found[1]
                yield Span(found.start(1), found.start(1) + len(shown), shown)
        elif (before := text[found.start() - 1 : found.start()]) not in tuple("-_./") or not before:
            yield from _bare(found)


def _bare(found: "regex.Match[str]") -> Iterator[Span]:
    """Without a scheme only plain domains count; what stands before them in other letters is left out."""
    for domain in _bare_domain().finditer(found[3]):
        start = found.start(3) + domain.start()
        is_last = domain.end() == len(found[3])
        shown = domain[0] + (found[1][len(found[3]) :] if is_last else "")
        if _is_sound(domain[0]):
            yield Span(start, start + len(shown), shown)


def _is_sound(domain: str) -> bool:
    """Every label can be looked up: short enough, and ASCII where it says that it is encoded."""
    labels = domain.lower().split(".")
    return all(len(label) <= MOST_LABEL and (label.isascii() or not label.startswith("xn--")) for label in labels)


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
