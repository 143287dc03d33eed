"""A quarter of talk for tests: an ordinary murmur, and one day on which the bridge is closed."""

from datetime import UTC, datetime, timedelta

from parvis.listen.models import Mention, Post, Watch

START = datetime(2026, 7, 1, 8, tzinfo=UTC)
MURMUR = [
    ("La cantine est trop chère cette année, et les menus sont tristes.", "negative", "complaint", "Lucie Marchand"),
    ("Merci à la médiathèque pour les lectures du mercredi, les enfants adorent.", "positive", "thanks", "Anne Petit"),
    ("À quelle heure ouvre la déchetterie le samedi ?", "neutral", "question", "Marc Vidal"),
    ("Les menus de la cantine changent-ils en septembre ?", "neutral", "question", "Lucie Marchand"),
    ("Le marché était superbe ce matin, bravo aux maraîchers.", "positive", "praise", "Fatou Ndiaye"),
    ("Encore un lampadaire éteint rue du Moulin, cela fait trois semaines.", "negative", "complaint", "Gérard Lavigne"),
]
BRIDGE = "Le pont des Lavandières est fermé sans prévenir, une heure de détour ce matin !"


def watch_of(town):
    return Watch.objects.create(organisation=town, name="La mairie", query="mairie")


def a_quarter(town, watch, days=92):
    """About two remarks a day, forty on the day of the bridge of which ten are copies of the first."""
    number = 0
    for day in range(days):
        for n in range(2):
            text, tone, intent, author = MURMUR[(day * 2 + n) % len(MURMUR)]
            number += 1
            remark(town, watch, number, START + timedelta(days=day, hours=3 * n), text, tone, intent, author)
    first = None
    for n in range(40):
        number += 1
        text = BRIDGE if n < 11 else f"{BRIDGE} Ligne {n}, quartier {n * 7}, on fait comment pour l’école {n} ?"
        at = START + timedelta(days=40, minutes=3 * n)
        post = remark(
            town, watch, number, at, text, "negative", "complaint", f"Personne {n}", copy_of=first if n < 11 else None
        )
        first = first or post


def remark(town, watch, number, at, text, tone, intent, author, copy_of=None):
    post = Post.objects.create(
        organisation=town, network="bluesky", external_id=f"at://{number}", text=text, author=author,
        author_handle=author.lower().replace(" ", "-"), published_at=at, language="fr", tone=tone, intent=intent,
        copy_of=copy_of, unread=False, url=f"https://bsky.example/{number}",
    )  # fmt: skip
    Mention.objects.create(organisation=town, watch=watch, post=post, published_at=at)
    return post
