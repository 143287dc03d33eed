"""Rules of the house at every door: they name the clause, block or warn, and hold for what waits."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from parvis.channels import speak
from parvis.core.audit import AuditEntry
from parvis.govern.charter.models import Clause, Policy, Version
from parvis.govern.rulebook import actions, reads
from parvis.govern.rulebook.checks import Item
from parvis.govern.rulebook.models import Rule
from parvis.govern.rulebook.ready import READY, reserve

URL = "/o/sainte-aube/govern/rules/"
WORDS = {"name": "Pas d’administrés", "query": "administré*", "blocks": "yes", "on_publish": "on", "on_reply": "on"}
TEXT = "Chers administrés, le pont rouvre lundi à 8 h. Alice Morel."


@pytest.fixture
def clause(town):
    """Clause 2 of the charter in force."""
    policy = Policy.objects.create(organisation=town, kind="charter", title="Charte d’usage")
    version = Version.objects.create(organisation=town, policy=policy, number=1, in_force_at=timezone.now())
    return Clause.objects.create(
        organisation=town, version=version, position=2, title="Parler simplement", text="Nous parlons à des personnes."
    )


def rule(town, alice, kind="words", **more):
    fields = {"name": "Pas d’administrés", "terms": {"query": "administré*"}, **more}
    return actions.make(alice, town, kind, fields, fields.pop("channels", []))


def item(town, text=TEXT, act="reply"):
    return Item(text, act, timezone.now().astimezone(town.tz))


def test_made_on_its_page_it_names_its_clause(sign_in, town, alice, channel, clause):
    hung = f"{clause.version.policy_id}:{clause.key}"
    answer = sign_in(alice).post(URL + "add/words/", {**WORDS, "clause": hung})
    assert answer.status_code == 302
    (found,) = reads.objections(town, channel, item(town))
    assert found.blocks
    assert "Charte d’usage, article 2" in found.say.fr
    assert TEXT[found.start : found.end] == "administrés"
    assert "administré*" in sign_in(alice).get(f"{URL}{Rule.objects.get().pk}/").content.decode()
    assert AuditEntry.objects.filter(code="rulebook.made").exists()


def test_it_follows_its_clause_to_the_next_version(town, alice, channel, clause):
    rule(town, alice, policy=clause.version.policy, clause_key=clause.key)
    Version.objects.update(ended_at=timezone.now())
    newer = Version.objects.create(
        organisation=town, policy=clause.version.policy, number=2, in_force_at=timezone.now()
    )
    Clause.objects.create(organisation=town, version=newer, position=5, key=clause.key, title="Simplement", text="…")
    assert "article 5" in reads.objections(town, channel, item(town))[0].say.fr


def test_only_its_acts_its_channels_its_house(town, chamber, alice, channel):
    other = type(channel).objects.create(organisation=town, network="mastodon", name="Mastodon", state="live")
    rule(town, alice, on_publish=False, channels=[channel])
    assert reads.objections(town, channel, item(town))
    assert not reads.objections(town, channel, item(town, act="publish"))
    assert not reads.objections(town, other, item(town))
    assert not reads.objections(chamber, None, item(town))


def test_the_night_does_not_stop_what_was_planned_by_day(town, alice, channel):
    hours = {"start": "00:00", "end": "23:59"}
    rule(town, alice, "quiet", terms=hours)
    assert reads.objections(town, channel, item(town))
    assert reads.forbidding(channel, item(town)) is None


def test_own_numbers_are_allowed_and_said_once(town, alice, channel):
    text = "Bonjour. Appelez le 03 25 00 00 01 ou le 06 12 34 56 78 avant lundi. Alice Morel."
    limits = speak.info(channel.network).limits
    rule(town, alice, "privacy", terms={"allowed": ["03 25 00 00 01"]})
    found = [
        each
        for each in reads.against(channel, item(town, text), limits)
        if "privat" in each.code or "priva" in each.code
    ]
    assert [(each.code, text[each.start : each.end]) for each in found] == [("rule_privacy", "06 12 34 56 78")]


def test_ended_and_put_back(sign_in, town, alice, channel):
    row = rule(town, alice)
    client = sign_in(alice)
    client.post(f"{URL}{row.pk}/end/")
    assert not reads.objections(town, channel, item(town))
    assert row.name in client.get(URL).content.decode()
    client.post(f"{URL}{row.pk}/resume/")
    assert reads.objections(town, channel, item(town))


def test_a_query_nobody_can_read_is_refused_with_its_repair(sign_in, alice):
    answer = sign_in(alice).post(URL + "add/words/", {**WORDS, "query": "administré* OU ("})
    assert answer.status_code == 200
    assert "wrong" in answer.content.decode()
    assert not Rule.objects.exists()


def test_only_leads_write_rules_and_only_their_own(sign_in, town, alice, bruno, dalia):
    row = rule(town, alice)
    for path in ("add/", "add/words/", f"{row.pk}/"):
        assert sign_in(bruno).get(URL + path).status_code == 403
    assert sign_in(bruno).get(URL).status_code == 200
    assert sign_in(dalia).get(f"/o/chambre-metiers/govern/rules/{row.pk}/").status_code == 404
    assert sign_in(dalia).post(f"/o/chambre-metiers/govern/rules/{row.pk}/end/").status_code == 404


def test_a_text_tried_on_the_page(sign_in, town, alice):
    rule(town, alice)
    page = sign_in(alice).get(URL, {"text": TEXT, "act": "publish"}).content.decode()
    assert "à éviter" in page


@pytest.mark.parametrize("each", READY, ids=lambda each: each.slug)
def test_ready_rules_can_be_saved_as_they_are_proposed(sign_in, town, alice, each):
    client = sign_in(alice)
    page = client.get(f"{URL}add/{each.kind}/", {"from": each.slug})
    form = page.context["form"]
    given = {name: _posted(form[name]) for name in form.fields if _posted(form[name]) is not None}
    if each.kind == "silence":
        given["election"] = "2027-04-11"
    answer = client.post(f"{URL}add/{each.kind}/", given)
    assert answer.status_code == 302, answer.context["form"].errors
    assert Rule.objects.get().blocks is (each.initial.get("blocks") != "no")


def _posted(field):
    value = field.field.prepare_value(field.value()) if hasattr(field.field, "prepare_value") else field.value()
    return None if value in (None, "", False) else "on" if value is True else value


def test_the_reserve_begins_on_the_first_of_the_sixth_month_before():
    assert reserve(date(2026, 3, 15)) == date(2025, 9, 1)
    assert reserve(date(2027, 6, 20)) == date(2026, 12, 1)
    assert reserve(date(2027, 7, 4)) == date(2027, 1, 1)


def test_silences_to_come(town, alice):
    today = timezone.localdate()
    terms = {"start": today.isoformat(), "end": (today + timedelta(days=3)).isoformat(), "query": ""}
    rule(town, alice, "silence", terms=terms)
    assert [each["end"] for each in reads.silences(town, timezone.now())] == [terms["end"]]
