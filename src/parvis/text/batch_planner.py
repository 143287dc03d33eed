"""From a query's tree to its plan."""

from collections.abc import Callable
from itertools import chain

from parvis.text import query_tree as tree
from parvis.text.batch_plan import All, AnyTerm, Check, Never, Placed, Plan, Run, Some, Term, close
from parvis.text.query_words import is_plain, is_prefix, plain_parts
from parvis.text.words import fold

LONGEST_PHRASE = 4  # words that one term can have


_TEXT, _PLACED = (tree.Word, tree.Phrase), (Term, Run)


class TermList:
    """A disjunction of terms that watches share, for as long as one uses it."""

    __slots__ = ("items", "plan", "terms", "uses")

    def __init__(self, items: tuple[tree.Node, ...], plan: Plan, terms: list[int]) -> None:
        self.items, self.plan, self.terms, self.uses = items, plan, terms, 0


class Planner:
    """`number` gives a term its number, see `batch_terms` for how it is written; `lists`: those in use by identity.

    What a plan uses is left in `terms` and `lists_used`.
    """

    def __init__(self, number: Callable[[str], int], lists: dict[int, TermList]) -> None:
        self._number, self._lists = number, lists
        self.terms: list[int] = []
        self.lists_used: list[TermList] = []

    def plan(self, node: tree.Node) -> Plan:
        match node:
            case tree.And(items):
                return All([self._one_term(item) or self.plan(item) for item in items])
            case tree.Or(items):
                return self._some(items)
            case tree.Not(item):
                return Never(self.plan(item))
            case tree.Near():
                return self._near(node)
            case tree.Field(name, value):
                return self._field(name, value)
            case tree.Word() | tree.Phrase():
                return self._one_term(node) or self._words(node)
            case tree.Saved(_, item):
                return self.plan(item)
            case tree.Exact(_, parts):
                return Check(self._run(parts))
            case tree.Hashtag(_, parts) | tree.Mention(_, parts):
                return self._signed(parts)
            case tree.Symbol(text):
                return Check(None, next((c for c in text if c not in "\u200d\ufe0e\ufe0f"), ""), raw=True)

    def _some(self, items: tuple[tree.Node, ...]) -> Plan:
        """A disjunction. The lists that parsed queries have in common (`query_pieces`) are planned once."""
        known = self._lists.get(id(items))
        if known is None:
            used = len(self.terms)
            found = [self._one_term(item) for item in items]
            numbers = frozenset([term.number for term in found if term])
            if None in found:
                others = [item for item, term in zip(items, found, strict=True) if not term]
                return _joined({*numbers}, [self.plan(item) for item in others])
            known = self._lists[id(items)] = TermList(items, AnyTerm(numbers), self.terms[used:])
            del self.terms[used:]
        known.uses += 1
        self.lists_used.append(known)
        return known.plan

    def _one_term(self, node: tree.Node) -> Term | None:
        """The term that a word or a phrase is; none when it is more, or something else."""
        if not isinstance(node, _TEXT):
            return None
        parts = node.parts
        if len(parts) == 1:
            term = parts[0]
            if ("*" in term or "?" in term) and not is_prefix(term):
                return None
        else:
            term = " ".join(parts)
            if type(node) is tree.Word or len(parts) > LONGEST_PHRASE or "*" in term or "?" in term:
                return None
        return self._term(term, len(parts))

    def _words(self, node: tree.Word | tree.Phrase) -> Plan:
        parts = node.parts
        if not all(map(is_plain, parts)):
            known = [self._term(part) for part in parts if is_plain(part) or is_prefix(part)]
            return Check(All(known)) if known else Check(None, _longest_letters(parts))
        run = self._run(parts)
        return Some([run, Check(self._term("".join(parts)))]) if isinstance(node, tree.Word) else run

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
        self.terms.append(number)
        return Term(number, words)

    def _near(self, node: tree.Near) -> Plan:
        left, right = self._side(node.left), self._side(node.right)
        ahead, behind = _placed(left), _placed(right)
        if len(ahead) == len(left) and len(behind) == len(right):
            return close(ahead, behind, node.distance, node.ordered)
        return Check(All([_joined(set(), left), _joined(set(), right)]))

    def _side(self, side: tree.Node) -> list[Plan]:
        items = side.items if isinstance(side, tree.Or) else (side,)
        return [self._one_term(item) or self.plan(item) for item in items]

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
    return tuple([item for item in side if isinstance(item, _PLACED)])


def _joined(numbers: set[int], items: list[Plan]) -> Plan:
    """One of these terms or of `items`; all terms are made one set."""
    rest = list[Plan]()
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
