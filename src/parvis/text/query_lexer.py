"""From the text of a query to its lexemes."""

import re
from typing import NamedTuple

from parvis.text.query_errors import QueryError
from parvis.text.query_tree import OPERATORS, Node

_LEXEME = re.compile(
    r"""[\s\u200b\u2060\ufeff]*(?:
    (?P<open>[(\[])
    |(?P<close>[)\]](?:~\d+)?)
    |(?P<quote>(?:[“”„‟"＂][^“”„‟"＂]*[“”„‟"＂]|«[^»]*»)(?:~\d+)?)
    |(?P<unclosed>[“”„‟"＂«»])
    |(?P<or>\|\|?)
    |(?P<around>AROUND\(\d+\))
    |(?P<word>[^\s\u200b\u2060\ufeff()\[\]“”„‟"＂«»|]+))""",
    re.VERBOSE,
)
_NEAR = re.compile(r"(?:(NEAR|PR[EÈ]S|W)/(\d+)(F?)|(ONEAR|AVANT|PRE)/(\d+)|AROUND\((\d+)\))", re.IGNORECASE)
_FIELD = re.compile(r"([A-Za-zéèêÉÈÊ][\w.-]*):(?!//)")
_SIGNS = {"-": "minus", "+": "plus", "=": "exact"}
_OPENING = '([“„‟"＂«'
FARTHEST = 100


class Lexeme(NamedTuple):
    """`kind`: open close quote word minus plus exact op maybe near field end; `maybe` is a small `or`, as typed.

    Where lexemes are shared (`query_pieces`) no place counts, and there are also `list`, terms in brackets joined by
    OR, and `condition`, a field with its value.
    """

    kind: str
    text: str
    start: int
    end: int
    distance: int = 0  # in words, after ~ or /
    node: Node | None = None  # what it stands for by itself, where that is known,
    terms: int = 1  # and how many terms that has


def lex(text: str) -> list[Lexeme]:
    """The lexemes of a query, an `end` last; raises `QueryError`."""
    found: list[Lexeme] = []
    for m in _LEXEME.finditer(text):
        kind = m.lastgroup or "word"
        start, end = m.span(kind)
        piece = text[start:end]
        if kind == "word":
            if not piece.isalnum():
                _word(text, piece, start, found)
            elif operator := OPERATORS.get(piece.lower()):
                found.append(_operator(piece, operator, start, end))
            else:
                found.append(Lexeme("word", piece, start, end))
        elif kind == "open":
            found.append(Lexeme("open", piece, start, end))
        elif kind == "quote":
            found.append(_quote(text, piece, start, end))
        elif kind == "close":
            found.append(Lexeme("close", piece[0], start, end, _distance(text, piece[2:], start, end)))
        elif kind == "or":
            found.append(Lexeme("op", "OR", start, end))
        elif kind == "around":
            found.append(_near(text, piece, start))
        elif kind == "unclosed":
            raise QueryError("quote_open", start, len(text), _closed(text, piece, start))
    found.append(Lexeme("end", "", len(text), len(text)))
    return found


def _closed(text: str, quote: str, start: int) -> str:
    """The query with its last quotation mark closed, or without it where nothing follows."""
    if not text[start + 1 :].strip() or quote == "»":
        return text[:start] + text[start + 1 :]
    return text + ("»" if quote == "«" else '"')


def _quote(text: str, piece: str, start: int, end: int) -> Lexeme:
    inside, _, digits = piece.rpartition("~") if piece[-1].isdigit() else (piece, "", "")
    return Lexeme("quote", " ".join(inside[1:-1].split()), start, end, _distance(text, digits, start, end))


def _distance(text: str, digits: str, start: int, end: int) -> int:
    """The number after ~ or /, 0 when there is none."""
    if not digits:
        return 0
    distance = int(digits[:4])
    if not 1 <= distance <= FARTHEST:
        repair = f"{text[: end - len(digits)]}10{text[end:]}"
        raise QueryError("distance", start, end, repair, most=FARTHEST)
    return distance


def _word(text: str, word: str, start: int, found: list[Lexeme]) -> None:
    end = start + len(word)
    while word and word[0] in _SIGNS and (len(word) > 1 or (text[end : end + 1] in _OPENING and end < len(text))):
        found.append(Lexeme(_SIGNS[word[0]], word[0], start, start + 1))
        word, start = word[1:], start + 1
    if word:
        found.extend(_plain_word(text, word, start, end))


def _plain_word(text: str, word: str, start: int, end: int) -> list[Lexeme]:
    if kind := OPERATORS.get(word.lower()):
        return [_operator(word, kind, start, end)]
    if word in ("&", "&&"):
        return [Lexeme("op", "AND", start, end)]
    if "/" in word and _NEAR.fullmatch(word):
        return [_near(text, word, start)]
    if ":" in word and (m := _FIELD.match(word)):
        cut = start + m.end()
        return [Lexeme("field", m.group(1), start, cut)] + (
            [Lexeme("word", text[cut:end], cut, end)] if cut < end else []
        )
    return [Lexeme("word", word, start, end)]


def _operator(word: str, meaning: str, start: int, end: int) -> Lexeme:
    return Lexeme("op", meaning, start, end) if word.isupper() else Lexeme("maybe", word, start, end)


def _near(text: str, word: str, start: int) -> Lexeme:
    m = _NEAR.fullmatch(word)
    if m is None:
        raise ValueError(word)
    digits = m[2] or m[5] or m[6]
    end = start + len(word)
    distance = int(digits[:4])
    if not 1 <= distance <= FARTHEST:
        raise QueryError("distance", start, end, text[:start] + word.replace(digits, "10") + text[end:], most=FARTHEST)
    return Lexeme("near", "ONEAR" if m[3] or m[4] else "NEAR", start, end, distance)
