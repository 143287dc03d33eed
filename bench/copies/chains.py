"""Share chains written for this measurement: eight messages as people pass them on, and others that resemble them.

Half of the shares are made from the share before, not from the first: beginnings and ends pile up as in real chains.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)
SHARES = 40

FIRSTS = (
    "Attention, de faux agents des eaux passent dans le quartier Saint-Jacques : ils sont deux, gilet jaune, fourgon "
    "blanc. Ne les laissez pas entrer et prévenez vos voisins âgés.",
    "Perdu dimanche près du stade un petit chien beige, collier rouge, répond au nom de Biscuit. Les enfants pleurent, "
    "merci d’appeler si vous le voyez.",
    "On ferme la ligne 7 le samedi sans prévenir personne. Les apprentis de la zone artisanale n’ont plus aucun bus "
    "pour aller travailler. Écrivez tous à l’agglo.",
    "Don du sang mercredi à la salle des fêtes de 15 h à 19 h. Les réserves sont au plus bas, surtout en O négatif. "
    "Venez avec une pièce d’identité.",
    "Non à l’abattage des douze platanes de la place Foch ! Rassemblement vendredi à 18 h devant l’hôtel de ville, "
    "avec vos enfants et vos casseroles.",
    "Coupure d’eau rue des Lilas et impasse du Moulin jusqu’à ce soir, une canalisation a cédé. Bouteilles à retirer "
    "au gymnase.",
    "They are closing the library on Mill Road in April and nobody was asked. Four hundred people use it every week. "
    "Come to the council meeting on Tuesday evening.",
    "Missing since last night: Margaret, 81, grey coat and red scarf, last seen near the market. She may be confused. "
    "Please look in your sheds.",
)
BEFORE = (
    "",
    "",
    "A diffuser largement :",
    "Je relaie :",
    "Transmis par ma cousine,",
    "👉",
    "FWD :",
    "Lu ce matin au travail >",
    "pas sûr mais bon…",
    "Quelle honte,",
    "Please share:",
    "Just seen this —",
    "Merci de faire suivre !!",
    "RT @quelquun:",
)
AFTER = (
    "",
    "",
    "https://court.example/x",
    "#partage #solidarité",
    "à vos téléphones",
    "je n’en reviens pas",
    "(source : le groupe du quartier)",
    "🙏🙏",
    "merci pour eux",
    "pls RT",
    "so sad",
    "on fait quoi ?",
)
OTHERS = (
    "De faux agents du gaz sont passés hier à Saint-Jacques, la police a été prévenue et demande de noter les plaques.",
    "Le petit chien beige est retrouvé, merci à tous, il dormait derrière le stade et les enfants sont ravis.",
    "Perdu mardi près de la gare un chat noir, collier bleu, répond au nom de Réglisse. Les enfants pleurent, appelez "
    "si vous l’avez vu.",
    "La ligne 7 circulera de nouveau le samedi à partir de mai, annonce l’agglo. Les apprentis avaient écrit.",
    "Don du sang jeudi à la salle des fêtes de 14 h à 18 h. Merci aux 112 donneurs de la dernière fois.",
    "Les douze platanes de la place Foch seront taillés et non abattus, assure le maire après le rassemblement.",
    "Coupure d’électricité rue des Lilas demain matin, travaux d’Enedis. Rien à retirer, prévoyez une lampe.",
    "L’eau est revenue rue des Lilas et impasse du Moulin. La canalisation est réparée, laissez couler deux minutes.",
    "The library on Mill Road stays open, the council decided on Tuesday. Four hundred people had signed.",
    "Margaret has been found safe and well near the market, thank you all for looking in your sheds.",
    "Je ne crois pas un mot de l’histoire des faux agents des eaux, quelqu’un les a vus pour de vrai ?",
    "Qui vient vendredi à 18 h devant l’hôtel de ville ? Je peux prendre deux personnes en voiture.",
)

Post = tuple[str, str, datetime]


def stream(seed: int = 11) -> tuple[list[Post], dict[str, str]]:
    """Posts in the order of time, and post → first for the shares among them."""
    dice = random.Random(seed)
    texts = [*_chains(dice), *((f"other-{i}", "", text) for i, text in enumerate(OTHERS))]
    hours = {post_id: dice.uniform(0, 72) for post_id, first, _ in texts if not first}
    posts = []
    for post_id, first, text in texts:
        after = hours[first or post_id] + (int(post_id.split("-")[1]) * dice.uniform(0.9, 1) if first else 0)
        posts.append((post_id, text, BEGAN + timedelta(hours=after)))
    return sorted(posts, key=lambda post: post[2]), {post_id: first for post_id, first, _ in texts if first}


def _chains(dice: random.Random) -> Iterator[tuple[str, str, str]]:
    for number, text in enumerate(FIRSTS):
        first = f"chain{number}-0"
        yield first, "", text
        last = text
        for share in range(1, SHARES):
            last = _shared(dice, last if dice.random() < 0.5 and len(last) < 1.5 * len(text) else text)
            yield f"chain{number}-{share}", first, last


def _shared(dice: random.Random, text: str) -> str:
    change = dice.choice((str, str, str.lower, _without_accents, _with_typo, _without_points))
    changed = _with_typo(text, dice) if change is _with_typo else change(text)  # type: ignore[call-arg]
    return f"{dice.choice(BEFORE)} {changed} {dice.choice(AFTER)}".strip()


def _without_accents(text: str) -> str:
    return text.translate(str.maketrans("éèêàâùûôîçÉÀ", "eeeaauuoicEA"))


def _without_points(text: str) -> str:
    return text.translate(str.maketrans("", "", ".,:!"))


def _with_typo(text: str, dice: random.Random) -> str:
    """Two letters of a word swapped, another doubled."""
    a, b = sorted(dice.sample(range(10, len(text) - 5), 2))
    return text[:a] + text[a + 1] + text[a] + text[a + 2 : b] + text[b] + text[b:] if b > a + 2 else text
