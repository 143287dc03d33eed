"""A post cut into words once, for any number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from parvis.text.fold import WORDS
from parvis.text.posts import Post
from parvis.text.query_words import handle_form
from parvis.text.words import located

Named = tuple[str, int, int]  # a name, its first and last word
_FEW_WORDS = 500


class Reading:
    """The folded words of a post, with their starts and ends in code points; cut when first asked for."""

    __slots__ = ("__dict__", "ends", "post", "starts", "text", "vocabulary", "words")

    words: list[str]
    starts: list[int]
    ends: list[int]
    vocabulary: frozenset[str]

    def __init__(self, post: Post) -> None:
        self.post, self.text = post, post.text

    def __getattr__(self, name: str) -> object:
        if name not in ("words", "starts", "ends", "vocabulary"):
            raise AttributeError(name)
        self.words, self.starts, self.ends = located(self.text)
        self.vocabulary = frozenset(self.words)
        return getattr(self, name)

    def positions(self, word: str) -> Sequence[int]:
        """Where a word of the vocabulary stands."""
        if len(self.words) > _FEW_WORDS:
            return self._index[word]
        found, at = list[int](), -1
        for _ in range(self.words.count(word)):
            at = self.words.index(word, at + 1)
            found.append(at)
        return found

    @cached_property
    def spaced(self) -> str:
        """The words in one text, a space before each."""
        return " ".join(["", *self.words])

    @cached_property
    def _index(self) -> dict[str, list[int]]:
        index = defaultdict[str, list[int]](list)
        for at, word in enumerate(self.words):
            index[word].append(at)
        return index

    @cached_property
    def hashtags(self) -> list[Named]:
        """Folded hashtags (`sainte_aube`)."""
        found = []
        for at in self._after("#＃", ties="&/"):  # `&#39;` and `/#part` are no hashtags
            last = at
            while not self._between(last).strip("_"):
                last += 1
            found.append(("_".join(self.words[at : last + 1]), at, last))
        return found

    @cached_property
    def mentions(self) -> list[Named]:
        """Folded names of accounts (`ville_aube`, `ville.aube@social.fr`)."""
        found = []
        for at in self._after("@＠"):
            last, host = at, False
            while not (sign := self._between(last)).strip("._-") or (sign == "@" and not host):
                last, host = last + 1, host or sign == "@"
            found.append((handle_form(self.text[self.starts[at] : self.ends[last]]), at, last))
        return found

    def _after(self, signs: str, ties: str = "") -> Iterator[int]:
        """The words right after one of the signs, unless the sign itself follows a letter."""
        text = self.text
        for at, start in enumerate(self.starts):
            if start and text[start - 1] in signs:
                before = text[start - 2] if start > 1 else " "
                if before not in ties and WORDS[ord(before)] in ("", " "):
                    yield at

    def _between(self, at: int) -> str:
        """What stands between a word and the next; a space after the last."""
        return self.text[self.ends[at] : self.starts[at + 1]] if at + 1 < len(self.starts) else " "
