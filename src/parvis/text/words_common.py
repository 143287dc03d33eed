"""Words that say nothing of the subject, by language."""

import tomllib
from pathlib import Path

from parvis.text.fold import WORDS

_TEXT = Path(__file__).with_name("words_stop.toml").read_text("utf-8")
_LISTS = {name: frozenset(words.translate(WORDS).split()) for name, words in tomllib.loads(_TEXT).items()}
STOP = {language: _LISTS[language] for language in ("fr", "en")}
NO_TOPIC = {language: STOP[language] | _LISTS[f"dull_{language}"] for language in STOP}
