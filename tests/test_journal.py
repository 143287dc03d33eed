"""The journal of a whole house, on its own database: writers at once, and a log of another time."""

import json
import subprocess
import sys

WRITERS = """
import json, threading, time
from django.db import connection, transaction
from parvis.core import audit
from parvis.core.audit import AuditEntry
from parvis.core.journal import verify
from parvis.core.scope import Organisation

town, other = (Organisation.objects.create(name=name, slug=name) for name in ("a", "b"))
failed = []

def write(after):
    try:
        for _ in range(25):
            with transaction.atomic():
                if not after:
                    audit.record(town, None, "people.joined")
                Organisation.objects.filter(pk=other.pk).update(language="fr")
                if after:
                    audit.record(town, None, "people.joined")
    except Exception as error:
        failed.append(repr(error))
    finally:
        connection.close()

writers = [threading.Thread(target=write, args=[number % 2]) for number in range(6)]
[writer.start() for writer in writers]
[writer.join() for writer in writers]
found = verify(town)
unchained = AuditEntry.objects.filter(number=None).count()
print(json.dumps([failed, len(found.breaks), found.at.number, unchained]))
"""


def _prepare(house):
    subprocess.run([sys.executable, "-m", "parvis.cli.prepare_data"], env=house.env, check=True, capture_output=True)


def test_many_writers_make_one_chain(house):
    """Some record first and touch a shared row after, some the other way round: no deadlock, no gap."""
    _prepare(house)
    assert json.loads(house.inside(WRITERS)) == [[], 0, 150, 0]


OLD_LOG = """
from django.core.management import call_command
from parvis.core import audit
from parvis.core.scope import Organisation

town, other = (Organisation.objects.create(name=name, slug=name) for name in ("a", "b"))
for house in (town, other, town):
    audit.record(house, None, "people.arranged", about="Zoé")
call_command("migrate", "core", "0002", verbosity=0)
"""
NOW = """
import json
from django.core.management import call_command
from parvis.core import audit
from parvis.core.journal import verify
from parvis.core.scope import Organisation

call_command("migrate", "core", verbosity=0)
town = Organisation.objects.get(slug="a")
audit.record(town, None, "people.arranged", about="Zoé")
print(json.dumps([[len(found.breaks), found.at.number] for found in map(verify, Organisation.objects.order_by("pk"))]))
"""


def test_a_log_from_before_the_chain_is_chained(house):
    _prepare(house)
    house.inside(OLD_LOG)
    assert json.loads(house.inside(NOW)) == [[0, 3], [0, 1]]
