"""Words that say nothing of the subject, by language."""

import tomllib
from pathlib import Path

from parvis.text.fold import WORDS

_TEXT = Path(__file__).with_name("words_stop.toml").read_text("utf-8")
STOP = {language: frozenset(words.translate(WORDS).split()) for language, words in tomllib.loads(_TEXT).items()}
