"""Moderating: by whoever may, with its rule, once, by the worker; what was lost is asked again."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from parvis.channels import speak
from parvis.converse import moderating
from parvis.converse.models import Moderation
from parvis.core.audit import AuditEntry
from parvis.govern import actions as govern
from parvis.govern import gate
from parvis.govern.models import Accreditation
from parvis.networks.errors import Amend, Gone, MaybeSent
from parvis.outbox.actions import Impossible
from parvis.say import Say

RULE = "Article 4 : pas d’injure"
NO = Say("Non.", "No.")


class Moderated:
    """A network that notes what it was asked, or fails as the test says."""

    def __init__(self):
        self.asked, self.fails = [], None

    def moderate(self, external_id, verdict):
        self.asked.append((external_id, verdict))
        if self.fails:
            raise self.fails


@pytest.fixture
def network(monkeypatch):
    made = Moderated()

    def network_for(channel, http=None):
        made.login = speak.login_of(channel)
        return made

    monkeypatch.setattr("parvis.channels.speak.network_for", network_for)
    return made


@pytest.fixture
def may(alice):
    Accreditation.objects.filter(person=alice).update(may_moderate=True)
    return alice


@pytest.fixture
def message(talk):
    return talk.messages.get(direction="in")


def _page(message):
    return f"/o/sainte-aube/converse/messages/{message.pk}/moderate/"


def test_held_back_by_the_worker_with_its_rule(may, message, network, sort, town):
    moderating.moderate(may, message, "hold", RULE)
    assert not network.asked
    sort()
    assert network.asked == [("site#comment-1", "hold")]
    assert Moderation.objects.get().state == "done"
    entry = AuditEntry.objects.of(town).get(code="converse.moderation_asked")
    assert RULE in entry.words("fr")
    moderating.moderate(may, message, "show", "")
    sort()
    assert network.asked[-1] == ("site#comment-1", "show")


def test_twice_is_once_and_one_at_a_time(may, message, network, sort):
    first = moderating.moderate(may, message, "hold", RULE)
    assert moderating.moderate(may, message, "hold", RULE) == first
    with pytest.raises(Impossible):
        moderating.moderate(may, message, "remove", RULE)
    sort()
    assert len(network.asked) == 1


def test_never_without_its_rule(may, message):
    with pytest.raises(Impossible):
        moderating.moderate(may, message, "remove", "  ")
    assert not Moderation.objects.exists()


def test_replying_does_not_allow_moderating(alice, message, network, sort):
    with pytest.raises(gate.Refused) as refused:
        moderating.moderate(alice, message, "hold", RULE)
    assert refused.value.refusal.code == "act_not_covered"


def test_what_cannot_be_undone_is_not_for_a_supervised_person(may, message):
    Accreditation.objects.filter(person=may).update(level="supervised")
    with pytest.raises(gate.Refused) as refused:
        moderating.moderate(may, message, "remove", RULE)
    assert refused.value.refusal.code == "for_a_referent"
    moderating.moderate(may, message, "hold", RULE)


def test_the_gate_is_asked_again_by_the_worker(may, message, network, sort):
    moderating.moderate(may, message, "hold", RULE)
    Accreditation.objects.filter(person=may).update(expires_at=timezone.now())
    sort()
    assert not network.asked
    assert Moderation.objects.get().refusal["code"] == "accreditation_ended"


def test_suspending_stops_it_at_once(may, message, town):
    moderating.moderate(may, message, "hold", RULE)
    assert govern.suspend(may, Accreditation.objects.get(person=may), "Départ", timezone.now()) == 1
    assert Moderation.objects.get().state == "refused"


def test_the_network_says_no_or_not_yet(may, message, network, sort):
    row = moderating.moderate(may, message, "hold", RULE)
    network.fails = MaybeSent(NO, "")
    sort()
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("asked", 1)
    assert row.due_at > timezone.now() + timedelta(seconds=5)
    network.fails = Amend(NO, "")
    Moderation.objects.update(due_at=timezone.now())
    sort()
    row.refresh_from_db()
    assert row.state == "refused"
    assert row.refusal["say"]["fr"] == "Non."


@pytest.mark.parametrize(("measure", "state"), [("remove", "done"), ("hold", "refused")])
def test_what_is_gone_is_removed_but_not_held(may, message, network, sort, measure, state):
    network.fails = Gone(NO, "")
    moderating.moderate(may, message, measure, RULE)
    sort()
    assert Moderation.objects.get().state == state


def test_after_a_day_it_is_not_done(may, message, network, sort):
    moderating.moderate(may, message, "hold", RULE)
    Moderation.objects.update(deadline=timezone.now())
    sort()
    assert not network.asked
    assert Moderation.objects.get().refusal["code"] == "too_late"


def test_a_message_that_is_not_on_a_channel_of_ours(may, message):
    message.post.addressed = False
    assert moderating.cannot_moderate(message)


def test_the_page_offers_the_handlings_first(may, message, sign_in):
    page = sign_in(may).get(_page(message)).content.decode()
    assert page.index("Remercier") < page.index("Mettre en attente")
    assert "inscrits au journal" in page
    answer = sign_in(may).post(_page(message), {"measure": "hold", "clause": ""})
    assert "quelle règle" in answer.content.decode()
    answer = sign_in(may).post(_page(message), {"measure": "hold", "clause": RULE}, follow=True)
    assert "Mettre en attente" in answer.content.decode()
    assert Moderation.objects.get().clause == RULE


def test_the_page_says_why_not(alice, message, sign_in):
    page = sign_in(alice).get(_page(message)).content.decode()
    assert "ne permet pas de modérer" in page
    assert 'name="measure"' not in page


def test_the_api(may, message, sign_in, bruno):
    address = f"/api/o/sainte-aube/converse/messages/{message.pk}/moderate"
    given = json.dumps({"measure": "hold", "clause": RULE})
    assert sign_in(bruno).post(address, given, "application/json").status_code == 403
    assert sign_in(may).post(address, given, "application/json").json()["state"] == "asked"
    assert sign_in(may).post(address, '{"measure": "close_comments"}', "application/json").status_code == 422
    assert len(sign_in(may).get("/api/o/sainte-aube/converse/moderations").json()) == 1


LIST = "/o/sainte-aube/converse/moderations/"


def test_the_list_says_who_and_why_and_asks_again_or_undoes(may, message, network, sort, sign_in):
    client = sign_in(may)
    assert "Rien n’a été modéré" in client.get(LIST).content.decode()
    row = moderating.moderate(may, message, "hold", RULE)
    page = client.get(LIST).content.decode()
    assert RULE in page
    assert str(may) in page
    assert "Redemander" not in page
    assert page.count("Rendre visible") == 0
    Moderation.objects.filter(pk=row.pk).update(state="refused", due_at=None)
    page = client.get(LIST).content.decode()
    assert "Redemander" in page
    client.post(_page(message), {"measure": "hold", "clause": RULE})
    assert Moderation.objects.filter(state="asked", measure="hold").count() == 1
    Moderation.objects.filter(state="asked").update(state="done", due_at=None)
    page = client.get(LIST).content.decode()
    assert "Rendre visible" in page
    assert "Redemander" not in page  # a later measure followed
    client.post(_page(message), {"measure": "show"})
    assert Moderation.objects.get(state="asked").measure == "show"


def test_the_list_is_filtered_and_searched(may, message, sign_in):
    moderating.moderate(may, message, "hold", RULE)
    client = sign_in(may)
    assert RULE in client.get(LIST + "?state=asked").content.decode()
    assert RULE not in client.get(LIST + "?state=done").content.decode()
    assert RULE in client.get(LIST, {"q": RULE[:8]}).content.decode()
    assert "Aucune mesure ne correspond" in client.get(LIST + "?q=zzz").content.decode()


def test_the_log_tells_the_measure_in_the_readers_language(may, message, network, sort):
    moderating.moderate(may, message, "hold", RULE)
    for code in ("converse.moderation_asked", "converse.moderation_done"):
        sort()
        entry = AuditEntry.objects.get(code=code)
        assert ("Mettre en attente" in entry.words("fr"), "Hold back" in entry.words("en")) == (True, True)
