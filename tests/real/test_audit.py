"""The audit on real servers: a WordPress, a server of the fediverse, Bluesky's application view."""

from datetime import UTC, datetime

import pytest

from parvis.networks.kinds.bluesky import Kind as BlueskyKind
from parvis.networks.kinds.mastodon import Kind as MastodonKind
from parvis.networks.kinds.wordpress import Kind as WordPressKind
from parvis.networks.public import bluesky as view
from parvis.networks.tests.tapes import picture
from parvis.prepare.accounts.figures import Account, look_at
from tests.real import life
from tests.real.servers import Bluesky, Mastodon, WordPress

pytestmark = pytest.mark.real


def seen(address: str) -> Account:
    account = look_at(address, life.HERE, datetime.now(UTC))
    assert account.profile, account.error
    return account


def test_a_wordpress(wordpress: WordPress) -> None:
    site = WordPressKind(wordpress.login(), life.HERE)
    sent = site.send(life.draft("Neige", title="Neige", media=(picture(), picture())))
    account = seen(wordpress.url + "/")
    assert account.profile
    assert (account.profile.network, account.is_whole, account.is_dormant) == ("wordpress", True, False)
    assert sent.url in [item.url for item in account.recent]
    assert account.alt_share == 1.0


def test_a_server_of_the_fediverse(mastodon: Mastodon) -> None:
    ann = MastodonKind(mastodon.login("ann"), life.HERE)
    sent = ann.send(life.draft("Le marché ouvre samedi", media=(picture(),)))
    for address in (f"@ann@{mastodon.url.partition('://')[2]}", f"{mastodon.url}/ann"):
        account = seen(address)
        assert account.profile
        assert (account.profile.network, account.is_dormant) == ("snac", False)
        assert sent.external_id in [item.url for item in account.recent]
        assert account.pictures >= 1
        assert account.alt_share


def test_bluesky(bluesky: Bluesky, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view, "VIEW", bluesky.appview)
    alice = BlueskyKind(bluesky.login("alice"), life.HERE)
    first = alice.send(life.draft("Neige", media=(picture(),)))
    bluesky.wait_seen(first.external_id)
    account = seen("https://bsky.app/profile/alice.test")
    assert account.profile
    assert (account.profile.handle, account.profile.followers, account.is_dormant) == ("alice.test", 0, False)
    assert account.alt_share == 1.0
