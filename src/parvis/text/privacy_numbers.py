"""Phone numbers, e-mail addresses, bank accounts and social security numbers in a text.

Public formats: the French numbering plan (arcep.fr) and E.164, ISO 13616 (IBAN) with its key modulo 97, the NIR with
its key modulo 97 (insee.fr, "numéro d'inscription au répertoire").
"""

import re
from collections.abc import Iterator

_SEP = r"[ .\-]"
_NO_DATE = r"(?![0-9]{2}[.\-][0-9]{2}[.\-](?:19|20)[0-9]{2})"
# 08 numbers belong to services, never to a person
_FRENCH_PHONE = re.compile(
    rf"""(?<![\w+]) (?<![0-9][.,/\-]) (?:
        (?:\((?:\+|00)33\)|(?:\+{_SEP}?|00)33) {_SEP}? (?:\(0\){_SEP}?)?
            (?:[1-79]|\([1-79]\)) (?:{_SEP}{{0,2}}[0-9]){{8}}
      | 33 {_SEP}? [67] (?:{_SEP}?[0-9]{{2}}){{4}}
      | \(0[1-79]\) (?:{_SEP}{{0,3}}[0-9]){{8}}
      | {_NO_DATE} [0Oo][1-79] (?:{_SEP}{{0,3}}[0-9]){{8}}
      | 0[1-79] (?:/[0-9]{{2}}){{4}}
    ) (?!{_SEP}?[0-9]|\w|:[0-9]|\ ?(?:€|euros?\b|habitants?\b|%))""",
    re.X,
)
_PHONE_ABROAD = re.compile(rf"(?<![\w+])\+(?!33)[1-9](?:{_SEP}?(?:\([0-9]{{1,4}}\)|[0-9])){{6,14}}(?!\w)")
_BRITISH_PHONE = re.compile(r"(?<![\w+])0[127][0-9](?:[ \-]?[0-9]){8}(?![ \-]?[0-9]|\w)")
_EMAIL = re.compile(
    r"(?<![\w.%+\-@])(?:[\w.%+\-]++(?:@| @ |\s?[\[(](?:at|arobase|chez)[\])]\s?)"
    r"|(?:[\w%+\-]{1,64} point ){0,3}[\w.%+\-]++ arobase |[\w.%+\-]++ at (?=[\w\-]{1,62} (?:point|dot) ))"
    r"[^\W_][\w\-]{0,62}(?:(?:\.|\s?[\[(](?:dot|point)[\])]\s?| (?:point|dot) )[^\W_][\w\-]{0,62}){1,6}"
)
_FREE_MAIL = frozenset((
    "gmail", "googlemail", "hotmail", "outlook", "live", "msn", "yahoo", "ymail", "icloud", "me", "mac", "orange",
    "wanadoo", "free", "sfr", "neuf", "bbox", "bouygtel", "laposte", "numericable", "aol", "gmx", "protonmail",
    "proton", "pm", "mail", "tutanota", "club-internet", "aliceadsl", "cegetel", "9online", "nordnet",
))  # fmt: skip
_IBAN_HEAD = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{{2}}{_SEP}?[0-9]{{2}}(?={_SEP}?[A-Za-z0-9])")
# Letters and digits of an IBAN by country (IBAN registry, swift.com): Europe and the French-speaking countries
_IBAN_LENGTH = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI NL", 19: "MK SI", 20: "AT BA EE LT LU XK", 21: "CH HR LI LV",
        22: "BG DE GB GE IE ME RS", 23: "GI IL", 24: "AD CZ ES MD RO SE SK TN", 25: "PT", 26: "DZ IS TR",
        27: "FR GR IT MC MR SM", 28: "AL AZ BF BJ CI CY HU LB MA ML NE PL SN TG", 29: "UA", 31: "MT",
    }.items()
    for country in countries.split()
}  # fmt: skip
_IBAN_BODY = {
    length: re.compile(rf"(?:{_SEP}?[A-Za-z0-9]){{{length - 4}}}(?![A-Za-z0-9])")
    for length in set(_IBAN_LENGTH.values())
}
# Sex, year, month, department, commune, rank, key; months above 12 are those of incomplete birth certificates
_NIR = re.compile(
    rf"(?<![0-9A-Za-z])([1-478])({_SEP}?)([0-9]{{2}}){_SEP}?(0[1-9]|1[0-2]|[2-9][0-9]){_SEP}?"
    rf"([0-9]{{2}}|2[ABab]){_SEP}?([0-9]{{3}}){_SEP}?([0-9]{{3}})(?:{_SEP}{{0,3}}([0-9]{{2}}))?(?![0-9])"
)
_NIR_NEAR = re.compile(r"s[ée]cu|\bn\.?i\.?r\b|assur[ée]", re.I)
_NEAR = 60  # code points before a number in which its name may stand


def phones(text: str, language: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it is a French mobile)."""
    for match in _FRENCH_PHONE.finditer(text):
        digits = re.sub(r"[^0-9]", "", match[0])
        yield *match.span(), digits[-9] in "67"
    for pattern in (_PHONE_ABROAD, *((_BRITISH_PHONE,) if language.startswith("en") else ())):
        for match in pattern.finditer(text):
            yield *match.span(), False


def emails(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, whether it looks like a person's own); `@name@server` is an account, not an address."""
    for match in _EMAIL.finditer(text):
        name, domain = re.split(r"@|\s?[\[(]| arobase | at ", match[0].lower(), maxsplit=1)
        server = re.split(r"[\])]\s?", domain)[-1] if "@" not in match[0] else domain
        yield *match.span(), "." in name or re.split(r"[. ]", server)[0] in _FREE_MAIL


def ibans(text: str) -> Iterator[tuple[int, int]]:
    for head in _IBAN_HEAD.finditer(text):
        body = _IBAN_BODY.get(_IBAN_LENGTH.get(head[0][:2].upper(), 0))
        tail = body and body.match(text, head.end())
        if tail and _iban_key(text[head.start() : tail.end()]):
            yield head.start(), tail.end()


def _iban_key(iban: str) -> bool:
    """ISO 7064 mod 97-10: country and key go last, letters count from 10, the rest is 1."""
    bones = re.sub(r"[^A-Z0-9]", "", iban.upper())
    return int("".join(str(int(char, 36)) for char in bones[4:] + bones[:4])) % 97 == 1


def nirs(text: str) -> Iterator[tuple[int, int]]:
    """With the right key; without a key when written in groups or called by its name."""
    for match in _NIR.finditer(text):
        key = _nir_key("".join(match.group(1, 3, 4, 5, 6, 7)))
        named = match[2] or _NIR_NEAR.search(text, max(0, match.start() - _NEAR), match.start())
        if int(match[8]) == key if match[8] else named:
            yield match.span()


def _nir_key(number: str) -> int:
    """97 less the number modulo 97; Corsica's 2A counts as 19, 2B as 18."""
    return 97 - int(number.upper().replace("2A", "19").replace("2B", "18")) % 97
