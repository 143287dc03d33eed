"""What was said, as listening would have stored it; then read by the house's own reading step."""

import re
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery

from parvis.cli.demo.office import Office, book, keep
from parvis.cli.demo.shapes import OWN_HANDLES, SITE, Map, Place, share
from parvis.cli.demo.story import Item, Town
from parvis.listen import copying
from parvis.listen.models import Mention, Post, Source
from parvis.listen.reading import BATCH, read_posts, unread

Posts = dict[tuple[str, str], Post]
"""By item and network: a publication stands on several."""


def store(office: Office, town: Town, places: Map) -> Posts:
    """Every remark and every publication, oldest first: near copies point back."""
    posts = {
        (item.id, network): _post(office, item, network, places)
        for item in town.items.values()
        if item.kind != "reply"
        for network in networks_of(item, town)
        if is_out(item, network)
    }
    keep(posts.values())
    return posts


def networks_of(item: Item, town: Town) -> list[str]:
    """Where an item stands; a reply stands where what it answers does."""
    if item.kind == "reply":
        return networks_of(town.items[item.parent], town)
    return list(item.row.get("networks") or [item.row["network"]])


def is_out(item: Item, network: str) -> bool:
    """Whether it went out there: one or two publications did not."""
    return bool(item.row.get("trouble", {}).get("network") != network)


def _post(office: Office, item: Item, network: str, places: Map) -> Post:
    place, by_us = places.of(item, network), item.kind == "publication"
    source = _source(office, item, network)
    return Post(
        organisation=office.organisation,
        source=source,
        channel=office.channels.get(network),
        network=network,
        external_id=place.external_id,
        url=place.url,
        title=_title(item, network, places),
        text=said_on(item, network),
        author=office.channels[network].name if by_us else item.row["author"],
        author_handle=_handle(item, network),
        author_url=_profile(item, network, place),
        published_at=item.at,
        collected_at=_collected(office, item, source),
        language=item.row["lang"],
        tags=re.findall(r"#(\w+)", item.text) if network in OWN_HANDLES else [],
        thread=place.thread,
        reply_to=place.reply_to,
        reply_handle=place.reply_handle(network),
        addressed=bool(item.row.get("addressed")),
        by_us=by_us,
    )


def said_on(item: Item, network: str) -> str:
    """The site gets the long form."""
    return str(item.row.get("body") or item.text) if network == "wordpress" else item.text


def _title(item: Item, network: str, places: Map) -> str:
    """A comment carries the title of its page."""
    if network != "wordpress" or item.kind == "publication":
        return str(item.row.get("title", "")) if network in ("feed", "wordpress") else ""
    path = item.row["url_path"].partition("#")[0]
    articles = (each for each in places.items.values() if each.kind == "publication")
    article = next((each for each in articles if each.row.get("url_path") == path), None)
    return str(article.row["title"] if article else book()["pages"].get(path, ""))


def _handle(item: Item, network: str) -> str:
    """Who comments on a site, or writes in a feed, has a name only."""
    return str(item.row.get("handle", OWN_HANDLES[network])) if network in OWN_HANDLES else ""


def _profile(item: Item, network: str, place: Place) -> str:
    if network == "wordpress":
        return SITE if item.kind == "publication" else ""
    ends = {"bluesky": "/post/", "mastodon": "/"}
    return place.url.rpartition(ends[network])[0] if network in ends else f"https://{item.row['handle']}/"


def _source(office: Office, item: Item, network: str) -> Source | None:
    """What is addressed comes through the channel, the rest through a search or a feed."""
    if network == "feed":
        return office.sources[item.row["handle"]]
    if item.kind == "publication":
        return None
    return office.sources[network if item.row["addressed"] else f"search {network}"]


def _collected(office: Office, item: Item, source: Source | None) -> datetime:
    """When listening came by: within a minute or so where somebody speaks to us, within an hour elsewhere."""
    seconds = 90 if source and source.kind == "channel" else 3600
    return min(item.at + timedelta(seconds=10 + seconds * share(item.id)), office.end)


def read(office: Office) -> None:
    """The real reading step over all of it; what it finds was found, and sorted, when it was collected."""
    copying.forget(office.organisation)
    while posts := unread(office.organisation, BATCH):
        read_posts(office.organisation, posts)
    collected = Subquery(Post.objects.filter(pk=OuterRef("post")).values("collected_at")[:1])
    Mention.objects.of(office.organisation).update(found_at=collected, sorted_at=collected)
    for source in office.sources.values():
        source.found_at = source.posts.order_by("-published_at").values_list("collected_at", flat=True).first()
        source.save(update_fields=["found_at"])
