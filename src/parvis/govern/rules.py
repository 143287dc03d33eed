"""What a machine can check in a text before it goes out, each objection with its way out."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from parvis.networks.base import Limits
from parvis.say import Say
from parvis.text import privacy, promises, wooden

Media = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Objection:
    """Something to say against `text[start:end]` (code points). `blocks`: it cannot go out like this.

    What does not block goes out when the person says so.
    """

    code: str
    blocks: bool
    say: Say
    suggestion: Say
    start: int = 0
    end: int = 0


class Objected(Exception):
    """Something stands against a text; `blocked` when saying « anyway » would not help."""

    def __init__(self, objections: list[Objection]) -> None:
        super().__init__(", ".join(each.code for each in objections))
        self.objections = objections

    @property
    def blocked(self) -> bool:
        return any(each.blocks for each in self.objections)


def objections(
    text: str,
    limits: Limits,
    language: str,
    act: str,
    media: Media,
    today: date,
    allowed: Collection[str] = (),
) -> list[Objection]:
    """All that stands against sending `text` for `act` (`publish`, `reply`); what blocks first, then in reading order.

    `media`: mappings with `alt`. `allowed`: what the organisation makes public itself (its numbers, addresses, names).
    """
    found = [
        *_empty(text, media),
        *_too_long(text, limits),
        *_of_pictures(media, limits),
        *_wooden(text, language),
        *_private(text, language, allowed),
        *(_promised(text, language, today) if act == "reply" else ()),
    ]
    return sorted(found, key=lambda each: (not each.blocks, each.start, each.code))


def blocking(found: Sequence[Objection]) -> list[Objection]:
    return [each for each in found if each.blocks]


def _empty(text: str, media: Media) -> Iterator[Objection]:
    if not text.strip() and not media:
        yield Objection("empty", True, *_EMPTY)


def _too_long(text: str, limits: Limits) -> Iterator[Objection]:
    if limits.length is None or (length := limits.measure(text)) <= limits.length:
        return
    over = length - limits.length
    say = Say(
        f"Ce réseau accepte {limits.length} caractères et en compte {length} dans votre texte.",
        f"This network takes {limits.length} characters and counts {length} in your text.",
    )
    way = Say(f"Retirez {over} caractères ou plus.", f"Remove {over} characters or more.")
    yield Objection("too_long", True, say, way, _fitting(text, limits), len(text))


def _fitting(text: str, limits: Limits) -> int:
    """How many code points of `text` still fit: the longest beginning that the network takes."""
    fits, fails = 0, len(text)
    while fails - fits > 1:
        middle = (fits + fails) // 2
        fits, fails = (middle, fails) if limits.measure(text[:middle]) <= (limits.length or 0) else (fits, middle)
    return fits


def _of_pictures(media: Media, limits: Limits) -> Iterator[Objection]:
    if len(media) > limits.pictures:
        yield Objection("too_many_pictures", True, *_too_many(limits.pictures))
    if any(not str(each.get("alt", "")).strip() for each in media):
        yield Objection("alt_missing", True, *_ALT_MISSING)
    if limits.alt_length and any(len(str(each.get("alt", ""))) > limits.alt_length for each in media):
        yield Objection("alt_too_long", True, *_alt_too_long(limits.alt_length))


def _wooden(text: str, language: str) -> Iterator[Objection]:
    for each in wooden.find(text, language):
        yield Objection(
            f"wooden_{each.kind}", each.severity == "block", each.say, each.suggestion, each.start, each.end
        )


def _private(text: str, language: str, allowed: Collection[str]) -> Iterator[Objection]:
    for each in privacy.find(text, language, allowed):
        piece = _masked(text[each.start : each.end])
        say = Say(f"« {piece} » : {_small(each.say.fr)}", f"“{piece}”: {_small(each.say.en)}")
        yield Objection(f"private_{each.kind}", each.severity == "block", say, each.suggestion, each.start, each.end)


def _masked(piece: str) -> str:
    """The first two characters, then a dot for each letter or digit: enough to find it, too little to tell it."""
    return piece[:2] + "".join("•" if char.isalnum() else char for char in piece[2:])


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _promised(text: str, language: str, today: date) -> Iterator[Objection]:
    for each in promises.find(text, language, today):
        if each.due is None:
            yield Objection("promise_without_date", False, *_UNDATED, each.start, each.end)


def _too_many(most: int) -> tuple[Say, Say]:
    if most == 0:
        say = Say("Ce réseau n’accepte pas d’image ici.", "This network takes no picture here.")
        return say, Say("Retirez les images.", "Remove the pictures.")
    say = Say(f"Ce réseau accepte {most} images au plus.", f"This network takes {most} pictures at most.")
    return say, Say("Retirez des images.", "Remove some pictures.")


def _alt_too_long(most: int) -> tuple[Say, Say]:
    return (
        Say(
            f"Le texte de remplacement d’une image dépasse {most} caractères.",
            f"The alternative text of a picture is longer than {most} characters.",
        ),
        Say("Raccourcissez-le : dites l’essentiel de l’image.", "Shorten it: say what matters in the picture."),
    )


_EMPTY = (
    Say("Il n’y a rien à envoyer.", "There is nothing to send."),
    Say("Écrivez votre texte.", "Write your text."),
)
_ALT_MISSING = (
    Say(
        "Une image n’a pas de texte de remplacement : les personnes qui ne la voient pas n’en sauront rien.",
        "A picture has no alternative text: people who cannot see it will know nothing of it.",
    ),
    Say("Décrivez ce que l’image montre, en une phrase.", "Describe what the picture shows, in one sentence."),
)
_UNDATED = (
    Say("Vous promettez quelque chose sans dire pour quand.", "You promise something without saying by when."),
    Say(
        "Ajoutez une date, ou choisissez l’échéance de l’engagement ci-dessous.",
        "Add a date, or choose below when the commitment falls due.",
    ),
)
