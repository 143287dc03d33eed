"""Whether Parvis sees who comes, or only the web server in front of it: limits by address hang on that."""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

from parvis.cli.findings import Finding, good
from parvis.say import Say

LATELY = timedelta(days=30)
ADVICE = Say(
    "Faites envoyer X-Forwarded-For par le serveur Web, donnez à FORWARDED_ALLOW_IPS son adresse telle que Parvis la "
    "voit, et relancez Parvis. D’ici là, un visiteur qui essaie trop souvent ferme la porte à tous.",
    "Have the web server send X-Forwarded-For, set FORWARDED_ALLOW_IPS to its address as Parvis sees it, and start "
    "Parvis again. Until then, one visitor who tries too often shuts out everybody.",
)


def seen(house: Any) -> Iterator[Finding]:
    """From the addresses of those who came in lately; nothing where nobody did."""
    if not house.behind_tls:
        return
    if house.proxies == "*" and house.host not in {"127.0.0.1", "localhost", "::1"}:
        yield _anybody(house.host)
    people, addresses = _lately()
    if len(addresses) > 1:
        yield good(
            f"serveur Web en amont : les visiteurs se distinguent, {len(addresses)} adresses en 30 jours",
            f"proxy: people are told apart, {len(addresses)} addresses in 30 days",
        )
    elif addresses and _is_in_front(addresses[0], people):
        yield Finding(_all_from(addresses[0]), "warning", ADVICE)


def _anybody(host: str) -> Finding:
    return Finding(
        Say(
            f"serveur Web en amont : FORWARDED_ALLOW_IPS=* et les pages répondent sur {host} : qui l’atteint choisit "
            "son adresse",
            f"proxy: FORWARDED_ALLOW_IPS=* and pages answer on {host}: whoever reaches that chooses an address",
        ),
        "warning",
        Say("Mettez à la place de * l’adresse du serveur Web.", "Name the web server's address instead of *."),
    )


def _all_from(address: str) -> Say:
    return Say(
        f"serveur Web en amont : tout le monde semble venir de {address}, qui n’est pas l’adresse d’un visiteur",
        f"proxy: everybody seems to come from {address}, which is not a visitor's address",
    )


def _lately() -> tuple[int, list[str]]:
    from allauth.usersessions.models import UserSession
    from django.utils import timezone

    rows = UserSession.objects.filter(last_seen_at__gte=timezone.now() - LATELY)
    return rows.values("user").distinct().count(), list(rows.values_list("ip", flat=True).distinct())


def _is_in_front(address: str, people: int) -> bool:
    """A machine's own address certainly; a private one where several people share it, which an office may also do."""
    found = ip_address(address)
    return found.is_loopback or (found.is_private and people > 1)
