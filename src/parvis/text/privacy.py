"""Personal data in a text that is about to be published: found, explained, masked."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from parvis.text.finding import Finding, Severity, apart
from parvis.text.privacy_names import names
from parvis.text.privacy_numbers import emails, ibans, nirs, phones
from parvis.text.privacy_places import addresses, plates
from parvis.text.privacy_says import NAMED, SAYS, SUGGESTIONS

Hit = tuple[str, int, int, Severity]


def find(text: str, language: str = "fr", allowed: Collection[str] = ()) -> list[Finding]:
    """Personal data in `text`, in reading order: `phone`, `email`, `iban`, `nir`, `address`, `plate`, `name`.

    `allowed` holds what the institution makes public itself: numbers, addresses and names (`Mme Martin` or `Martin`)
    in any spacing, and `@its-domain.fr` for every e-mail address there.
    """
    known, plain = _Allowed(allowed), text.translate(_signs)
    hits = (hit for hit in _hits(plain, language) if not known(hit[0], plain[hit[1] : hit[2]]))
    return apart(Finding(kind, start, end, SAYS[kind], SUGGESTIONS[kind], how) for kind, start, end, how in hits)


def mask(text: str, language: str = "fr", allowed: Collection[str] = ()) -> str:
    """`text` with each piece of personal data replaced by what it was: `[téléphone]`, `[nom]`…"""
    parts, at = [], 0
    for finding in find(text, language, allowed):
        parts += [text[at : finding.start], f"[{NAMED[finding.kind].to(language)}]"]
        at = finding.end
    return "".join([*parts, text[at:]])


def _hits(text: str, language: str) -> Iterator[Hit]:
    """(kind, start, end, severity); they may overlap."""
    yield from (("nir", start, end, "block") for start, end in nirs(text))
    yield from (("iban", start, end, "block") for start, end in ibans(text))
    yield from (("phone", start, end, "block" if mobile else "warn") for start, end, mobile in phones(text, language))
    yield from (("email", start, end, "block" if own else "warn") for start, end, own in emails(text))
    yield from (("address", start, end, "warn") for start, end in addresses(text))
    yield from (("plate", start, end, "warn") for start, end in plates(text))
    yield from (("name", start, end, "warn") for start, end in names(text, language))


class _Signs(dict[int, int]):
    """Code point → the sign it is written for: digits of all scripts and widths, dashes and spaces; places stay."""

    def __missing__(self, code: int) -> int:
        self[code] = sign = _sign(chr(code))
        return sign


def _sign(char: str) -> int:
    if char.isdecimal():
        return ord(str(unicodedata.decimal(char)))
    if "！" <= char <= "～":
        return ord(char) - 0xFEE0
    if char in "‐‑‒–—−":
        return ord("-")
    return ord(" ") if unicodedata.category(char) == "Zs" else ord(char)


_signs = _Signs()


class _Allowed:
    """Whether the institution lets a number, an address or a name out."""

    def __init__(self, allowed: Collection[str]) -> None:
        self._exact = {bones for each in allowed if (bones := _bones(each))}
        self._domains = tuple(each.lower() for each in allowed if each.startswith("@"))

    def __call__(self, kind: str, piece: str) -> bool:
        bones = _bones(piece)
        if kind == "email" and piece.lower().endswith(self._domains):
            return True
        if kind == "name" and _bones(piece.partition(" ")[2]) in self._exact:
            return True
        if kind == "address":
            return any(bones.startswith(each) or each.startswith(bones) for each in self._exact)
        return bones in self._exact


def _bones(piece: str) -> str:
    """Letters and digits only; a French number in its national form."""
    bones = re.sub(r"[\W_]+", "", piece.casefold())
    return re.sub(r"^(?:00)?330?(?=[1-9][0-9]{8}$)", "0", bones)
