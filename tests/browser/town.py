"""Sainte-Aube behind `parvis web` alone: nothing moves while the pages are looked at."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from tests.house import House, new_folder

UNTIL = "2026-11-21"
QUARTER = "2026Q4"
PLACES = """
import json
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from parvis.converse.models import Conversation, Message
from parvis.core.scope import Organisation
from parvis.channels.models import Channel
from parvis.govern.ambassadors.actions import invite
from parvis.govern.ambassadors.models import Ambassador, Item
from parvis.govern.charter.models import Clause, Version
from parvis.govern.incidents.models import Incident
from parvis.govern.models import Accreditation
from parvis.govern.courses.models import Practice
from parvis.govern.register.models import Account
from parvis.listen.imports import hand_in
from parvis.listen.models import ContactForm, Watch
from parvis.measure.actions import freeze
from parvis.measure.period import Quarter
from parvis.outbox.models import Delivery
from parvis.people.models import User
from parvis.publish.models import Publication

house, alice = Organisation.objects.get(slug="sainte-aube"), User.objects.get(email="alice@sainte-aube.example")
bruno = User.objects.get(email="bruno@sainte-aube.example")
invited = invite(alice, house, {"person": bruno, "intro": "Bruno."})
kept = freeze(alice, house, Quarter.parse("2026Q3"), None, timezone.now())
file = hand_in(alice, house, SimpleUploadedFile("avis.csv", "date,texte\\n2026-11-20,Merci\\n".encode()), "Avis")

def one(model, **wanted):
    return model.objects.of(house).filter(**wanted).latest("pk").pk

def at(name, *args):
    return reverse(name, args=["sainte-aube", *args])

plain = [
    "listen:mentions",
    "listen:watches",
    "listen:make_watch",
    "listen:sources",
    "listen:add_source",
    "listen:imports",
    "converse:inbox",
    "converse:commitments",
    "publish:publications",
    "publish:write",
    "outbox:deliveries",
    "channels:channels",
    "channels:choose",
    "channels:networks",
    "govern:accreditations",
    "govern:accredit",
    "govern:journal",
    "rulebook:rules",
    "rulebook:add",
    "incidents:incidents",
    "incidents:open",
    "ambassadors:ambassadors",
    "ambassadors:invite",
    "ambassadors:prepare",
    "register:accounts",
    "register:enter",
    "prepare:leaving",
    "house:members",
    "house:settings",
    "house:tokens",
    "charter:policies",
    "charter:begin",
    "charter:readers",
    "charter:functions",
    "listen:contact_forms",
    "listen:make_contact_form",
    "outbox:to_read",
    "govern:duty",
    "courses:catalogue",
    "courses:marking",
    "courses:results",
    "courses:terms",
    "courses:write",
]
waiting = Conversation.objects.of(house).filter(state="open", channel__isnull=False)
answered = Conversation.objects.of(house).filter(state="closed", messages__delivery__isnull=False)
texts = Version.objects.of(house)
current, coming = texts.get(policy__kind="charter", number=2), texts.get(policy__kind="netiquette", number=2)
places = {
    "prepare:today": at("prepare:today"),
    **{name: at(name) for name in plain},
    "listen:watch": at("listen:watch", one(Watch)),
    "listen:contact_form": at("listen:contact_form", one(ContactForm)),
    "contact:write": reverse("contact:write", args=[ContactForm.objects.of(house).get().key]),
    "converse:moderate": at("converse:moderate", one(Message, moderations__isnull=False)),
    "converse:conversation, moderated": at(
        "converse:conversation", one(Conversation, messages__moderations__isnull=False)
    ),
    "publish:withdraw": at("publish:withdraw", one(Publication, variants__delivery__state="sent")),
    "publish:publication, hand": at("publish:publication", one(Publication, variants__delivery__state="by_hand")),
    "publish:write_draft, thread": at("publish:write_draft", one(Publication, more__gt="")),
    "listen:import": at("listen:import", file.pk),
    "converse:conversation": at("converse:conversation", waiting.latest("pk").pk),
    "converse:conversation, over": at("converse:conversation", answered.latest("pk").pk),
    "publish:publication": at("publish:publication", one(Publication, sent_at__isnull=False, picture__gt="")),
    "publish:write_draft": at("publish:write_draft", one(Publication, sent_at=None)),
    "outbox:delivery": at("outbox:delivery", one(Delivery, state="sent")),
    "outbox:delivery, refused": at("outbox:delivery", one(Delivery, state="refused")),
    "outbox:delivery, held": at("outbox:delivery", one(Delivery, state="held")),
    "outbox:delivery, hand": at("outbox:delivery", one(Delivery, state="by_hand")),
    "channels:channel": at("channels:channel", one(Channel)),
    "channels:connect": at("channels:connect", "mastodon"),
    "courses:course": at("courses:course", "crisis"),
    "courses:module": at("courses:module", "criticism", "four"),
    "courses:practice": at("courses:practice", "criticism", "s1"),
    "courses:mark": at("courses:mark", one(Practice)),
    "channels:connect, google": at("channels:connect", "google_business"),
    "channels:application": at("channels:application", "linkedin"),
    "channels:hold_by_hand": at("channels:hold_by_hand", "linkedin"),
    "govern:suspend": at("govern:suspend", one(Accreditation)),
    "govern:voice": at("govern:voice", one(Accreditation, person=alice)),
    "govern:voice, supervised": at("govern:voice", one(Accreditation, level="supervised")),
    "govern:renew": at("govern:renew", one(Accreditation)),
    "register:change": at("register:change", one(Account)),
    "rulebook:make": at("rulebook:make", "silence"),
    "charter:version": at("charter:version", current.pk),
    "charter:version, preparing": at("charter:version", coming.pk),
    "charter:difference": at("charter:difference", current.pk),
    "charter:write": at("charter:write", coming.pk),
    "charter:add": at("charter:add", coming.pk),
    "charter:clause": at("charter:clause", one(Clause, version=coming)),
    "charter_public:texts": reverse("charter_public:texts", args=["sainte-aube"]),
    "charter_public:text": reverse("charter_public:text", args=["sainte-aube", "netiquette"]),
    "incidents:incident": at("incidents:incident", one(Incident)),
    "incidents:open, told": at("incidents:open") + f"?person={bruno.pk}",
    "ambassadors:change": at("ambassadors:change", one(Item)),
    "ambassadors_public:page": Ambassador.objects.of(house).exclude(consented_at=None).first().own_path,
    "ambassadors_public:page, invited": invited.invitation_path,
    "measure:report": at("measure:report") + "?quarter=2026Q4",
    "measure:kept": at("measure:kept", kept.pk),
    "people:preferences": "/preferences/",
    "mfa_index": "/accounts/2fa/",
    "people:sessions": "/sessions/",
}
print(json.dumps(places))
"""


class Town(House):
    """A house of which only the web server runs; `places`: the address of each page, by name."""

    places: dict[str, str]

    def load(self) -> "Town":
        done = self.run("demo", "--load-only", "--until", UNTIL)
        assert done.returncode == 0, done.stderr
        self.places = json.loads(self.inside(PLACES))
        return self

    @property
    def password(self) -> str:
        return (Path(self.env["PARVIS_DATA"]) / "demo.password").read_text(encoding="utf-8").strip()

    def serve(self) -> "Town":
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "parvis", "web"], env=self.env, stdout=log, stderr=log
            )
        end = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < end, self.log.read_text()[-3000:]
            time.sleep(0.1)
        return self

    def _answers(self) -> bool:
        """Without a worker the house is unwell, and says so: that is an answer too."""
        try:
            urlopen(f"{self.url}/healthz", timeout=2).close()
        except HTTPError as error:
            return error.code == 503
        except (URLError, OSError):
            return False
        return True

    def leave(self) -> None:
        self.kill_tree()
        shutil.rmtree(self.env["PARVIS_DATA"], ignore_errors=True)


def loaded() -> Town:
    return Town(new_folder()).load().serve()


def empty() -> Town:
    """A house nobody has opened yet."""
    town = Town(new_folder())
    subprocess.run([sys.executable, "-m", "parvis.cli.prepare_data"], env=town.env, check=True, capture_output=True)
    return town.serve()
