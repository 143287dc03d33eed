"""What the platforms' APIs share: a bearer token that is renewed when it is refused, and a search among one's own."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Protocol

from parvis.networks.base import Asked, Draft, Finding, Info, Login, Sent
from parvis.networks.examine import ending, missing
from parvis.networks.http import Http
from parvis.networks.oauth import Door, ends_at, renewed
from parvis.networks.plain import alike
from parvis.networks.reply import Reply
from parvis.say import Say

SLACK = timedelta(minutes=10)  # between the clock of the network and ours

COMPARED_ON = date(2026, 11, 21)
COMPARED = Say(
    "Pas vérifié sur le vrai service. Comparé le 21 novembre 2026 à une copie de sa documentation officielle, et "
    "essayé avec des réponses faites à la main.",
    "Not verified on the real service. Compared on 21 November 2026 with a copy of its official documentation, and "
    "tried with answers made by hand.",
)
COMPARED_IN_PART = Say(
    "Pas vérifié sur le vrai service. Comparé en partie, le 21 novembre 2026, à une copie de sa documentation "
    "officielle, et essayé avec des réponses faites à la main.",
    "Not verified on the real service. Compared in part, on 21 November 2026, with a copy of its official "
    "documentation, and tried with answers made by hand.",
)
RECORDED_ON = date(2026, 11, 28)
RECORDED = Say(
    "Pas vérifié sur le vrai service. Comparé le 28 novembre 2026 à une copie de sa documentation officielle, et "
    "essayé avec des réponses qui en viennent, complétées à la main.",
    "Not verified on the real service. Compared on 28 November 2026 with a copy of its official documentation, and "
    "tried with answers taken from there, completed by hand.",
)
COMPARED_AGAIN = Say(
    "Pas vérifié sur le vrai service. Comparé les 21 et 28 novembre 2026 à des copies de sa documentation officielle, "
    "et essayé avec des réponses faites à la main.",
    "Not verified on the real service. Compared on 21 and 28 November 2026 with copies of its official documentation, "
    "and tried with answers made by hand.",
)
COMPARED_AGAIN_IN_PART = Say(
    "Pas vérifié sur le vrai service. Comparé en partie, les 21 et 28 novembre 2026, à des copies de sa documentation "
    "officielle, et essayé avec des réponses faites à la main.",
    "Not verified on the real service. Compared in part, on 21 and 28 November 2026, with copies of its official "
    "documentation, and tried with answers made by hand.",
)
BY_KEY = Say("par la clé de l’envoi", "by the delivery’s key")
BY_WORDS = Say(
    "par ses mots et son heure : deux textes identiques, envoyés par deux outils, ne se distinguent pas",
    "by its words and time: two identical texts that two tools sent cannot be told apart",
)
TOKEN = Asked(
    "token",
    Say("Jeton d’accès", "Access token"),
    Say("Il vient de votre propre application de développeur.", "It comes from your own developer application."),
    secret=True,
)
RENEWAL = (
    Asked("refresh", Say("Jeton de renouvellement", "Refresh token"), secret=True),
    Asked("client_id", Say("Identifiant de l’application", "Client ID of the application")),
    Asked("client_secret", Say("Secret de l’application", "Client secret of the application"), secret=True),
)


class Keeper(Protocol):
    """Keeps the secrets of a login that several use at once: most refresh tokens are good for one use.

    `alone` is held by one at a time and gives the secrets as they are kept now; it raises `TryLater` while another
    holds it.
    """

    def alone(self) -> AbstractContextManager[Mapping[str, str]]: ...

    def keep(self, secrets: Mapping[str, str]) -> None: ...


class Api:
    """A platform's API at `root`; `door` is where an application is let in and a refused token renewed."""

    info: ClassVar[Info]
    root: ClassVar[str]
    door: ClassVar[Door | None] = None
    keeper: Keeper | None = None

    def __init__(self, login: Login, http: Http) -> None:
        self.login, self._http = login, http
        self.http = http.knowing(tuple(login.secrets.values()))

    def _call(
        self, method: str, path: str, query: Mapping[str, Any] | None = None, *, once: bool = False, **how: Any
    ) -> Reply:
        """A call with the token; a 401 was refused, so after a renewal the call is made again."""
        reply = self._ask(method, path, query, once, how)
        if reply.status == 401 and self._renewed():
            reply = self._ask(method, path, query, once, how)
        return reply

    def _ask(self, method: str, path: str, query: Mapping[str, Any] | None, once: bool, how: dict[str, Any]) -> Reply:
        headers = {"authorization": f"Bearer {self.login.secrets.get('token', '')}", **how.get("headers", {})}
        ask = self.http.once if once else self.http.call
        rest = {name: value for name, value in how.items() if name != "headers"}
        return ask(method, self._address(path), params=query or None, headers=headers, **rest)

    def _address(self, path: str) -> str:
        return path if path.startswith("https://") else self.root + path

    def examine(self, now: datetime) -> tuple[Finding, ...]:
        """What stands in the login since the consent: the scopes that were granted, and when it ends."""
        granted = self.login.secrets.get("scopes", "").split()
        ends = None if self.login.secrets.get("refresh") else ends_at(self.login)
        return (missing(self.info, granted) if granted else ()) + ending(self.info.name, ends, now)

    def renew(self) -> bool:
        """New tokens while the old ones still do."""
        return self._renewed()

    def _renewed(self) -> bool:
        """The new tokens are in `login`, which the caller keeps: those that another got, else our own."""
        if not self.door or not self.login.secrets.get("refresh"):
            return False
        with self.keeper.alone() if self.keeper else nullcontext(self.login.secrets) as kept:
            if dict(kept) != dict(self.login.secrets):
                self._take(kept)
                return True
            fresh = renewed(self.door, self.http, self.login.secrets)
            if fresh and self.keeper:
                self.keeper.keep(fresh)
            if fresh:
                self._take(fresh)
            return fresh is not None

    def _take(self, secrets: Mapping[str, str]) -> None:
        self.login = replace(self.login, secrets=secrets)
        self.http = self._http.knowing(tuple(secrets.values()))


def known_again(rows: Iterable[tuple[Sent, str, datetime]], draft: Draft, text: str) -> Sent | None:
    """The one of the account's own items that says `text`, is not older than the draft and is no other delivery."""
    since, wanted = draft.not_before - SLACK, alike(text)
    ours = (row for row in rows if row[0].external_id not in draft.taken)
    return next((sent for sent, said, at in ours if at >= since and alike(said) == wanted), None)


def time_of(text: str) -> datetime:
    """ISO 8601 as the platforms write it (`Z`, `+0000`), as UTC."""
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
