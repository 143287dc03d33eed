"""Pinterest: not written yet; what its API allows stands in the card."""

from parvis.networks.closed import NOT_WRITTEN, READ_ON, Closed, card
from parvis.say import Say

INFO = card(
    "pinterest",
    "Pinterest",
    "https://developers.pinterest.com/docs/key-concepts/access-tiers/",
    Say(
        "Avec un accès d’essai, une épingle n’est visible que de son auteur ; l’accès complet demande un "
        "examen. Publiez à la main en attendant.",
        "With trial access a pin is visible to its author only; full access needs a review. Post by hand in "
        "the meantime.",
    ),
    NOT_WRITTEN,
    READ_ON,
)


class Kind(Closed):
    """See the card."""

    info = INFO
