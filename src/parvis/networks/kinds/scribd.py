"""Scribd: nothing that an institution could do by program today; why stands in the card."""

from parvis.networks.closed import READ, READ_ON, Closed, card
from parvis.say import Say

INFO = card(
    "scribd",
    "Scribd",
    "https://www.scribd.com/developers/platform",
    Say(
        "L’API documentée passe par une adresse sans chiffrement, et n’agit pour un autre compte qu’avec son mot "
        "de passe : Parvis ne le fait pas. Les documents vont au dossier de presse.",
        "The documented API works at an address without encryption, and acts for another account only with its "
        "password: Parvis does not do that. Documents go to the press kit.",
    ),
    READ,
    READ_ON,
)


class Kind(Closed):
    """See the card."""

    info = INFO
