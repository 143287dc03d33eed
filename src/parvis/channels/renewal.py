"""A login that several workers use at once is renewed by one of them, and a newer one is never written over."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone

from parvis.channels.models import Channel, Pace
from parvis.channels.pace import NotOurTurn, turn
from parvis.networks import words
from parvis.networks.base import Login
from parvis.networks.platform import Api

LEASE = 60.0  # seconds; who renews asks once, for half of that at most
AGAIN = 2.0


def share(channel: Channel, network: Any) -> None:
    """From now on the network renews its login by itself alone."""
    if isinstance(network, Api):
        network.keeper = Keeper(channel)


class Keeper:
    """See `networks.platform.Keeper`. A worker that was killed while it held it leaves it free after `LEASE`."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.name = channel, f"renewal {channel.pk}"

    @contextmanager
    def alone(self) -> Iterator[Mapping[str, str]]:
        if turn(self.name, LEASE):
            raise NotOurTurn(words.renewed_meanwhile(self.channel.name), "another renews it", AGAIN, alone=True)
        try:
            self.channel.secrets = Channel.objects.values_list("secrets", flat=True).get(pk=self.channel.pk)
            yield self.channel.secrets
        finally:
            Pace.objects.filter(server=self.name).update(not_before=timezone.now())

    def keep(self, secrets: Mapping[str, str]) -> None:
        keep_login(self.channel, secrets)


def keep_login(channel: Channel, secrets: Mapping[str, str]) -> None:
    """Keeps what the network renewed on the way, unless another login was kept since `channel` was read."""
    if dict(secrets) == dict(channel.secrets):
        return
    with transaction.atomic():
        kept = Channel.objects.select_for_update().values_list("secrets", flat=True).filter(pk=channel.pk).first()
        if kept is None or dict(kept) != dict(channel.secrets):
            return
        Channel.objects.filter(pk=channel.pk).update(secrets=dict(secrets))
    channel.secrets = dict(secrets)


def is_another(channel: Channel, login: Login) -> bool:
    """Whether another login than the one that was refused is kept by now."""
    kept = Channel.objects.filter(pk=channel.pk).values_list("secrets", flat=True).first()
    return bool(kept) and dict(kept or {}) not in (dict(login.secrets), dict(channel.secrets))
