"""What a network offers, by protocol: what it declares in its card is what stands here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from parvis.networks.base import Account, Batch, Can, Counts, Draft, Finding, Limits, Line, Login, Sent, Waiting


@runtime_checkable
class Connects(Protocol):
    """Tries the login and says whose it is. The returned `Login` is what is to be kept (tokens refreshed).

    The account's `external_id` is that of the login: it is handed in again with every later login.
    """

    def connect(self) -> tuple[Account, Login]: ...


@runtime_checkable
class Renews(Protocol):
    """Gets new tokens before the old ones end; False where there are none to be had. They are in `login` afterwards."""

    def renew(self) -> bool: ...


@runtime_checkable
class Publishes(Protocol):
    """Sends once. `send` makes exactly one irreversible call and makes it last; `reply` is a `send` with `reply_to`."""

    def send(self, draft: Draft) -> Sent | Waiting: ...

    def resume(self, draft: Draft, ticket: Mapping[str, Any]) -> Sent | Waiting: ...

    def find_sent(self, draft: Draft) -> Sent | None: ...


@runtime_checkable
class Listens(Protocol):
    """What is addressed to the account (comments, mentions, replies), oldest first, after `cursor`."""

    def addressed(self, cursor: Mapping[str, Any]) -> Batch: ...


@runtime_checkable
class Searches(Protocol):
    """What the network's own search finds for `words`, after `cursor`."""

    def search(self, words: str, cursor: Mapping[str, Any]) -> Batch: ...


@runtime_checkable
class Reads(Protocol):
    """What a public place publishes (the login's `address`), oldest first, after `cursor`."""

    def read(self, cursor: Mapping[str, Any]) -> Batch: ...


@runtime_checkable
class Streams(Protocol):
    """Tells at once that something came. What it is, `addressed` and `search` read: a line that breaks loses nothing.

    `follow` gives the line on which a search for `words` is told of, or without words what is addressed to the account;
    None where that is told nowhere. `concerns` says whether a message of that line is about it.
    """

    def follow(self, words: str = "") -> Line | None: ...

    def concerns(self, message: bytes, words: str = "") -> bool: ...


@runtime_checkable
class Corrects(Protocol):
    """Puts the draft's words in the place of those that are out; pictures stay. Twice is once."""

    def correct(self, external_id: str, draft: Draft) -> Sent: ...


@runtime_checkable
class Withdraws(Protocol):
    """Takes an item back. Taking back what is gone is done, not an error."""

    def withdraw(self, external_id: str) -> None: ...


@runtime_checkable
class CountsItems(Protocol):
    """How an item did."""

    def count(self, external_id: str) -> Counts: ...


@runtime_checkable
class Moderates(Protocol):
    """Shows, holds back or sets aside what others wrote to us; `verdict` is `show`, `hold`, `spam` or `remove`."""

    def moderate(self, external_id: str, verdict: str) -> None: ...


@runtime_checkable
class LooksUp(Protocol):
    """A public account by its handle or address; `None` when there is none."""

    def look_up(self, handle: str) -> Account | None: ...


@runtime_checkable
class Limiting(Protocol):
    """Its server sets limits of its own."""

    def own_limits(self) -> Limits: ...


@runtime_checkable
class Examines(Protocol):
    """Looks for the usual mistakes in a login that answers; nothing found is an empty tuple."""

    def examine(self, now: datetime) -> tuple[Finding, ...]: ...


PRESENT: Mapping[Can, tuple[type, ...]] = {
    Can.CONNECT: (Connects,),
    Can.LISTEN: (Listens,),
    Can.SEARCH: (Searches,),
    Can.FOLLOW: (Reads, Streams),
    Can.PUBLISH: (Publishes,),
    Can.REPLY: (Publishes,),
    Can.CORRECT: (Corrects,),
    Can.WITHDRAW: (Withdraws,),
    Can.COUNT: (CountsItems,),
    Can.MODERATE: (Moderates,),
    Can.LOOK_UP: (LooksUp,),
}
"""The protocols of which a network has one for each thing that it declares."""
