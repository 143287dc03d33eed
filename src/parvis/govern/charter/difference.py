"""What changed between two versions: clause by clause, word by word."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from parvis.govern.charter.models import Clause

TOKEN = re.compile(r"\w+|\s+|[^\w\s]")


class Part(NamedTuple):
    """A piece of text that was kept, `added` or `removed` (`change`: empty, `ins`, `del`)."""

    change: str
    text: str


@dataclass(frozen=True)
class Change:
    """One clause in both versions: same, changed, added or removed; `was`: its former number where it moved."""

    kind: str
    number: int
    title: list[Part]
    text: list[Part]
    was: int | None = None


def changes(before: Sequence[Clause], after: Sequence[Clause]) -> list[Change]:
    """In the order of the new version; what was removed stands where it was."""
    old = {clause.key: clause for clause in before}
    kept = {clause.key for clause in after}
    moved = _moved([old[clause.key].number for clause in after if clause.key in old])
    found = [_change(old.get(clause.key), clause, moved) for clause in after]
    for clause in before:
        if clause.key not in kept:
            found.insert(_place(found, before, after, clause), _removed(clause))
    return found


def _change(old: Clause | None, new: Clause, moved: set[int]) -> Change:
    if old is None:
        return Change("added", new.number, [Part("ins", new.title)], [Part("ins", new.text)])
    title, text = words(old.title, new.title), words(old.text, new.text)
    same = all(not part.change for part in [*title, *text])
    return Change("same" if same else "changed", new.number, title, text, old.number if old.number in moved else None)


def _removed(clause: Clause) -> Change:
    return Change("removed", clause.number, [Part("del", clause.title)], [Part("del", clause.text)])


def _place(found: list[Change], before: Sequence[Clause], after: Sequence[Clause], gone: Clause) -> int:
    """After the clause that stood before it and is still there, and after what was removed from that place too."""
    left = [clause.key for clause in before if clause.position < gone.position]
    numbers = [clause.number for clause in after if clause.key in left]
    last = max(numbers, default=0)
    return next((n for n, each in enumerate(found) if each.kind != "removed" and each.number > last), len(found))


def _moved(numbers: list[int]) -> set[int]:
    """The old numbers outside the longest run that kept its order: the fewest clauses that moved."""
    tails: list[int] = []
    at: list[int] = []
    for number in numbers:
        place = bisect_left(tails, number)
        tails[place : place + 1] = [number]
        at.append(place)
    keep, want = set(), len(tails) - 1
    for number, place in zip(reversed(numbers), reversed(at), strict=True):
        if place == want:
            keep.add(number)
            want -= 1
    return set(numbers) - keep


def words(before: str, after: str) -> list[Part]:
    """The text with the words that came and went; what is but a space between two changes goes with them."""
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    parts: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(Part("", "".join(new[c:d])))
            continue
        parts += [Part("del", "".join(old[a:b]))] if b > a else []
        parts += [Part("ins", "".join(new[c:d]))] if d > c else []
    return list(_joined(parts))


def _joined(parts: list[Part]) -> Iterable[Part]:
    """Runs of changes that only spaces keep apart become one removal and one addition: read at one go."""
    run = {"del": "", "ins": ""}
    for n, part in enumerate(parts):
        inside = any(run.values()) and n + 1 < len(parts) and part.text.isspace() and "\n" not in part.text
        if part.change:
            run[part.change] += part.text
        elif inside:
            run = {name: text + part.text for name, text in run.items()}
        else:
            yield from (Part(name, text) for name, text in run.items() if text)
            run = {"del": "", "ins": ""}
            yield part
    yield from (Part(name, text) for name, text in run.items() if text)
