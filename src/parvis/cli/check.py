"""`parvis check`: the doctor. Each finding says what, how bad, and what to do."""

import argparse
import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from parvis.cli.house import open_house

SIGNS = {"good": "✓", "warning": "!", "bad": "✗"}


@dataclass(frozen=True)
class Finding:
    """`how_bad` is good, warning or bad; `do` is what to do, empty when all is well."""

    what: str
    how_bad: str
    do: str = ""


def main(argv: list[str]) -> int:
    """0 when nothing is bad, else 1."""
    parser = argparse.ArgumentParser(prog="parvis check", description=__doc__)
    parser.add_argument("--logins", action="store_true", help="first try each channel's login at its network, now")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args(argv)
    open_house()
    if options.logins:
        try_logins()
    findings = list(examine())
    for finding in findings:
        print(json.dumps(asdict(finding), ensure_ascii=False) if options.json else _line(finding))
    return 1 if any(finding.how_bad == "bad" for finding in findings) else 0


def try_logins() -> None:
    """The daily try of each login, at once."""
    from django.utils import timezone

    from parvis.channels import health
    from parvis.channels.steps import STEPS
    from parvis.core.work import drain

    now = timezone.now()
    health.watch_all(now)
    health.watched().update(due_at=now)
    drain(STEPS, most=health.watched().count())


def _line(finding: Finding) -> str:
    advice = f"\n    → {finding.do}" if finding.do else ""
    return f"{SIGNS[finding.how_bad]} {finding.what}{advice}"


def examine() -> Iterator[Finding]:
    """Every finding; without a database that answers, only what needs none."""
    yield from _settings()
    yield from _disk()
    database = _database()
    yield database
    if database.how_bad == "bad":
        return
    parts: tuple[Callable[[], Iterator[Finding]], ...] = (
        _clock,
        _in_front,
        _processes,
        _logins,
        _applications,
        _sources,
        _outbox,
        _accreditations,
        _journals,
    )
    for part in parts:
        yield from part()


def _settings() -> Iterator[Finding]:
    from django.conf import settings

    house = settings.HOUSE
    yield Finding(f"settings: data in {house.data}, pages at {house.public_url}", "good")
    if house.host not in {"127.0.0.1", "localhost", "::1"} and not house.behind_tls:
        yield Finding(
            f"settings: pages answer on {house.host} without https",
            "warning",
            "Put a web server with a certificate in front and set PARVIS_URL to its https:// address.",
        )
    if house.debug:
        yield Finding(
            "settings: PARVIS_DEBUG shows the inside of Parvis to whoever meets an error",
            "good" if house.is_private else "bad",
            "" if house.is_private else "Take PARVIS_DEBUG away and start Parvis again.",
        )
    if house.allow_loopback and not house.is_private:
        yield Finding(
            "settings: PARVIS_ALLOW_LOOPBACK lets addresses that people give reach this machine",
            "bad",
            "Take PARVIS_ALLOW_LOOPBACK away: it is for development.",
        )
    if house.data.stat().st_mode & 0o007:
        yield Finding(f"settings: everybody on this machine may look into {house.data}", "warning",
                      f"Close it: chmod 700 {house.data}")  # fmt: skip
    if not house.email_url:
        yield Finding(
            "settings: no mail server; mail is only printed where Parvis runs",
            "warning",
            "Set PARVIS_EMAIL_URL, for example smtp+tls://user:password@mail.example:587.",
        )


def _disk() -> Iterator[Finding]:
    from django.conf import settings

    free = shutil.disk_usage(settings.HOUSE.data).free / 1e9
    if free < 1:
        yield Finding(f"disk: {free:.1f} GB free", "bad", "Free some space: below 1 GB the database may stop.")
    else:
        yield Finding(f"disk: {free:.0f} GB free", "good")


def _database() -> Finding:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding(
            f"database: does not answer ({error})", "bad", "Look at DATABASE_URL and whether the server runs."
        )
    if behind:
        return Finding(
            f"database: changes of tables are waiting ({len(behind)})", "bad", "Run parvis up: it brings them in."
        )
    return Finding(f"database: {connection.vendor} answers, tables are up to date", "good")


def _clock() -> Iterator[Finding]:
    """The database's clock against ours: leases and deadlines rely on both."""
    from django.db import connection
    from django.utils import timezone

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT strftime('%s','now')" if connection.vendor == "sqlite" else "SELECT extract(epoch from now())"
        )
        apart = abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())
    if apart > 5:
        yield Finding(f"clock: {apart:.0f} s apart from the database", "bad", "Set both machines by NTP.")
    else:
        yield Finding("clock: the same as the database", "good")


def _in_front() -> Iterator[Finding]:
    from django.conf import settings

    from parvis.cli import in_front

    for what, how_bad, advice in in_front.seen(settings.HOUSE):
        yield Finding(what, how_bad, advice)


def _processes() -> Iterator[Finding]:
    from django.utils import timezone

    from parvis.core import heartbeat

    for name, label in (("work", "worker"), ("listen", "listeners")):
        if heartbeat.is_fresh(name, timezone.now()):
            yield Finding(f"{label}: alive", "good")
        else:
            yield Finding(
                f"{label}: no sign of life in 30 s", "warning", "Start parvis up (or parvis work) and keep it running."
            )


def _applications() -> Iterator[Finding]:
    from parvis.channels.models import Application
    from parvis.core.secret import Unreadable

    for row in Application.objects.select_related("organisation"):
        if isinstance(row.secrets, Unreadable):
            name = f"application at {row.network} of {row.organisation.name}"
            advice = "Put the key it was encrypted with into PARVIS_LOGIN_KEYS, or enter its secret again."
            yield Finding(f"{name}: no key decrypts it", "bad", advice)


def _logins() -> Iterator[Finding]:
    from parvis.channels.models import Channel
    from parvis.core.secret import Unreadable

    for channel in Channel.objects.exclude(state="closed"):
        login = f"login of {channel.name}"
        if isinstance(channel.secrets, Unreadable):
            advice = "Put the key it was encrypted with into PARVIS_LOGIN_KEYS, or connect the channel again."
            yield Finding(f"{login}: no key decrypts it", "bad", advice)
        elif channel.by_hand:
            yield Finding(f"{login}: none, it is held by hand", "good")
        elif channel.login_lost_at:
            yield Finding(f"{login}: no longer accepted", "bad", "Open the channel's page and connect it again.")
        else:
            yield _login_that_does(channel, login)
            yield from _mistakes(channel, login)


def _mistakes(channel: Any, login: str) -> Iterator[Finding]:
    """What the last try found: wrong kind of token, missing scope, lost role…"""
    from parvis.channels.models import Health

    row = Health.objects.filter(channel=channel).first()
    for found in row.findings if row else ():
        what, _, advice = found["say"]["en"].partition(". ")
        yield Finding(f"{login}: {what}", "bad" if found["is_broken"] else "warning", advice or what)


def _login_that_does(channel: Any, login: str) -> Finding:
    """When it was last tried, and whether it ends soon."""
    from datetime import timedelta

    from django.utils import timezone

    from parvis.channels.health import login_ends
    from parvis.channels.models import Health

    now, ends = timezone.now(), login_ends(channel)
    tested = Health.objects.filter(channel=channel).values_list("tested_at", flat=True).first()
    if ends and ends < now + timedelta(days=14):
        return Finding(f"{login}: ends on {ends:%Y-%m-%d %H:%M} UTC", "warning", "Connect the channel again before.")
    if tested and tested < now - timedelta(days=2):
        advice = "Look whether parvis work runs, and at the channel's page for what the network says."
        return Finding(f"{login}: not tried since {tested:%Y-%m-%d %H:%M} UTC", "warning", advice)
    return Finding(f"{login}: kept" + (f", tried on {tested:%Y-%m-%d %H:%M} UTC" if tested else ""), "good")


def _sources() -> Iterator[Finding]:
    from parvis.listen.models import Source

    sources = Source.objects.filter(paused_at=None)
    failing = sources.exclude(failing_since=None)
    answering = sources.count() - failing.count()
    yield Finding(f"sources: {answering} {'answers' if answering == 1 else 'answer'}", "good")
    for source in failing:
        words = (source.trouble or {}).get("en", "")
        since = f"{source.failing_since:%Y-%m-%d %H:%M} UTC"
        yield Finding(f"source {source.name}: failing since {since}. {words}", "warning",
                      "Open it under Listen → Sources; pause it if it is gone.")  # fmt: skip
    for source in sources.filter(failing_since=None, trouble__has_key="at"):
        yield Finding(f"source {source.name}: answers, but not all of it could be read. {source.last_words[:200]}",
                      "warning", "Look at the network itself for what is missing.")  # fmt: skip


def _outbox() -> Iterator[Finding]:
    from parvis.outbox.models import Delivery, stopped

    waiting = Delivery.objects.filter(stopped()).count()
    if waiting:
        yield Finding(f"outbox: {waiting} deliveries ask for a person", "warning", "Open the outbox and look at each.")
    else:
        yield Finding("outbox: nothing asks for a person", "good")


def _accreditations() -> Iterator[Finding]:
    from django.utils import timezone

    from parvis.core.scope import Organisation
    from parvis.govern.models import Accreditation

    holding: Any = Accreditation.objects.filter(suspended_at=None, expires_at__gt=timezone.now())
    for house in Organisation.objects.all():
        if not holding.filter(organisation=house).exists():
            yield Finding(f"{house.name}: nobody is accredited to speak", "warning", "Open Govern → Accreditations.")


def _journals() -> Iterator[Finding]:
    """The chain of each organisation's audit log, walked from end to end."""
    from parvis.core.journal import verify
    from parvis.core.scope import Organisation

    for house in Organisation.objects.all():
        found = verify(house)
        name = f"journal of {house.name}"
        if found.breaks:
            more = f" ({len(found.breaks)} breaks in all)" if len(found.breaks) > 1 else ""
            advice = "Somebody changed the database by hand: compare with a backup or an exported journal."
            yield Finding(f"{name}: {found.breaks[0].say.en}{more}", "bad", advice)
        else:
            yield Finding(f"{name}: {found.at.number} entries, unbroken, end {found.at.hash[:16]}", "good")
