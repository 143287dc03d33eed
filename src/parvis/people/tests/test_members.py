"""Invitations and members: a link serves once, only leads arrange, one lead always remains."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from parvis.core.audit import AuditEntry
from parvis.people import actions
from parvis.people.models import Invitation, Membership, User

URL = "/o/sainte-aube/house/"
NEW = {"name": "Émile Roux", "email": "emile@sainte-aube.example", "password": "quatre-chevaux-dans-le-pré"}


@pytest.fixture
def invitation(town, alice):
    return actions.invite(alice, town, "", "officer")


def test_a_stranger_joins_by_the_link_once(town, invitation):
    path = f"/invitations/{invitation.token}/"
    assert Client().post(path, NEW).url == "/o/sainte-aube/"
    member = Membership.objects.get(user__email=NEW["email"])
    assert (member.organisation, member.role) == (town, "officer")
    assert Client().get(path).status_code == 410
    assert Client().post(path, {**NEW, "email": "other@sainte-aube.example"}).status_code == 410
    assert not User.objects.filter(email="other@sainte-aube.example").exists()


def test_a_person_of_another_house_joins_with_the_account_they_have(sign_in, dalia, town, invitation):
    sign_in(dalia).post(f"/invitations/{invitation.token}/")
    assert Membership.objects.filter(user=dalia, organisation=town).exists()
    assert Membership.objects.filter(user=dalia).count() == 2


@pytest.mark.parametrize("change", [{"expires_at": timezone.now() - timedelta(1)}, {"withdrawn_at": timezone.now()}])
def test_an_ended_or_withdrawn_link_opens_nothing(invitation, change):
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    assert Client().post(f"/invitations/{invitation.token}/", NEW).status_code == 410
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_two_who_accept_at_once_are_one(invitation, bruno, dalia):
    now = timezone.now()
    assert actions.accept(invitation, bruno, now) is True
    assert actions.accept(invitation, dalia, now) is False


def test_the_invitation_is_sent_by_mail(sign_in, alice, mailoutbox):
    sign_in(alice).post(URL + "members/", {"email": "emile@sainte-aube.example", "role": "reader"})
    (mail,) = mailoutbox
    assert mail.to == ["emile@sainte-aube.example"]
    assert Invitation.objects.get().token in mail.body


def test_only_leads_invite_change_and_remove(sign_in, town, alice, bruno):
    client, target = sign_in(bruno), Membership.objects.get(user=alice)
    assert client.post(URL + "members/", {"email": "", "role": "lead"}).status_code == 403
    assert client.post(f"{URL}members/{target.pk}/role/", {"role": "reader"}).status_code == 403
    assert client.post(f"{URL}members/{target.pk}/remove/").status_code == 403
    assert Membership.objects.get(user=alice).role == "lead"


def test_one_lead_always_remains(sign_in, town, alice, bruno):
    client, own = sign_in(alice), Membership.objects.get(user=alice)
    client.post(f"{URL}members/{own.pk}/role/", {"role": "reader"})
    client.post(f"{URL}members/{own.pk}/remove/")
    assert Membership.objects.get(user=alice).role == "lead"
    other = Membership.objects.get(user=bruno)
    client.post(f"{URL}members/{other.pk}/role/", {"role": "lead"})
    client.post(f"{URL}members/{own.pk}/role/", {"role": "reader"})
    assert Membership.objects.get(user=alice).role == "reader"
    assert AuditEntry.objects.filter(code="people.role_changed").count() == 2


def test_pages_answer_and_speak_the_readers_language(sign_in, alice):
    client = sign_in(alice)
    for path in (URL, URL + "members/", "/preferences/"):
        assert client.get(path).status_code == 200
    client.post("/preferences/", {"name": "Alice Morel", "language": "en"})
    assert "Members" in client.get(URL + "members/").content.decode()


def test_several_houses_are_offered(sign_in, town, chamber, alice):
    Membership.objects.create(organisation=chamber, user=alice, role="reader")
    page = sign_in(alice).get("/").content.decode()
    assert "Chambre des métiers" in page
    assert "Mairie de Sainte-Aube" in page


def test_signing_up_alone_is_closed(client, town):
    assert client.post("/accounts/signup/", {"email": "x@y.example", "password1": NEW["password"]}).status_code in {
        200,
        403,
        404,
    }
    assert not User.objects.filter(email="x@y.example").exists()


def test_sign_in_by_password_and_the_sixth_guess_is_refused(client, town, alice):
    from tests.cast import PASSWORD

    assert client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD}).url == "/"
    client.logout()
    for _ in range(5):
        client.post("/accounts/login/", {"login": alice.email, "password": "faux"})
    answer = client.post("/accounts/login/", {"login": alice.email, "password": PASSWORD})
    assert answer.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_of_two_strangers_who_join_at_once_one_does_and_the_other_leaves_no_account(town, invitation, monkeypatch):
    """Both saw the link open; the other was quicker."""
    monkeypatch.setattr(Invitation, "is_open", lambda self, now: True)
    path = f"/invitations/{invitation.token}/"
    assert Client().post(path, NEW).status_code == 302
    late = Client().post(path, {**NEW, "email": "late@sainte-aube.example"})
    assert late.status_code == 410
    assert not User.objects.filter(email="late@sainte-aube.example").exists()


def test_pages_load_no_picture_from_elsewhere(sign_in, alice):
    policy = sign_in(alice).get("/o/sainte-aube/").headers["Content-Security-Policy"]
    assert "https:" not in policy
