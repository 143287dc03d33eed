"""One sentence for a person, in both languages of the house."""

from typing import NamedTuple


class Say(NamedTuple):
    """The same sentence in French and in English."""

    fr: str
    en: str

    def to(self, language: str) -> str:
        """The sentence for a reader of `language` (a code such as `fr` or `en-GB`); French unless English."""
        return self.en if language.startswith("en") else self.fr
