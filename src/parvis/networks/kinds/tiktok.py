"""TikTok: not written yet; what its API allows stands in the card."""

from parvis.networks.closed import NOT_WRITTEN, Closed, card
from parvis.say import Say

INFO = card(
    "tiktok",
    "TikTok",
    "https://developers.tiktok.com/doc/content-posting-api-get-started",
    Say(
        "Une application non auditée ne publie que des vidéos privées ; l’API ne lit aucun commentaire. "
        "Publiez à la main en attendant.",
        "An application that was not audited only posts private videos; the API reads no comments. Post by "
        "hand in the meantime.",
    ),
    NOT_WRITTEN,
)


class Kind(Closed):
    """See the card."""

    info = INFO
