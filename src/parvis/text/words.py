"""Words: folding, cutting a text into words, and the words that characterise a set of texts."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from parvis.text.fold import LETTERS, WORDS
from parvis.text.words_common import STOP

_RUN = re.compile(r"[^ ]+")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|@[\w.@-]+")


def fold(text: str) -> str:
    """The text in small letters, without accents, ligatures or invisible characters; punctuation stays."""
    return text.translate(LETTERS)


def tokens(text: str) -> list[str]:
    """The folded words of a text: runs of letters and digits (`L’école, 2 rue` → `l ecole 2 rue`)."""
    return text.translate(WORDS).split()


def located(text: str) -> list[tuple[str, int, int]]:
    """`tokens` with their start and end, in code points of `text`."""
    spaced = text.translate(WORDS)
    if len(spaced) == len(text) and WORDS.uneven.isdisjoint(text):
        return [(m.group(), m.start(), m.end()) for m in _RUN.finditer(spaced)]
    return list(_located_unevenly(text))


def _located_unevenly(text: str) -> Iterator[tuple[str, int, int]]:
    word, start, end = "", 0, 0
    for at, char in enumerate(text):
        folded = WORDS[ord(char)]
        if folded == " ":
            if word:
                yield word, start, end
            word = ""
        elif folded:
            start = start if word else at
            word, end = word + folded, at + 1
        elif word and end == at:
            end = at + 1  # an accent or a joiner written apart belongs to its word
    if word:
        yield word, start, end


def keywords(texts: Iterable[str], language: str, most: int = 10) -> list[tuple[str, float]]:
    """The words and pairs of words that say what `texts` are about, as people write them, best first.

    The weight is the share of texts (0 to 1) that use the word. Plural forms count with their singular.
    """
    stop = STOP.get(language[:2], STOP["fr"] | STOP["en"])
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
    for word, start, end in located(text):
        if word in stop or word.isdigit() or len(word) < 3:
            continue
        key, form = _stem(word), text[start:end]
        found.setdefault(key, form)
        if last and _joined(text[last_end:start]):
            found.setdefault(f"{last} {key}", f"{last_form}{text[last_end:start]}{form}")
        last, last_end, last_form = key, end, form
    return found


_JOIN = re.compile(r"[ -]|(?: |-)(?:de|du|des|d[’']|la|à|au|aux|of)(?: la| l[’']| |-)?(?: )?", re.IGNORECASE)


def _joined(between: str) -> bool:
    return bool(_JOIN.fullmatch(between))


def _stem(word: str) -> str:
    """Plural to singular, lightly: the same key for both is enough, it need not be a word."""
    if len(word) > 4 and word.endswith("aux"):
        return word[:-3] + "al" if not word.endswith("eaux") else word[:-1]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "i"
    if len(word) > 3 and word[-1] in "sx" and word[-2] != "s":
        word = word[:-1]
    return word[:-1] + "i" if len(word) > 4 and word[-1] == "y" else word.removesuffix("e") if len(word) > 5 else word


def _without_repeats(counts: Counter[str], total: int, most: int) -> list[str]:
    """The best keys; a pair replaces its words when it carries most of their uses, and is left out when it carries few."""
    least = 2 if total > 3 else 1
    pairs = {
        k for k, n in counts.items() if " " in k and n >= max(2, least) and all(n >= 0.4 * counts[w] for w in k.split())
    }
    covered = {w for k in pairs for w in k.split() if counts[k] >= 0.6 * counts[w]}
    kept = (k for k, n in counts.items() if n >= least and (k in pairs if " " in k else k not in covered))
    return sorted(kept, key=lambda k: (-counts[k] * (1.3 if " " in k else 1), k))[:most]


def _display(forms: Counter[str]) -> str:
    """The most frequent way of writing it; small letters unless a capital is usual."""
    form, count = max(forms.items(), key=lambda x: (x[1], x[0]))
    small = sum(n for f, n in forms.items() if f[:1].islower())
    return (
        form.lower()
        if form.isupper() and len(form) > 5 or small * 4 >= count and not form[:1].islower() and small
        else form
    )
