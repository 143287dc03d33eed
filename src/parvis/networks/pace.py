"""How long a server asks us to wait: Retry-After and the several families of RateLimit headers."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LEAST, MOST, DEFAULT = 1.0, 86_400.0, 60.0
EPOCH_FROM = 1_000_000_000  # a reset above this is a date in seconds, below it a number of seconds
RESETS = ("ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset")


def seconds_asked(headers: Mapping[str, str], now: float) -> float:
    """Seconds until the next try, between one second and a day; a minute when the server names none.

    `now` is used where the answer carries no `Date`: the server's dates are compared with the server's clock.
    """
    now = _date(headers.get("date", "")) or now
    asked = _seconds(headers.get("retry-after", ""), now)
    if asked is None:
        asked = next((s for name in RESETS if (s := _seconds(headers.get(name, ""), now)) is not None), DEFAULT)
    return min(max(asked, LEAST), MOST)


def _seconds(text: str, now: float) -> float | None:
    """A number of seconds, a date in seconds, an ISO 8601 or an HTTP date, as seconds from now."""
    text = text.strip()
    try:
        number = float(text)
        return number - now if number > EPOCH_FROM else number
    except ValueError:
        at = _date(text)
        return None if at is None else at - now


def _date(text: str) -> float | None:
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text.strip())
        except (ValueError, TypeError):
            continue
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()
    return None
