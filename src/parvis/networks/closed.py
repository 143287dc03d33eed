"""Networks that nothing can be done on by program: a card that says so, and why."""

from datetime import date

from parvis.networks.base import Info, Limits, Login
from parvis.networks.http import Http
from parvis.say import Say

READ_ONLY_PAPER = Say("Lu dans la documentation, rien à vérifier.", "Read in the documentation, nothing to verify.")


NOT_READ = Say("Documentation officielle introuvable ce jour-là.", "No official documentation was found on that day.")

NOT_WRITTEN = Say("Pas encore écrit dans Parvis.", "Not written in Parvis yet.")


def card(slug: str, name: str, docs: str, checked_on: date, note: Say, verified: Say = READ_ONLY_PAPER) -> Info:
    """The card of a network without an API for institutions."""
    return Info(slug, name, frozenset(), Limits(), docs, checked_on, verified, note)


class Closed:
    """It has a card and no verbs: such a network works by hand."""

    info: Info

    def __init__(self, login: Login, http: Http) -> None:
        self.login, self.http = login, http
