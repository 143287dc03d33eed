"""What can be done with a channel. Each verb writes the audit log; no token ever leaves the sealed field."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.channels import reads, speak
from parvis.channels.models import LIFE, Application, Channel
from parvis.channels.pace import paced
from parvis.channels.renewal import is_another, keep_login, share
from parvis.core import audit
from parvis.core.links import web
from parvis.core.scope import Organisation
from parvis.core.secret import Unreadable
from parvis.networks import words
from parvis.networks.base import Account, Login
from parvis.networks.errors import Amend, NetworkError, Reconnect, TryLater
from parvis.networks.http import Http
from parvis.say import Say

OTHER_ACCOUNT = Say(
    "Ce compte n’est pas celui du canal. Rien n’a changé : donnez les accès du même compte, "
    "ou connectez un autre canal.",
    "This is not the account of this channel. Nothing has changed: give the login of the same account, "
    "or connect another channel.",
)


LOCKED = Say(
    "La clé qui déchiffrait l’accès de ce canal n’est plus là. Connectez-le de nouveau.",
    "The key that decrypted the login of this channel is gone. Connect it again.",
)


class NotReady(Exception):
    """The channel cannot go live yet; `missing` says what it lacks."""

    def __init__(self, missing: list[reads.Check]) -> None:
        super().__init__(", ".join(check.code for check in missing))
        self.missing = missing


def connect(
    person: Any, organisation: Organisation, network: str, answers: Mapping[str, str], http: Http | None = None
) -> Channel:
    """Tries the login and keeps it in a prepared channel; the same account again is the same channel.

    `answers`: by the names in `info.asks`. Raises a `NetworkError` when the login does not do.
    """
    return admit(person, organisation, network, speak.login_from(network, answers), http)


def admit(person: Any, organisation: Organisation, network: str, login: Login, http: Http | None = None) -> Channel:
    """As `connect`, for a login that is known already."""
    account, login = speak.try_login(network, login, http)
    own = speak.own_limits(speak.network_at(network, login, http))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        channel = _same_account(organisation, network, account, login)
        code = "channels.reconnected" if channel.pk else "channels.connected"
        channel.owner = channel.owner or person
        channel.own_limits = own or {}
        _keep(channel, account, login)
        audit.record(organisation, person, code, channel.name, network=network)
    return channel


def hold_by_hand(person: Any, organisation: Organisation, network: str, name: str, url: str) -> Channel:
    """A prepared channel whose acts a person carries out at `url`; the same name there is the same one."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = (
            Channel.objects.of(organisation).filter(network=network, by_hand=True, name=name).exclude(state="closed")
        )
        if channel := known.first():
            return channel
        channel = Channel.objects.create(
            organisation=organisation,
            network=network,
            name=name,
            url=url,
            by_hand=True,
            owner=person,
            language=organisation.language,
        )
        audit.record(organisation, person, "channels.by_hand", channel.name, network=network)
    return channel


def go_by_hand(person: Any, channel: Channel) -> None:
    """From now on a person carries out what goes out; the login is kept, nothing waits for it any more."""
    with transaction.atomic():
        if Channel.objects.filter(pk=channel.pk, by_hand=False).update(by_hand=True, login_lost_at=None):
            audit.record(channel.organisation, person, "channels.by_hand", channel.name, network=channel.network)
    channel.refresh_from_db()


def reconnect(person: Any, channel: Channel, answers: Mapping[str, str], http: Http | None = None) -> None:
    """A new login for the same account; what waited for it goes on. Raises a `NetworkError`."""
    readmit(person, channel, speak.login_from(channel.network, answers, speak.login_of(channel)), http)


def readmit(person: Any, channel: Channel, login: Login, http: Http | None = None) -> None:
    """As `reconnect`, for a login that is known already."""
    account, kept = speak.try_login(channel.network, login, http)
    if channel.external_id and account.external_id != channel.external_id:
        raise Amend(OTHER_ACCOUNT, "another account")
    with transaction.atomic():
        _keep(channel, account, kept)
        audit.record(channel.organisation, person, "channels.reconnected", channel.name, network=channel.network)


def keep_application(person: Any, organisation: Organisation, network: str, client_id: str, client_secret: str) -> None:
    """Keeps the house's own application at a network; channels that it opened go on with its new secret."""
    kept = {"client_id": client_id, "secrets": {"client_secret": client_secret}}
    with transaction.atomic():
        Application.objects.update_or_create(organisation=organisation, network=network, defaults=kept)
        for channel in Channel.objects.of(organisation).filter(network=network).select_for_update():
            if channel.secrets.get("client_id") == client_id:
                channel.secrets = {**channel.secrets, "client_secret": client_secret}
                channel.save(update_fields=["secrets"])
        audit.record(organisation, person, "channels.application_kept", speak.info(network).name, network=network)


def _same_account(organisation: Organisation, network: str, account: Account, login: Login) -> Channel:
    known = Channel.objects.of(organisation).filter(network=network, external_id=account.external_id)
    name = (account.name or account.handle or network)[:120]
    return known.filter(address=login.address).first() or Channel(
        organisation=organisation, network=network, name=name, language=organisation.language
    )


def _keep(channel: Channel, account: Account, login: Login) -> None:
    channel.address, channel.secrets = login.address, dict(login.secrets)
    channel.handle = login.handle or account.handle
    channel.external_id, channel.url = account.external_id, web(account.url, 500)
    channel.login_lost_at, channel.by_hand = None, False
    channel.state = "prepared" if channel.state == "closed" else channel.state
    channel.save()


def describe(person: Any, channel: Channel, **fields: Any) -> None:
    """Writes the channel's card: name, purpose, owner, promised_hours, language."""
    for name, value in fields.items():
        setattr(channel, name, value)
    with transaction.atomic():
        channel.save(update_fields=list(fields))
        audit.record(channel.organisation, person, "channels.described", channel.name)


def take_live(person: Any, channel: Channel) -> None:
    """Opens the channel: from now on it listens and sends. Raises `NotReady`."""
    if missing := reads.missing(channel):
        raise NotReady(missing)
    _move(person, channel, "live", "channels.live")


def pause(person: Any, channel: Channel) -> None:
    """Back to prepared: nothing is read or sent until it is live again."""
    _move(person, channel, "prepared", "channels.paused")


def close(person: Any, channel: Channel) -> None:
    """Ends the channel and forgets its login; what was said stays."""
    _move(person, channel, "closed", "channels.closed", secrets={})


def _move(person: Any, channel: Channel, state: str, code: str, **fields: Any) -> None:
    """Once is enough: a channel that is already there stays as it is, and nothing is logged."""
    if channel.state == state:
        return
    with transaction.atomic():
        if LIFE.move(channel, state, **fields):
            audit.record(channel.organisation, person, code, channel.name)


def login_lost(channel: Channel, error: NetworkError) -> None:
    """The network refuses the login: a person has to connect again. Logged once per loss."""
    now = timezone.now()
    with transaction.atomic():
        if Channel.objects.filter(pk=channel.pk, login_lost_at=None).update(login_lost_at=now):
            audit.record(channel.organisation, None, "channels.login_lost", channel.name, reason=error.say.fr)
    channel.login_lost_at = channel.login_lost_at or now


@contextmanager
def speaking(channel: Channel, http: Http | None = None) -> Iterator[Any]:
    """The network object of a channel, at the pace of its server; keeps a login it renews, notes one that is lost.

    Errors of the network come through: `TryLater` also when it is simply not our turn.
    """
    if isinstance(channel.secrets, Unreadable):
        lost = Reconnect(LOCKED, "no key decrypts the login")
        login_lost(channel, lost)
        raise lost
    network = speak.network_for(channel, http)
    share(channel, network)
    try:
        with paced(channel):
            yield network
    except Reconnect as error:
        if is_another(channel, network.login):
            raise TryLater(words.renewed_meanwhile(channel.name), error.detail, 1, alone=True) from None
        login_lost(channel, error)
        raise
    finally:
        keep_login(channel, network.login.secrets)
