"""What people do in listening. Each verb writes the audit log, in one transaction."""

import re
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.channels.models import Channel
from parvis.core import audit
from parvis.core.scope import Organisation
from parvis.listen.collecting import PACE
from parvis.listen.models import Following, Mention, Post, Source, SourceKind, Watch
from parvis.networks import opml
from parvis.text.dialects import ALIASES

# A query that quotes other watches by their names.
QUOTES = re.compile("|".join(rf"\b{name}\s*:" for name, field in ALIASES.items() if field == "saved"), re.IGNORECASE)

# --- sources


@transaction.atomic
def add_feed(person: Any, organisation: Organisation, address: str, name: str = "") -> Source:
    """Reads the feed at `address` from now on; the same address again is the same source."""
    source, made = Source.objects.get_or_create(
        organisation=organisation,
        kind=SourceKind.FEED,
        address=address,
        defaults={"name": (name or address)[:200], "due_at": timezone.now(), "every": PACE[SourceKind.FEED][0]},
    )
    if made:
        audit.record(organisation, person, "listen.source_added", source.name)
    return source


@transaction.atomic
def add_search(person: Any, channel: Channel, words: str) -> Source:
    """Searches the channel's network for `words` from now on."""
    source, made = Source.objects.get_or_create(
        organisation=channel.organisation,
        kind=SourceKind.SEARCH,
        channel=channel,
        words=words,
        defaults={"name": words[:200], "due_at": timezone.now(), "every": PACE[SourceKind.SEARCH][0]},
    )
    if made:
        audit.record(channel.organisation, person, "listen.source_added", source.name)
    return source


@transaction.atomic
def tap(person: Any, organisation: Organisation) -> Source:
    """Shows every new post of Bluesky to the watches from now on."""
    source, made = Source.objects.get_or_create(
        organisation=organisation, kind=SourceKind.STREAM, defaults={"name": "Bluesky", "due_at": timezone.now()}
    )
    if made:
        audit.record(organisation, person, "listen.source_added", source.name)
    return source


def take_opml(person: Any, organisation: Organisation, content: bytes) -> tuple[int, int]:
    """Adds the feeds of a list: how many are new, how many were there. Raises `Amend` when it cannot be read."""
    outlines = [outline for outline in opml.read(content) if outline.url.startswith(("http://", "https://"))]
    there = set(Source.objects.of(organisation).filter(kind=SourceKind.FEED).values_list("address", flat=True))
    new = [outline for outline in outlines if outline.url not in there and len(outline.url) <= 1000]
    for outline in new:
        add_feed(person, organisation, outline.url, outline.title)
    return len(new), len(outlines) - len(new)


def give_opml(organisation: Organisation) -> bytes:
    """The organisation's feeds as a list."""
    feeds = Source.objects.of(organisation).filter(kind=SourceKind.FEED)
    return opml.write([opml.Outline(feed.address, feed.name) for feed in feeds], str(organisation))


@transaction.atomic
def pause_source(person: Any, source: Source) -> None:
    """Stops reading a source; what it brought stays."""
    if Source.objects.filter(pk=source.pk, paused_at=None).update(paused_at=timezone.now()):
        audit.record(source.organisation, person, "listen.source_paused", source.name)


@transaction.atomic
def resume_source(person: Any, source: Source) -> None:
    """Reads it again, at once."""
    if Source.objects.filter(pk=source.pk).exclude(paused_at=None).update(paused_at=None, due_at=timezone.now()):
        audit.record(source.organisation, person, "listen.source_resumed", source.name)


def read_now(source: Source) -> None:
    """Brings the next reading forward, unless one is at work; and the next try to follow it live, where it waits."""
    now = timezone.now()
    Source.objects.filter(pk=source.pk, lease_by="").update(due_at=now)
    Following.objects.filter(source=source, lease_by="", due_at__gt=now).update(due_at=now)


@transaction.atomic
def remove_source(person: Any, source: Source) -> None:
    """Forgets where we listened; what it brought stays."""
    audit.record(source.organisation, person, "listen.source_removed", source.name)
    source.delete()


# --- watches


@transaction.atomic
def make_watch(person: Any, organisation: Organisation, name: str, query: str, asks: bool = True) -> Watch:
    """Watches for `query` from now on, and looks back over what is stored."""
    watch = Watch.objects.create(
        organisation=organisation, name=name, query=query, asks=asks, made_by=person, due_at=timezone.now()
    )
    audit.record(organisation, person, "listen.watch_made", watch.name, query=query)
    return watch


@transaction.atomic
def change_watch(person: Any, watch: Watch, name: str, query: str, asks: bool) -> None:
    """Changes a watch; it, and watches that quote others, look back again over what is stored."""
    audit.record(watch.organisation, person, "listen.watch_changed", name, before=watch.query, after=query)
    Watch.objects.filter(pk=watch.pk).update(name=name, query=query, asks=asks)
    rows = Watch.objects.of(watch.organisation)
    quoting = [row.pk for row in rows if row.pk == watch.pk or QUOTES.search(row.query)]
    _look_back(rows.filter(pk__in=quoting))


def _look_back(watches: Any) -> None:
    """From the newest post again; a worker that is at it loses its lease."""
    watches.update(due_at=timezone.now(), below=None, lease_until=None, lease_by="")


@transaction.atomic
def pause_watch(person: Any, watch: Watch) -> None:
    """New posts are no longer looked at; the mentions stay."""
    if Watch.objects.filter(pk=watch.pk, paused_at=None).update(paused_at=timezone.now()):
        audit.record(watch.organisation, person, "listen.watch_paused", watch.name)


@transaction.atomic
def resume_watch(person: Any, watch: Watch) -> None:
    """Watches again, and looks back over what was missed."""
    if Watch.objects.filter(pk=watch.pk).exclude(paused_at=None).update(paused_at=None):
        _look_back(Watch.objects.filter(pk=watch.pk))
        audit.record(watch.organisation, person, "listen.watch_resumed", watch.name)


@transaction.atomic
def remove_watch(person: Any, watch: Watch) -> None:
    """Ends a watch; its mentions go, the posts and conversations stay."""
    audit.record(watch.organisation, person, "listen.watch_removed", watch.name, query=watch.query)
    watch.delete()


# --- mentions


@transaction.atomic
def correct_tone(person: Any, post: Post, tone: str) -> None:
    """A person says what the tone is; no machine changes it again."""
    if (post.tone, post.tone_by_id) == (tone, person.pk):
        return
    audit.record(post.organisation, person, "listen.tone_corrected", post.text[:80], before=post.tone, after=tone)
    post.tone, post.tone_by, post.tone_confidence = tone, person, 1.0
    post.save(update_fields=["tone", "tone_by", "tone_confidence"])


@transaction.atomic
def dismiss(person: Any, post: Post) -> None:
    """Takes a post out of the stream and of all figures."""
    now = timezone.now()
    if Mention.objects.filter(post=post, dismissed_at=None).update(dismissed_at=now):
        audit.record(post.organisation, person, "listen.dismissed", post.text[:80])


@transaction.atomic
def restore(person: Any, post: Post) -> None:
    """Puts it back."""
    if Mention.objects.filter(post=post).exclude(dismissed_at=None).update(dismissed_at=None):
        audit.record(post.organisation, person, "listen.restored", post.text[:80])
