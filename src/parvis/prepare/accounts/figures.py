"""Figures of public accounts, from what anybody can see of them."""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from parvis.networks.errors import NetworkError
from parvis.networks.http import Http
from parvis.networks.public import Item, Profile, profile_at
from parvis.say import Say

WINDOW = timedelta(days=90)
GAP = timedelta(days=14)
AT_ONCE = 6

UNEXPECTED = Say(
    "Ce que renvoie cette adresse n’est pas compris. Relevez ce compte à la main.",
    "What this address returns is not understood. Look this account up by hand.",
)


@dataclass(frozen=True)
class Gap:
    """A silence of more than `GAP`; the last one may go on to this day."""

    start: datetime
    end: datetime

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass(frozen=True)
class Account:
    """One line of the audit. `profile` is None where the account could not be read; `error` then says why."""

    address: str
    now: datetime
    profile: Profile | None = None
    error: Say | None = None

    @property
    def recent(self) -> list[Item]:
        """The items of the last 90 days, newest first."""
        return [item for item in self.items if self.now - WINDOW <= item.at <= self.now]

    @property
    def items(self) -> Sequence[Item]:
        return self.profile.items if self.profile else ()

    @property
    def last(self) -> datetime | None:
        return self.items[0].at if self.items else None

    @property
    def is_dormant(self) -> bool:
        """Nothing for 90 days, by what could be read."""
        return self.profile is not None and not self.recent

    @property
    def is_whole(self) -> bool:
        return self.profile is not None and self.profile.is_whole

    @property
    def days_seen(self) -> float:
        """How long the items that were read reach back, at most 90 days."""
        if self.is_whole or not self.recent:
            return float(WINDOW.days)
        return max((self.now - self.recent[-1].at) / timedelta(days=1), 1.0)

    @property
    def per_week(self) -> float | None:
        return round(len(self.recent) / self.days_seen * 7, 1) if self.profile else None

    @property
    def gaps(self) -> list[Gap]:
        """Silences of the last 90 days, oldest first."""
        start = self.now - timedelta(days=self.days_seen)
        moments = [start, *(item.at for item in reversed(self.recent)), self.now]
        found = [Gap(before, after) for before, after in pairwise(moments) if after - before > GAP]
        return found if self.profile else []

    @property
    def pictures(self) -> int:
        return sum(item.pictures for item in self.recent)

    @property
    def alt_share(self) -> float | None:
        described = sum(item.described for item in self.recent)
        return round(described / self.pictures, 3) if self.pictures else None

    @property
    def reply_share(self) -> float | None:
        """Of sites and feeds there is none: nobody answers by a new article."""
        if not self.recent or not self.profile or self.profile.network in ("feed", "wordpress", "youtube"):
            return None
        return round(sum(item.is_reply for item in self.recent) / len(self.recent), 3)

    def as_json(self) -> dict[str, Any]:
        """The line of the command."""
        profile = self.profile
        return {
            "address": self.address,
            "network": profile.network if profile else "",
            "name": profile.name if profile else "",
            "handle": profile.handle if profile else "",
            "url": profile.url if profile else "",
            "followers": profile.followers if profile else None,
            "last_post": self.last.isoformat() if self.last else None,
            "posts_90_days": len(self.recent) if profile else None,
            "posts_are_all": self.is_whole if profile else None,
            "per_week": self.per_week,
            "gaps": [{"from": g.start.isoformat(), "to": g.end.isoformat(), "days": g.days} for g in self.gaps],
            "dormant": self.is_dormant if profile else None,
            "pictures": self.pictures if profile else None,
            "alt_text_share": self.alt_share,
            "replies_share": self.reply_share,
            "errors": [self.error._asdict()] if self.error else [],
        }


def audit(addresses: Iterable[str], http: Http, now: datetime) -> Iterator[Account]:
    """The accounts in the order of their addresses; some are asked at once."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda address: look_at(address, http, now), addresses)


def look_at(address: str, http: Http, now: datetime) -> Account:
    """One account; whatever its server answers, the others go on."""
    try:
        return Account(address, now, profile_at(address, http, now - WINDOW))
    except NetworkError as error:
        return Account(address, now, error=error.say)
    except (AttributeError, KeyError, LookupError, TypeError, ValueError):
        return Account(address, now, error=UNEXPECTED)


def addresses_in(text: str) -> list[str]:
    """One a line, each once; what follows a `#` at the beginning of a line or after a space is a remark."""
    lines = (line.partition(" #")[0].strip() for line in text.lstrip("\ufeff").splitlines())
    return list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
