"""Who is erased is named nowhere: no row of any table, no file of the data folder; the audit log still holds."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from parvis.converse import opening
from parvis.converse.forgetting import forget_author
from parvis.converse.models import Conversation, Message
from parvis.core.audit import AuditEntry
from parvis.core.journal import verify
from parvis.govern.charter.models import Acknowledgement, Policy, Signature, Version
from parvis.govern.courses.models import Certificate
from parvis.govern.register.models import Departure
from parvis.listen.models import Mention, Post, Watch
from parvis.people import erasing
from parvis.people.models import ApiToken, Membership, User
from parvis.prepare import leaving

ANA = {"author": "Ana", "author_handle": "ana.petit@mastodon.example", "author_url": "https://mastodon.example/@ana"}


def dump():
    """Every value of every table, as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            yield from ((table, _plain(str(value))) for row in cursor.fetchall() for value in row)


def _plain(text):
    """JSON is escaped by SQLite."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def naming(*names):
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names), re.IGNORECASE)
    return [(table, text[:200]) for table, text in dump() if pattern.search(text)]


@pytest.fixture
def left(town, alice, bruno, channel):
    """Bruno, who signed, learnt, wrote and left."""
    now = timezone.now()
    policy = Policy.objects.create(organisation=town, kind="charter", title="Charte")
    version = Version.objects.create(organisation=town, policy=policy, number=1, in_force_at=now)
    Signature.objects.create(
        organisation=town, version=version, function_name="Marketing", person=bruno, person_name=str(bruno),
        fingerprint="x", at=now,
    )  # fmt: skip
    Acknowledgement.objects.create(organisation=town, version=version, person=bruno, at=now)
    Certificate.objects.create(
        organisation=town, person=bruno, name=str(bruno), course="charter", title="Notre charte", passed_at=now,
        expires_at=now + timedelta(days=9),
    )  # fmt: skip
    member = Membership.objects.get(user=bruno)
    ApiToken.objects.create(
        organisation=town, membership=member, name="Tableau de Bruno Diallo", digest="d", expires_at=now
    )
    leaving.leave(alice, member, alice, now)
    return bruno


def _said(town, channel, person, text):
    from parvis.outbox.models import Delivery

    return Delivery.objects.create(
        organisation=town, channel=channel, person=person, key=uuid4().hex, act="publish", text=text, state="sent",
        deadline=timezone.now(), sent_at=timezone.now(),
    )  # fmt: skip


def test_a_person_who_is_erased_is_named_nowhere(town, alice, left, channel):
    said = _said(town, channel, left, "La piscine ouvre à 9 h. Bruno Diallo, mairie de Sainte-Aube.")
    assert naming(left.name, left.email)
    assert erasing.erase(alice, left, town) >= 5
    assert naming("Bruno Diallo", "bruno@sainte-aube.example") == []
    said.refresh_from_db()
    assert said.text.startswith("La piscine ouvre à 9 h. personne effacée (")
    nameless = User.objects.get(pk=left.pk).name
    assert (Signature.objects.get().person_name, Departure.objects.get().person_name) == (nameless, nameless)
    assert not Certificate.objects.exists()
    assert verify(town).breaks == []
    assert "une personne effacée (" in AuditEntry.objects.of(town).filter(code="people.erased").get().words("fr")


def test_who_is_still_a_member_leaves_first(town, alice, bruno):
    with pytest.raises(erasing.NotYet):
        erasing.erase(alice, bruno, town)
    assert naming("Bruno Diallo")


def test_another_house_where_the_person_acted_is_not_touched_from_here(town, chamber, alice, left):
    from parvis.core.audit import record

    record(chamber, left, "people.joined")
    with pytest.raises(erasing.NotYet):
        erasing.erase(alice, left, town)
    erasing.erase(None, left)
    assert naming("Bruno Diallo", "bruno@sainte-aube.example") == []
    assert verify(chamber).breaks == verify(town).breaks == []


def test_a_colleague_of_the_same_name_keeps_it(town, alice, left):
    other = User.objects.create_user("bruno.bis@sainte-aube.example", name="Bruno Diallo")
    erasing.erase(alice, left, town)
    other.refresh_from_db()
    assert other.name == "Bruno Diallo"


@pytest.fixture
def asked(town, alice, channel, post):
    """Ana asked, the house answered by name; a watch caught it. Her conversation."""
    Post.objects.filter(pk=post.pk).update(**ANA)
    post.refresh_from_db()
    watch = Watch.objects.create(organisation=town, name="Cantine", query="cantine")
    Mention.objects.create(organisation=town, watch=watch, post=post, spans=[[0, 7]], published_at=post.published_at)
    talk = opening.take_in(post, timezone.now(), alice)
    said = _said(town, channel, alice, "Bonjour Ana. La cantine ouvre lundi.")
    Message.objects.create(
        organisation=town, conversation=talk, direction="out", delivery=said, person=alice, text=said.text,
        at=timezone.now(),
    )  # fmt: skip
    Message.objects.create(
        organisation=town, conversation=talk, direction="note", person=alice, text="Ana a appelé.", at=timezone.now()
    )
    return talk


def test_somebody_of_the_public_is_named_nowhere_and_still_counted(town, alice, asked):
    assert naming("Ana")
    assert forget_author(alice, "wordpress", ANA["author_handle"], town) == 1
    assert naming("Ana", "ana.petit@mastodon.example") == []
    assert [row.text for row in asked.messages.all()] == ["", "Bonjour […]. La cantine ouvre lundi.", "[…] a appelé."]
    post = Post.objects.get()
    assert (post.text, post.external_id, post.tone, post.unread) == ("", "comment-1", "neutral", False)
    assert Mention.objects.get().spans == []
    assert Conversation.objects.get().author == "[…]"
    assert verify(town).breaks == []


def test_another_house_s_rows_of_the_author_stay(chamber, dalia, asked):
    assert forget_author(dalia, "wordpress", ANA["author_handle"], chamber) == 0
    assert naming("Ana")


def test_the_page_says_what_goes_then_erases(town, alice, chloe, left, sign_in):
    page = f"/o/sainte-aube/govern/leaving/{Departure.objects.get().pk}/erase/"
    assert page in sign_in(alice).get("/o/sainte-aube/govern/leaving/").content.decode()
    assert sign_in(chloe).post(page).status_code == 403
    assert "C’est définitif" in sign_in(alice).get(page).content.decode()
    assert naming("Bruno Diallo")
    assert sign_in(alice).post(page, follow=True).status_code == 200
    assert naming("Bruno Diallo", "bruno@sainte-aube.example") == []
    assert "déjà effacée" in sign_in(alice).get(page).content.decode()


def test_the_page_of_the_public_says_what_goes_then_erases(town, alice, chloe, asked, sign_in):
    page = f"/o/sainte-aube/converse/{asked.pk}/forget/"
    assert page in sign_in(alice).get(f"/o/sainte-aube/converse/{asked.pk}/").content.decode()
    assert sign_in(chloe).post(page).status_code == 403
    assert "1 message de cette personne" in sign_in(alice).get(page).content.decode()
    assert naming("Ana")
    assert "[…]" in sign_in(alice).post(page, follow=True).content.decode()
    assert naming("Ana") == []
    assert sign_in(alice).get(page).status_code == 404


def test_not_even_a_file_of_the_data_folder_holds_the_name(tmp_path):
    """What SQLite deleted lies in its file until that is written anew."""
    _in_a_house(tmp_path, SET_UP)
    assert b"Bruno Diallo" in _files(tmp_path)
    done = _command(tmp_path, "-m", "parvis", "forget", "person", "bruno@sainte-aube.example", "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("erased; ")
    assert b"Bruno Diallo" not in _files(tmp_path)
    assert b"bruno@sainte-aube.example" not in _files(tmp_path)


SET_UP = """
from parvis.cli.house import bring_up_to_date, open_house
open_house()
bring_up_to_date()
from django.utils import timezone
from parvis.people import actions
from parvis.people.models import Membership
person = {"email": "alice@sainte-aube.example", "password": "trois-ponts", "name": "Alice Morel", "language": "fr"}
town, alice = actions.found("Sainte-Aube", "Europe/Paris", person)
link = actions.invite(alice, town, "bruno@sainte-aube.example", "officer")
bruno = {"email": "bruno@sainte-aube.example", "password": "trois-ponts", "name": "Bruno Diallo", "language": "fr"}
bruno = actions.join_anew(link, bruno, timezone.now())
from parvis.prepare import leaving
leaving.leave(alice, Membership.objects.get(user=bruno), alice, timezone.now())
"""


def _in_a_house(folder, program):
    done = _command(folder, "-c", program)
    assert done.returncode == 0, done.stderr


def _command(folder, *arguments):
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PARVIS_", "DATABASE_", "DJANGO_"))
    }
    return subprocess.run(
        [sys.executable, *arguments],
        env=kept | {"PARVIS_DATA": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
    )


def _files(folder):
    return b"".join(path.read_bytes() for path in Path(folder).rglob("*") if path.is_file())
