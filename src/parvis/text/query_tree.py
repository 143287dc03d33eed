"""The tree of a query and its normal form. Nodes are never changed once made.

A node is positive when it says what to find. `Not` stands only in an `And` that has a positive member, so every query
says what it wants.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(slots=True)
class Word:
    """One word as typed, or several that punctuation ties (`Sainte-Aube`, `l’école`); `*` and `?` are wildcards."""

    text: str
    parts: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(slots=True)
class Phrase:
    """Words that follow each other."""

    text: str
    parts: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(slots=True)
class Exact:
    """Written exactly so: case, accents and punctuation count."""

    text: str
    parts: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(slots=True)
class Hashtag:
    """A hashtag; `text` has no `#`."""

    text: str
    parts: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(slots=True)
class Mention:
    """An account named in the text; `text` has no `@`."""

    text: str
    parts: tuple[str, ...] = field(compare=False, repr=False)


@dataclass(slots=True)
class Symbol:
    """An emoji or another sign that is not a letter."""

    text: str


@dataclass(slots=True)
class Field:
    """What is known of the post beside its text: `name` is one of author lang source site url tag has is."""

    name: str
    value: str


@dataclass(slots=True)
class Saved:
    """A query known by a name."""

    name: str
    item: "Node"


@dataclass(slots=True)
class Near:
    """Both sides, at most `distance` words further; `ordered` when the left one comes first."""

    left: "Node"
    right: "Node"
    distance: int
    ordered: bool


@dataclass(slots=True)
class Not:
    item: "Node"


@dataclass(slots=True)
class And:
    items: tuple["Node", ...]


@dataclass(slots=True)
class Or:
    items: tuple["Node", ...]


Text = Word | Phrase | Exact | Hashtag | Mention
Leaf = Text | Symbol | Field
Node = Leaf | Saved | Near | Not | And | Or

FOREIGN = r"(?-i:XOR|PROX\d*|SAME|SANS|ADJ|NON|EXCEPT[EÉ]?)"  # other tools' operators, in capitals
_BARE = re.compile(
    rf"(?!(?:and|et|or|ou|not|sauf|andnot|o?near\d*|adj\d+|atleast\d.*|{FOREIGN})$)[\w*?]+",
    re.IGNORECASE,
)
OPERATORS = {"and": "AND", "et": "AND", "or": "OR", "ou": "OR", "not": "NOT", "sauf": "NOT"}
OPERATORS |= dict.fromkeys(("andnot", "and-not", "and_not"), "NOT")


@dataclass(slots=True)
class Query:
    """A parsed query. `str(query)` is its normal form, which parses to an equal query."""

    root: Node

    def __str__(self) -> str:
        return show(self.root)


def every_of(items: list[Node]) -> Node:
    """The conjunction of `items`, flat."""
    return items[0] if len(items) == 1 else And(_flat(items, And))


def any_of(items: list[Node]) -> Node:
    """The disjunction of `items`, flat."""
    return items[0] if len(items) == 1 else Or(_flat(items, Or))


def _flat(items: list[Node], kind: type[And] | type[Or]) -> tuple[Node, ...]:
    if kind not in map(type, items):
        return tuple(items)
    return tuple(x for item in items for x in (item.items if isinstance(item, kind) else (item,)))


def leaves(node: Node, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf, with whether it stands under an odd number of NOT."""
    match node:
        case And(items) | Or(items):
            for item in items:
                yield from leaves(item, negated)
        case Not(item):
            yield from leaves(item, not negated)
        case Saved(_, item):
            yield from leaves(item, negated)
        case Near(left, right):
            yield from leaves(left, negated)
            yield from leaves(right, negated)
        case _:
            yield node, negated


def saved_in(node: Node) -> Iterator[str]:
    """The names of the saved queries it quotes, and of those that these quote."""
    match node:
        case And(items) | Or(items):
            for item in items:
                yield from saved_in(item)
        case Not(item):
            yield from saved_in(item)
        case Saved(name, item):
            yield name
            yield from saved_in(item)


def show(node: Node) -> str:
    """The normal form of a node."""
    match node:
        case Word(text, parts):
            return text if len(parts) > 1 or _BARE.fullmatch(text) else f'"{text}"'
        case Phrase(text):
            return f'"{text}"'
        case Exact(text):
            return f'="{text}"'
        case Hashtag(text):
            return f"#{text}"
        case Mention(text):
            return f"@{text}"
        case Symbol(text):
            return text
        case Field(name, value):
            return f'{name}:"{value}"' if set(value) & set(' ()[]"|,;') else f"{name}:{value}"
        case Saved(name):
            return f"saved:{name}"
        case Not(item):
            return f"NOT {_inner(item)}"
        case Near(left, right, distance, ordered):
            return f"{_inner(left)} {'ONEAR' if ordered else 'NEAR'}/{distance} {_inner(right)}"
        case And(items):
            return " AND ".join(map(_inner, items))
        case Or(items):
            return " OR ".join(map(_inner, items))


def _inner(node: Node) -> str:
    return f"({show(node)})" if isinstance(node, And | Or | Near) else show(node)
