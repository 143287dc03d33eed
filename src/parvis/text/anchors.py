"""How often a term is likely to occur in a post: a watch is looked at only when its rarest required term is there."""

from parvis.text.words_common import STOP

_STOP = frozenset[str]().union(*STOP.values())
_STOP_RATE = 0.05
# Rate of an ordinary word by its length in letters; an order of magnitude is enough.
_BY_LENGTH = (1.0, 0.02, 4e-3, 1.5e-3, 1e-3, 8e-4, 6e-4, 4e-4, 3e-4, 2e-4, 1e-4)
_FIELDS = {"lang": 0.6, "source": 0.3, "author": 2e-4, "site": 2e-3, "tag": 1e-3, "has": 0.3, "is": 0.3}
_FOLLOWED = 0.1  # how often one word of a phrase has the other beside it


def supposed(term: str) -> float:
    """The share of posts in which a term is expected; the term is written as in `batch_plan.Terms`."""
    name, colon, _ = term.partition(":")
    if colon:
        return _FIELDS[name]
    words = term.split(" ")
    return min(map(_word, words)) * _FOLLOWED ** (len(words) - 1)


def _word(word: str) -> float:
    if word[-1] == "*":
        return 4 * _BY_LENGTH[min(len(word) - 1, 10)]
    return _STOP_RATE if word in _STOP else _BY_LENGTH[min(len(word), 10)]
