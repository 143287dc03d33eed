"""Google Business Profile: not written yet; what its API allows stands in the card."""

from datetime import date

from parvis.networks.closed import NOT_WRITTEN, Closed, card
from parvis.say import Say

INFO = card(
    "google_business",
    "Google Business Profile",
    "https://developers.google.com/my-business/content/review-data",
    date(2026, 11, 21),
    Say(
        "L’API lit les avis et y répond, pour un établissement vérifié. Répondez à la main en attendant.",
        "Reviews can be read and answered by the API, for a verified place. Answer by hand in the meantime.",
    ),
    NOT_WRITTEN,
)


class Kind(Closed):
    """See the card."""

    info = INFO
