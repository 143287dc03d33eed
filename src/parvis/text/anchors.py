"""How often a term is likely to occur in a post: a watch is looked at only when its rarest required term is there."""

from parvis.text.words_common import STOP

_STOP = frozenset[str]().union(*STOP.values())
_STOP_RATE = 0.05
# Rate of an ordinary word by its length in letters; an order of magnitude is enough.
_BY_LENGTH = (1.0, 0.02, 4e-3, 1.5e-3, 1e-3, 8e-4, 6e-4, 4e-4, 3e-4, 2e-4, 1e-4)
_FIELDS = {"lang": 0.6, "source": 0.3, "author": 2e-4, "site": 2e-3, "tag": 1e-3, "has": 0.3, "is": 0.3}
_FOLLOWED = 0.1  # how often one word of a phrase has the other beside it


def supposed(term: str) -> float:
    """The share of posts in which a word, a prefix or a field's value is expected; written as in `batch_terms`."""
    if ":" in term:
        return _FIELDS[term.partition(":")[0]]
    if term[-1] == "*":
        return 4 * _BY_LENGTH[min(len(term) - 1, 10)]
    return _STOP_RATE if term in _STOP else _BY_LENGTH[min(len(term), 10)]


def supposed_phrase(words: list[str]) -> float:
    """The same of words that follow each other: the rarest, that is the longest, sets the rate."""
    telling = [len(word) for word in words if word not in _STOP]
    rarest = _BY_LENGTH[min(max(telling), 10)] if telling else _STOP_RATE
    return rarest * _FOLLOWED ** (len(words) - 1)
