"""SlideShare: nothing that an institution could do by program today; why stands in the card."""

from parvis.networks.closed import READ, READ_ON, Closed, card
from parvis.say import Say

INFO = card(
    "slideshare",
    "SlideShare",
    "https://www.slideshare.net/developers/documentation",
    Say(
        "L’API documentée demande le mot de passe du compte dans chaque appel fait en son nom : Parvis ne le fait "
        "pas. Les documents vont au dossier de presse et aux réseaux qui les acceptent.",
        "The documented API wants the account’s password in every call made for it: Parvis does not do that. "
        "Documents go to the press kit and to networks that take them.",
    ),
    READ,
    READ_ON,
)


class Kind(Closed):
    """See the card."""

    info = INFO
