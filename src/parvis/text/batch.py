"""Many queries against a stream of posts.

The texts of a batch are folded, cut and hashed at once, and their words looked up in one table of all watches' terms. A
watch is looked at only in posts that have one of the terms it is filed under: of those it requires, the rarest known.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import islice
from operator import itemgetter
from threading import RLock
from typing import NamedTuple

import numpy as np

from parvis.text.batch_fields import FieldTerms
from parvis.text.batch_gates import Gates
from parvis.text.batch_hash import Indices
from parvis.text.batch_learn import Rates
from parvis.text.batch_plan import MAYBE, YES, Seen
from parvis.text.batch_planner import Planner, TermList
from parvis.text.batch_rules import Anchor, Filed, Rule, Watch, refiled, rules
from parvis.text.batch_terms import Terms
from parvis.text.match import Span, spans_in, spans_of
from parvis.text.match_reading import Reading
from parvis.text.posts import Post
from parvis.text.query_tree import Query
from parvis.text.words import fold

_AT_ONCE = 512  # posts read from the stream before their matches are given
_FEW = 4  # posts that are sooner looked at one by one
_CHARACTERS = 1 << 17  # of the texts folded together


class Match:
    """A post that a watch asks for. `spans` are worked out when they are read."""

    def __init__(self, reading: Reading, watch: Watch) -> None:
        self._reading, self._watch = reading, watch

    @property
    def post_id(self) -> str:
        return self._reading.post.id

    @property
    def watch_id(self) -> str:
        return self._watch.id

    @cached_property
    def spans(self) -> list[Span]:
        """Where, in code points of the post's text; empty when fields alone decided."""
        return spans_of(self._watch.query, self._reading)


class _Entry:
    """What is kept of a watch: its rules with their anchors, and the terms and lists it uses."""

    __slots__ = ("lists", "rules", "terms", "watch")

    def __init__(self, watch: Watch, rules: list[tuple[Anchor, Rule]], terms: list[int], lists: list[TermList]) -> None:
        self.watch, self.rules, self.terms, self.lists = watch, rules, terms, lists


_Pair = tuple[int, int]  # a post's place in the batch, a term found in it


class _Hits(NamedTuple):
    """The terms of a batch: the numbers and places of post `at` lie between `bounds[at]` and `bounds[at + 1]`."""

    posts: list[Post]
    numbers: list[int]
    places: Callable[[slice], list[int]]
    bounds: list[int]

    def terms(self, at: int) -> set[int]:
        return {*self.numbers[self.bounds[at] : self.bounds[at + 1]]}

    def of(self, at: int) -> Iterator[_Pair]:
        """The number and the first word of each term."""
        these = slice(self.bounds[at], self.bounds[at + 1])
        return zip(self.numbers[these], self.places(these), strict=True)


class Watches:
    """A live set of queries, each under its id. One thread may add and remove while another matches."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._terms = Terms()
        self._lists: dict[int, TermList] = {}  # by identity of their items
        self._fields = FieldTerms(self._terms)
        self._rates = Rates(self._terms)
        self._anchored: dict[int, Filed] = {}
        self._is_anchor = np.zeros(1024, bool)  # by number of a term: whether rules are filed under it,
        self._ruled: Indices = np.zeros(1024, np.intp)  # and how many
        self._gates = Gates()
        self._field_anchors = Counter[str]()  # fields some rule is filed under
        self._anywhere: dict[int, tuple[Anchor, Rule]] = {}  # by identity of the rule
        self._added = 0
        self._lock = RLock()

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, watch_id: object) -> bool:
        return watch_id in self._entries

    def add(self, watch_id: str, query: Query) -> None:
        """Adds a watch, or replaces the one of this id."""
        with self._lock:
            planner = Planner(self._terms.use, self._lists)
            plan = planner.plan(query.root)
            self._added += 1
            before = self._entries.get(watch_id)
            watch = Watch(watch_id, query, before.watch.order if before else self._added)
            filed = rules(plan, watch, self._rates.of)
            entry = _Entry(watch, filed, planner.terms, planner.lists_used)
            if before:
                self.remove(watch_id)
            self._entries[watch_id] = entry
            self._make_room()
            for anchor, rule in entry.rules:
                self._file(anchor, rule)

    def remove(self, watch_id: str) -> None:
        """Takes a watch out; nothing happens when it is not there."""
        with self._lock:
            entry = self._entries.pop(watch_id, None)
            if entry is None:
                return
            for anchor, rule in entry.rules:
                self._unfile(anchor, rule)
            self._terms.release(entry.terms)
            for each in entry.lists:
                each.uses -= 1
                if not each.uses:
                    del self._lists[id(each.items)]
                    self._terms.release(each.terms)

    def _file(self, anchor: Anchor, rule: Rule) -> None:
        anchored, fields = self._anchored, self._terms.field_numbers
        for number in anchor.numbers:
            filed = anchored.get(number)
            if filed is None:
                filed = anchored[number] = Filed()
                self._is_anchor[number] = True
            filed.put(rule)
            self._ruled[number] += 1
            if number in fields:
                self._field_anchors[self._terms.field(number)] += 1
        self._gates.stale.update(anchor.numbers)
        if not anchor.numbers:
            self._anywhere[id(rule)] = anchor, rule

    def _make_room(self) -> None:
        if len(self._terms) > len(self._ruled):
            self._ruled = np.concatenate([self._ruled, np.zeros(len(self._terms), np.intp)])
            self._is_anchor = np.concatenate([self._is_anchor, np.zeros(len(self._terms), bool)])

    def _unfile(self, anchor: Anchor, rule: Rule) -> None:
        for number in anchor.numbers:
            if name := self._terms.field(number):
                self._field_anchors[name] -= 1
            self._anchored[number].drop(rule)
            self._ruled[number] -= 1
            if not self._ruled[number]:
                del self._anchored[number]
                self._is_anchor[number] = False
        self._gates.stale.update(anchor.numbers)
        if not anchor.numbers:
            del self._anywhere[id(rule)]

    def match(self, posts: Iterable[Post]) -> Iterator[Match]:
        """Every (post, watch) that holds, in the order of the posts and of the watches.

        Posts are read some hundreds at a time.
        """
        stream = iter(posts)
        while some := [*islice(stream, _AT_ONCE)]:
            for part in _parts(some):
                yield from self._match(part)

    def _refile(self, posts: int) -> None:
        """Files again, under rarer terms, some of the rules that were tried in vain too often."""
        for ill in self._rates.ill_filed(self._anchored, self._ruled, posts):
            entry = self._entries.get(ill.watch.id)
            for at, (anchor, rule) in enumerate(entry.rules if entry else ()):
                if rule is ill and entry and (better := refiled(anchor, rule, self._rates.of)):
                    self._unfile(anchor, rule)
                    self._file(*better)
                    entry.rules[at] = better

    def _match(self, posts: list[Post]) -> list[Match]:
        """What was added, removed and learnt before counts; a change waits no longer than this takes."""
        with self._lock:
            self._terms.settle()
            self._refile(len(posts))
            self._gates.settle(self._anchored, self._terms.field_numbers)
            looked = [self._together(posts)] if len(posts) > _FEW else [self._alone(post) for post in posts]
            return [match for hits in looked for _, _, match in sorted(self._look(*hits), key=itemgetter(0, 1))]

    def _together(self, posts: list[Post]) -> tuple[_Hits, list[_Pair]]:
        owners, numbers, places = self._terms.in_batch([post.text for post in posts])
        self._rates.count(numbers, len(posts))
        anchors = np.flatnonzero(self._is_anchor.take(numbers))
        anchors = self._gates.passing(len(posts), owners, numbers, anchors)
        pairs = _merged(owners[anchors], numbers[anchors], self._beside_the_text(posts))
        bounds = np.searchsorted(owners, np.arange(len(posts) + 1)).tolist()
        return _Hits(posts, numbers.tolist(), lambda these: places[these].tolist(), bounds), pairs

    def _alone(self, post: Post) -> tuple[_Hits, list[_Pair]]:
        numbers, places = self._terms.in_one(post.text)
        pairs = [(0, number) for number in self._anchored.keys() & numbers] + self._beside_the_text([post])
        return _Hits([post], numbers, lambda these: places[these], [0, len(numbers)]), pairs

    def _beside_the_text(self, posts: list[Post]) -> list[_Pair]:
        """The pairs of the fields' terms; no term, -1, stands for the rules without anchor."""
        names = [name for name, rules in self._field_anchors.items() if rules]
        pairs = [pair for pair in self._fields.each(posts, names) if pair[1] in self._anchored]
        return pairs + [(at, -1) for at in range(len(posts))] if self._anywhere else pairs

    def _look(self, hits: _Hits, pairs: list[_Pair]) -> list[tuple[int, int, Match]]:
        """Tries the rules of the anchors in `pairs`. Gives the post's place in the batch and the watch's order too."""
        anchored, fields, found = self._anchored, bool(self._terms.fields), list[tuple[int, int, Match]]()
        owner, seen, present = -1, None, set[int]()
        for at, number in pairs:
            if at != owner:
                owner, seen, present = at, None, hits.terms(at)
                if fields:
                    present.update(self._fields.of(hits.posts[at]))
            filed = anchored.get(number)
            if filed and not filed.open and filed.gate.isdisjoint(present):
                continue
            for rule in filed.rules if filed else self._fitting(hits.posts[at].text):
                _, need, bar, _ = rule
                for one_of in need:
                    if one_of.isdisjoint(present):
                        break
                else:
                    if bar.isdisjoint(present):
                        if seen is None:
                            seen = Seen(present, Reading(hits.posts[at]), partial(hits.of, at))
                        if _holds(rule, seen):
                            found.append((at, rule.watch.order, Match(seen.reading, rule.watch)))
        return found

    def _fitting(self, text: str) -> list[Rule]:
        """The rules without anchor whose hint is in the text."""
        folded = fold(text)
        return [rule for anchor, rule in self._anywhere.values() if anchor.hint in (text if anchor.raw else folded)]


def _merged(owners: Indices, numbers: Indices, more: list[_Pair]) -> list[_Pair]:
    """Pairs of post and term, those of one post together."""
    if more:
        added: Indices = np.array(more, np.intp)
        owners, numbers = np.concatenate([owners, added[:, 0]]), np.concatenate([numbers, added[:, 1]])
        order = np.argsort(owners, kind="stable")
        owners, numbers = owners[order], numbers[order]
    return [*zip(owners.tolist(), numbers.tolist(), strict=True)]


def _holds(rule: Rule, seen: Seen) -> bool:
    """Whether the rest of the rule holds too, and no other rule of its watch did."""
    watch, rest = rule.watch, rule.rest
    if watch.id in seen.done:
        return False
    if rest is not None:
        answer = rest.holds(seen)
        if answer < YES and (answer < MAYBE or spans_in(watch.query, seen.reading) is None):
            return False
    seen.done.add(watch.id)
    return True


def _parts(posts: list[Post]) -> Iterator[list[Post]]:
    """Posts in portions that are worth folding together; a long post by itself."""
    part, size = list[Post](), 0
    for post in posts:
        length = len(post.text) + 1
        if part and size + length > _CHARACTERS:
            yield part
            part, size = [], 0
        part.append(post)
        size += length
    if part:
        yield part
