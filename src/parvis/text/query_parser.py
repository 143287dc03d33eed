"""The grammar: from lexemes to the tree."""

from collections.abc import Mapping
from typing import NamedTuple

from parvis.text import query_terms as terms
from parvis.text.dialects import ALIASES, FIELDS, FIELDS_FR, REFUSED
from parvis.text.query_errors import QueryError
from parvis.text.query_lexer import Lexeme, lex
from parvis.text.query_pieces import shared
from parvis.text.query_terms import Place
from parvis.text.query_tree import (
    OPERATORS,
    And,
    Exact,
    Hashtag,
    Mention,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Saved,
    Word,
    any_of,
    every_of,
)

MOST_CHARACTERS = 1_000_000
MOST_TERMS = 20_000
DEEPEST = 50
_STARTS = {"open", "quote", "exact", "word", "maybe", "field", "list", "condition"}
_TERMS = {"word", "quote", "list", "condition"}
_OPENINGS = {"open", "list"}
_JOINED = Word | Phrase | Exact | Hashtag | Mention


class Loose(NamedTuple):
    """One side of an OR in which a term stands without AND: side by side with another, or excluded."""

    first: Lexeme
    last: Lexeme


def read(text: str, saved: Mapping[str, str], opened: tuple[str, ...] = (), left: list[int] | None = None) -> Node:
    """The tree of `text`; `opened` names the saved queries being read, `left` counts the terms that they all share.

    Lexemes shared between queries have no place. What cannot be read from them is read again, to say where it fails.
    """
    left = left or [MOST_TERMS]
    before = left[0]
    try:
        return Parser(text, shared(text), {}, opened, left).whole()
    except QueryError:
        left[0] = before
        return Parser(text, lex(text), saved, opened, left).whole()


class Parser:
    """Reads the lexemes of one text."""

    def __init__(
        self, text: str, lexemes: list[Lexeme], saved: Mapping[str, str], opened: tuple[str, ...], left: list[int]
    ) -> None:
        self.text, self.lexemes, self.saved, self.opened, self.terms_left = text, lexemes, saved, opened, left
        self.at, self.depth, self.field = 0, 0, ""

    @property
    def now(self) -> Lexeme:
        return self.lexemes[self.at]

    def whole(self) -> Node:
        if self.now.kind == "end":
            raise QueryError("empty", 0, len(self.text))
        node = self.either()
        if self.now.kind == "close":
            raise self.error("group_close", self.now, self.without(self.now))
        return node

    def either(self) -> Node:
        """Branches joined by OR."""
        node, loose = self.both()
        nodes, unclear = [node], [loose]
        while (lexeme := self.lexemes[self.at]).kind == "op" and lexeme.text == "OR":
            self.at += 1
            node, loose = self.both()
            nodes.append(node)
            unclear.append(loose)
        if len(nodes) > 1 and any(unclear):
            raise self.mixed_or([*filter(None, unclear)])
        return any_of(nodes)

    def both(self) -> tuple[Node, Loose | None]:
        """Terms that must all hold, joined by AND or side by side, and exclusions."""
        if alone := self.alone():
            return alone, None
        first, items, loose, aligned, joined = self.at, list[Node](), False, list[int](), False
        while True:
            lexeme = self.lexemes[self.at]
            if lexeme.kind == "maybe":
                lexeme = self.settle_small_operator(items)
            explicit = lexeme.kind == "op" and lexeme.text == "AND"
            if explicit:
                if not items:
                    raise self.missing(lexeme)
                self.at += 1
                joined, lexeme = True, self.lexemes[self.at]
            if lexeme.kind == "minus" or (lexeme.kind == "op" and lexeme.text == "NOT"):
                items.append(self.excluded())
                loose = loose or (len(items) > 1 and not explicit) or lexeme.kind == "minus"
            elif lexeme.kind in _STARTS or lexeme.kind == "plus":
                self.at += lexeme.kind == "plus"
                beside = bool(items) and not explicit
                loose = loose or beside or lexeme.kind == "plus"
                if beside and self.bare(self.at) and self.bare(self.at - 1):
                    aligned.append(self.at)
                items.append(self.proximity())
            elif explicit:
                raise self.missing(self.lexemes[self.at - 1])
            else:
                break
        if not items:
            raise self.missing(self.lexemes[max(self.at - 1, 0)] if self.now.kind in ("end", "close") else self.now)
        if joined and aligned:
            raise self.mixed_and(aligned)
        if type(items[0]) is Not and all(type(item) is Not for item in items):
            raise self.error("only_not", self.lexemes[first], end=self.lexemes[self.at - 1].end)
        return every_of(items), Loose(self.lexemes[first], self.lexemes[self.at - 1]) if loose else None

    def alone(self) -> Node | None:
        """A term that is all of its branch, as in a list of alternatives."""
        if self.lexemes[self.at].kind not in _TERMS:
            return None
        after = self.lexemes[self.at + 1]
        ends = after.kind in ("close", "end") or (after.kind == "op" and after.text == "OR")
        return self.operand() if ends else None

    def settle_small_operator(self, items: list[Node]) -> Lexeme:
        """A small `or` between a phrase, a group or a field and another term is plain; between two words it is not."""
        small, after = self.now, self.lexemes[self.at + 1]
        meaning = OPERATORS[small.text.lower()]
        if (after.kind not in _STARTS and after.kind != "minus") or not (items or meaning == "NOT"):
            return small
        before = self.lexemes[self.at - 1] if self.at else None
        follows_and = meaning == "NOT" and before is not None and before.kind == "op"
        if items and (follows_and or not self.bare(self.at - 1) or not self.bare(self.at + 1)):
            self.lexemes[self.at] = small._replace(kind="op", text=meaning)
            return self.now
        raise self.error("small_operator", small, self.instead(small, meaning), word=small.text)

    def excluded(self) -> Node:
        operator = self.now
        self.at += 1
        if self.now.kind == "minus" or (self.now.kind == "op" and self.now.text == "NOT"):
            raise self.error("not_not", operator, end=self.now.end)
        if self.now.kind == "plus" or self.now.kind not in _STARTS:
            raise self.missing(operator)
        return Not(self.proximity())

    def proximity(self) -> Node:
        start, left = self.at, self.operand()
        near = self.lexemes[self.at]
        if near.kind != "near":
            return left
        self.at += 1
        if self.now.kind not in _STARTS:
            raise self.missing(near)
        middle, right = self.at, self.operand()
        if self.now.kind == "near":
            raise self.chained(self.lexemes[start].start, self.lexemes[middle].start)
        return self.near(left, right, near.distance, near.text == "ONEAR", self.lexemes[start].start)

    def near(self, left: Node, right: Node, distance: int, ordered: bool, start: int) -> Node:
        for side in (left, right):
            options = side.items if isinstance(side, Or) else (side,)
            if not all(isinstance(option, _JOINED) for option in options):
                raise QueryError("near_operand", start, self.lexemes[self.at - 1].end)
        return Near(left, right, distance, ordered)

    def operand(self) -> Node:
        lexeme = self.lexemes[self.at]
        if lexeme.kind not in _STARTS:
            raise self.missing(self.lexemes[max(self.at - 1, 0)])
        self.at += 1
        if lexeme.kind == "open":
            return self.group(lexeme)
        self.terms_left[0] -= lexeme.terms
        if self.terms_left[0] < 0:
            raise self.error("too_many", lexeme, most=MOST_TERMS)
        if lexeme.node and (not self.field or lexeme.kind in ("list", "condition")):
            return self.known(lexeme, lexeme.node)
        if lexeme.kind == "field":
            return self.field_condition(lexeme)
        if self.field:
            return self.value(lexeme)
        if lexeme.kind == "exact":
            return self.exact()
        return self.quoted(lexeme) if lexeme.kind == "quote" else self.word(lexeme)

    def known(self, lexeme: Lexeme, node: Node) -> Node:
        """The node of a shared lexeme. Where what stands around it may change that, all is read again: see `read`."""
        if self.field or (lexeme.kind == "list" and self.depth == DEEPEST):
            raise self.error("too_deep", lexeme, most=DEEPEST)
        if lexeme.kind == "word" and self.lexemes[self.at].kind in _OPENINGS:
            raise self.error("call", lexeme, word=lexeme.text)
        return node

    def group(self, opening: Lexeme) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error("too_deep", opening, most=DEEPEST)
        if self.now.kind == "close":
            without = " ".join((self.text[: opening.start] + self.text[self.now.end :]).split())
            raise self.error("group_empty", opening, without, end=self.now.end)
        node = self.either()
        if self.now.kind != "close":
            raise self.error("group_open", opening, self.text + (")" if opening.text == "(" else "]"))
        self.depth -= 1
        self.at += 1
        distance = self.lexemes[self.at - 1].distance
        return (
            self.window(list(node.items) if isinstance(node, And) else [node], distance, opening.start)
            if distance
            else node
        )

    def window(self, sides: list[Node], distance: int, start: int) -> Node:
        """`(a AND b)~5` and `"a b"~5`."""
        if len(sides) < 2:
            end = self.lexemes[self.at - 1].end
            bare = self.text[start:end].rpartition("~")[0]
            raise QueryError("near_one", start, end, self.text[:start] + bare + self.text[end:])
        if len(sides) != 2:
            raise QueryError("near_many", start, self.lexemes[self.at - 1].end)
        return self.near(sides[0], sides[1], distance, False, start)

    def quoted(self, lexeme: Lexeme) -> Node:
        leaf = terms.phrase(lexeme.text, self.place(lexeme))
        if not lexeme.distance:
            return leaf
        place = self.place(lexeme)
        return self.window([terms.phrase(w, place) for w in lexeme.text.split()], lexeme.distance, lexeme.start)

    def word(self, lexeme: Lexeme) -> Node:
        if self.now.kind in _OPENINGS and self.now.start <= lexeme.end:  # always so of shared lexemes
            apart = self.text[: lexeme.end] + " " + self.text[lexeme.end :]
            raise self.error("call", lexeme, apart if lexeme.text.islower() else "", word=lexeme.text)
        plain = terms.plain_word(lexeme.text) if lexeme.text.isalnum() and self.now.kind != "open" else None
        return plain or terms.word(lexeme.text, self.place(lexeme))

    def exact(self) -> Node:
        lexeme = self.now
        if lexeme.kind not in ("quote", "word", "maybe"):
            raise self.missing(self.lexemes[self.at - 1])
        self.at += 1
        return terms.exact(lexeme.text, self.place(lexeme), bare=lexeme.kind != "quote")

    def field_condition(self, lexeme: Lexeme) -> Node:
        name = lexeme.text.casefold()
        meaning = ALIASES.get(name)
        if self.field or meaning is None:
            raise self.unknown_field(lexeme, name)
        if self.now.kind not in ("quote", "word", "maybe", "open"):
            raise self.error("field_empty", lexeme, name=lexeme.text)
        if self.now.kind != "open":
            self.at += 1
            self.field = meaning
            try:
                leaf = self.value(self.lexemes[self.at - 1])
            except QueryError as error:
                if error.code == "flag_foreign":
                    error.repair = self.without_condition(self.at - 2)
                raise
            self.field = ""
            return leaf
        self.at += 1
        self.field = meaning
        node = self.group(self.lexemes[self.at - 1])
        self.field = ""
        return node

    def value(self, lexeme: Lexeme) -> Node:
        """A field's value; in a group, one of several."""
        text, place = lexeme.text, self.place(lexeme)
        if lexeme.kind == "exact":
            raise place.error("field_empty", name=self.field)
        match self.field:
            case "text":
                return terms.phrase(text, place)
            case "exact":
                return terms.exact(text, place)
            case "#":
                return terms.hashtag(text.lstrip("#"), place)
            case "saved":
                return self.saved_query(text, place)
        if lexeme.kind != "quote" and terms.listed(self.field, text):
            alone = self.lexemes[self.at - 2].kind == "field"
            raise place.error("comma", terms.alternatives(text, alone))
        if self.field == "author*":
            return terms.field("author", f"*{text}*", place)
        return terms.field(self.field, text, place)

    def saved_query(self, name: str, place: Place) -> Node:
        if name in self.opened or len(self.opened) >= DEEPEST:
            raise place.error("saved_loop", name=name)
        if name not in self.saved:
            raise place.error("saved_unknown", name=name)
        try:
            return Saved(name, read(self.saved[name], self.saved, (*self.opened, name), self.terms_left))
        except QueryError as error:
            if error.code in ("saved_loop", "saved_unknown", "too_many"):
                raise place.error(error.code, name=name, most=MOST_TERMS) from error
            raise place.error("saved_broken", name=name, fr=error.say.fr, en=error.say.en) from error

    # What is said of mistakes

    def unknown_field(self, lexeme: Lexeme, name: str) -> QueryError:
        if name in REFUSED:
            why, repair = REFUSED[name], self.without_condition(self.at - 1)
            return self.error("field_foreign", lexeme, repair, name=lexeme.text, fr=why.fr, en=why.en)
        whole = self.lexemes[self.at]
        word = (
            self.text[lexeme.start : whole.end] if whole.start == lexeme.end and whole.kind == "word" else lexeme.text
        )
        repair = f'{self.text[: lexeme.start]}"{word}"{self.text[lexeme.start + len(word) + (word == lexeme.text) :]}'
        return self.error(
            "field_unknown", lexeme, repair, name=lexeme.text, fr=", ".join(FIELDS_FR), en=", ".join(FIELDS)
        )

    def missing(self, operator: Lexeme) -> QueryError:
        if operator.kind in ("open", "end"):
            empty = operator.kind == "open"
            return self.error("group_empty" if empty else "empty", operator, self.without(operator) if empty else "")
        word = self.text[operator.start : operator.end]
        return self.error("operand_missing", operator, self.without(operator), op=word)

    def chained(self, start: int, middle: int) -> QueryError:
        """a NEAR b NEAR c → (a NEAR b) AND (b NEAR c)"""
        cut = self.lexemes[self.at - 1].end
        self.at += 1
        if self.now.kind in _STARTS:
            self.operand()
        end = self.lexemes[self.at - 1].end
        text = self.text
        repair = f"{text[:start]}({text[start:cut]}) AND ({text[middle:end]}){text[end:]}"
        return QueryError("near_chain", start, end, repair)

    def mixed_or(self, branches: list[Loose]) -> QueryError:
        repair = self.text
        for first, last in reversed(branches):
            inside = repair[first.start : last.end]
            words = not set(inside) & set("#@") and all(
                self.bare(i) for i in range(self.lexemes.index(first), self.lexemes.index(last) + 1)
            )
            inside = f'"{inside}"' if words else f"({inside})"
            repair = repair[: first.start] + inside + repair[last.end :]
        return self.error("mixed_or", branches[0].first, repair, end=branches[0].last.end)

    def mixed_and(self, aligned: list[int]) -> QueryError:
        """Quotation marks around each run of words side by side; AND between hashtags."""
        repair, runs = self.text, list[tuple[int, int]]()
        for at in aligned:
            first = runs.pop()[0] if runs and runs[-1][1] == at - 1 else at - 1
            runs.append((first, at))
        for first, last in reversed(runs):
            start, end = self.lexemes[first].start, self.lexemes[last].end
            words = repair[start:end]
            words = " AND ".join(words.split()) if set(words) & set("#@") else f'"{words}"'
            repair = repair[:start] + words + repair[end:]
        return self.error("mixed_and", self.lexemes[runs[0][0]], repair, end=self.lexemes[runs[0][1]].end)

    def bare(self, at: int) -> bool:
        """Whether a word without quotation marks stands there (not a field's value)."""
        lexeme = self.lexemes[at]
        return lexeme.kind in ("word", "maybe") and not (at and self.lexemes[at - 1].kind in ("field", "exact"))

    def place(self, lexeme: Lexeme) -> Place:
        return Place(self.text, lexeme.start, lexeme.end)

    def without(self, lexeme: Lexeme) -> str:
        return self.instead(lexeme, "")

    def without_condition(self, at: int) -> str:
        """The query without the field there, its value and the sign before it."""
        first = at - 1 if at and self.lexemes[at - 1].kind in ("minus", "plus") else at
        last = at + (self.lexemes[at + 1].kind in ("word", "quote", "maybe"))
        if self.lexemes[at + 1].kind == "open":
            last = next((i for i in range(at + 2, len(self.lexemes)) if self.lexemes[i].kind == "close"), at)
        return " ".join((self.text[: self.lexemes[first].start] + self.text[self.lexemes[last].end :]).split())

    def instead(self, lexeme: Lexeme, text: str) -> str:
        return " ".join((self.text[: lexeme.start] + text + self.text[lexeme.end :]).split())

    def error(self, code: str, lexeme: Lexeme, repair: str = "", end: int = 0, **values: object) -> QueryError:
        return QueryError(code, lexeme.start, end or lexeme.end, repair, **values)
