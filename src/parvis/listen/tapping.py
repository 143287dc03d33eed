"""A whole network, live: one line of Jetstream for every house that asked for it, handed to `streaming` in batches.

Each source keeps how far it was read, and the line opens where the one furthest behind stopped: a break loses nothing,
and what is told twice is known again. The line waits while a batch is kept: nothing piles up here.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import close_old_connections, models
from django.db.models import F
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.channels.speak import client
from parvis.core.work import backoff, free
from parvis.listen.models import Source, SourceKind
from parvis.networks.base import Found
from parvis.networks.errors import NetworkError, TryLater
from parvis.say import Say

log = logging.getLogger("parvis.listen")

LEASE = 60.0
LOOK = 2.0  # seconds between two looks for somebody who listens
PAUSE = 30.0
AT_ONCE, AT_MOST = 4000, 2.0  # lines of a batch, and seconds that one waits for more
FIRST, MOST = 5.0, 600.0  # pauses after the line broke
OVERLAP = 5_000_000  # microseconds told again where a line opens, as Jetstream's documentation advises
BROKEN = Say(
    "Une panne inattendue a interrompu l’écoute en direct. Rien n’est perdu : Parvis reprend où il en était.",
    "Something unexpected stopped the listening live. Nothing is lost: Parvis goes on from where it was.",
)


def run(over: threading.Event) -> None:
    """Listens until `over`, while somebody wants it. What holds the line is loaded with the first who does."""
    while not over.wait(LOOK) and settings.FOLLOW_LIVE:
        try:
            close_old_connections()
            if wanted().filter(free(timezone.now())).exists():
                from parvis.listen import tap

                tap.hold(over)
        except Exception:
            log.exception("The stream could not be listened to; the next look is in %s s", PAUSE)
            over.wait(PAUSE)


def wanted() -> "models.QuerySet[Source]":
    return Source.objects.filter(kind=SourceKind.STREAM, paused_at=None)


def claim(holder: str) -> int | None:
    """Takes all that is free; where the line opens for those held (microseconds, 0 for now), None if there is none."""
    now = timezone.now()
    held = {"lease_until": now + timedelta(seconds=LEASE), "lease_by": holder, "attempts": F("attempts") + 1}
    wanted().filter(free(now)).update(**held)
    cursors = wanted().filter(lease_by=holder).values_list("cursor", flat=True)
    known = [cursor["time_us"] - OVERLAP for cursor in cursors if cursor.get("time_us")]
    return min(known, default=0) if cursors else None


def keep(holder: str, lines: Sequence[bytes]) -> bool:
    """Shows the lines to the watches of all whose sources are held; False when the line is to be opened anew.

    It is where somebody came, who may have to be told of what was before, or where nobody is left.
    """
    rows = list(wanted().filter(lease_by=holder).select_related("organisation"))
    for row in rows:
        try:
            row.finish(**_kept(row, lines))
        except Exception as error:
            log.exception("the stream could not be kept for %s", row.organisation_id)
            _put_off(row, TryLater(BROKEN, repr(error), 0))
    return bool(rows) and not wanted().filter(free(timezone.now())).exists()


def _kept(row: Source, lines: Sequence[bytes]) -> dict[str, Any]:
    """What is to be written of a source after a batch; it stays held."""
    from parvis.listen import matching, streaming

    now = timezone.now()
    fields: dict[str, Any] = {"read_at": now, "failing_since": None, "trouble": {}, "attempts": 0, "last_words": ""}
    if lines:
        watches = matching.standing(row.organisation).watches
        naming = _Naming(row)
        kept = streaming.take(row.organisation, watches, lines, now, row, naming).kept
        fields |= {"cursor": {"time_us": _told_until(lines)}} | ({"found_at": now} if kept else {})
    held = {"lease_by": row.lease_by, "lease_until": timezone.now() + timedelta(seconds=LEASE)}
    return fields | held


def _told_until(lines: Sequence[bytes]) -> int:
    from parvis.listen.jetstream import MISSHAPEN, read

    for line in reversed(lines):
        try:
            return int(read(line)["time_us"])
        except MISSHAPEN:
            continue
    return 0


class _Naming:
    """The stream tells accounts by their lasting ids: their names are asked for where a remark is kept."""

    def __init__(self, row: Source) -> None:
        ours = Channel.objects.of(row.organisation).filter(network="bluesky")
        self.ours = set(ours.values_list("external_id", flat=True))

    def __call__(self, remarks: Sequence[Found]) -> list[Found]:
        from parvis.networks.public.bluesky import names_of

        try:
            names = names_of({remark.author_id for remark in remarks}, client()) if remarks else {}
        except (NetworkError, KeyError) as error:
            log.warning("names of authors: %r", error)
            names = {}
        return [
            self._named(remark, *names.get(remark.author_id, (remark.author, remark.author_handle)))
            for remark in remarks
        ]

    def _named(self, remark: Found, name: str, handle: str) -> Found:
        return replace(remark, author=name, author_handle=handle, is_own=remark.author_id in self.ours)


def broken(holder: str, error: NetworkError) -> None:
    """The line is gone: who listens is told why, and it is tried again."""
    for row in wanted().filter(lease_by=holder):
        _put_off(row, error)


def _put_off(row: Source, error: NetworkError) -> None:
    wait = backoff(max(row.attempts, 1), FIRST, MOST)
    wait = max(wait, error.seconds) if isinstance(error, TryLater) else MOST
    since = row.failing_since or timezone.now()
    row.put_off(wait, error.detail, failing_since=since, trouble=error.say._asdict())


def let_go(holder: str) -> None:
    """Given back for whoever comes next, also what was paused meanwhile."""
    fields = {"lease_until": None, "lease_by": "", "due_at": timezone.now()}
    Source.objects.filter(kind=SourceKind.STREAM, lease_by=holder).update(**fields)
