"""Every block of Unicode, and letters that look like others, go through everything that reads a text."""

from datetime import UTC, date, datetime

import pytest

from parvis.text import intent, language, plain, privacy, promises, tone, wooden
from parvis.text.copies import Copies
from parvis.text.match import spans
from parvis.text.posts import Post
from parvis.text.query import parse

BLOCKS = ["".join(map(chr, range(first, first + 256))) for first in range(0, 0x110000, 256)]
SAME = [(3, 9)]
LOOK_ALIKE = {
    "la m\u0430\u0456r\u0456\u0435 ferme": None,  # Cyrillic: other letters
    "la m\u03b1\u03b9r\u03b9e ferme": None,  # Greek
    "la 𝗺𝗮𝗶𝗿𝗶𝗲 ferme": SAME,  # mathematical and wide forms: the same letters, drawn otherwise
    "la ｍａｉｒｉｅ ferme": SAME,
}


def test_every_block_of_unicode_gets_an_answer() -> None:
    assert all(set(each.scores) == set(tone.LABELS) for each in tone.read_many(BLOCKS, force=True))
    assert all(each.label in intent.LABELS for each in intent.read_many(BLOCKS))
    assert all(0 <= each.confidence <= 1 for each in language.detect_many(BLOCKS))


@pytest.mark.parametrize("first", range(0, len(BLOCKS), 512))
def test_every_block_of_unicode_is_looked_through(first: int) -> None:
    seen = Copies()
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for number, text in enumerate(BLOCKS[first : first + 512]):
        for found in (*plain.find(text), *wooden.find(text), *privacy.find(text)):
            assert 0 <= found.start < found.end <= len(text)
        promises.find(text, "fr", date(2026, 3, 2))
        seen.add(str(number), text, now)


@pytest.mark.parametrize("text", LOOK_ALIKE)
def test_letters_that_only_look_alike_are_not_the_same(text: str) -> None:
    assert spans(parse("mairie"), Post("1", text)) == LOOK_ALIKE[text]
    assert spans(parse("ferme"), Post("1", text)) == [(10, 15)]


@pytest.mark.parametrize("sign", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u202e"])
def test_a_sign_without_width_hides_no_word(sign: str) -> None:
    post = Post("1", f"la mai{sign}rie ferme")
    assert spans(parse("mairie"), post) == spans(parse("mai*"), post) == [(3, 10)]
    assert spans(parse('"mairie ferme"'), post) == [(3, 16)]
