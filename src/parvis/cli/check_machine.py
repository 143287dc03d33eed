"""The doctor on the machine: settings, disk, database, clock, the web server in front, processes."""

import shutil
from collections.abc import Iterator

from parvis.cli.findings import NOTHING, Finding, good
from parvis.say import Say


def settings() -> Iterator[Finding]:
    from django.conf import settings

    house = settings.HOUSE
    yield good(
        f"réglages : données dans {house.data}, pages à l’adresse {house.public_url}",
        f"settings: data in {house.data}, pages at {house.public_url}",
    )
    if house.host not in {"127.0.0.1", "localhost", "::1"} and not house.behind_tls:
        yield Finding(
            Say(
                f"réglages : les pages répondent sur {house.host} sans https",
                f"settings: pages answer on {house.host} without https",
            ),
            "warning",
            Say(
                "Placez devant Parvis un serveur Web muni d’un certificat, et donnez à PARVIS_URL son adresse en https://.",
                "Put a web server with a certificate in front and set PARVIS_URL to its https:// address.",
            ),
        )
    if house.debug:
        yield _debug(house.is_private)
    if house.allow_loopback and not house.is_private:
        yield Finding(
            Say(
                "réglages : PARVIS_ALLOW_LOOPBACK laisse les adresses que l’on saisit atteindre cette machine",
                "settings: PARVIS_ALLOW_LOOPBACK lets addresses that people give reach this machine",
            ),
            "bad",
            Say(
                "Retirez PARVIS_ALLOW_LOOPBACK : ce réglage est fait pour le développement.",
                "Take PARVIS_ALLOW_LOOPBACK away: it is for development.",
            ),
        )
    if house.data.stat().st_mode & 0o007:
        yield Finding(
            Say(
                f"réglages : tout le monde sur cette machine peut lire {house.data}",
                f"settings: everybody on this machine may look into {house.data}",
            ),
            "warning",
            Say(f"Fermez ce dossier : chmod 700 {house.data}", f"Close it: chmod 700 {house.data}"),
        )
    if not house.email_url:
        yield Finding(
            Say(
                "réglages : aucun serveur de courriel ; les messages s’affichent seulement là où tourne Parvis",
                "settings: no mail server; mail is only printed where Parvis runs",
            ),
            "warning",
            Say(
                "Donnez PARVIS_EMAIL_URL, par exemple smtp+tls://compte:motdepasse@courriel.exemple:587.",
                "Set PARVIS_EMAIL_URL, for example smtp+tls://user:password@mail.example:587.",
            ),
        )


def _debug(is_private: bool) -> Finding:
    what = Say(
        "réglages : PARVIS_DEBUG montre l’intérieur de Parvis à qui rencontre une erreur",
        "settings: PARVIS_DEBUG shows the inside of Parvis to whoever meets an error",
    )
    advice = Say("Retirez PARVIS_DEBUG et relancez Parvis.", "Take PARVIS_DEBUG away and start Parvis again.")
    return Finding(what, "good") if is_private else Finding(what, "bad", advice)


def disk() -> Iterator[Finding]:
    from django.conf import settings

    free = shutil.disk_usage(settings.HOUSE.data).free / 1e9
    if free >= 1:
        yield good(f"disque : {free:.0f} Go libres", f"disk: {free:.0f} GB free")
        return
    yield Finding(
        Say(f"disque : {free:.1f} Go libre".replace(".", ","), f"disk: {free:.1f} GB free"),
        "bad",
        Say(
            "Faites de la place : au-dessous de 1 Go, la base de données peut s’arrêter.",
            "Free some space: below 1 GB the database may stop.",
        ),
    )


def database() -> Finding:
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding(
            Say(f"base de données : elle ne répond pas ({error})", f"database: does not answer ({error})"),
            "bad",
            Say(
                "Vérifiez DATABASE_URL, et que le serveur tourne.", "Look at DATABASE_URL and whether the server runs."
            ),
        )
    if behind:
        return Finding(
            Say(
                f"base de données : des changements de tables attendent ({len(behind)})",
                f"database: changes of tables are waiting ({len(behind)})",
            ),
            "bad",
            Say("Lancez parvis up, qui les applique.", "Run parvis up: it brings them in."),
        )
    vendor = connection.vendor
    return good(
        f"base de données : {vendor} répond, les tables sont à jour",
        f"database: {vendor} answers, tables are up to date",
    )


def clock() -> Iterator[Finding]:
    """The database's clock against ours: leases and deadlines rely on both."""
    from django.db import connection
    from django.utils import timezone

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT strftime('%s','now')" if connection.vendor == "sqlite" else "SELECT extract(epoch from now())"
        )
        apart = abs(float(cursor.fetchone()[0]) - timezone.now().timestamp())
    if apart <= 5:
        yield good("horloge : la même que celle de la base de données", "clock: the same as the database")
        return
    yield Finding(
        Say(
            f"horloge : {apart:.0f} s d’écart avec la base de données", f"clock: {apart:.0f} s apart from the database"
        ),
        "bad",
        Say("Mettez les deux machines à l’heure par NTP.", "Set both machines by NTP."),
    )


def in_front() -> Iterator[Finding]:
    from django.conf import settings

    from parvis.cli import in_front

    yield from in_front.seen(settings.HOUSE)


def processes() -> Iterator[Finding]:
    from django.utils import timezone

    from parvis.core import heartbeat

    for name, fr, en in (("work", "tâches", "worker"), ("listen", "écoute", "listeners")):
        alive = heartbeat.is_fresh(name, timezone.now())
        what = (
            Say("processus actif", "alive")
            if alive
            else Say("aucun signe de vie depuis 30 s", "no sign of life in 30 s")
        )
        advice = Say(
            "Lancez parvis up (ou parvis work) et laissez-le tourner.",
            "Start parvis up (or parvis work) and keep it running.",
        )
        told = Say(f"{fr} : {what.fr}", f"{en}: {what.en}")
        yield Finding(told, "good" if alive else "warning", NOTHING if alive else advice)


PARTS = (clock, in_front, processes)
