"""PeerTube: not written yet; what its API allows stands in the card."""

from datetime import date

from parvis.networks.closed import NOT_WRITTEN, Closed, card
from parvis.say import Say

INFO = card(
    "peertube",
    "PeerTube",
    "https://docs.joinpeertube.org/api-rest-reference.html",
    date(2026, 11, 21),
    Say(
        "L’API sait tout faire : vidéos, commentaires, réponses. Suivez la chaîne par son flux en attendant.",
        "The API can do all of it: videos, comments, answers. Follow the channel by its feed in the meantime.",
    ),
    NOT_WRITTEN,
)


class Kind(Closed):
    """See the card."""

    info = INFO
