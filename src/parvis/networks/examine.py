"""The usual mistakes in a login that answers all the same, and the sentences that tell them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from parvis.networks.base import Can, Finding, Info
from parvis.networks.verbs import VERBS
from parvis.say import Say

SOON = timedelta(days=14)


def missing(info: Info, granted: Iterable[str]) -> tuple[Finding, ...]:
    """The scopes of the card that were not granted, each with what it breaks."""
    held = set(granted)
    return tuple(_missing(info, scope.name, scope.can) for scope in info.scopes if scope.name not in held)


def _missing(info: Info, name: str, broken: frozenset[Can]) -> Finding:
    fr, en = (", ".join(VERBS[can].to(language) for can in Can if can in broken) for language in ("fr", "en"))
    return Finding(
        "scope",
        Say(
            f"Il manque à {info.name} le droit {name}. Sans lui, ceci ne marche pas : {fr}. Reconnectez le compte en "
            "l’accordant.",
            f"{info.name} lacks the scope {name}. Without it this does not work: {en}. Connect the account again and "
            "grant it.",
        ),
        detail=name,
    )


def ending(name: str, ends: datetime | None, now: datetime) -> tuple[Finding, ...]:
    """A token that has ended or ends within a fortnight; `ends` None where it does not end."""
    if ends is None or ends > now + SOON:
        return ()
    if ends <= now:
        say = Say(
            f"Le jeton de {name} est arrivé à sa fin. Rien ne part plus : reconnectez le compte.",
            f"The token of {name} has ended. Nothing goes out any more: connect the account again.",
        )
        return (Finding("ended", say, detail=ends.isoformat()),)
    say = Say(
        f"Le jeton de {name} finit le {ends:%d/%m/%Y}. Reconnectez le compte avant : sinon, rien ne partira.",
        f"The token of {name} ends on {ends:%Y-%m-%d}. Connect the account again before: else nothing will go out.",
    )
    return (Finding("ends", say, is_broken=False, detail=ends.isoformat()),)


def wrong_kind(name: str, told: str) -> Finding:
    """`told`: what the platform calls the token's kind."""
    say = Say(
        f"Ce jeton est celui d’une personne, pas celui de la {name}. Les envois seront refusés : prenez le jeton de la "
        f"{name}, ou reconnectez par le bouton.",
        f"This token is that of a person, not of the {name}. What is sent will be refused: take the {name}’s token, or "
        "connect again by the button.",
    )
    return Finding("kind", say, detail=told)


ROLE_LOST = Say(
    "La personne qui a connecté la Page n’y a plus de rôle suffisant. Un nouveau jeton n’y changerait rien : "
    "rendez-lui son rôle, ou faites reconnecter la Page par quelqu’un qui l’a.",
    "The person who connected the Page no longer has a sufficient role there. A new token would not help: give the "
    "role back, or have the Page connected again by somebody who has it.",
)
PASSWORD = Say(
    "La personne qui a connecté la Page a changé de mot de passe : son jeton ne vaut plus. Reconnectez la Page.",
    "The person who connected the Page changed their password: the token no longer holds. Connect the Page again.",
)
NOT_VALID = Say(
    "La plateforme dit que ce jeton ne vaut plus. Rien n’est perdu : reconnectez le compte.",
    "The platform says that this token no longer holds. Nothing is lost: connect the account again.",
)
OTHER_PAGE = Say(
    "Ce jeton est celui d’une autre Page. Les envois seraient refusés : reconnectez la bonne Page.",
    "This token is that of another Page. What is sent would be refused: connect the right Page.",
)
PERSONAL = Say(
    "Ce compte Instagram est personnel : l’API ne publie que pour des comptes professionnels. Passez-le en compte "
    "professionnel, puis reconnectez-le.",
    "This Instagram account is a personal one: the API posts only for professional accounts. Make it a professional "
    "account, then connect it again.",
)
TRIAL = Say(
    "TikTok ne laisse ce compte publier qu’en privé. Rendez-le public, et faites auditer l’application par TikTok.",
    "TikTok lets this account post in private only. Make it public, and have the application audited by TikTok.",
)
PERSONAL_PINS = Say(
    "Ce compte Pinterest n’est pas professionnel : les chiffres de vos épingles peuvent manquer. Passez-le en compte "
    "professionnel.",
    "This Pinterest account is not a business one: figures of your pins may be missing. Make it a business account.",
)
