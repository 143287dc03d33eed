"""Names after a form of address: *Mme Martin*, but not *Madame la Maire*."""

import re
from collections.abc import Iterator
from importlib.resources import files

from simplemma import is_known

_ONE = (
    r"(?i:(?:m\.|mr\.?|monsieur)[ ]et[ ](?:mme\.?|madame)|(?:mme\.?|madame)[ ]et[ ](?:m\.|mr\.?|monsieur))|"
    r"M\.|(?i:mme|mlle|mr|mrs|ms)\.?|(?i:monsieur|madame|mademoiselle|mister)"
    r"|(?i:je m['’]appelle|my name is)|Dr\.?|[Dd]octeur|Pr\.?|[Pp]rofesseur|Professor"
)
_FRENCH_ONE = r"(?<![0-9] )(?<!aille )(?<!igne )(?<!lan )M(?=[ ])|Me|Ma[îi]tre"
_ENGLISH_ONE = r"Miss|Sir|(?<!Notre )(?<!Our )(?:Dame|Lady)"
_TITLE = (
    r"(?:la|le|l['’])[ ]?(?i:adjointe?|conseill[èe]re?|d[ée]put[ée]e?|s[ée]nat(?:eur|rice)|mairesse|maire"
    r"|pr[ée]sidente?|direct(?:eur|rice)|pr[ée]f[èe]te?|secr[ée]taire|chef(?:fe)?|responsable|d[ée]l[ée]gu[ée]e?|ministre"
    r"|proviseure?|principale?|juge|procureure?|commissaire|docteure?|professeure?|vice-pr[ée]sidente?|[ée]lue?)"
    r"(?:[ ](?:adjointe?|municipale?|d[ée]partementale?|r[ée]gionale?|communautaire|m[ée]tropolitaine?|g[ée]n[ée]rale?"
    r"|d[ée]l[ée]gu[ée]e?|honoraire|sortante?|technique|g[ée]n[ée]rale?|principale?|de[ ]s[ée]ance"
    r"|(?:charg[ée]e?[ ]d[eu]s?[ ]?(?:la[ ]|l['’])?|[àa][ ]la[ ]|[àa][ ]l['’]|aux?[ ])[a-zà-öø-ÿ]+))*[ ]"
)
_SEVERAL = r"MM\.|(?i:mmes|mlles)\.?|(?i:messieurs|mesdames)"
_PARTICLE = r"(?:(?:de[ ]la|de|du|des|van[ ]der|van[ ]den|van|von|el|al|ben|la|le|L[eao])[ ]|[dD]['’])"
_CAPITAL = r"[^\W\d_a-zà-öø-ÿ](?:\.(?:-[A-Z]\.)?(?![^\W\d_]{2})|[^\W\d_]*(?:['’\-][^\W\d_]+)*)"  # an initial, or a word
_NAME = rf"{_PARTICLE}?{_CAPITAL}(?:[ ]{_PARTICLE}?{_CAPITAL}){{0,3}}"
_GAP = r"(?:[ ]|(?<=\.)(?=[^\W\d_]{2}))"
_NAMED = {
    forms: re.compile(
        rf"(?<![\w&\-])(?:(?:{forms}){_GAP}(?:{_TITLE}(?P<titled>{_CAPITAL}(?:[ ]{_PARTICLE}?{_CAPITAL}){{0,3}})"
        rf"|(?P<name>{_NAME}))"
        rf"|(?:{_SEVERAL}){_GAP}(?P<names>{_NAME}(?:[ ](?:et|and)[ ]{_NAME})?))"
    )
    for forms in (f"{_ONE}|{_FRENCH_ONE}", f"{_ONE}|{_ENGLISH_ONE}")
}
_SMALL = re.compile(
    r"(?<![\w\-])(?:m\.|(?:mme|mlle|mr|mrs)\.?|madame|monsieur)[ ](?P<name>[^\W\d_]{3,}(?:['’\-][^\W\d_]+)*)", re.I
)
_NOT_NAMES = frozenset(files("parvis.text.phrases").joinpath("not_names.txt").read_text("utf-8").split())
_SMALL_WORDS = frozenset(("le", "la", "les", "de", "du", "the"))
_PLACE = re.compile(
    r"(?:rue|avenue|boulevard|place|square|impasse|all[ée]e|quai|[ée]cole|coll[èe]ge|lyc[ée]e|h[ôo]pital|clinique|stade"
    r"|salle|pont|centre|street|road|school|hospital)[ ](?:du[ ]|de[ ]la[ ]|de[ ])?$",
    re.I,
)


def names(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Places of a form of address with the name after it; titles, ordinary words and streets are no persons."""
    pattern = _NAMED[f"{_ONE}|{_ENGLISH_ONE if language.startswith('en') else _FRENCH_ONE}"]
    for match in pattern.finditer(text):
        if _is_name(match["titled"] or match["name"] or match["names"]) and not _PLACE.search(
            text, max(0, match.start() - 30), match.start()
        ):
            yield match.start(), match.start() + len(match[0].rstrip("'’-"))
    for match in _SMALL.finditer(text):
        if match["name"].islower() and _is_unknown(match["name"], language):
            yield match.span()


def _is_unknown(word: str, language: str) -> bool:
    """Whether a word in small letters is in no dictionary, as *merci* is but *durand* is not, nor *absolument*."""
    return not (word in _NOT_NAMES or word.endswith("ment")) and not is_known(
        word, lang="en" if language.startswith("en") else "fr"
    )


def _is_name(name: str) -> bool:
    words = [
        word.removeprefix("d'").removeprefix("d’") for word in name.casefold().split(" ") if word not in _SMALL_WORDS
    ]
    return len(name) > 1 and bool(words) and words[0].strip(".") not in _NOT_NAMES
