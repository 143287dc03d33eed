"""Which place an address belongs to."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from parvis.networks import words
from parvis.networks.errors import Amend
from parvis.networks.http import Http
from parvis.networks.public import bluesky, fediverse, sites
from parvis.networks.public.profile import Profile
from parvis.say import Say

HANDLE = re.compile(r"(?:acct:|@)?([\w.-]+)@([\w.-]+(?::\d+)?)")
CLOSED = {
    "facebook.com": "Facebook",
    "instagram.com": "Instagram",
    "x.com": "X",
    "twitter.com": "X",
    "linkedin.com": "LinkedIn",
    "tiktok.com": "TikTok",
    "threads.net": "Threads",
    "threads.com": "Threads",
    "pinterest.com": "Pinterest",
    "pinterest.fr": "Pinterest",
    "snapchat.com": "Snapchat",
}


def profile_at(address: str, http: Http, since: datetime) -> Profile:
    """The public account at a web address, an `@name@server`, or a Bluesky handle."""
    address = address.strip()
    if found := HANDLE.fullmatch(address):
        return fediverse.by_handle(found[1], found[2], http, since)
    if actor := bluesky.actor_in(address):
        return bluesky.profile_of(actor, http, since)
    parts = urlsplit(address if "://" in address else f"https://{address}")
    if not parts.hostname:
        raise Amend(words.bad_address(address[:80]))
    if name := _closed(parts.hostname):
        raise Amend(_by_hand(name))
    actor_page = fediverse.at_page(parts.geturl(), http, since)
    return actor_page or sites.at_page(parts.geturl(), http, since)


def _closed(host: str) -> str:
    parent = ".".join(host.lower().split(".")[-2:])
    return CLOSED.get(parent, "")


def _by_hand(name: str) -> Say:
    return Say(
        f"{name} ne laisse lire aucune page publique sans compte. Relevez ce compte à la main, ou connectez-le à "
        "Parvis s’il est à vous.",
        f"{name} lets no public page be read without an account. Look this account up by hand, or connect it to "
        "Parvis if it is yours.",
    )
