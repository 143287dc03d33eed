"""From a row to a network object: the one door between the house and the networks' files."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from parvis.channels.models import Channel
from parvis.core.secret import Unreadable
from parvis.networks import registry
from parvis.networks.base import Account, Can, Info, Limits, Login
from parvis.networks.errors import NetworkError
from parvis.networks.http import Http
from parvis.networks.mailbox import place
from parvis.networks.oauth import Application, Chooses, Door, Place, address, exchanged
from parvis.networks.protocols import Limiting

OWN = ("length", "pictures", "picture_bytes", "video_bytes", "alt_length", "options", "option_length")
FIELDS = ("address", "handle")
MAIL_SERVERS = ("imap", "smtp")
HANDS = {Can.PUBLISH, Can.REPLY, Can.CORRECT, Can.WITHDRAW}


class ByHand(Exception):
    """A program asked for the network of a channel that is held by hand: a fault of the code."""


@cache
def _client(allow_loopback: bool) -> Http:
    return Http(allow_loopback=allow_loopback)


def client() -> Http:
    """The guarded client that all channels of this process share."""
    return _client(settings.ALLOW_LOOPBACK)


def info(slug: str) -> Info:
    """The card of a network; KeyError when there is none."""
    return registry.get(slug).info


def limits(channel: Channel) -> Limits:
    """What one item may hold there, as its own server says; of a network that nobody knows, nothing that stops."""
    try:
        return replace(info(channel.network).limits, **channel.own_limits)
    except KeyError:
        return Limits(pictures=20)


def own_limits(network: Any) -> dict[str, int] | None:
    """The limits by which a server differs from its network's card; None where it did not answer."""
    if not isinstance(network, Limiting):
        return {}
    with suppress(NetworkError):
        told, card = network.own_limits(), network.info.limits
        return {name: getattr(told, name) for name in OWN if getattr(told, name) != getattr(card, name)}
    return None


def login_of(channel: Channel) -> Login:
    """How to reach the channel's account, secrets included: never to be shown or logged."""
    return Login(channel.address, channel.handle, channel.external_id, channel.secrets)


def network_for(channel: Channel, http: Http | None = None) -> Any:
    """The network object of a channel; no call is made yet. `ByHand` for a channel that people hold themselves."""
    if channel.by_hand:
        raise ByHand(channel.pk)
    return network_at(channel.network, login_of(channel), http)


def network_at(slug: str, login: Login, http: Http | None = None) -> Any:
    """The network object for a login; none of its secrets gets into an error's words."""
    secrets = [value for value in login.secrets.values() if isinstance(value, str)]
    return registry.get(slug)(login, (http or client()).knowing(secrets))


def feed_at(address: str, http: Http | None = None) -> Any:
    """The feed at an address, which needs no channel: `read(cursor)` and `discover()`."""
    return network_at("feed", Login(address=address), http)


def login_from(slug: str, answers: Mapping[str, str], known: Login | None = None) -> Login:
    """The login that a person's answers to `info.asks` make; what is not asked is kept from `known`."""
    known = known or Login()
    asked = {ask.name: answers.get(ask.name, "").strip() for ask in info(slug).asks}
    address, handle = (asked.get(name) or getattr(known, name) for name in FIELDS)
    secrets = {name: value for name, value in asked.items() if name not in FIELDS}
    return Login(address, handle, known.external_id, secrets)


def try_login(slug: str, login: Login, http: Http | None = None) -> tuple[Account, Login]:
    """Whose login it is, and the login to keep; raises a `NetworkError`."""
    account, kept = network_at(slug, login, http).connect()
    return account, kept


def can(channel: Channel, what: Can) -> bool:
    """Whether the channel's network can do this at all; an unknown network can do nothing.

    By hand everything that goes out can be done, changed and taken back, and nothing is read.
    """
    if channel.by_hand:
        return what in HANDS
    try:
        return what in info(channel.network).can
    except KeyError:
        return False


def servers_of(channel: Channel) -> list[str]:
    """The hosts that a channel's calls go to, or the network's slug where it has only one."""
    secrets = {} if isinstance(channel.secrets, Unreadable) else channel.secrets
    hosts = [place(secrets[name], 0)[0].lower() for name in MAIL_SERVERS if secrets.get(name)]
    return list(dict.fromkeys(hosts)) or [urlsplit(channel.address).hostname or channel.network]


def door(slug: str) -> Door | None:
    """How an application is let in there; None where there are no applications."""
    found: Door | None = getattr(registry.get(slug), "door", None)
    return found


def consent_at(slug: str, client_id: str, back: str, state: str, verifier: str) -> str:
    """The platform's page of consent for all scopes of the card."""
    entry, scopes = door(slug), tuple(scope.name for scope in info(slug).scopes)
    assert entry is not None  # noqa: S101
    return address(entry, client_id, scopes, back, state, verifier)


def places_for(
    slug: str, application: Application, code: str, back: str, verifier: str, http: Http | None = None
) -> tuple[Place, ...]:
    """What a code opens: one place without a name where there is nothing to choose. Raises a `NetworkError`."""
    entry, http = door(slug), http or client()
    assert entry is not None  # noqa: S101
    given = exchanged(entry, http, application, code, back, verifier)
    network = network_at(slug, Login(secrets=given), http)
    return network.places() if isinstance(network, Chooses) else (Place("", given),)
