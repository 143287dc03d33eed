"""The arithmetic of the journal's chain, apart from Django and the database: anybody may check an export with it.

`seal` = SHA-256 of the words of an entry (person, about, data) with a salt of its own; `hash` = SHA-256 of
organisation, number, time, code, seal and the hash before. Both over canonical JSON: UTF-8, keys sorted, no spaces.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from parvis.say import Say

START = "0" * 64
REWORDED = "core.reworded"
"""The code of entries that say which others were reworded: `data["seals"]` holds number → seal of the new words."""


@dataclass(frozen=True)
class Link:
    """An entry as it is kept: `at` in UTC, or the text found where no time could be read."""

    organisation: int
    number: int
    at: datetime | str
    code: str
    person: str
    about: str
    data: Any
    salt: str
    seal: str
    hash: str


@dataclass(frozen=True)
class Head:
    """Where a chain ends: the number and hash of its last entry."""

    number: int = 0
    hash: str = START


@dataclass(frozen=True)
class Break:
    """What does not match, and where: `act` (time, code, number or hash), `words`, `missing`, `twice`, `end`."""

    number: int
    what: str

    @property
    def say(self) -> Say:
        return Say(*(sentence.format(number=self.number) for sentence in BREAKS[self.what]))


BREAKS = {
    "act": Say(
        "Acte n° {number} : son heure, son code, son numéro ou son empreinte ne sont plus ceux d’origine.",
        "Entry {number}: its time, code, number or hash is no longer what it was.",
    ),
    "words": Say(
        "Acte n° {number} : ses mots (personne, objet ou détails) ne sont plus ceux d’origine.",
        "Entry {number}: its words (person, subject or details) are no longer what they were.",
    ),
    "missing": Say("Acte n° {number} : il manque.", "Entry {number}: it is missing."),
    "twice": Say("Acte n° {number} : ce numéro est porté deux fois.", "Entry {number}: two entries have this number."),
    "end": Say(
        "Acte n° {number} : la fin du journal manque, ou n’est pas celle qui a été notée.",
        "Entry {number}: the end of the log is missing, or is not the one that was noted.",
    ),
}


@dataclass
class Chain:
    """Walks entries in the order of their numbers; `breaks` holds what does not match."""

    organisation: int
    at: Head = field(default_factory=Head)
    breaks: list[Break] = field(default_factory=list)
    _seals: dict[int, str] = field(default_factory=dict)
    _unlike: set[int] = field(default_factory=set)

    def walk(self, links: Iterable[Link], head: Head) -> "Chain":
        for link in links:
            self._step(link)
        self.breaks += [Break(number, "words") for number in self._unlike]
        if self.at != head:
            self.breaks.append(Break(min(self.at.number, head.number) + 1, "end"))
        self.breaks.sort(key=lambda found: found.number)
        return self

    def _step(self, link: Link) -> None:
        expected = self.at.number + 1
        if link.number < expected:
            self.breaks.append(Break(link.number, "twice"))
            return
        if link.number > expected:
            self.breaks.append(Break(expected, "missing"))
        elif link.organisation != self.organisation or link.hash != link_hash(link, self.at.hash):
            self.breaks.append(Break(link.number, "act"))
        self._weigh_words(link)
        self.at = Head(link.number, link.hash)

    def _weigh_words(self, link: Link) -> None:
        found = self._seals[link.number] = words_seal(link.salt, link.person, link.about, link.data)
        self._weigh(link.number, link.seal)
        if found == link.seal and link.code == REWORDED:
            for number, seal in link.data["seals"].items():
                self._weigh(int(number), seal)

    def _weigh(self, number: int, seal: str) -> None:
        """The last word counts: an entry that was reworded must match the seal that the latest rewording gives."""
        if self._seals.get(number) == seal:
            self._unlike.discard(number)
        else:
            self._unlike.add(number)


def words_seal(salt: str, person: str, about: str, data: Any) -> str:
    return _digest({"about": about, "data": data, "person": person, "salt": salt})


def link_hash(link: Link, previous: str) -> str:
    return _digest([link.organisation, link.number, moment(link.at), link.code, link.seal, previous])


def moment(at: datetime | str) -> str:
    """`2026-11-28T10:00:00.000000Z`; what is no time stays as it is, and matches nothing."""
    return at if isinstance(at, str) else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=repr)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def extend(head: Head, links: Iterable[Link]) -> Iterator[Link]:
    """Links that have no number, seal and hash yet, each joined to the one before."""
    for link in links:
        seal = words_seal(link.salt, link.person, link.about, link.data)
        joined = replace(link, number=head.number + 1, seal=seal)
        joined = replace(joined, hash=link_hash(joined, head.hash))
        head = Head(joined.number, joined.hash)
        yield joined
