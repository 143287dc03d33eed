"""Whether Parvis sees who comes, or only the web server in front of it: limits by address hang on that."""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from typing import Any

LATELY = timedelta(days=30)
ADVICE = (
    "Have the web server send X-Forwarded-For, set FORWARDED_ALLOW_IPS to its address as Parvis sees it, and start "
    "Parvis again. Until then, one visitor who tries too often shuts out everybody."
)


def seen(house: Any) -> Iterator[tuple[str, str, str]]:
    """`(what, how bad, what to do)`, from the addresses of those who came in lately; nothing where nobody did."""
    if not house.behind_tls:
        return
    if house.proxies == "*" and house.host not in {"127.0.0.1", "localhost", "::1"}:
        yield (
            f"proxy: FORWARDED_ALLOW_IPS=* and pages answer on {house.host}: whoever reaches that chooses an address",
            "warning",
            "Name the web server's address instead of *.",
        )
    people, addresses = _lately()
    if len(addresses) > 1:
        yield f"proxy: people are told apart, {len(addresses)} addresses in 30 days", "good", ""
    elif addresses and _is_in_front(addresses[0], people):
        yield f"proxy: everybody seems to come from {addresses[0]}, which is not a visitor's address", "warning", ADVICE


def _lately() -> tuple[int, list[str]]:
    from allauth.usersessions.models import UserSession
    from django.utils import timezone

    rows = UserSession.objects.filter(last_seen_at__gte=timezone.now() - LATELY)
    return rows.values("user").distinct().count(), list(rows.values_list("ip", flat=True).distinct())


def _is_in_front(address: str, people: int) -> bool:
    """A machine's own address certainly; a private one where several people share it, which an office may also do."""
    found = ip_address(address)
    return found.is_loopback or (found.is_private and people > 1)
