"""The organisation's own sign-in (OpenID Connect), as the environment tells it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

ROLES = ("lead", "officer", "signatory", "reader")


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider. `roles`: group → (organisation's slug, role); a group may give several."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    label: str = "OpenID Connect"
    scopes: tuple[str, ...] = ("openid", "profile", "email")
    groups_claim: str = "groups"
    roles: tuple[tuple[str, str, str], ...] = ()
    trusts_addresses: bool = False
    second_factor: frozenset[str] = frozenset()

    def app(self, provider_id: str) -> dict[str, Any]:
        """As allauth takes it."""
        settings = {"server_url": self.issuer, "oauth_pkce_enabled": True, "scope": list(self.scopes)}
        return {
            "provider_id": provider_id,
            "name": self.label,
            "client_id": self.client_id,
            "secret": self.secret,
            "settings": settings,
        }


def read(env: Mapping[str, str], secret: Callable[[str], str]) -> Provider | None:
    """The provider, None where no issuer is named; raises ValueError with the variable and what it should hold."""
    issuer = (env.get("PARVIS_OIDC_ISSUER") or "").rstrip("/")
    if not issuer:
        return None
    if not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ValueError(f"PARVIS_OIDC_ISSUER: {issuer!r} is not an https:// address.")
    if not env.get("PARVIS_OIDC_CLIENT_ID"):
        raise ValueError("PARVIS_OIDC_CLIENT_ID: the provider gives it when Parvis is declared there.")
    return Provider(
        issuer=issuer,
        client_id=env["PARVIS_OIDC_CLIENT_ID"],
        secret=secret("PARVIS_OIDC_CLIENT_SECRET"),
        label=env.get("PARVIS_OIDC_LABEL") or "OpenID Connect",
        scopes=tuple((env.get("PARVIS_OIDC_SCOPES") or "openid profile email").split()),
        groups_claim=env.get("PARVIS_OIDC_GROUPS_CLAIM") or "groups",
        roles=tuple(_roles(env.get("PARVIS_OIDC_ROLES") or "")),
        trusts_addresses=(env.get("PARVIS_OIDC_TRUST_EMAIL") or "").lower() in {"1", "true", "yes"},
        second_factor=frozenset((env.get("PARVIS_OIDC_SECOND_FACTOR") or "").split()),
    )


def _roles(text: str) -> list[tuple[str, str, str]]:
    """`sainte-aube:lead=Group name`, separated by `;` or lines."""
    found = []
    for rule in filter(None, (part.strip() for part in text.replace("\n", ";").split(";"))):
        target, _, group = rule.partition("=")
        house, _, role = target.strip().partition(":")
        if not house or role not in ROLES or not group.strip():
            raise ValueError(f"PARVIS_OIDC_ROLES: {rule!r} is not ORGANISATION:ROLE=GROUP ({', '.join(ROLES)}).")
        found.append((group.strip(), house, role))
    return found
