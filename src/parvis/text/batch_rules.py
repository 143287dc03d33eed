"""The ways in which a watch can match, each with the terms of which one must be there for it to be looked at."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
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


Rate = Callable[[Iterable[int]], float]
_Clause = tuple[float, frozenset[int]]  # how often it is expected that one of these terms is there


def rules(plan: Plan, watch: Watch, rate: Rate) -> list[tuple[Anchor, Rule]]:
    """The rules of a watch: a disjunction gives one for each branch that asks for more than a term."""
    branches = plan.items if isinstance(plan, Some) else (plan,)
    return [_rule(branch.items if isinstance(branch, All) else (branch,), watch, rate) for branch in branches]


def _rule(items: Sequence[Plan], watch: Watch, rate: Rate) -> tuple[Anchor, Rule]:
    """All of `items`, filed under the rarest set of terms that they need."""
    clauses, others, rest, bar = list[_Clause](), list[Anchor](), list[Plan](), frozenset[int]()
    for item in items:
        if isinstance(item, (AnyTerm, Term)):
            numbers = numbers_of(item)
            clauses.append((rate(numbers), numbers))
        elif isinstance(item, Never):
            numbers, other = _barred(item.item)
            bar = bar | numbers if bar else numbers
            rest += [Never(other)] if other else []
        else:
            rest.append(item)
            sides = _sides(item) if isinstance(item, Close) else []
            clauses += [(rate(numbers), numbers) for numbers in sides]
            others += [_anchor(item, rate)] if len(sides) < 2 else []
    if len(clauses) > 1:
        clauses.sort(key=itemgetter(0))
    if clauses:
        others.append(Anchor(*clauses[0]))
    anchor = min(others, key=_preference) if len(others) > 1 else others[0]
    need = tuple([numbers for _, numbers in clauses if numbers != anchor.numbers])
    return anchor, Rule(watch, need, bar, None if not rest else rest[0] if len(rest) == 1 else All(rest))


def _sides(close: Close) -> list[frozenset[int]]:
    """The sides of a proximity that are sets of terms of which one must be there."""
    runs = close.runs or ((), ())
    return [terms for terms, others in zip((close.left, close.right), runs, strict=True) if not others]


def _barred(plan: Plan) -> tuple[frozenset[int], Plan | None]:
    """An exclusion as terms that must not be there, and what else must not hold."""
    if numbers := numbers_of(plan):
        return numbers, None
    items = plan.items if isinstance(plan, Some) else (plan,)
    others = [item for item in items if not numbers_of(item)]
    numbers = frozenset[int]().union(*map(numbers_of, items))
    return numbers, others[0] if len(others) == 1 else Some(others)


_ANYWHERE = 1.0
_RARER = 0.5


def _anchor(plan: Plan, rate: Rate) -> Anchor:
    match plan:
        case Term(number):
            return Anchor(rate((number,)), frozenset((number,)))
        case AnyTerm(numbers):
            return Anchor(rate(numbers), numbers)
        case Run(pieces):
            return min([_anchor(piece, rate) for piece, _ in pieces], key=_preference)
        case All(items):
            return min([_anchor(item, rate) for item in items if not isinstance(item, Never)], key=_preference)
        case Some(items):
            return _union([_anchor(item, rate) for item in items])
        case Close(left, right, _, runs):
            sides = zip((left, right), runs or ((), ()), strict=True)
            return min([_beside(terms, others, rate) for terms, others in sides], key=_preference)
        case Check(None, hint, raw):
            return Anchor(_ANYWHERE, frozenset(), hint, raw)
        case Check(item) if item is not None:
            return _anchor(item, rate)
        case _:
            raise TypeError(plan)


def _beside(terms: frozenset[int], runs: Iterable[Run], rate: Rate) -> Anchor:
    """One of one side of a proximity."""
    anchors = [Anchor(rate(terms), terms)] if terms else []
    return _union([*anchors, *(_anchor(run, rate) for run in runs)])


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


def refiled(anchor: Anchor, rule: Rule, rate: Rate) -> tuple[Anchor, Rule] | None:
    """The same rule under the rarest set of terms that it needs, when that is rarer by half than its anchor."""
    costs = [*map(rate, rule.need)]
    rarest = min(range(len(costs)), key=costs.__getitem__)
    if not anchor.numbers or costs[rarest] > _RARER * rate(anchor.numbers):
        return None
    need = [numbers for at, numbers in enumerate(rule.need) if at != rarest]
    return Anchor(costs[rarest], rule.need[rarest]), rule._replace(need=(*need, anchor.numbers))
