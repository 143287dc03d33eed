"""Posts and watches to measure with: every commune of France, and boolean watches on brands.

With the folder of public data that `PARVIS_BENCH_DATA` names (`communes/communes.csv.gz`, `streams/*.jsonl.gz`) names and
posts are real; without it they are made up, and the run says so. The same seed gives the same work.
"""

import csv
import gzip
import json
import math
import random
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from parvis.text.posts import Post
from parvis.text.words import tokens

COMMUNES, BRANDS = 35_000, 10_000
_MADE_FR = (
    "Le marché du samedi reprend sur la place, avec les producteurs du canton et beaucoup de monde",
    "Encore une heure dans les bouchons ce matin, personne ne répond au téléphone et rien ne change",
    "Les enfants de l’école ont planté des arbres derrière le gymnase, la photo est très belle",
    "Je voudrais savoir à quelle date commencent les inscriptions pour la cantine et le centre de loisirs",
    "Bravo aux pompiers pour leur courage cette nuit, l’incendie est maîtrisé et il n’y a pas de blessé",
)
_MADE_EN = (
    "Nothing beats a quiet morning walk along the river before the town wakes up and the shops open",
    "The new timetable makes no sense at all, my bus leaves two minutes before the train gets in",
    "Can anyone tell me who to call about the street light that has been broken since last month",
    "Great turnout at the community garden today, thank you to everyone who brought tools and cake",
)
_SYLLABLES = "bel cor vion lux tra nova mer zan po ric dal quo sten fi bra gu tel ora ki max pha lis ven tor ald ecla mio".split()
_AT_COMMUNE = (
    "Le maire de {} répond aux habitants|Incendie à {}, les pompiers sur place|{} : la mairie annonce des travaux|"
    "On était à {} ce week-end, magnifique|Conseil municipal de {} ce soir|Ville de {} : inscriptions ouvertes|"
    "un accident près de {}|Bienvenue à {} !|Mairie de {} fermée lundi|offre d’emploi {} CDI|La police de {} recrute"
).split("|")
_OF_BRAND = (
    "Service client {} injoignable depuis 3 jours|J’adore mon nouveau {}|{} lance une nouvelle gamme|Grève chez {}|"
    "Rappel de produits {}|à vendre {} d’occasion|#{} merci !|{} customer service is a joke|love my new {}|"
    "Anyone else having issues with {}?|{} announces layoffs|{} stock is up today|why is {} so expensive"
).split("|")
_EXCLUDED = 'football|foot|"offre d emploi"|cdi|occasion|"a vendre"|poker|meteo'.split("|")
_CONTEXT = "maire mairie travaux incendie accident police pompiers municipal commune ville habitants conseil".split()


class Workload(NamedTuple):
    """Posts that pass, those seen before (for statistics and warming up), and the queries of each set of watches."""

    posts: list[Post]
    before: list[Post]
    watches: dict[str, list[str]]
    frequencies: Counter[str]
    real: bool


def build(data: Path | None, posts: int, seed: int = 20_261) -> Workload:
    """A workload of so many posts, and as many before them."""
    turn = random.Random(seed)
    names = [*_communes(data)] if data else [*_made_communes(turn)]
    texts = _texts(data) if data else {"fr": [*_MADE_FR], "en": [*_MADE_EN], "xx": [*_MADE_EN]}
    brands = [*dict.fromkeys("".join(turn.choices(_SYLLABLES, k=turn.choice((2, 2, 3, 3)))) for _ in range(40_000))]
    write = _Writer(turn, names, brands, texts)
    every = [write.post(number) for number in range(2 * posts)]
    counts = Counter(word for post in every[posts:] for word in {*tokens(post.text)})
    watches = {
        "communes": _commune_watches(turn, names, counts, posts),
        "brands": _brand_watches(turn, brands, counts, posts),
    }
    return Workload(every[:posts], every[posts:], watches, counts, data is not None)


def _communes(data: Path) -> Iterator[tuple[str, int]]:
    with gzip.open(data / "communes/communes.csv.gz", "rt", encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["commune_type"] == "COM"]
    for row in sorted(rows, key=lambda row: -float(row["population_2021"] or 0)):
        yield row["commune_article"] or row["commune"], int(float(row["population_2021"] or 0))


def _made_communes(turn: random.Random) -> Iterator[tuple[str, int]]:
    for rank in range(COMMUNES):
        name = "".join(turn.choices(_SYLLABLES, k=turn.choice((2, 3)))).capitalize()
        form = turn.choice(("{}", "{}", "Saint-{}", "{}-sur-Mer", "La {}", "{}-les-Bains"))
        yield form.format(name), int(2_000_000 / (rank + 1) ** 0.9)


def _texts(data: Path) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {"fr": [], "en": [], "xx": []}
    for path in sorted((data / "streams").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                lang = row.get("lang") or ("en" if path.name.startswith("timestamped") else "xx")
                if len(row["text"]) > 15:
                    texts[lang if lang in texts else "xx"].append(" ".join(row["text"].split()))
    return texts


class _Writer:
    """Writes posts of some 40 to 500 characters from pieces of real ones, sown with names."""

    def __init__(
        self, turn: random.Random, names: list[tuple[str, int]], brands: list[str], texts: dict[str, list[str]]
    ):
        self.turn, self.names, self.brands, self.texts = turn, names, brands, texts
        self.by_size = [*accumulate(max(size, 30) ** 0.8 for _, size in names)]
        self.by_rank = [*accumulate(1 / (rank + 5) ** 0.9 for rank in range(len(brands)))]

    def post(self, number: int) -> Post:
        turn = self.turn
        lang = turn.choices(("fr", "en", "xx"), (58, 35, 7))[0]
        parts = []
        if lang == "fr" and turn.random() < 0.4:
            parts.append(
                turn.choice(_AT_COMMUNE).format(self._varied(turn.choices(self.names, cum_weights=self.by_size)[0][0]))
            )
        if lang != "xx" and turn.random() < 0.3:
            parts.append(
                turn.choice(_OF_BRAND).format(turn.choices(self.brands, cum_weights=self.by_rank)[0].capitalize())
            )
        length = min(500, max(45, turn.lognormvariate(math.log(150), 0.6)))
        while sum(map(len, parts)) < length:
            parts.append(self._piece(turn.choice(self.texts[lang])))
        turn.shuffle(parts)
        link = f" https://t.co/{turn.randrange(10**9)}" if turn.random() < 0.25 else ""
        source = turn.choices(("bluesky", "mastodon", "rss", "reddit", "youtube"), (40, 20, 20, 12, 8))[0]
        text = (turn.choice((" ", ". ", " - ")).join(parts) + link)[:500]
        return Post(
            str(number), text, author=f"auteur{int(turn.paretovariate(0.6)) % 60_000}", lang=lang, source=source
        )

    def _varied(self, name: str) -> str:
        return self.turn.choices((name, name.upper(), name.replace("-", " ").lower()), (75, 15, 10))[0]

    def _piece(self, text: str) -> str:
        words = text.split()
        cut = self.turn.randrange(len(words)) if len(words) > 6 and self.turn.random() < 0.5 else 0
        return " ".join(words[cut:])


def _phrase(words: list[str]) -> str:
    return f'"{" ".join(words)}"'


def _commune_watches(turn: random.Random, names: list[tuple[str, int]], counts: Counter[str], posts: int) -> list[str]:
    """A query for each commune, the most populous first; a name that is a frequent word needs a context."""
    return [_commune(turn, tokens(names[i % len(names)][0]) or ["x"], counts, posts) for i in range(COMMUNES)]


def _commune(turn: random.Random, words: list[str], counts: Counter[str], posts: int) -> str:
    name = _phrase(words) if len(words) == 1 else f"({_phrase(words)} OR {''.join(words)})"
    ambiguous = len(words) == 1 and (counts[words[0]] > 3e-4 * posts or len(words[0]) < 4)
    heads = [_phrase([head, *de, *words]) for de in (["de"], ["d"]) for head in ("mairie", "ville")]
    refused = f"NOT ({' OR '.join(turn.sample(_EXCLUDED, turn.randint(2, 4)))})"
    kind = turn.random() if not ambiguous else turn.uniform(0.35, 0.8)
    if kind < 0.35:
        return f"{name} AND {refused}"
    if kind < 0.6:
        return f'{" OR ".join(heads)} OR ({name} AND lang:fr AND (maire OR mairie OR municip* OR "conseil municipal"))'
    if kind < 0.8:
        near = " OR ".join(word for word in turn.sample(_CONTEXT, 6) if word not in words)
        return f"({_phrase(words)} NEAR/8 ({near})) AND {refused}"
    return f"{name} AND lang:fr AND NOT source:rss" if kind < 0.92 else f"({' OR '.join(heads)}) AND {refused}"


def _brand_watches(turn: random.Random, brands: list[str], counts: Counter[str], posts: int) -> list[str]:
    """Boolean queries of the kinds that teams write for brands, from words as frequent as theirs."""
    usual = sorted(word for word in counts if word.isascii() and word.isalpha() and len(word) > 3)
    bands = [
        [w for w in usual if low <= counts[w] / posts < high] for low, high in ((0, 2e-4), (2e-4, 2e-3), (2e-3, 3e-2))
    ]
    write = _BrandWriter(turn, *(band if len(band) > 20 else usual for band in bands))
    return [write.query(brands[i % len(brands)]) for i in range(BRANDS)]


class _BrandWriter:
    def __init__(self, turn: random.Random, rare: list[str], middling: list[str], frequent: list[str]) -> None:
        self.turn, self.rare, self.middling, self.frequent = turn, rare, middling, frequent

    def _some(self, words: list[str], least: int, most: int) -> list[str]:
        return self.turn.sample(words, self.turn.randint(least, most))

    def _pair(self) -> str:
        return _phrase([self.turn.choice(self.frequent), self.turn.choice(self.middling)])

    def _any(self, terms: list[str]) -> str:
        return f"({' OR '.join(terms)})" if len(terms) > 1 else terms[0]

    def query(self, brand: str) -> str:
        turn, kind = self.turn, self.turn.random()
        names = self._any([brand, f"{brand}officiel", self._pair(), *self._some(self.rare, 0, 2)])
        context = self._any([*self._some(self.frequent, 3, 9), self._pair()])
        refused = f"NOT {self._any(self._some(self.frequent, 1, 4))}"
        if kind < 0.30:
            return f"{names} AND {refused}"
        if kind < 0.55:
            return f"({turn.choice(self.middling)} OR {brand}) AND {context} AND {refused}"
        if kind < 0.70:
            near = self._any(self._some(self.middling, 2, 5))
            return f"{turn.choice(self.middling)} NEAR/{turn.choice((3, 5, 8, 10))} {near}"
        if kind < 0.80:
            return f"({turn.choice(self.rare)[:5]}* OR {brand}) AND {context}"
        if kind < 0.90:
            return f"{names} AND lang:{turn.choice(('fr', 'fr', 'en'))} AND NOT source:reddit"
        if kind < 0.98:
            return " AND ".join([*self._some(self.frequent, 2, 2), turn.choice(self.middling)])
        return f"author:auteur{turn.randrange(60_000)} AND {context}"
