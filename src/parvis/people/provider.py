"""Who comes in through the organisation's own sign-in: known by a verified address, with the roles of their groups."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.people.models import ApiToken, Membership, Role, User

SSO = "sso"
SECOND_FACTOR = "second_factor_by_provider"
"""In a session: the provider vouched for a second factor."""
A_DAY = 12 * 3600
"""How long, in seconds, a sign-in through the provider holds: groups are asked again after it."""
ORDER = (Role.LEAD, Role.OFFICER, Role.SIGNATORY, Role.READER)


class Refused(Exception):
    """Raised when a person may not come in; `code`: unverified, taken or no_group."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Claims:
    """What the provider says of a person."""

    email: str
    verified: bool
    name: str
    groups: frozenset[str]
    strong: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """`told` holds `userinfo` and `id_token`, as allauth keeps them."""
        claims = {**told.get("id_token", {}), **told.get("userinfo", {})}
        given = " ".join(str(claims[part]) for part in ("given_name", "family_name", "usual_name") if claims.get(part))
        return cls(
            email=str(claims.get("email") or "").strip().lower(),
            verified=_is_verified(claims),
            name=str(claims.get("name") or given)[:120],
            groups=frozenset(_listed(claims.get(settings.OIDC.groups_claim))),
            strong=_is_strong(told.get("id_token", {})),
        )


def _is_verified(claims: Mapping[str, Any]) -> bool:
    """A provider that says no is believed; one that says nothing, only where the settings trust its addresses."""
    if "email_verified" in claims:
        return claims["email_verified"] in (True, "true")
    return bool(settings.OIDC.trusts_addresses)


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [value] if isinstance(value, str) else []


def _is_strong(id_token: Mapping[str, Any]) -> bool:
    """Whether `amr` or `acr` (OpenID Connect Core 1.0, section 2) hold a value that the settings count."""
    return bool(settings.OIDC.second_factor & {*_listed(id_token.get("amr")), *_listed(id_token.get("acr"))})


def admit(claims: Claims, linked: User | None) -> User:
    """The account of a person, made or linked if need be, its memberships brought in line; raises `Refused`."""
    granted = _granted(claims.groups)
    user = linked or _known(claims)
    if user is None and settings.OIDC.roles and not granted:
        raise Refused("no_group")
    with transaction.atomic():
        if user is None:
            user = User.objects.create_user(claims.email, None, name=claims.name)
        elif linked is None:
            _take_over(user)
        _follow(user, granted)
    if settings.OIDC.roles and not user.memberships.exists():
        raise Refused("no_group")
    return user


def _granted(groups: frozenset[str]) -> dict[str, str]:
    """Slug → role; of several roles in one organisation, the one that may arrange most."""
    found = [(house, role) for group, house, role in settings.OIDC.roles if group in groups]
    return dict(sorted(found, key=lambda each: ORDER.index(Role(each[1])), reverse=True))


def _known(claims: Claims) -> User | None:
    """The account that has this address, verified by the provider; not one that somebody else already came to by it."""
    if not claims.email or not claims.verified:
        raise Refused("unverified")
    user = User.objects.filter(email=claims.email).first()
    if user and SocialAccount.objects.filter(user=user).exists():
        raise Refused("taken")
    return user


def _take_over(user: User) -> None:
    """Whoever opened the account under this address before loses every way in: it was never proved to be theirs.

    A new password ends all sessions (Django's session hash); passkeys and codes go too.
    """
    user.set_unusable_password()
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    ApiToken.objects.filter(membership__user=user, revoked_at=None).update(revoked_at=timezone.now())
    for membership in user.memberships.select_related("organisation"):
        record(membership.organisation, user, "people.linked")


def _follow(user: User, granted: Mapping[str, str]) -> None:
    """In every organisation that the settings map, the groups decide; elsewhere nothing changes."""
    for house in Organisation.objects.filter(slug__in={house for _, house, _ in settings.OIDC.roles}).order_by("pk"):
        membership = Membership.objects.of(house).filter(user=user).first()
        role = granted.get(house.slug)
        if role and membership is None:
            Membership.objects.create(organisation=house, user=user, role=role)
            record(house, user, "people.joined_by_group", role=str(Role(role).label))
        elif role and membership.role != role:
            membership.role = role
            membership.save(update_fields=["role"])  # other rooms listen for it
            record(house, None, "people.role_followed", about=str(user), role=str(Role(role).label))
        elif membership and not role:
            record(house, None, "people.left_group", about=str(user))
            membership.delete()


def came_in(request: Any, **kwargs: Any) -> None:
    """What a session keeps of a sign-in through the provider."""
    if login := kwargs.get("sociallogin"):
        request.session[SECOND_FACTOR] = Claims.of(login.account.extra_data).strong
        request.session.set_expiry(A_DAY)
