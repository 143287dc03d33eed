"""Postal addresses and licence plates in a text."""

import re
from collections.abc import Iterator

from simplemma import is_known

_STREETS = (
    r"rue|r\.|avenue|av\.?|ave\.?|boulevard|boul\.?|bd\.?|bld\.?|bvd\.?|impasse|imp\.?|all[ée]e|chemin|chem\.?|che\.?"
    r"|quai|route|rte\.?|sentier|sente|ruelle|venelle|faubourg|fbg\.?|esplanade|rond-point|lotissement|r[ée]sidence"
    r"|lieu-dit|lieudit|hameau"
)
# Words that also mean something else (3 cours de danse, 12 allées refaites): only with a name in capitals after them
_OTHER_STREETS = (
    r"place|pl\.?|cours|square|sq\.?|passage|promenade|voie|mont[ée]e|c[ôo]te|villa|cit[ée]|traverse|mail|parvis|clos|cour"
    r"|domaine|villas|terrasse|porte|pont|port|all[ée]es|quais"
)
_LINK = r"(?:(?:de[ ]la|[àa][ ]la|des?|du|la|les?|aux?|sur|sous|en|et)[ ]|(?:(?:de|[àa])[ ])?[dl]['’])"
_WORD = r"(?:(?:St|Ste|Gal|Dr|Mal|Cdt|Pdt|Cap)\.|[\w'’\-]{1,40})"
_NAME = rf"(?=[^\W\d_])(?![a-zà-öø-ÿ]){_WORD}"
_LETTERS = r"[^\W\d_][\w'’\-]{1,39}"
_MONTHS = r"janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t|septembre|octobre|novembre|d[ée]cembre"
# *rue des lilas*, but not *1 rue de 300 m* nor *1 rue de moins*
_SMALL_NAME = (
    r"(?:(?:de[ ]la|du|des|la|les?|aux)[ ]|(?:(?:de|[àa])[ ])?l['’]|d['’](?:en[ ])?|de[ ])"
    rf"(?!(?:plus|moins|terre|large|long)\b){_LETTERS}"
)
_DAY_NAME = rf"du[ ][0-9]{{1,2}}(?:er)?[ ](?i:{_MONTHS})(?:[ ][0-9]{{4}})?(?![0-9])"
# *rue haute*, *rue gambetta*, but not *rue fermée*, *quai est*
_BARE_NAME = (
    r"(?!(?:est|sont|sera|seront|serait|[ée]tait|[ée]taient|ont|avait|avaient|aura|auront|qui|que|o[uù]|pour|par|dans"
    r"|avec|sans|mais|car|ce|cette|plus|bien|non|entre|vers|devant|derri[èe]re|apr[èe]s|avant|hors|toujours|encore|d[ée]j[àa]|faisant"
    r"|ferm\w+|barr\w+|coup\w+|bloqu\w+|ouver\w+|interdi\w+|libre|pi[ée]ton\w*|cyclable|comme\w+|voisine?|parall[èe]le)\b)"
    rf"(?!\w+(?:é|ée|ee|ait|aient|ent)s?\b){_LETTERS}"
)
_NUMBER = (
    r"(?<![\w/\-])(?<![0-9][.,])(?:(?P<first>[0-9]{1,4})[ ]?(?:-|/|et|[àa])[ ]?)?(?P<number>[0-9]{1,4})"
    r"(?:[ ]?(?:bis|ter|quater|[a-dA-D])(?!\w))?(?:,?[ ]{1,2}|,)"
)
_CODE = r"[ ]?[,\-]?[ ]?(?:F-)?[0-9]{5}(?![0-9])"
_TOWN = rf"(?:{_CODE}(?:[ ]{_NAME}(?:[ ](?:{_LINK})?{_NAME}){{0,3}})?)?"
_MORE = rf"(?:[ ]{_LINK}{{0,2}}{_NAME}){{0,4}}"
_SMALL_MORE = rf"(?:[ ]{_LETTERS}){{1,5}}?(?={_CODE})"
_FRENCH = re.compile(
    rf"{_NUMBER}(?P<of>(?:de[ ](?:la[ ]|l['’])|du[ ]|des[ ]))?"
    rf"(?:(?i:{_STREETS})[ ](?:{_DAY_NAME}|{_LINK}{{0,2}}{_NAME}|{_SMALL_NAME}|(?P<bare>{_BARE_NAME}))"
    rf"|(?i:{_OTHER_STREETS})[ ]{_LINK}{{0,2}}{_NAME})"
    rf"(?:{_SMALL_MORE}|{_MORE}){_TOWN}"
)
_SMALL_WORD = re.compile(r"[ ]([^\W\d_]{2,}(?:-[^\W\d_]+)*)")
_OF = re.compile(r"(?:\b(?:au|le|du|num[ée]ros?|et)|n[°º])[ ]?$", re.I)
# What makes the number before a street another thing: a year, a day, a line
_YEAR_OF = re.compile(
    rf"\b(?:en|depuis|d[èe]s|avant|apr[èe]s|fin|d[ée]but|mi|d['’]ici|jusqu['’]en|{_MONTHS}"
    r"|printemps|[ée]t[ée]|automne|hiver|rentr[ée]e|ann[ée]e|exercice|budget|programme|plan|travaux|saison|[ée]dition"
    r"|in|since|by|until|from|during|for|year)[ \-]$",
    re.I,
)
_RANK_OF = re.compile(
    r"\b(?:[DN]|R[DN]|chambre|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lignes?|bus|tram|tramway|m[ée]tro"
    r"|circuit|arr[êe]t|station|quai|voie|secteur|zone|phase|tranche|[ée]tape|sortie|km|route|d[ée]partementale"
    r"|nationale|article|page|niveau|canton|line|route|stop|platform|zone|phase|gate|exit)[ ](?:n[°º][ ]?)?$",
    re.I,
)
_ENGLISH = re.compile(
    r"(?<![\w/\-])(?<![0-9][.,])(?P<first>)(?P<number>[0-9]{1,4})[A-Za-z]?,?[ ](?:[A-Z][\w'’\-]{1,30}[ ]){1,4}"
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Crescent|Terrace|Court|Square|Way|Boulevard|Blvd)(?!\w)"
)

# Since 2009: without I, O and U, which look like 1, 0 and V, and without SS
_PAIR = "(?!SS|ss)(?:[A-HJ-NP-TV-Z]{2}|[a-hj-np-tv-z]{2})"
_GAP = "[ .-]{0,3}"
_NEW_PLATE = re.compile(rf"(?<![\w\-])(?P<first>{_PAIR})(?P<gap>{_GAP})[0-9]{{3}}{_GAP}(?P<last>{_PAIR})(?![\w\-])")
_OLD_PLATE = re.compile(
    r"(?<![\w.,\-])([0-9]{1,4})([ -]?)([A-HJ-NP-TV-Z]{1,3})\2"
    r"(?:0[1-9]|[1-8][0-9]|9[0-5]|2[AB]|97[1-6])(?![\w\-]|[.,][0-9])"
)
_CAR = re.compile(
    r"immatricul|plaque|voiture|v[ée]hicule|camion|scooter|\bmoto\b|gar[ée]e?\b|plate\b|vehicle|\bcar\b", re.I
)
_SMALL_WORDS = frozenset(("DE", "ET", "LE", "LA", "EN", "AN", "BY", "KM", "KG", "CM", "MM"))
# Letters after a number that are no series: countries, units, taxes
_UNITS = _SMALL_WORDS | frozenset(
    "FR GB DE ES IT BE NL EUR USD HT TTC TVA KW KWH MWH GWH CV CH HA GB MB TB HZ DB PV PCS ETP PMR CP TC LED".split()
)


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Places of a number with a street, with the postcode and town that follow."""
    for match in _FRENCH.finditer(text):
        before = max(0, match.start() - 20)
        of_it = not match["of"] or _OF.search(text, before, match.start())
        if of_it and _is_house(text, match) and (not match["bare"] or match["number"] != "1"):
            yield match.start(), _with_small_words(text, match)
    for match in _ENGLISH.finditer(text):
        if _is_house(text, match):
            yield match.start(), match.start() + len(match[0].rstrip(" .,'’-"))


def _is_house(text: str, match: re.Match[str]) -> bool:
    """Whether the number is that of a house: neither a year nor the rank of something else."""
    before = max(0, match.start() - 20)
    numbers = [each for each in match.group("first", "number") if each]
    is_year = all(len(each) == 4 for each in numbers) and _YEAR_OF.search(text, before, match.start())
    are_years = len(numbers) == 2 and len(numbers[0]) == 4
    return not (is_year or are_years or _RANK_OF.search(text, before, match.start()))


def _with_small_words(text: str, match: re.Match[str]) -> int:
    """The end of an address; names in small letters go on as long as no dictionary knows the word."""
    end = match.start() + len(match[0].rstrip(" .,'’-"))
    while text[_last_word(text, end)].islower() or text[end - 1].isdigit():
        word = _SMALL_WORD.match(text, end)
        if not word or not word[1].islower() or all(is_known(each, lang="fr") for each in word[1].split("-")):
            break
        end = word.end()
    return end


def _last_word(text: str, end: int) -> int:
    return text.rfind(" ", 0, end) + 1


def plates(text: str) -> Iterator[tuple[int, int]]:
    """French plates. What looks like much else needs a car nearby: small letters in groups, the old format."""
    for match in _NEW_PLATE.finditer(text):
        pairs = {match["first"].upper(), match["last"].upper()}
        sure = match["first"].isupper() or match["gap"] in ("", "-")
        likely = sure or (not pairs & _SMALL_WORDS and _near_a_car(text, match))
        if likely and not pairs <= _SMALL_WORDS and match["first"].isupper() == match["last"].isupper():
            yield match.span()
    for match in _OLD_PLATE.finditer(text):
        number, letters = match[1], match[3]
        likely = len(number) == 4 and len(letters) > 1 and number[:2] not in ("19", "20")
        if letters not in _UNITS and (likely or _near_a_car(text, match)):
            yield match.span()


def _near_a_car(text: str, match: re.Match[str]) -> bool:
    return _CAR.search(text, max(0, match.start() - 60), match.end() + 40) is not None
