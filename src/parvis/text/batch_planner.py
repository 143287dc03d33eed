"""From a query's tree to its plan."""

from collections.abc import Callable
from itertools import chain

from parvis.text import query_tree as tree
from parvis.text.batch_plan import All, AnyTerm, Check, Close, Never, Placed, Plan, Run, Some, Term
from parvis.text.query_words import is_plain, is_prefix, plain_parts
from parvis.text.words import fold

LONGEST_PHRASE = 4  # words that one term can have


class Planner:
    """`number` gives a term its number, which is noted in `used`; see `batch_terms` for how a term is written."""

    def __init__(self, number: Callable[[str], int], used: list[int]) -> None:
        self._number, self._used = number, used

    def plan(self, node: tree.Node) -> Plan:
        match node:
            case tree.Word(_, parts):
                return self._words(parts, tied=True)
            case tree.Phrase(_, parts):
                return self._words(parts, tied=False)
            case tree.Or(items):
                return _some([self.plan(item) for item in items])
            case tree.And(items):
                return All([self.plan(item) for item in items])
            case tree.Not(item):
                return Never(self.plan(item))
            case tree.Field(name, value):
                return self._field(name, value)
            case tree.Near():
                return self._near(node)
            case tree.Saved(_, item):
                return self.plan(item)
            case tree.Exact(_, parts):
                return Check(self._run(parts))
            case tree.Hashtag(_, parts) | tree.Mention(_, parts):
                return self._signed(parts)
            case tree.Symbol(text):
                return Check(None, next((c for c in text if c not in "\u200d\ufe0e\ufe0f"), ""), raw=True)

    def _words(self, parts: tuple[str, ...], tied: bool) -> Plan:
        if len(parts) == 1 and (is_plain(parts[0]) or is_prefix(parts[0])):
            return self._term(parts[0])
        if not all(map(is_plain, parts)):
            known = [self._term(part) for part in parts if is_plain(part) or is_prefix(part)]
            return Check(All(known)) if known else Check(None, _longest_letters(parts))
        run = self._run(parts)
        return Some([run, Check(self._term("".join(parts)))]) if tied else run

    def _signed(self, parts: tuple[str, ...]) -> Plan:
        """A hashtag or an account: its words follow each other, unless a wildcard stands for some of them."""
        return Check(self._run(parts)) if all(map(is_plain, parts)) else Check(None, _longest_letters(parts))

    def _run(self, parts: tuple[str, ...]) -> Placed:
        if len(parts) <= LONGEST_PHRASE:
            return self._term(" ".join(parts), len(parts))
        last = len(parts) - LONGEST_PHRASE
        offsets = [*range(0, last, LONGEST_PHRASE), last]
        return Run(tuple((self._term(" ".join(parts[o : o + LONGEST_PHRASE]), LONGEST_PHRASE), o) for o in offsets))

    def _term(self, term: str, words: int = 1) -> Term:
        number = self._number(term)
        self._used.append(number)
        return Term(number, words)

    def _near(self, node: tree.Near) -> Plan:
        left, right = self._side(node.left), self._side(node.right)
        if all(isinstance(side, Placed) for side in (*left, *right)):
            return Close(_placed(left), _placed(right), node.distance, node.ordered)
        return Check(All([_some(left), _some(right)]))

    def _side(self, side: tree.Node) -> list[Plan]:
        return [self.plan(item) for item in (side.items if isinstance(side, tree.Or) else (side,))]

    def _field(self, name: str, value: str) -> Plan:
        if name == "url" or (name in ("author", "source", "tag") and not is_plain(value)):
            return Check(None)
        if name == "site":
            host, slash, _ = value.partition("/")
            return Check(self._term(f"site:{host}")) if slash else self._term(f"site:{host}")
        term = self._term(f"{name}:{fold(value)}")
        words = plain_parts(value) if name == "tag" else ()
        return Some([term, Check(self._run(words))]) if words else term


def _placed(side: list[Plan]) -> tuple[Placed, ...]:
    return tuple(item for item in side if isinstance(item, Placed))


def _some(items: list[Plan]) -> Plan:
    """A disjunction; its terms are made one set."""
    numbers, rest = set[int](), list[Plan]()
    for item in items:
        for part in item.items if isinstance(item, Some) else (item,):
            if isinstance(part, Term):
                numbers.add(part.number)
            elif isinstance(part, AnyTerm):
                numbers |= part.numbers
            else:
                rest.append(part)
    if not rest:
        return AnyTerm(frozenset(numbers))
    return Some([AnyTerm(frozenset(numbers)), *rest] if numbers else rest)


def numbers_of(plan: Plan) -> frozenset[int]:
    """The terms of which one is enough, when that is all the plan asks."""
    if isinstance(plan, Term):
        return frozenset((plan.number,))
    return plan.numbers if isinstance(plan, AnyTerm) else frozenset()


def _longest_letters(parts: tuple[str, ...]) -> str:
    pieces = chain.from_iterable(part.replace("?", "*").split("*") for part in parts)
    return max(pieces, key=len)
