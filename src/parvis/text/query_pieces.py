"""Lexemes shared between queries: pieces that many queries have in common are read once.

A piece is what can be read without its surroundings: a word, a phrase, an operator, a bracketed list of terms. Signs go
with the bracket or the quotation mark that they precede.
"""

import re
from contextlib import suppress
from functools import lru_cache
from itertools import chain

from parvis.text import query_terms as terms
from parvis.text.dialects import FIELDS
from parvis.text.query_errors import QueryError
from parvis.text.query_lexer import Lexeme, lex
from parvis.text.query_terms import Place, plain_phrase, plain_word
from parvis.text.query_tree import OPERATORS, Or

_SPACES = r"\s\u200b\u2060\ufeff"
_QUOTES = '“”„‟"＂'
_PIECE = re.compile(
    rf"""[{_SPACES}]*(
    [-+=]*(?:
        \((?:[^()\[\]{_QUOTES}«»]++|[{_QUOTES}][^{_QUOTES}«»]*[{_QUOTES}])*+\)(?!~\d)
        |[(\[]
        |(?:[{_QUOTES}][^{_QUOTES}]*[{_QUOTES}]|«[^»]*»)(?:~\d+)?)
    |[)\]](?:~\d+)?
    |[{_QUOTES}«»]
    |\|\|?
    |AROUND\(\d+\)
    |[^{_SPACES}()\[\]{_QUOTES}«»|]+)""",
    re.VERBOSE,
)
_LONG, _MOST = 500, 1 << 14  # characters of a piece that is not kept; pieces kept
_Lexemes = tuple[Lexeme, ...]


def shared(text: str) -> list[Lexeme]:
    """The lexemes of a query, an `end` last, those of a bracketed list as one; raises `QueryError`, its place wrong."""
    read = _kept if len(text) < _LONG else _read
    return [*chain.from_iterable(map(read, _PIECE.findall(text))), _END]


_END = Lexeme("end", "", 0, 0)


def _read(piece: str) -> _Lexemes:
    return _kept(piece) if len(piece) < _LONG else _lexemes(piece)


def _lexemes(piece: str) -> _Lexemes:
    if piece.isalnum() and piece.lower() not in OPERATORS:
        return (Lexeme("word", piece, 0, len(piece), 0, plain_word(piece)),)
    if len(piece) > 1 and piece[0] == '"' == piece[-1]:
        text = " ".join(piece[1:-1].split())
        if plain := plain_phrase(text):
            return (Lexeme("quote", text, 0, len(piece), 0, plain),)
    if piece[:1] == "(" and piece[-1] == ")":
        return _bracketed(piece)
    lexemes = tuple(map(_known, lex(piece)[:-1]))
    condition = _condition(piece, *lexemes) if [lexeme.kind for lexeme in lexemes] == ["field", "word"] else None
    return (condition,) if condition else lexemes


_kept = lru_cache(_MOST)(_lexemes)


def _known(lexeme: Lexeme) -> Lexeme:
    """A lexeme with what it stands for, when it is a term by itself and there is nothing to say of it."""
    place = Place(lexeme.text, 0, len(lexeme.text))
    with suppress(QueryError):
        if lexeme.kind == "word":
            plain = plain_word(lexeme.text) if lexeme.text.isalnum() else None
            return lexeme._replace(node=plain or terms.word(lexeme.text, place))
        if lexeme.kind == "quote" and not lexeme.distance:
            return lexeme._replace(node=terms.phrase(lexeme.text, place))
    return lexeme


def _condition(piece: str, field: Lexeme, value: Lexeme) -> Lexeme | None:
    """A field with its value is one lexeme, unless there is something to say of it."""
    name = field.text.casefold()
    if name not in FIELDS or name == "saved" or terms.listed(name, value.text):
        return None
    with suppress(QueryError):
        node = terms.field(name, value.text, Place(piece, 0, len(piece)))
        return Lexeme("condition", piece, 0, len(piece), 0, node)
    return None


def _bracketed(piece: str) -> _Lexemes:
    """A list of terms joined by OR is one lexeme."""
    items = [*map(_read, piece[1:-1].split(" OR "))]
    nodes = [lexemes[0].node for lexemes in items if len(lexemes) == 1]
    if len(items) == len(nodes) > 1 and all(nodes):
        return (Lexeme("list", piece, 0, len(piece), 0, Or(tuple(filter(None, nodes))), len(nodes)),)
    return Lexeme("open", "(", 0, 1), *shared(piece[1:-1])[:-1], Lexeme("close", ")", 0, 1)
