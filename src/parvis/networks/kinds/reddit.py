"""Reddit: not written yet; what its API allows stands in the card."""

from parvis.networks.closed import NOT_WRITTEN, Closed, card
from parvis.say import Say

INFO = card(
    "reddit",
    "Reddit",
    "https://support.reddithelp.com/hc/en-us/articles/42728983564564-Responsible-Builder-Policy",
    Say(
        "Reddit demande d’autoriser chaque application par écrit, et l’offre gratuite exclut l’usage "
        "commercial. Répondez à la main en attendant.",
        "Reddit wants every application approved in writing, and the free tier excludes commercial use. "
        "Answer by hand in the meantime.",
    ),
    NOT_WRITTEN,
)


class Kind(Closed):
    """See the card."""

    info = INFO
