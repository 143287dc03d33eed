"""The ways in which a watch can match, each with the terms of which one must be there for it to be looked at."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from parvis.text.batch_plan import All, AnyTerm, Check, Close, Never, Plan, Run, Some, Term
from parvis.text.batch_planner import numbers_of
from parvis.text.query_tree import Query


class Watch(NamedTuple):
    """`order` counts up as watches are added."""

    id: str
    query: Query
    order: int


class Rule(NamedTuple):
    """One way to match: a term of each set of `need`, none of `bar`, and `rest`."""

    watch: Watch
    need: tuple[frozenset[int], ...]
    bar: frozenset[int]
    rest: Plan | None


class Anchor(NamedTuple):
    """What must be there: one of `numbers`; without numbers, anything, or a text that contains `hint`."""

    cost: float
    numbers: frozenset[int]
    hint: str = ""
    raw: bool = False


class Filed:
    """The rules under one anchor; `gate` holds the terms without which none of them is tried, if all need one."""

    __slots__ = ("gate", "open", "rules")

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.gate = set[int]()  # may keep terms of rules that are gone
        self.open = 0  # rules that need no other term

    def put(self, rule: Rule) -> None:
        self.rules.append(rule)
        self.gate.update(*rule.need[:1])
        self.open += not rule.need

    def drop(self, rule: Rule) -> None:
        self.rules = [other for other in self.rules if other is not rule]
        self.open -= not rule.need


Rates = Callable[[int], float]


def rules(plan: Plan, watch: Watch, rate: Rates) -> Iterator[tuple[Anchor, Rule]]:
    """The rules of a watch: a disjunction gives one for each branch that asks for more than a term."""
    for branch in plan.items if isinstance(plan, Some) else [plan]:
        anchor = _anchor(branch, rate)
        items = branch.items if isinstance(branch, All) else [branch]
        need = [numbers for item in items for numbers in _clauses(item) if numbers != anchor.numbers]
        barred = [_barred(item.item) for item in items if isinstance(item, Never)]
        rest: list[Plan] = [item for item in items if not isinstance(item, Never) and not numbers_of(item)]
        rest += [Never(other) for _, other in barred if other is not None]
        bar = frozenset[int]().union(*(numbers for numbers, _ in barred))
        left = None if not rest else rest[0] if len(rest) == 1 else All(rest)
        if len(need) > 1:
            need.sort(key=lambda numbers: sum(map(rate, numbers)))
        yield anchor, Rule(watch, tuple(need), bar, left)


def _clauses(plan: Plan) -> Iterator[frozenset[int]]:
    """Sets of terms of which one must be there."""
    for side in (plan.left, plan.right) if isinstance(plan, Close) else ():
        if all(isinstance(placed, Term) for placed in side):
            yield frozenset(placed.number for placed in side if isinstance(placed, Term))
    if numbers := numbers_of(plan):
        yield numbers


def _barred(plan: Plan) -> tuple[frozenset[int], Plan | None]:
    """An exclusion as terms that must not be there, and what else must not hold."""
    items = plan.items if isinstance(plan, Some) else [plan]
    others = [item for item in items if not numbers_of(item)]
    numbers = frozenset[int]().union(*map(numbers_of, items))
    return numbers, None if not others else others[0] if len(others) == 1 else Some(others)


_ANYWHERE = 1.0
_RARER = 0.5


def _anchor(plan: Plan, rate: Rates) -> Anchor:
    match plan:
        case Term(number):
            return Anchor(rate(number), frozenset((number,)))
        case AnyTerm(numbers):
            return Anchor(sum(map(rate, numbers)), numbers)
        case Run(pieces):
            return min([_anchor(piece, rate) for piece, _ in pieces], key=_preference)
        case All(items):
            return min([_anchor(item, rate) for item in items if not isinstance(item, Never)], key=_preference)
        case Some(items):
            return _union([_anchor(item, rate) for item in items])
        case Close(left, right):
            sides = [_union([_anchor(item, rate) for item in side]) for side in (left, right)]
            return min(sides, key=_preference)
        case Check(None, hint, raw):
            return Anchor(_ANYWHERE, frozenset(), hint, raw)
        case Check(item) if item is not None:
            return _anchor(item, rate)
        case _:
            raise TypeError(plan)


def _preference(anchor: Anchor) -> tuple[bool, float, int]:
    return not anchor.numbers, anchor.cost, len(anchor.numbers)


def _union(anchors: list[Anchor]) -> Anchor:
    """One of several; anywhere as soon as one of them is."""
    if len(anchors) == 1:
        return anchors[0]
    if not all(anchor.numbers for anchor in anchors):
        return Anchor(_ANYWHERE, frozenset())
    return Anchor(
        sum(anchor.cost for anchor in anchors), frozenset[int]().union(*(anchor.numbers for anchor in anchors))
    )


def refiled(anchor: Anchor, rule: Rule, rate: Rates) -> tuple[Anchor, Rule] | None:
    """The same rule under the rarest set of terms that it needs, when that is rarer by half than its anchor."""
    costs = [sum(map(rate, numbers)) for numbers in rule.need]
    rarest = min(range(len(costs)), key=costs.__getitem__)
    if not anchor.numbers or costs[rarest] > _RARER * sum(map(rate, anchor.numbers)):
        return None
    need = [numbers for at, numbers in enumerate(rule.need) if at != rarest]
    return Anchor(costs[rarest], rule.need[rarest]), rule._replace(need=(*need, anchor.numbers))
