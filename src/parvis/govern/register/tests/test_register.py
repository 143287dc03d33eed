"""The register: every account has who answers for it; what is missing, late or known to somebody who left is said."""

from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.govern.register import actions, reads
from parvis.govern.register.models import Account

URL = "/o/sainte-aube/govern/register/"


@pytest.fixture
def account(town, alice, bruno):
    fields = {
        "network": "Facebook",
        "name": "La ville",
        "owner": alice,
        "deputy": bruno,
        "recovery": "com@ville.example",
    }
    return actions.enter(alice, town, fields)


def test_entered_on_its_page(sign_in, town, alice, bruno):
    given = {"network": "Facebook", "name": "La ville", "owner": alice.pk, "deputy": bruno.pk}
    assert sign_in(alice).post(URL + "enter/", given).status_code == 302
    row = Account.objects.get()
    assert [words.en for words in row.missing()] == ["a recovery address", "the legal notice"]
    assert AuditEntry.objects.filter(code="register.entered").exists()
    assert "Il manque" in sign_in(alice).get(URL, {"state": "incomplete"}).content.decode()


def test_the_deputy_is_another_person(sign_in, town, alice):
    given = {"network": "Facebook", "name": "La ville", "owner": alice.pk, "deputy": alice.pk}
    assert sign_in(alice).post(URL + "enter/", given).status_code == 200
    assert not Account.objects.exists()


def test_a_channel_is_proposed_until_it_is_entered(sign_in, town, alice, channel):
    client = sign_in(alice)
    assert f"?channel={channel.pk}" in client.get(URL).content.decode()
    page = client.get(URL + "enter/", {"channel": channel.pk})
    assert page.context["form"].initial["name"] == channel.name
    client.post(f"{URL}enter/?channel={channel.pk}", {"network": "WordPress", "name": channel.name})
    assert Account.objects.get().channel == channel
    assert not reads.unregistered(town).exists()


def test_another_houses_channel_or_colleague_is_not_taken(sign_in, chamber, dalia, channel, alice):
    client = sign_in(dalia)
    client.post(f"/o/chambre-metiers/govern/register/enter/?channel={channel.pk}", {"network": "W", "name": "x"})
    assert Account.objects.get().channel is None
    answer = client.post("/o/chambre-metiers/govern/register/enter/", {"network": "W", "name": "y", "owner": alice.pk})
    assert answer.status_code == 200
    assert Account.objects.count() == 1


def test_asked_to_be_closed_reminded_closed_and_kept_after_all(sign_in, alice, account):
    client, today = sign_in(alice), timezone.localdate()
    past = client.post(f"{URL}{account.pk}/to-close/", {"before": today - timedelta(days=1), "reason": "Vide"})
    assert past.status_code == 422
    client.post(f"{URL}{account.pk}/to-close/", {"before": today + timedelta(days=3), "reason": "Personne n’y écrit"})
    account.refresh_from_db()
    assert not account.is_late(today)
    assert account.is_late(today + timedelta(days=4))
    client.post(f"{URL}{account.pk}/close/")
    assert reads.accounts(account.organisation) == []
    assert reads.accounts(account.organisation, state="closed") == [account]
    client.post(f"{URL}{account.pk}/keep/")
    assert reads.accounts(account.organisation) == [account]


def test_handed_over_nobody_is_deputy_of_oneself(town, alice, bruno, account):
    assert actions.hand_over(alice, town, alice, bruno) == 1
    account.refresh_from_db()
    assert (account.owner, account.deputy) == (bruno, None)


def test_only_leads_write(sign_in, bruno, account):
    client = sign_in(bruno)
    assert client.get(URL).status_code == 200
    for path in ("enter/", f"{account.pk}/", f"{account.pk}/close/", f"{account.pk}/keep/"):
        assert client.post(URL + path).status_code == 403


def test_searched(town, account):
    assert reads.accounts(town, "face") == [account]
    assert reads.accounts(town, "mastodon") == []
