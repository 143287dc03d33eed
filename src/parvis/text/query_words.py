"""From the words of a query to what a text's words are compared with: folded parts, wildcards kept.

A part without `*` and `?` equals a word. `abc*` is a prefix. Any other part is a glob over one word.
"""

import re
import unicodedata
from collections.abc import Callable

from parvis.text.fold import LETTERS, WORDS, spaced

# Scripts that write without spaces: a word of these is looked for anywhere in a run of letters.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0002ffff]"
)
_LOOSE_QUESTION = re.compile(r"\?+(?= |$)|(?<![^ ])\?+")
_VARIANTS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "})


def parts(text: str, quoted: bool = False, whole: bool = False) -> tuple[str, ...]:
    """The parts of a word or, `quoted`, of a phrase, where a `?` after a word is punctuation.

    Without `whole`, a word of a script without spaces becomes a glob that finds it inside a run of letters.
    """
    if "*" not in text and "?" not in text:
        found = spaced(text)[0].split()
        if text.isascii() or whole or not any(map(unspaced, found)):
            return tuple(found)
    spread = "".join([c if c in "*?" else WORDS[ord(c)] for c in text])
    if quoted:
        spread = _LOOSE_QUESTION.sub(" ", spread)
    return tuple(f"*{p}*" if not whole and "*" not in p and unspaced(p) else p for p in spread.split())


def unspaced(part: str) -> bool:
    """Whether the part is in a script that writes without spaces between words."""
    return not part.isascii() and _UNSPACED.search(part) is not None


def plain_parts(text: str) -> tuple[str, ...]:
    """The folded words of a text, no wildcards."""
    return tuple(spaced(text)[0].split())


def is_plain(part: str) -> bool:
    return "*" not in part and "?" not in part


def is_prefix(part: str) -> bool:
    return part[-1] == "*" and is_plain(part[:-1])


def letters(part: str) -> int:
    """How many letters a part gives to look for: in the longest run without `*`."""
    return max(len(run.replace("?", "")) for run in part.split("*"))


def test(part: str) -> Callable[[str], bool]:
    """Whether a word is what the part asks for; time grows with the word's length only, whatever the part."""
    if is_plain(part):
        return part.__eq__
    if is_prefix(part):
        start = part[:-1]
        return lambda word: word.startswith(start)
    pieces = [re.compile(re.escape(p).replace(r"\?", "."), re.DOTALL) for p in part.split("*")]
    return lambda word: _glob(pieces, word)


def _glob(pieces: list[re.Pattern[str]], word: str) -> bool:
    first, *middle = pieces
    if not middle:
        return first.fullmatch(word) is not None
    last = middle.pop()
    start = first.match(word)
    if start is None:
        return False
    at = start.end()
    for piece in middle:
        found = piece.search(word, at)
        if found is None:
            return False
        at = found.end()
    tail = len(word) - len(last.pattern.replace("\\", ""))
    return tail >= at and last.match(word, tail) is not None


def exact_form(text: str) -> str:
    """One way of writing what a reader cannot tell apart: composed accents, typographic quotes, kinds of space."""
    kept = "".join([c for c in text.translate(_VARIANTS) if unicodedata.category(c) != "Cf"])
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def handle_form(text: str) -> str:
    """An account's name, folded, its punctuation kept (`Ville_Sainte-Aube@social.fr`)."""
    return text.translate(LETTERS).lstrip("@")


def is_tag(text: str) -> bool:
    """Whether all of the text can stand in a hashtag."""
    return all(c in "_*?" or WORDS[ord(c)] != " " for c in text)


def is_symbol(char: str) -> bool:
    """A sign that can be looked for by itself: emoji, currency, mathematics; not punctuation, not letters."""
    if char.isascii():
        return char == "$"
    return unicodedata.category(char) in ("So", "Sc", "Sm", "Sk") or char in "\u200d\ufe0f\u20e3"
