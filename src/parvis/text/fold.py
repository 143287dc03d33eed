"""What counts as a letter, and which letters are the same: case, accents, ligatures and stylised letters are folded.

The folding works code point by code point, without context, so that a whole batch can be folded by table (`batch_scan`)
and one text by `str.translate` with the same result.
"""

import unicodedata

LAST = 0x30000  # every script in use; the planes above hold rare ideographs, tags and private use
GAP = " "

# Letters that Unicode does not take apart, and modifier letters that people type as an apostrophe.
_SPECIAL = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŧ": "t"}
_APOSTROPHES = "ʹʻʼʽʾʿˈŉ"
_INVISIBLE = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x3164, *range(0xFE00, 0xFE10)}
# Combining marks of these classes are vowel signs and viramas: part of the word in the scripts of India and beyond.
_KEPT_MARKS = (0, 9)


def fold_char(code: int) -> str:
    """`""` for what is not there to a reader, a space between words, else the folded letters or digits."""
    char = chr(code)
    if char in _APOSTROPHES:
        return GAP
    category = unicodedata.category(char)
    if code in _INVISIBLE or category in ("Cf", "Me"):
        return ""
    if category[0] in "ZC" or code >= LAST:
        return GAP
    if category == "Mn" and unicodedata.combining(char) not in _KEPT_MARKS:
        return ""
    if category == "Lo" and (0xAC00 <= code <= 0xD7A3 or not unicodedata.decomposition(char)):
        return char  # of a script without case, in one piece
    letters = _letters(char)
    if category == "So" and len(letters) != 1:
        return GAP
    return letters if letters and all(map(_is_letter, letters)) else GAP


def _letters(char: str) -> str:
    plain = unicodedata.normalize("NFKD", "".join(_SPECIAL.get(c, c) for c in char.casefold()))
    kept = (c for c in plain if unicodedata.category(c) != "Mn" or unicodedata.combining(c) in _KEPT_MARKS)
    return "".join(_SPECIAL.get(c, c) for c in "".join(kept).casefold() if ord(c) not in _INVISIBLE)


def _is_letter(char: str) -> bool:
    return (char.isalnum() and char not in _APOSTROPHES) or unicodedata.category(char) in ("Mn", "Mc")


class Folding(dict[int, str]):
    """A table for `str.translate`, filled as characters are met. `uneven` collects those that change the length."""

    def __init__(self, keep_gaps: bool) -> None:
        super().__init__()
        self.keep_gaps = keep_gaps
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        folded = fold_char(code)
        if folded == GAP and self.keep_gaps:
            folded = chr(code)
        if len(folded) != 1:
            self.uneven.add(chr(code))
        self[code] = folded
        return folded


WORDS = Folding(keep_gaps=False)
LETTERS = Folding(keep_gaps=True)


# Most Western text is written with the 256 characters of Windows-1252, which `bytes.translate` folds ten times faster.
_KNOWN = "".join(bytes([b]).decode("cp1252", "replace") for b in range(256))
_FOLDED = [fold_char(ord(char)) for char in _KNOWN]
_SEVERAL = {folded: b for b, folded in enumerate({f for f in _FOLDED if len(f) > 1 and f.isascii()}, start=1)}
_ELSEWHERE = 0x7F  # stands for the few whose folding is not ASCII
_ONE_BYTE = bytes(
    ord(f) if len(f) == 1 and f.isascii() else _SEVERAL.get(f, _ELSEWHERE) if f else ord(" ") for f in _FOLDED
)
_UNSEEN = bytes(b for b, folded in enumerate(_FOLDED) if not folded)
_REPLACED = [(bytes((stand_in,)), letters.encode()) for letters, stand_in in _SEVERAL.items()]


def spaced(text: str) -> tuple[str, bool]:
    """The folded words of a text with spaces for all else, and whether each letter is still in its place."""
    if text.isascii():
        return text.encode().translate(_ONE_BYTE).decode(), True
    try:
        folded = text.encode("cp1252").translate(_ONE_BYTE, _UNSEEN)
    except UnicodeEncodeError:
        folded = bytes((_ELSEWHERE,))
    if _ELSEWHERE in folded:
        words = text.translate(WORDS)
        return words, len(words) == len(text) and WORDS.uneven.isdisjoint(text)
    size = len(folded)
    for stand_in, letters in _REPLACED:
        folded = folded.replace(stand_in, letters)
    return folded.decode("ascii"), size == len(folded) == len(text)
