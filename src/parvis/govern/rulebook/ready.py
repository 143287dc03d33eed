"""Rules that most houses want, ready to be adapted."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from parvis.say import Say


@dataclass(frozen=True)
class Ready:
    """A rule to start from: `initial` fills the form of its kind."""

    slug: str
    kind: str
    name: Say
    why: Say
    initial: dict[str, Any] = field(default_factory=dict)


READY = (
    Ready(
        "reserve",
        "silence",
        Say("Réserve avant les élections", "Reserve before elections"),
        Say(
            "Six mois avant des élections, la loi française (code électoral, article L. 52-1) interdit les "
            "campagnes de promotion des réalisations ou de la gestion d’une collectivité. L’information continue.",
            "In the six months before elections, French law (electoral code, article L. 52-1) forbids campaigns that "
            "promote the achievements or the management of a local authority. Everyday information goes on.",
        ),
        {
            "query": 'bilan OR réalisation* OR "grâce à votre maire" OR inaugur* OR "promesse tenue"',
            "on_reply": False,
        },
    ),
    Ready(
        "image-rights",
        "mention",
        Say("Crédit des photos", "Credit of pictures"),
        Say(
            "Une photo a un auteur : on le nomme. Les personnes reconnaissables ont donné leur accord par écrit.",
            "A picture has an author, who is named. People one can recognise have agreed in writing.",
        ),
        {"picture": True, "wanted": ["Photo :", "Crédit :", "©"], "blocks": "no", "on_reply": False},
    ),
    Ready(
        "plain",
        "words",
        Say("Mots qui mettent à distance", "Words that keep people away"),
        Say(
            "« Administré », « usager », « il vous appartient de » : on parle à des personnes.",
            "“Administré”, “usager”, “il vous appartient de”: one speaks to people.",
        ),
        {
            "query": 'administré* OR "il vous appartient de" OR "nos services" OR "dans les meilleurs délais"',
            "blocks": "no",
        },
    ),
    Ready(
        "private",
        "privacy",
        Say("Aucune donnée personnelle", "No personal data"),
        Say(
            "Un numéro, une adresse, un nom de particulier ne partent jamais. Ce que la maison publie elle-même passe.",
            "No private number, address or name ever goes out. What the house itself makes public is allowed.",
        ),
    ),
    Ready(
        "night",
        "quiet",
        Say("Rien la nuit", "Nothing at night"),
        Say(
            "Une publication à trois heures du matin surprend, et personne n’est là pour répondre.",
            "A post at three in the morning surprises, and nobody is there to answer.",
        ),
        {"start": "21:00", "end": "07:30", "blocks": "no", "on_reply": False},
    ),
    Ready(
        "links",
        "links",
        Say("Des liens que l’on connaît", "Links one knows"),
        Say(
            "Un lien raccourci cache où l’on va. On donne l’adresse entière d’un site sûr.",
            "A shortened link hides where it leads. One gives the full address of a safe site.",
        ),
        {"sites": ["service-public.fr", "gouv.fr"], "blocks": "no"},
    ),
    Ready(
        "accessible",
        "description",
        Say("Images décrites, vidéos sous-titrées", "Pictures described, videos captioned"),
        Say(
            "Qui ne voit pas l’image ou n’entend pas la vidéo doit en savoir autant que les autres.",
            "Whoever cannot see the picture or hear the video should know as much as everybody.",
        ),
        {"least": 20, "captions": True},
    ),
)


def ready(slug: str) -> Ready | None:
    return next((each for each in READY if each.slug == slug), None)


def reserve(election: date) -> date:
    """The first day of the reserve: the first of the sixth month before that of the election.

    Code électoral, article L. 52-1, second paragraph (legifrance.gouv.fr).
    """
    month = election.month - 6
    return date(election.year - (month < 1), month + 12 * (month < 1), 1)
