"""Postal addresses and licence plates in a text."""

import re
from collections.abc import Iterator

_WAYS = (
    "rue|avenue|av\\.?|boulevard|boul\\.?|bd\\.?|bld\\.?|impasse|imp\\.?|all[ée]es?|chemin|chem\\.?|ch\\.|place|pl\\.|quai|route|rte\\.?"
    "|cours|square|sentier|sente|passage|ruelle|venelle|faubourg|fbg\\.?|esplanade|promenade|rond-point|voie|mont[ée]e|c[ôo]te"
    "|r[ée]sidence|lotissement|lot\\.|hameau|lieu-dit|villa|cit[ée]|traverse|mail|parvis|clos|cour|domaine|lieudit"
)
_SMALL = r"(?:de[ ]la|de[ ]l['’]|de|du|des|d['’]|la|le|les|l['’]|aux?|à[ ]la|sur|sous|en|et)"
_WORD = r"[\w'’.\-]{1,40}"
_FRENCH = re.compile(
    rf"""(?<![\w.,/\-]) [0-9]{{1,4}} (?:[ ]?(?:bis|ter|quater|[a-dA-D])(?!\w))? ,?[ ]{{1,2}}
    (?i:{_WAYS})[ ] (?:{_SMALL}[ ]?){{0,3}} {_WORD}
    (?:[ ](?:{_SMALL}[ ]?){{0,2}}[^\W\d_a-zà-ÿ]{_WORD}){{0,4}}
    (?:[ ]?[,–-]?[ ]?(?:F-)?[0-9]{{5}}(?![0-9])(?:[ ][^\W\d_]{_WORD}(?:[ ][^\W\d_a-zà-ÿ]{_WORD}){{0,3}})?)?
    """,
    re.X,
)
_ENGLISH = re.compile(
    r"(?<![\w.,/\-])[0-9]{1,4}[A-Za-z]?,?[ ](?:[A-Z][\w'’\-]{1,30}[ ]){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Close|Crescent|Terrace|Court|Square|Way|Boulevard|Blvd)(?!\w)"
)

# Since 2009 (SIV): no I, O, U, so as not to be read as digits or V
_NEW_PLATE = re.compile(
    r"(?<![\w\-])(?:(?:(?!SS)[A-HJ-NP-TV-Z]){2}([ \u00a0-]?)[0-9]{3}\1(?!SS)[A-HJ-NP-TV-Z]{2}"
    r"|(?!ss)[a-hj-np-tv-z]{2}-[0-9]{3}-(?!ss)[a-hj-np-tv-z]{2})(?![\w\-])"
)
_OLD_PLATE = re.compile(
    r"(?<![\w.,\-])[0-9]{1,4}([ \u00a0-]?)([A-HJ-NP-TV-Z]{1,3})\1(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])(?![\w\-]|[.,][0-9])"
)
_CAR = re.compile(
    r"immatricul|plaque|voiture|v[ée]hicule|camion|scooter|moto\b|gar[ée]+\b|plate\b|vehicle|\bcar\b", re.I
)
_SMALL_WORDS = frozenset(["DE", "ET", "LE", "LA", "EN", "A", "AN", "BY", "KM", "KG", "CM", "MM", "EUR"])


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Places of a number with a street, with the postcode and town that follow."""
    for pattern in (_FRENCH, _ENGLISH):
        for match in pattern.finditer(text):
            yield match.start(), match.start() + len(match[0].rstrip(" .,'’-"))


def plates(text: str) -> Iterator[tuple[int, int]]:
    """French plates; the old format alone looks like much else, so it counts with four digits or a car nearby."""
    for match in _NEW_PLATE.finditer(text):
        if match[0][:2] not in _SMALL_WORDS or match[0][-2:] not in _SMALL_WORDS:
            yield match.span()
    for match in _OLD_PLATE.finditer(text):
        if match[2] not in _SMALL_WORDS and _looks_old(match, text):
            yield match.span()


def _looks_old(match: re.Match[str], text: str) -> bool:
    long = len(match[2]) >= 2 and re.match("[0-9]{3}", match[0]) is not None
    return long or _CAR.search(text, max(0, match.start() - 60), match.end() + 40) is not None
