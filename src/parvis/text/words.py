"""Words: folding, cutting a text into words, and the words that characterise a set of texts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import accumulate, compress, count
from operator import add

from parvis.text.fold import LETTERS, WORDS, spaced
from parvis.text.words_common import NO_TOPIC

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|@[\w.@-]+")


def fold(text: str) -> str:
    """The text in small letters, without accents, ligatures or invisible characters; punctuation stays."""
    return text.translate(LETTERS)


def tokens(text: str) -> list[str]:
    """The folded words of a text: runs of letters and digits (`L’école, 2 rue` → `l ecole 2 rue`)."""
    return spaced(text)[0].split()


def located(text: str) -> tuple[list[str], list[int], list[int]]:
    """`tokens`, and where each starts and ends in `text`, in code points."""
    spread, even = spaced(text)
    if not even:
        return _located_unevenly(text)
    pieces = spread.split(" ")
    words = [*filter(None, pieces)]
    starts = [*compress(map(add, accumulate(map(len, pieces), initial=0), count()), pieces)]
    return words, starts, [*map(add, starts, map(len, words))]


def _located_unevenly(text: str) -> tuple[list[str], list[int], list[int]]:
    letters = [WORDS[ord(char)] for char in text]
    starts, ends, inside = list[int](), list[int](), False
    for at, folded in enumerate(letters):
        if inside and folded == " ":
            ends.append(at)
            inside = False
        elif folded and folded != " " and not inside:
            starts.append(at)
            inside = True
    if inside:
        ends.append(len(text))  # an accent or a joiner written apart belongs to its word
    return ["".join(letters[start:end]) for start, end in zip(starts, ends, strict=True)], starts, ends


def keywords(texts: Iterable[str], language: str, most: int = 10) -> list[tuple[str, float]]:
    """The words and pairs of words that say what `texts` are about, as people write them, best first.

    The weight is the share of texts (0 to 1) that use the word. Plural forms count with their singular.
    """
    stop = NO_TOPIC.get(language[:2], NO_TOPIC["fr"] | NO_TOPIC["en"])
    total, counts, shown = 0, Counter[str](), defaultdict[str, Counter[str]](Counter)
    for text in texts:
        total += 1
        for key, form in _topics(text, stop).items():
            counts[key] += 1
            shown[key][form] += 1
    chosen = _without_repeats(counts, total, most)
    return [(_display(shown[key]), counts[key] / total) for key in chosen]


def _topics(text: str, stop: frozenset[str]) -> dict[str, str]:
    """Topic key → form as written, each once a text; a pair is two words that follow each other in one clause."""
    text = _ADDRESS.sub(" . ", text)
    found: dict[str, str] = {}
    last, last_end, last_form = "", -2, ""
    for word, start, end in zip(*located(text), strict=True):
        if word in stop or word.isdigit() or len(word) < 3 or _calls(word):
            continue
        key, form = _stem(word), text[start:end]
        found.setdefault(key, form)
        if last and _joined(text[last_end:start]):
            found.setdefault(f"{last} {key}", f"{last_form}{text[last_end:start]}{form}")
        last, last_end, last_form = key, end, form
    return found


def _calls(word: str) -> bool:
    """*signez*, *partagez*: what people ask others to do is not what they speak of."""
    return len(word) > 4 and word.endswith("ez")


_TIED, _MOSTLY = 0.4, 0.6
_ACRONYM = 5  # letters that may all be capitals
_JOIN = re.compile(r"[ -]|(?: |-)(?:de|du|des|d[’']|la|à|au|aux|of)(?: la| l[’']| |-)?(?: )?", re.IGNORECASE)


def _joined(between: str) -> bool:
    return bool(_JOIN.fullmatch(between))


def _stem(word: str) -> str:
    """One key for the singular and the plural of a word, and for some of its endings; it need not be a word."""
    if word.endswith("aux") and len(word) > 4:
        return word[:-1] if word.endswith("eaux") else word[:-3] + "al"
    if len(word) > 3 and word[-1] in "sx" and word[-2] != "s":
        word = word[:-1]
    if len(word) > 4 and word.endswith(("ie", "y")):
        return word.removesuffix("e").removesuffix("y").removesuffix("i") + "i"
    return word.removesuffix("e") if len(word) > 5 else word


def _without_repeats(counts: Counter[str], total: int, most: int) -> list[str]:
    """The best keys. A pair counts that carries much of its words' uses; it covers those of which it carries most."""
    least = 2 if total > 3 else 1

    def share(pair: str) -> float:
        return min(counts[pair] / counts[word] for word in pair.split())

    frequent = [key for key, count in counts.items() if count >= least]
    pairs = [key for key in frequent if " " in key and counts[key] > 1 and share(key) >= _TIED]
    covered = {word for pair in pairs for word in pair.split() if counts[pair] >= _MOSTLY * counts[word]}
    kept = [*pairs, *(key for key in frequent if " " not in key and key not in covered)]
    return sorted(kept, key=lambda key: (-counts[key], " " not in key, key))[:most]


def _display(forms: Counter[str]) -> str:
    """The most frequent way of writing it, without the capitals of a beginning or of a cry."""
    form = max(forms, key=lambda form: (forms[form], form))
    small = sum(count for other, count in forms.items() if other.islower())
    return form.lower() if 4 * small >= forms[form] or (form.isupper() and len(form) > _ACRONYM) else form
