"""From the text of a query to its lexemes."""

import re
from typing import NamedTuple

from parvis.text.query_errors import QueryError
from parvis.text.query_tree import OPERATORS

_LEXEME = re.compile(
    r"""(?P<space>[\s\u200b\u2060\ufeff]+)
    |(?P<open>[(\[])
    |(?P<close>[)\]](?:~\d+)?)
    |(?P<quote>(?:[“”„‟"＂][^“”„‟"＂]*[“”„‟"＂]|«[^»]*»)(?:~\d+)?)
    |(?P<unclosed>[“”„‟"＂«»])
    |(?P<or>\|\|?)
    |(?P<around>AROUND\(\d+\))
    |(?P<word>[^\s\u200b\u2060\ufeff()\[\]“”„‟"＂«»|]+)""",
    re.VERBOSE,
)
_NEAR = re.compile(r"(?:(NEAR|PR[EÈ]S|W)/(\d+)(F?)|(ONEAR|AVANT|PRE)/(\d+)|AROUND\((\d+)\))", re.IGNORECASE)
_FIELD = re.compile(r"([A-Za-zéèêÉÈÊ][\w.-]*):(?!//)")
_SIGNS = {"-": "minus", "+": "plus", "=": "exact"}
_OPENING = '([“„‟"＂«'
FARTHEST = 100


class Lexeme(NamedTuple):
    """`kind` is one of open close quote word minus plus exact op maybe near field end; `text` what the parser needs of it."""

    kind: str
    text: str
    start: int
    end: int
    distance: int = 0  # in words, after ~ or /


def lex(text: str) -> list[Lexeme]:
    """The lexemes of a query, an `end` last; raises `QueryError`."""
    found: list[Lexeme] = []
    for m in _LEXEME.finditer(text):
        kind, start = m.lastgroup, m.start()
        if kind == "word":
            _word(text, m.group(), start, found)
        elif kind == "open":
            found.append(Lexeme("open", m.group(), start, m.end()))
        elif kind == "quote":
            found.append(_quote(text, m))
        elif kind == "close":
            found.append(Lexeme("close", m.group()[0], start, m.end(), _distance(text, m.group()[2:], m)))
        elif kind == "or":
            found.append(Lexeme("op", "OR", start, m.end()))
        elif kind == "around":
            found.append(_near(text, m.group(), start))
        elif kind == "unclosed":
            raise QueryError("quote_open", start, len(text), text + ("»" if text[start] == "«" else '"'))
    found.append(Lexeme("end", "", len(text), len(text)))
    return found


def _quote(text: str, m: re.Match[str]) -> Lexeme:
    inside, _, digits = m.group().rpartition("~") if m.group()[-1].isdigit() else (m.group(), "", "")
    return Lexeme("quote", " ".join(inside[1:-1].split()), m.start(), m.end(), _distance(text, digits, m))


def _distance(text: str, digits: str, m: re.Match[str]) -> int:
    """The number after ~ or /, 0 when there is none."""
    if not digits:
        return 0
    distance = int(digits[:4])
    if not 1 <= distance <= FARTHEST:
        repair = text[: m.end() - len(digits)] + "10" + text[m.end() :]
        raise QueryError("distance", m.start(), m.end(), repair, most=FARTHEST)
    return distance


def _word(text: str, word: str, start: int, found: list[Lexeme]) -> None:
    end = start + len(word)
    while word and word[0] in _SIGNS and (len(word) > 1 or text[end : end + 1] in _OPENING and end < len(text)):
        found.append(Lexeme(_SIGNS[word[0]], word[0], start, start + 1))
        word, start = word[1:], start + 1
    if word:
        found.extend(_plain_word(text, word, start, end))


def _plain_word(text: str, word: str, start: int, end: int) -> list[Lexeme]:
    if word.isalnum():
        kind = OPERATORS.get(word.lower()) if len(word) < 5 else None
        return [
            Lexeme("op" if word.isupper() else "maybe", kind, start, end) if kind else Lexeme("word", word, start, end)
        ]
    if word in ("&", "&&"):
        return [Lexeme("op", "AND", start, end)]
    if "/" in word and _NEAR.fullmatch(word):
        return [_near(text, word, start)]
    if ":" in word and (m := _FIELD.match(word)):
        cut = start + m.end()
        return [Lexeme("field", m.group(1), start, cut)] + (
            [Lexeme("word", word[m.end() :], cut, end)] if cut < end else []
        )
    return [Lexeme("word", word, start, end)]


def _near(text: str, word: str, start: int) -> Lexeme:
    m = _NEAR.fullmatch(word)
    assert m is not None
    digits = m[2] or m[5] or m[6]
    end = start + len(word)
    distance = int(digits[:4])
    if not 1 <= distance <= FARTHEST:
        raise QueryError("distance", start, end, text[:start] + word.replace(digits, "10") + text[end:], most=FARTHEST)
    return Lexeme("near", "ONEAR" if m[3] or m[4] else "NEAR", start, end, distance)
