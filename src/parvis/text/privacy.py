"""Personal data in a text that is about to be published: found, explained, masked.

Patterns follow public formats: E.164 and the French numbering plan (arcep.fr), ISO 13616 (IBAN) with its mod 97 key,
the NIR with its 97 key (insee.fr), French licence plates of 1950 and of 2009.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from parvis.say import Say
from parvis.text.finding import Finding, Severity, apart
from parvis.text.privacy_names import names
from parvis.text.privacy_places import addresses, plates

Hit = tuple[str, int, int, Severity]

_SEP = r"[ \u00a0\u202f\u2009.\-]"
_PHONE = re.compile(
    rf"""(?<![\w@#/+.,\-]) (?:
        (?:\+|00){_SEP}?33{_SEP}?(?:\(0\){_SEP}?)?[1-79](?:{_SEP}{{0,2}}[0-9]){{8}}   # France, from abroad
      | \+{_SEP}?(?!33)[1-9][0-9]{{0,2}}(?:{_SEP}?\(?[0-9]\)?){{6,12}}                # elsewhere
      | 0[1-79](?:{_SEP}{{0,3}}[0-9]{{2}}){{4}}                                       # 06 12 34 56 78
      | 0[1-79](?:/[0-9]{{2}}){{4}}
      | 0[1-79][0-9]{{2}}(?:{_SEP}[0-9]{{3}}){{2}}                                    # 0612 345 678
      | 0[1-79]{_SEP}[0-9]{{3}}{_SEP}[0-9]{{2}}{_SEP}[0-9]{{3}}
    ) (?!{_SEP}?[0-9]|\w)""",
    re.X,
)
_EMAIL = re.compile(
    r"(?<![\w.%+\-@])[\w.%+\-]++(?:@|\s?[\[(](?:at|arobase|chez)[\])]\s?)"
    r"[^\W_](?:[\w\-]{0,62})(?:(?:\.|\s?[\[(](?:dot|point)[\])]\s?)[^\W_][\w\-]{0,62}){1,6}"
)
_FREE_MAIL = frozenset(
    [
        "gmail",
        "googlemail",
        "hotmail",
        "outlook",
        "live",
        "msn",
        "yahoo",
        "ymail",
        "icloud",
        "me",
        "mac",
        "orange",
        "wanadoo",
        "free",
        "sfr",
        "neuf",
        "bbox",
        "bouygtel",
        "laposte",
        "numericable",
        "aol",
        "gmx",
        "protonmail",
        "proton",
        "pm",
        "tutanota",
        "mail",
        "club-internet",
        "aliceadsl",
        "cegetel",
        "9online",
        "nordnet",
    ]
)
_IBAN_HEAD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[0-9]{2}(?=[ \u00a0\u202f\-]?[A-Za-z0-9])")
# Registry of IBAN lengths (swift.com), Europe and the French-speaking countries
_IBAN_LENGTH = {
    country: length
    for length, countries in {
        15: "NO", 16: "BE", 18: "DK FI NL", 19: "MK SI", 20: "AT BA EE LT LU XK", 21: "CH HR LI LV",
        22: "BG DE GB GE IE ME RS", 23: "GI IL", 24: "AD CZ ES MD RO SE SK TN", 25: "PT", 26: "DZ IS TR",
        27: "FR GR IT MC MR SM", 28: "AL AZ BF BJ CI CY HU LB MA ML NE PL SN TG", 29: "UA", 31: "MT",
    }.items()
    for country in countries.split()
}  # fmt: skip
_NIR = re.compile(
    r"(?<![0-9A-Za-z])([1-478])(S?)([0-9]{2})\2(0[1-9]|1[0-2]|[2-9][0-9])\2([0-9]{2}|2[ABab])\2([0-9]{3})\2([0-9]{3})"
    r"(?:[ \u00a0\u202f./\-]{0,3}([0-9]{2}))?(?![0-9])".replace("S", r"[ \u00a0\u202f.\-]")
)
_NIR_WORDS = re.compile(r"s[ée]cu|\bnir\b|\bn[ir]r\b|assur[ée]|immatricul", re.I)


def find(text: str, language: str = "fr", allowed: Collection[str] = ()) -> list[Finding]:
    """Personal data in `text`, in reading order. `language` is kept for symmetry: all patterns are always looked for.

    `allowed` holds what the institution makes public itself: numbers, addresses, names (`Mme Martin`) in any
    spacing, and `@its-domain.fr` for every address there.
    """
    known = _Allowed(allowed)
    hits = (hit for search in _SEARCHES for hit in search(text))
    return apart(_finding(*hit) for hit in hits if not known(hit[0], text[hit[1] : hit[2]]))


def mask(text: str, language: str = "fr", allowed: Collection[str] = ()) -> str:
    """`text` with each piece of personal data replaced by what it was: `[téléphone]`, `[nom]`…"""
    parts, at = [], 0
    for finding in find(text, language, allowed):
        parts += [text[at : finding.start], f"[{_KINDS[finding.kind][0].to(language)}]"]
        at = finding.end
    return "".join([*parts, text[at:]])


class _Allowed:
    """Whether the institution lets a number, an address or a name out."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._exact = {_bones(each) for each in allowed}
        self._domains = tuple(each.lower() for each in allowed if each.startswith("@"))

    def __call__(self, kind: str, piece: str) -> bool:
        if not self._exact:
            return False
        in_domain = kind == "email" and piece.lower().endswith(self._domains)
        bare_name = kind == "name" and _bones(piece.partition(" ")[2]) in self._exact
        return in_domain or bare_name or _bones(piece) in self._exact


def _bones(piece: str) -> str:
    """Letters and digits only; a French number in its national form."""
    bones = re.sub(r"[\W_]+", "", piece.casefold())
    return re.sub(r"^(?:00)?330?(?=[1-9][0-9]{8}$)", "0", bones)


def _phones(text: str) -> Iterator[Hit]:
    for match in _PHONE.finditer(text):
        national = _bones(match[0])
        yield "phone", match.start(), match.end(), "block" if national[:2] in ("06", "07") else "warn"


def _emails(text: str) -> Iterator[Hit]:
    if "@" not in text and "[" not in text and "(" not in text:
        return
    for match in _EMAIL.finditer(text):
        name, _, domain = match[0].lower().rpartition("@")
        own = domain.split(".")[0] in _FREE_MAIL or "." in name
        yield "email", match.start(), match.end(), "block" if own else "warn"


def _ibans(text: str) -> Iterator[Hit]:
    for head in _IBAN_HEAD.finditer(text):
        end = _iban_end(text, head.end(), _IBAN_LENGTH.get(head[0][:2].upper(), 0) - 4)
        if end and _iban_key(text[head.start() : end]):
            yield "iban", head.start(), end, "block"


def _iban_end(text: str, start: int, missing: int) -> int:
    """Where `missing` letters and digits have passed since `start`, single spaces let through; 0 if they do not come."""
    if missing < 0:
        return 0
    body = re.compile(rf"(?:[ \u00a0\u202f\-]?[A-Za-z0-9]){{{missing}}}(?![A-Za-z0-9])").match(text, start)
    return body.end() if body else 0


def _iban_key(iban: str) -> bool:
    """ISO 7064 mod 97-10: country and key go last, letters count from 10, the rest is 1."""
    bones = re.sub(r"[^A-Z0-9]", "", iban.upper())
    return int("".join(str(int(char, 36)) for char in bones[4:] + bones[:4])) % 97 == 1


def _nirs(text: str) -> Iterator[Hit]:
    for match in _NIR.finditer(text):
        number = "".join(match.group(1, 3, 4, 5, 6, 7))
        near = text[max(0, match.start() - 60) : match.start()]
        if (match[8] and int(match[8]) == _nir_key(number)) or (not match[8] and (match[2] or _NIR_WORDS.search(near))):
            yield "nir", match.start(), match.end(), "block"


def _nir_key(number: str) -> int:
    """97 less the number modulo 97; Corsica's 2A counts as 19, 2B as 18."""
    return 97 - int(number.upper().replace("2A", "19").replace("2B", "18")) % 97


def _addresses(text: str) -> Iterator[Hit]:
    return (("address", start, end, "warn") for start, end in addresses(text))


def _plates(text: str) -> Iterator[Hit]:
    return (("plate", start, end, "warn") for start, end in plates(text))


def _names(text: str) -> Iterator[Hit]:
    return (("name", start, end, "warn") for start, end in names(text))


_SEARCHES: tuple[Callable[[str], Iterable[Hit]], ...] = (_nirs, _ibans, _phones, _emails, _addresses, _plates, _names)

_KINDS: dict[str, tuple[Say, Say, Say]] = {
    "phone": (
        Say("téléphone", "phone number"),
        Say("Ce numéro de téléphone sera visible de tous.", "Everyone will see this phone number."),
        Say("Retirez-le, ou poursuivez l’échange en message privé.", "Remove it, or go on in a private message."),
    ),
    "email": (
        Say("adresse électronique", "e-mail address"),
        Say("Cette adresse électronique sera visible de tous.", "Everyone will see this e-mail address."),
        Say(
            "Retirez-la, ou donnez l’adresse publique de votre service.",
            "Remove it, or give the public address of your office.",
        ),
    ),
    "iban": (
        Say("IBAN", "IBAN"),
        Say("Ces coordonnées bancaires seraient visibles de tous.", "Everyone would see these bank details."),
        Say("Retirez-les et demandez-les par un canal privé.", "Remove them and ask for them in private."),
    ),
    "nir": (
        Say("numéro de sécurité sociale", "social security number"),
        Say("Ce numéro de sécurité sociale serait visible de tous.", "Everyone would see this social security number."),
        Say("Retirez-le : il ne doit jamais être publié.", "Remove it: it must never be published."),
    ),
    "address": (
        Say("adresse", "address"),
        Say("Cette adresse peut être celle d’une personne.", "This may be where a person lives."),
        Say(
            "Si c’est un domicile, retirez-la ou ne gardez que le quartier.",
            "If someone lives there, remove it or name only the district.",
        ),
    ),
    "plate": (
        Say("plaque d’immatriculation", "licence plate"),
        Say("Cette plaque d’immatriculation désigne une personne.", "This licence plate points at a person."),
        Say("Retirez-la, ou masquez-la sur l’image.", "Remove it, or blur it in the picture."),
    ),
    "name": (
        Say("nom", "name"),
        Say("Cette personne est nommée.", "This person is named."),
        Say(
            "Si elle n’est ni élue ni porte-parole, retirez son nom ou demandez-lui son accord.",
            "Unless they hold office or speak for the house, remove the name or ask for their consent.",
        ),
    ),
}


def _finding(kind: str, start: int, end: int, severity: Severity) -> Finding:
    return Finding(kind, start, end, _KINDS[kind][1], _KINDS[kind][2], severity)
