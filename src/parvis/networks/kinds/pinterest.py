"""Pinterest: not written yet; what its API allows stands in the card."""

from parvis.networks.closed import NOT_WRITTEN, Closed, card
from parvis.say import Say

INFO = card(
    "pinterest",
    "Pinterest",
    "https://developers.pinterest.com/docs/api/v5/",
    Say(
        "Avec un accès d’essai, une épingle n’est visible que de son auteur ; l’accès complet demande un "
        "examen. Publiez à la main en attendant.",
        "With trial access a pin is visible to its author only; full access needs a review. Post by hand in "
        "the meantime.",
    ),
    NOT_WRITTEN,
)


class Kind(Closed):
    """See the card."""

    info = INFO
