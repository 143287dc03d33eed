"""The language of a short text, among those of the public of a French institution."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from parvis.text.features import clean

CODES = ("fr", "en", "nl", "de", "it", "es", "br", "pt", "ar", "hi")


class Language(NamedTuple):
    """An ISO 639-1 code ("" when nothing can be said) and how sure, 0 to 1."""

    code: str
    confidence: float


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages(list(CODES))
    return found


def detect(text: str, prior: str = "") -> Language:
    """The language of `text`; `prior`, the language of the account, decides where the text says too little."""
    words = clean(text).replace("@user", "").replace("http", "").strip()
    if not any(letter.isalpha() for letter in words):
        return Language(prior, 0.5 if prior else 0.0)
    code, share = _identifier().classify(words)
    if prior and share < 0.8:
        return Language(prior, 0.5)
    return Language(code, float(share))


def detect_many(texts: Sequence[str], priors: Sequence[str] = ()) -> list[Language]:
    """`detect` for every text; `priors` has one code a text, or none at all."""
    return [detect(text, prior) for text, prior in zip(texts, priors or [""] * len(texts), strict=True)]
