"""Many queries against a stream of posts.

The texts of a batch are folded, cut and hashed at once, and their words looked up in one table of all watches' terms. A
watch is looked at only in posts that have one of the terms it is filed under: of those it requires, the rarest known.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from threading import RLock
from typing import NamedTuple

import numpy as np

from parvis.text.batch_fields import FieldTerms
from parvis.text.batch_filed import Candidate, Filed, Pairs, bitmaps, joined, paired
from parvis.text.batch_learn import Rates
from parvis.text.batch_plan import MAYBE, YES, Seen
from parvis.text.batch_planner import Planner, TermList
from parvis.text.batch_rules import Anchor, Rule, Watch, refiled, rules
from parvis.text.batch_terms import Terms
from parvis.text.match import Span, spans_in, spans_of
from parvis.text.match_reading import Reading
from parvis.text.posts import Post
from parvis.text.query_tree import Query
from parvis.text.words import fold

_AT_ONCE = 1024  # posts read from the stream before their matches are given
_FEW = 4  # posts that are sooner looked at one by one
_CHARACTERS = 1 << 18  # of the texts folded together


class Match:
    """A post that a watch asks for. `spans` are worked out when they are read."""

    __slots__ = ("_reading", "_spans", "_watch")

    def __init__(self, reading: Reading, watch: Watch) -> None:
        self._reading, self._watch = reading, watch
        self._spans: list[Span] | None = None

    @property
    def post_id(self) -> str:
        return self._reading.post.id

    @property
    def watch_id(self) -> str:
        return self._watch.id

    @property
    def spans(self) -> list[Span]:
        """Where, in code points of the post's text; empty when fields alone decided."""
        if self._spans is None:
            self._spans = spans_of(self._watch.query, self._reading)
        return self._spans


class _Entry(NamedTuple):
    """What is kept of a watch: the numbers of its rules, the terms and the lists it uses."""

    order: int
    rules: list[int]
    terms: list[int]
    lists: list[TermList]


class _Hits(NamedTuple):
    """The terms of a batch: the numbers and places of post `at` lie between `bounds[at]` and `bounds[at + 1]`.

    `fields`: the numbers of its fields' terms, for the posts that have some.
    """

    posts: list[Post]
    numbers: list[int]
    places: list[int]
    bounds: list[int]
    fields: Mapping[int, tuple[int, ...]]

    def seen(self, at: int, reading: Reading) -> Seen:
        """What the rules are tried on."""
        begin, end = self.bounds[at], self.bounds[at + 1]
        numbers = self.numbers[begin:end]
        return Seen({*numbers, *self.fields.get(at, ())}, reading, numbers, self.places[begin:end])


class Watches:
    """A live set of queries, each under its id. One thread may add and remove while another matches."""

    def __init__(self) -> None:
        self._entries: dict[str, _Entry] = {}
        self._terms = Terms()
        self._lists: dict[int, TermList] = {}  # by identity of their items
        self._fields = FieldTerms(self._terms)
        self._rates = Rates(self._terms)
        self._filed = Filed()
        self._field_anchors = Counter[str]()  # fields some rule is filed under
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
            watch = Watch(watch_id, query, before.order if before else self._added)
            found = rules(plan, watch, self._rates.of)
            if before:
                self.remove(watch_id)
            self._filed.under.widen(len(self._terms))
            numbers = [self._file(anchor, rule) for anchor, rule in found]
            self._entries[watch_id] = _Entry(watch.order, numbers, planner.terms, planner.lists_used)

    def remove(self, watch_id: str) -> None:
        """Takes a watch out; nothing happens when it is not there."""
        with self._lock:
            entry = self._entries.pop(watch_id, None)
            if entry is None:
                return
            for number in entry.rules:
                self._note_fields(self._filed.anchors[number], -1)
                self._filed.drop(number)
            self._terms.release(entry.terms)
            for each in entry.lists:
                each.uses -= 1
                if not each.uses:
                    del self._lists[id(each.items)]
                    self._terms.release(each.terms)

    def _file(self, anchor: Anchor, rule: Rule) -> int:
        self._note_fields(anchor, 1)
        return self._filed.put(anchor, rule)

    def _note_fields(self, anchor: Anchor, change: int) -> None:
        for number in anchor.numbers & self._terms.field_numbers:
            self._field_anchors[self._terms.field(number)] += change

    def match(self, posts: Iterable[Post]) -> Iterator[Match]:
        """Every (post, watch) that holds, in the order of the posts and of the watches.

        Posts are read about a thousand at a time.
        """
        stream = iter(posts)
        while some := [*islice(stream, _AT_ONCE)]:
            for part in _parts(some):
                yield from self._match(part)

    def _refile(self, posts: int) -> None:
        """Files again, under rarer terms, some of the rules that were tried in vain too often."""
        for number, rule in self._rates.ill_filed(self._filed, posts):
            anchor = self._filed.anchors[number]
            if better := refiled(anchor, rule, self._rates.of):
                self._note_fields(anchor, -1)
                self._note_fields(better[0], 1)
                self._filed.move(number, *better)

    def _match(self, posts: list[Post]) -> list[Match]:
        """What was added, removed and learnt before counts; a change waits no longer than this takes."""
        with self._lock:
            self._terms.settle()
            self._refile(len(posts))
            self._filed.under.widen(len(self._terms))
            self._filed.settle(self._terms.field_numbers)
            if len(posts) > _FEW:
                return self._look(*self._together(posts))
            return [match for post in posts for match in self._look(*self._alone(post))]

    def _together(self, posts: list[Post]) -> tuple[_Hits, Iterable[Candidate]]:
        owners, numbers, places = self._terms.in_batch([post.text for post in posts])
        self._rates.count(numbers, len(posts))
        beside, anchored = self._beside_the_text(posts), self._filed.under.counts.take(numbers) > 0
        there = bitmaps(len(posts), joined((owners, numbers), beside))
        anchors = joined((owners[anchored], numbers[anchored]), beside)
        gated = self._filed.gated(there, anchors)
        fields = self._fields.of(posts, {*gated[0].tolist()})
        there |= bitmaps(len(posts), paired(fields, [*fields.values()]))
        candidates = self._filed.candidates(there, gated, self._anywhere(posts))
        bounds = np.searchsorted(owners, np.arange(len(posts) + 1)).tolist()
        return _Hits(posts, numbers.tolist(), places.tolist(), bounds, fields), candidates

    def _alone(self, post: Post) -> tuple[_Hits, Iterable[Candidate]]:
        numbers, places = self._terms.in_one(post.text)
        fields = self._fields.of([post], (0,))
        anywhere = _hinted(post.text, self._filed.anywhere) if self._filed.anywhere else ()
        candidates = self._filed.of_one({*numbers, *fields.get(0, ())}, anywhere)
        return _Hits([post], numbers, places, [0, len(numbers)], fields), candidates

    def _beside_the_text(self, posts: list[Post]) -> Pairs:
        """The pairs of the fields' terms that rules are filed under, others perhaps too."""
        names = [name for name, rules in self._field_anchors.items() if rules]
        found = [*self._fields.each(posts, names)] if names else []
        return paired([at for at, _ in found], [numbers for _, numbers in found])

    def _anywhere(self, posts: list[Post]) -> Pairs:
        """The rules without a term whose hint is in the text."""
        hints = self._filed.anywhere
        found = {at: _hinted(post.text, hints) for at, post in enumerate(posts)} if hints else {}
        return paired(found, [*found.values()])

    def _look(self, hits: _Hits, candidates: Iterable[Candidate]) -> list[Match]:
        """Tries the rules, those of one post together."""
        rules, found, before, held = self._filed.rules, list[Match](), -1, False
        for at, number, sure, again in candidates:
            if at != before:
                before, reading, seen = at, Reading(hits.posts[at]), None
            if not (again and held):
                rule = rules[number]
                held = sure or _holds(rule, seen := seen or hits.seen(at, reading))
                if held:
                    found.append(Match(reading, rule.watch))
        return found


def _hinted(text: str, hints: Mapping[int, Anchor]) -> list[int]:
    folded = fold(text)
    return [number for number, anchor in hints.items() if anchor.hint in (text if anchor.raw else folded)]


def _holds(rule: Rule, seen: Seen) -> bool:
    """Whether all that the rule asks for is there."""
    terms = seen.numbers
    for one_of in rule.need:
        if one_of.isdisjoint(terms):
            return False
    if not rule.bar.isdisjoint(terms):
        return False
    answer = YES if rule.rest is None else rule.rest.holds(seen)
    return answer == YES or (answer == MAYBE and spans_in(rule.watch.query, seen.reading) is not None)


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
