"""Issuu: nothing that an institution could do by program today; why stands in the card."""

from parvis.networks.closed import Closed, card
from parvis.say import Say

INFO = card(
    "issuu",
    "Issuu",
    "https://issuu.com/developers",
    Say(
        "Aucune documentation officielle à jour n’a été trouvée : rien n’est promis. Les documents vont au "
        "dossier de presse et aux réseaux qui les acceptent.",
        "No current official documentation was found: nothing is promised. Documents go to the press kit "
        "and to networks that take them.",
    ),
)


class Kind(Closed):
    """See the card."""

    info = INFO
