"""Postal addresses and licence plates in a text."""

import re
from collections.abc import Iterator

_STREETS = (
    r"rue|r\.|avenue|av\.?|ave\.?|boulevard|boul\.?|bd\.?|bld\.?|bvd\.?|impasse|imp\.?|all[ée]es?|chemin|chem\.?|che\.?"
    r"|quai|route|rte\.?|sentier|sente|ruelle|venelle|faubourg|fbg\.?|esplanade|rond-point|lotissement|r[ée]sidence"
    r"|lieu-dit|lieudit|hameau"
)
# Words that also mean something else (3 cours de danse, 1 place assise): only with a name in capitals after them
_OTHER_STREETS = (
    r"place|pl\.?|cours|square|sq\.?|passage|promenade|voie|mont[ée]e|c[ôo]te|villa|cit[ée]|traverse|mail|parvis|clos|cour"
    r"|domaine|villas|terrasse|porte|pont|port"
)
_SMALL = r"(?:(?:de[ ]la|de[ ]l['’]|de|du|des|la|le|les|aux?|à[ ]la|sur|sous|en|et)[ ]?|[dl]['’])"
_WORD = r"(?:(?:St|Ste|Gal|Dr|Mal|Cdt|Pdt|Cap)\.|[\w'’\-]{1,40})"
_NAME = rf"(?=[^\W\d_])(?![a-zà-öø-ÿ]){_WORD}"
_NUMBER = r"(?<![\w.,/\-])[0-9]{1,4}(?:[ ]?(?:bis|ter|quater|[a-dA-D])(?!\w))?,?[ ]{1,2}"
_TOWN = rf"(?:[ ]?[,–-]?[ ]?(?:F-)?[0-9]{{5}}(?![0-9])(?:[ ]{_NAME}(?:[ ](?:{_SMALL}[ ]?)?{_NAME}){{0,3}})?)?"
_MORE = rf"(?:[ ]{_SMALL}{{0,2}}{_NAME}){{0,4}}"
_FRENCH = re.compile(
    rf"{_NUMBER}(?:(?i:{_STREETS})[ ]{_SMALL}{{0,2}}{_WORD}|(?i:{_OTHER_STREETS})[ ]{_SMALL}{{0,2}}{_NAME})"
    rf"{_MORE}{_TOWN}"
)
_ENGLISH = re.compile(
    r"(?<![\w.,/\-])[0-9]{1,4}[A-Za-z]?,?[ ](?:[A-Z][\w'’\-]{1,30}[ ]){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Crescent|Terrace|Court|Square|Way|Boulevard|Blvd)(?!\w)"
)

# Since 2009: without I, O and U, which look like 1, 0 and V, and without SS
_NEW_PLATE = re.compile(
    r"(?<![\w\-])(?:(?!SS)[A-HJ-NP-TV-Z]{2}([ \u00a0-]?)[0-9]{3}\1(?!SS)[A-HJ-NP-TV-Z]{2}"
    r"|(?!ss)[a-hj-np-tv-z]{2}-[0-9]{3}-(?!ss)[a-hj-np-tv-z]{2})(?![\w\-])"
)
_OLD_PLATE = re.compile(
    r"(?<![\w.,\-])([0-9]{1,4})([ \u00a0-]?)([A-HJ-NP-TV-Z]{1,3})\2"
    r"(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])(?![\w\-]|[.,][0-9])"
)
_CAR = re.compile(
    r"immatricul|plaque|voiture|v[ée]hicule|camion|scooter|\bmoto\b|gar[ée]e?\b|plate\b|vehicle|\bcar\b", re.I
)
_SMALL_WORDS = frozenset(("DE", "ET", "LE", "LA", "EN", "AN", "BY", "KM", "KG", "CM", "MM"))


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Places of a number with a street, with the postcode and town that follow."""
    for pattern in (_FRENCH, _ENGLISH):
        for match in pattern.finditer(text):
            yield match.start(), match.start() + len(match[0].rstrip(" .,'’-"))


def plates(text: str) -> Iterator[tuple[int, int]]:
    """French plates. The old format looks like much else: it needs four digits or a car nearby."""
    for match in _NEW_PLATE.finditer(text):
        if not {match[0][:2], match[0][-2:]} <= _SMALL_WORDS:
            yield match.span()
    for match in _OLD_PLATE.finditer(text):
        number, letters = match[1], match[3]
        likely = len(number) == 4 and len(letters) > 1 and letters not in _SMALL_WORDS
        if likely or _CAR.search(text, max(0, match.start() - 60), match.end() + 40):
            yield match.span()
