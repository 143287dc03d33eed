"""Anywhere else: a notice board, a letter, a network that Parvis does not know. A person carries it out."""

from parvis.networks.closed import Closed, card
from parvis.say import Say

INFO = card(
    "elsewhere",
    "Autre lieu",
    "",
    Say(
        "Tout lieu que Parvis ne connaît pas, tenu à la main. Parvis prépare le texte et rappelle l’heure ; une "
        "personne publie sur place et colle le lien.",
        "Any place that Parvis does not know, held by hand. Parvis prepares the text and recalls the time; a person "
        "posts there and pastes the link.",
    ),
    Say("À la main : il n’y a rien à vérifier.", "By hand: there is nothing to verify."),
)


class Kind(Closed):
    """See the card."""

    info = INFO
