"""Issuu: nothing that an institution could do by program today; why stands in the card."""

from datetime import date

from parvis.networks.closed import NOT_READ, Closed, card
from parvis.say import Say

INFO = card(
    "issuu",
    "Issuu",
    "https://issuu.com/developers",
    date(2026, 11, 21),
    Say(
        "Aucune documentation officielle à jour n’a pu être lue : rien n’est promis. Les documents vont au "
        "dossier de presse et aux réseaux qui les acceptent.",
        "No current official documentation could be read: nothing is promised. Documents go to the press kit "
        "and to networks that take them.",
    ),
    NOT_READ,
)


class Kind(Closed):
    """See the card."""

    info = INFO
