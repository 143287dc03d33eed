"""Scribd: nothing that an institution could do by program today; why stands in the card."""

from parvis.networks.closed import Closed, card
from parvis.say import Say

INFO = card(
    "scribd",
    "Scribd",
    "https://www.scribd.com/developers/platform",
    Say(
        "L’API documentée ouvre une session avec le mot de passe du compte et passe par une adresse sans "
        "chiffrement : Parvis ne le fait pas. Les documents vont au dossier de presse.",
        "The documented API opens a session with the account’s password at an address without encryption: "
        "Parvis does not do that. Documents go to the press kit.",
    ),
)


class Kind(Closed):
    """See the card."""

    info = INFO
