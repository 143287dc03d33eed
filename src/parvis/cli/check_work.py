"""The doctor on the office's work: logins, applications, sources, outbox, accreditations, journals."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from parvis.cli.findings import Finding, about, good
from parvis.say import Say

NO_KEY = Say("aucune clé ne le déchiffre", "no key decrypts it")


def logins() -> Iterator[Finding]:
    from parvis.channels.models import Channel
    from parvis.core.secret import Unreadable

    for channel in Channel.objects.exclude(state="closed"):
        login = Say(f"accès de {channel.name}", f"login of {channel.name}")
        if isinstance(channel.secrets, Unreadable):
            yield Finding(about(login, NO_KEY), "bad", _key_or("reconnectez ce canal", "connect the channel again"))
        elif channel.by_hand:
            none = Say("aucun, ce canal est tenu à la main", "none, it is held by hand")
            yield Finding(about(login, none), "good")
        elif channel.login_lost_at:
            lost = Say("le réseau ne l’accepte plus", "no longer accepted")
            again = Say(
                "Ouvrez la page de ce canal et reconnectez-le.", "Open the channel's page and connect it again."
            )
            yield Finding(about(login, lost), "bad", again)
        else:
            yield _login_that_does(channel, login)
            yield from _mistakes(channel, login)


def _key_or(fr: str, en: str) -> Say:
    return Say(
        f"Remettez dans PARVIS_LOGIN_KEYS la clé qui a servi à le chiffrer, ou {fr}.",
        f"Put the key it was encrypted with into PARVIS_LOGIN_KEYS, or {en}.",
    )


def _mistakes(channel: Any, login: Say) -> Iterator[Finding]:
    """What the last try found: wrong kind of token, missing scope, lost role…"""
    from parvis.channels.models import Health

    row = Health.objects.filter(channel=channel).first()
    for found in row.findings if row else ():
        (fr, to_do), (en, to_do_en) = (_cut(found["say"][language]) for language in ("fr", "en"))
        how_bad = "bad" if found["is_broken"] else "warning"
        yield Finding(about(login, Say(fr, en)), how_bad, Say(to_do, to_do_en))


def _cut(sentences: str) -> tuple[str, str]:
    """What is wrong, and the advice that follows it."""
    what, _, advice = sentences.partition(". ")
    return what, advice or what


def _login_that_does(channel: Any, login: Say) -> Finding:
    """When it was last tried, and whether it ends soon."""
    from django.utils import timezone

    from parvis.channels.health import login_ends
    from parvis.channels.models import Health

    now, ends = timezone.now(), login_ends(channel)
    tested = Health.objects.filter(channel=channel).values_list("tested_at", flat=True).first()
    if ends and ends < now + timedelta(days=14):
        soon = Say(f"il prend fin le {_at(ends)}", f"ends on {_at(ends)}")
        return Finding(
            about(login, soon), "warning", Say("Reconnectez ce canal avant.", "Connect the channel again before.")
        )
    if tested and tested < now - timedelta(days=2):
        long = Say(f"il n’a pas été essayé depuis le {_at(tested)}", f"not tried since {_at(tested)}")
        advice = Say(
            "Vérifiez que parvis work tourne, et lisez sur la page de ce canal ce que dit le réseau.",
            "Look whether parvis work runs, and at the channel's page for what the network says.",
        )
        return Finding(about(login, long), "warning", advice)
    tried = Say(f", essayé le {_at(tested)}", f", tried on {_at(tested)}") if tested else Say("", "")
    return Finding(about(login, Say(f"gardé{tried.fr}", f"kept{tried.en}")), "good")


def _at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def applications() -> Iterator[Finding]:
    from parvis.channels.models import Application
    from parvis.core.secret import Unreadable

    for row in Application.objects.select_related("organisation"):
        if isinstance(row.secrets, Unreadable):
            house = row.organisation.name
            name = Say(f"secret de l’application {row.network} de {house}", f"application at {row.network} of {house}")
            yield Finding(
                about(name, NO_KEY), "bad", _key_or("saisissez son secret de nouveau", "enter its secret again")
            )


def sources() -> Iterator[Finding]:
    from parvis.listen.models import Source

    rows = Source.objects.filter(paused_at=None)
    failing = rows.exclude(failing_since=None)
    answering = rows.count() - failing.count()
    yield good(
        f"sources : {answering} {'répondent' if answering > 1 else 'répond'}",
        f"sources: {answering} {'answers' if answering == 1 else 'answer'}",
    )
    for source in failing:
        yield _failing(source)
    for source in rows.filter(failing_since=None, trouble__has_key="at"):
        words = source.last_words[:200]
        partly = Say(
            f"elle répond, mais tout n’a pas pu être lu. {words}", f"answers, but not all of it could be read. {words}"
        )
        there = Say("Regardez sur le réseau lui-même ce qui manque.", "Look at the network itself for what is missing.")
        yield Finding(about(_named(source), partly), "warning", there)


def _failing(source: Any) -> Finding:
    words, since = source.trouble or {}, _at(source.failing_since)
    what = Say(
        f"en échec depuis le {since}. {words.get('fr', '')}".strip(),
        f"failing since {since}. {words.get('en', '')}".strip(),
    )
    advice = Say(
        "Ouvrez-la dans Écouter → Sources ; si elle n’existe plus, mettez-la en pause.",
        "Open it under Listen → Sources; pause it if it is gone.",
    )
    return Finding(about(_named(source), what), "warning", advice)


def _named(source: Any) -> Say:
    return Say(f"source {source.name}", f"source {source.name}")


def outbox() -> Iterator[Finding]:
    from parvis.outbox.models import Delivery, stopped

    waiting = Delivery.objects.filter(stopped()).count()
    if not waiting:
        yield good("envois : aucun ne demande votre attention", "outbox: nothing asks for a person")
        return
    many = waiting > 1
    yield Finding(
        Say(
            f"envois : {waiting} {'demandent' if many else 'demande'} l’attention d’une personne",
            f"outbox: {waiting} {'deliveries ask' if many else 'delivery asks'} for a person",
        ),
        "warning",
        Say("Ouvrez les envois et regardez chacun d’eux.", "Open the outbox and look at each."),
    )


def accreditations() -> Iterator[Finding]:
    from django.utils import timezone

    from parvis.core.scope import Organisation
    from parvis.govern.models import Accreditation

    holding: Any = Accreditation.objects.filter(suspended_at=None, expires_at__gt=timezone.now())
    for house in Organisation.objects.all():
        if not holding.filter(organisation=house).exists():
            yield Finding(
                Say(
                    f"{house.name} : personne n’est habilité à prendre la parole",
                    f"{house.name}: nobody is accredited to speak",
                ),
                "warning",
                Say("Ouvrez Gouverner → Habilitations.", "Open Govern → Accreditations."),
            )


def journals() -> Iterator[Finding]:
    """The chain of each organisation's audit log, walked from end to end."""
    from parvis.core.journal import verify
    from parvis.core.scope import Organisation

    for house in Organisation.objects.all():
        found = verify(house)
        name = Say(f"journal de {house.name}", f"journal of {house.name}")
        yield _broken(name, found.breaks) if found.breaks else _whole(name, found.at)


def _whole(name: Say, end: Any) -> Finding:
    number, hash_ = end.number, end.hash[:16]
    what = Say(
        f"{number} acte{'s' if number > 1 else ''}, chaîne intacte, fin {hash_}",
        f"{number} {'entry' if number == 1 else 'entries'}, unbroken, end {hash_}",
    )
    return Finding(about(name, what), "good")


def _broken(name: Say, breaks: Any) -> Finding:
    first, count = breaks[0].say, len(breaks)
    more = Say(f" ({count} ruptures en tout)", f" ({count} breaks in all)") if count > 1 else Say("", "")
    advice = Say(
        "Quelqu’un a modifié la base de données à la main : comparez avec une sauvegarde ou un journal exporté.",
        "Somebody changed the database by hand: compare with a backup or an exported journal.",
    )
    return Finding(about(name, Say(first.fr + more.fr, first.en + more.en)), "bad", advice)


PARTS = (logins, applications, sources, outbox, accreditations, journals)
