"""How long a server asks us to wait: Retry-After and the several families of RateLimit headers."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LEAST, MOST, DEFAULT = 1.0, 86_400.0, 60.0
EPOCH_FROM = 1_000_000_000  # a reset above this is a date in seconds, below it a number of seconds
MILLISECONDS_FROM = 100_000_000_000  # and above this one in milliseconds
# Tumblr counts by the hour and by the day: its answers carry one family for each.
FAMILIES = ("ratelimit", "x-ratelimit", "x-rate-limit", "x-ratelimit-perhour", "x-ratelimit-perday")
# `limit=10, remaining=0, reset=30` and `"default";r=0;t=30`: draft-ietf-httpapi-ratelimit-headers, versions 3 and 8 on.
TOGETHER = re.compile(r"(?:\breset\s*=|;\s*t\s*=)\s*(\d+)")


def seconds_asked(headers: Mapping[str, str], now: float) -> float:
    """Seconds until the next try, between one second and a day; a minute when the server names none.

    `now` is used where the answer carries no `Date`: the server's dates are compared with the server's clock.
    """
    now = _date(headers.get("date", "")) or now
    asked = _seconds(headers.get("retry-after", ""), now)
    if asked is None:
        asked = next(_resets(headers, now), DEFAULT)
    return min(max(asked, LEAST), MOST)


def _resets(headers: Mapping[str, str], now: float) -> Iterator[float]:
    """What the families name, first those that say that nothing remains."""
    spent = [name for name in FAMILIES if headers.get(f"{name}-remaining", "").strip() == "0"]
    for name in [*reversed(spent), *FAMILIES]:
        if (asked := _seconds(headers.get(f"{name}-reset", ""), now)) is not None:
            yield asked
    if found := TOGETHER.search(headers.get("ratelimit", "")):
        yield float(found[1])


def _seconds(text: str, now: float) -> float | None:
    """A number of seconds, a date in seconds or milliseconds, an ISO 8601 or an HTTP date, as seconds from now."""
    text = text.strip()
    try:
        number = float(text)
    except ValueError:
        at = _date(text)
        return None if at is None else at - now
    number = number / 1000 if number > MILLISECONDS_FROM else number
    return number - now if number > EPOCH_FROM else number


def _date(text: str) -> float | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text.strip())
        except (ValueError, TypeError):
            continue
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    return None
