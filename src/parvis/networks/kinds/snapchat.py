"""Snapchat: nothing that an institution could do by program today; why stands in the card."""

from parvis.networks.closed import READ, READ_ON, Closed, card
from parvis.say import Say

INFO = card(
    "snapchat",
    "Snapchat",
    "https://developers.snap.com/api/marketing-api/Public-Profile-API/GetStarted",
    Say(
        "L’API de profil public sait publier, mais Snap ne l’ouvre qu’aux applications qu’il a lui-même "
        "inscrites sur une liste. Publiez à la main, depuis le dossier préparé.",
        "The Public Profile API can publish, but Snap opens it only to applications that it has put on a list"
        " itself. Publish by hand, from what was prepared.",
    ),
    READ,
    READ_ON,
)


class Kind(Closed):
    """See the card."""

    info = INFO
