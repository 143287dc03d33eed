"""Features of short texts, computed for a whole batch at once with numpy.

Every text becomes a sparse row of hashed character n-grams (2 to 5), words, word pairs and words under a negation,
and a short dense row: what the lexicon says and the signs on the surface (exclamation marks, capitals, emoji).
One table look-up a code point stands in for folding, so that a batch costs a handful of passes over one array.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple
from unicodedata import normalize

import numpy as np
from numpy.typing import NDArray

LONGEST = 2000  # code points read of one text: the tone of a post shows well before that
BITS = 18
SIZE = 1 << BITS

Codes = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float32]

_TABLE = 0x3000  # code points below are folded by table; above, letters and emoji stand for themselves
_SPACE, _WORD, _SIGN = 0, 1, 2
_NEGATORS = (
    *("pas", "jamais", "rien", "aucun", "aucune", "sans", "ni", "guère", "nullement"),
    *("not", "no", "never", "without", "cannot", "t", "nothing", "nobody"),
)
# Each begins with letters to look for: that is how `re` passes quickly over what it does not look for.
_LINK = re.compile(r"http(?:s?://\S+|(?<=\bhttp)s?\b)")
_BARE_LINK = re.compile(r"www\.\S+")
_NAME = re.compile(r"@(?<!\w@)\w[\w.\-]*")
_UNSEEN = re.compile(r"[\x00\u200b-\u200f\u202a-\u202e\ufeff\ufe0f]")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&#39;": "'", "&quot;": '"'}
_QUOTES = dict.fromkeys("’‘ʼ`´", "'") | dict.fromkeys("“”", '"')


def clean(text: str) -> str:
    """`text` with links, account names and white space each reduced to one form, cut at `LONGEST`."""
    text = text[:LONGEST]
    for quote, plain in _QUOTES.items():
        text = text.replace(quote, plain)
    if "&" in text:
        for entity, sign in _ENTITIES.items():
            text = text.replace(entity, sign)
    text = _LINK.sub("http", text) if "http" in text else text
    text = _BARE_LINK.sub("http", text) if "www." in text else text
    text = _NAME.sub("@user", text) if "@" in text else text
    return " ".join((text if _seen(text) else _UNSEEN.sub(" ", text)).split())


def _seen(text: str) -> bool:
    """Whether it is plain that all characters are seen: among the first 256 only the null is not."""
    try:
        return "\x00" not in text and bool(text.encode("latin-1"))
    except UnicodeEncodeError:
        return False


class Batch(NamedTuple):
    """The folded code points of all texts, each text between spaces and ended by a line feed."""

    codes: Codes
    upper: Bools  # was this code point a capital
    kinds: NDArray[np.uint8]  # space, word or sign
    starts: Ints  # where each text begins
    lengths: Ints


def batch(texts: Sequence[str]) -> Batch:
    """One array for all `texts`."""
    joined = "".join(f" {clean(text)} \n" for text in texts)
    raw: Codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded, upper, kinds = _tables()
    small = np.minimum(raw, _TABLE).astype(np.intp)
    codes = np.where(raw < _TABLE, folded.take(small), raw)
    ends = np.flatnonzero(raw == 10)
    starts = np.concatenate(([0], ends[:-1] + 1)).astype(np.int64)
    return Batch(codes, upper.take(small), kinds.take(small), starts, ends + 1 - starts)


@cache
def _tables() -> tuple[Codes, Bools, NDArray[np.uint8]]:
    """For every code point below `_TABLE`: lower case without accent; is it a capital; its kind."""
    signs = [chr(point) for point in range(_TABLE + 1)]
    folded = np.array([_fold(sign) for sign in signs], dtype=np.uint32)
    upper = np.array([sign.isupper() for sign in signs])
    kinds = np.array([_WORD if s.isalnum() else _SPACE if s.isspace() else _SIGN for s in signs], dtype=np.uint8)
    kinds[_TABLE] = _SIGN  # stands for all that lies above, emoji for the most part
    return folded, upper, kinds


def _fold(sign: str) -> int:
    base = normalize("NFD", sign.lower())
    return ord(base[0]) if base and len(base.strip(base[0])) <= 1 else ord(sign)


class Tokens(NamedTuple):
    """Words and signs of a batch, in order; a run of one sign is one token."""

    hashes: Hashes
    texts: Ints  # which text each belongs to
    words: Bools
    runs: Ints  # length in code points
    negated: Bools


def tokens(read: Batch) -> Tokens:
    """Cut a batch into tokens and mark those in the scope of a negation (three tokens, up to a sign)."""
    kinds, codes = read.kinds, read.codes
    same = (kinds[1:] == kinds[:-1]) & ((kinds[1:] != _SIGN) | (codes[1:] == codes[:-1]))
    begins = np.flatnonzero((kinds[1:] != _SPACE) & ~same) + 1
    inside = np.flatnonzero(kinds != _SPACE)
    first = np.searchsorted(inside, begins)
    number = np.repeat(np.arange(len(begins)), np.diff(np.append(first, len(inside))))
    place = np.where(kinds[inside] == _SIGN, 0, inside - begins[number])
    words = kinds[begins] == _WORD
    runs = np.diff(np.append(first, len(inside)))
    mixed = _mix(codes[inside].astype(np.uint64) * np.uint64(1_000_003) + place.astype(np.uint64))
    hashes = np.where(words, np.add.reduceat(mixed, first), mixed[first]) if len(begins) else mixed
    texts = np.searchsorted(read.starts, begins, side="right") - 1
    return Tokens(hashes, texts, words, runs, _negated(hashes, texts, words))


def _mix(value: Any) -> Hashes:
    """Spread every bit of a 64-bit value over all others (the finaliser of SplitMix64)."""
    spread: Hashes = value >> np.uint64(30)
    spread ^= value
    spread *= np.uint64(0xBF58476D1CE4E5B9)
    spread ^= spread >> np.uint64(27)
    spread *= np.uint64(0x94D049BB133111EB)
    spread ^= spread >> np.uint64(31)
    return spread


def word_hashes(words: Iterable[str]) -> Hashes:
    """The hash `tokens` gives to each of `words` (single words or signs, folded the same way)."""
    folded, _, kinds = _tables()
    out = []
    for word in words:
        codes = np.array([folded[ord(c)] if ord(c) < _TABLE else ord(c) for c in word], dtype=np.uint64)
        if kinds[min(ord(word[0]), _TABLE)] == _SIGN:
            codes = codes[:1]
        out.append(_mix(codes * np.uint64(1_000_003) + np.arange(len(codes), dtype=np.uint64)).sum(dtype=np.uint64))
    return np.array(out, dtype=np.uint64)


@cache
def _negator_hashes() -> Hashes:
    return word_hashes(_NEGATORS)


def _negated(hashes: Hashes, texts: Ints, words: Bools) -> Bools:
    scope = np.zeros(len(hashes), dtype=bool)
    reach = np.isin(hashes, _negator_hashes())
    for _ in range(3):
        reach = np.concatenate(([False], reach[:-1])) & words
        reach[1:] &= texts[1:] == texts[:-1]
        scope |= reach
    return scope


class Rows(NamedTuple):
    """A sparse matrix by rows: `columns` and `counts` of row i lie between `ends[i]` and `ends[i + 1]`."""

    columns: Ints
    counts: Floats
    ends: Ints

    def at(self, chosen: Ints) -> Iterator[slice]:
        """Where these rows lie."""
        return map(slice, self.ends[chosen].tolist(), self.ends[chosen + 1].tolist())


class _Kind(NamedTuple):
    """Features of one kind, text by text: the columns of text i lie between `starts[i]` and `ends[i]`."""

    columns: Ints
    starts: Ints
    ends: Ints


def sparse(read: Batch, cut: Tokens) -> Rows:
    """Hashed n-grams, words and pairs of every text; each column once a row, with 1 + log of its count."""
    kinds = [*_grams(read), *_word_features(cut, len(read.starts))]
    ends = np.concatenate(([0], np.cumsum(sum(kind.ends - kind.starts for kind in kinds)))).tolist()
    columns, counts = np.empty(ends[-1], np.intp), np.empty(ends[-1], np.intp)
    slices = [map(slice, kind.starts.tolist(), kind.ends.tolist()) for kind in kinds]
    place_of, places = np.empty(SIZE, np.uint16), np.arange(1 << 16, dtype=np.uint16)
    for (start, end), *own in zip(pairwise(ends), *slices, strict=True):
        row = columns[start:end]
        np.concatenate([kind.columns[part] for kind, part in zip(kinds, own, strict=True)], out=row)
        place_of[row] = places[: len(row)]  # of the places that name a column, one stands for all
        counts[start:end] = np.bincount(place_of.take(row), minlength=len(row))
    kept = np.flatnonzero(counts)
    return Rows(columns.take(kept), _weighed().take(counts.take(kept)), np.searchsorted(kept, ends))


@cache
def _weighed() -> Floats:
    """1 + log of every count that a text may have."""
    weighed: Floats = (1 + np.log(np.maximum(np.arange(1 << 16), 1))).astype(np.float32)
    return weighed


def _grams(read: Batch) -> Iterable[_Kind]:
    """Every run of 2 to 5 code points before the line feed that ends a text."""
    codes, ends = read.codes.astype(np.uint64), read.starts + read.lengths
    rolling = codes + np.uint64(7)
    for size in range(2, 6):
        rolling = rolling[:-1] * np.uint64(0x9E3779B97F4A7C15)
        rolling += codes[size - 1 :]
        yield _Kind(_columns(_mix(rolling + np.uint64(size))), read.starts, np.maximum(ends - size, read.starts))


def _columns(hashes: Hashes) -> Ints:
    columns: Ints = (hashes >> np.uint64(64 - BITS)).view(np.int64)
    return columns


def _word_features(cut: Tokens, count: int) -> Iterable[_Kind]:
    yield _of_texts(cut.texts, _mix(cut.hashes ^ np.uint64(0x57)), count)
    yield _of_texts(cut.texts[cut.negated], _mix(cut.hashes[cut.negated] ^ np.uint64(0xBAD)), count)
    yield _of_texts(*pairs(cut), count)


def _of_texts(texts: Ints, hashes: Hashes, count: int) -> _Kind:
    bounds = np.searchsorted(texts, np.arange(count + 1))
    return _Kind(_columns(hashes), bounds[:-1], bounds[1:])


def pairs(cut: Tokens) -> tuple[Ints, Hashes]:
    """Every two neighbours in a text: which text, and the hash of both."""
    near = np.flatnonzero(cut.texts[1:] == cut.texts[:-1])
    return cut.texts[near], pair_hashes(cut.hashes[near], cut.hashes[near + 1])


def pair_hashes(first: Hashes, second: Hashes) -> Hashes:
    """The hash of each `first` followed by each `second`."""
    return _mix(first * np.uint64(3) + second)


def surface(read: Batch, cut: Tokens) -> Floats:
    """Signs on the surface, one dense row a text, each about 0 to 1."""
    count = len(read.starts)

    def per_text(chosen: Bools) -> Any:
        return np.bincount(cut.texts[chosen], minlength=count)

    def sign(mark: str) -> Any:
        return cut.hashes == word_hashes([mark])[0]

    letters = np.add.reduceat((read.kinds == _WORD).astype(np.int64), read.starts)
    capitals = np.add.reduceat(read.upper.astype(np.int64), read.starts)
    exclaims, asks = sign("!"), sign("?")
    columns = [
        np.minimum(per_text(exclaims), 3) / 3,
        per_text(exclaims & (cut.runs > 1)) > 0,
        np.minimum(per_text(asks), 3) / 3,
        per_text(asks & (cut.runs > 1)) > 0,
        per_text(sign(".") & (cut.runs > 1)) > 0,
        capitals / np.maximum(letters, 1),
        np.minimum(letters, 400) / 400,
        np.minimum(per_text(sign("#")), 4) / 4,
        per_text(sign("@")) > 0,
        per_text(sign('"')) > 0,
        per_text(cut.hashes == word_hashes(["http"])[0]) > 0,
        np.minimum(per_text(cut.negated), 3) / 3,
    ]
    return np.column_stack(columns).astype(np.float32)
