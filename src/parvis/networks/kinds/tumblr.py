"""Tumblr: not written yet; what its API allows stands in the card."""

from parvis.networks.closed import NOT_WRITTEN, Closed, card
from parvis.say import Say

INFO = card(
    "tumblr",
    "Tumblr",
    "https://www.tumblr.com/docs/en/api/v2",
    Say(
        "L’API publie, mais ne répond qu’en repartageant. Publiez à la main en attendant.",
        "The API publishes, but answers only by reblogging. Post by hand in the meantime.",
    ),
    NOT_WRITTEN,
)


class Kind(Closed):
    """See the card."""

    info = INFO
