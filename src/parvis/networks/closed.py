"""Networks that nothing can be done on by program: a card that says so, and why."""

from datetime import date

from parvis.networks.base import Info, Login
from parvis.networks.figures import limits
from parvis.networks.http import Http
from parvis.say import Say

NOT_READ = Say(
    "Pas écrit dans Parvis ; la documentation officielle n’a pas été relue.",
    "Not written in Parvis; the official documentation was not read again.",
)
READ = Say(
    "Pas écrit dans Parvis, pour la raison dite ici : lue le 21 novembre 2026 dans une copie, parfois ancienne, de la "
    "documentation officielle.",
    "Not written in Parvis, for the reason given here: read on 21 November 2026 in a copy, sometimes an old one, of "
    "the "
    "official documentation.",
)
READ_ON = date(2026, 11, 21)


def card(slug: str, name: str, docs: str, note: Say, verified: Say = NOT_READ, checked_on: date | None = None) -> Info:
    """The card of a network that nothing can be done on by program here."""
    return Info(slug, name, frozenset(), limits(slug), docs, verified, note, checked_on)


class Closed:
    """It has a card and no verbs: such a network works by hand."""

    info: Info

    def __init__(self, login: Login, http: Http) -> None:
        self.login, self.http = login, http
