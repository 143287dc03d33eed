"""A publication as one network takes it: nothing is dropped without a word.

Where there are no threads the parts become one text; where there are no warnings the warning stands above the text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.govern.rules import Objection
from parvis.networks.base import Limits
from parvis.networks.words import lasting
from parvis.publish.models import Publication
from parvis.say import Say

NEEDS = "needs_file"


@dataclass(frozen=True)
class Shape:
    """What goes out: `parts` follow `text` as a thread, `poll` is empty where there is none."""

    text: str
    warning: str = ""
    parts: tuple[str, ...] = ()
    poll: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        return (self.text, *self.parts)

    def extras(self, publication: Publication) -> dict[str, Any]:
        """As a delivery carries it; empty for a plain text."""
        told: dict[str, Any] = {"warning": self.warning} if self.warning else {}
        told |= {"parts": list(self.parts)} if self.parts else {}
        if self.poll:
            seconds = publication.poll_days * 86_400
            told["poll"] = {"options": list(self.poll), "seconds": seconds, "several": publication.poll_several}
        return told


def shaped(publication: Publication, limits: Limits) -> Shape:
    """The publication in the shape of a network with these limits."""
    text, parts, warning = publication.text, publication.parts, publication.warning.strip()
    if len(parts) + 1 > limits.parts:
        text, parts = "\n\n".join([text, *parts]), ()
    if warning and not limits.warns:
        text, warning = f"{warning}\n\n{text}", ""
    return Shape(text, warning, parts, publication.options if limits.options else ())


def measured(shape: Shape, limits: Limits) -> int:
    """The length of the longest post; a warning counts with each text that it hides."""
    return _longest(shape, limits) + (limits.measure(shape.warning) if shape.warning else 0)


def _longest(shape: Shape, limits: Limits) -> int:
    return max(map(limits.measure, shape.texts))


def objections(
    publication: Publication, shape: Shape, limits: Limits, media: Sequence[dict[str, Any]]
) -> Iterator[Objection]:
    """What this network makes otherwise than it was written, or cannot take at all."""
    videos = [each for each in media if each["content_type"].startswith("video/")]
    if limits.needs_video and not videos:
        yield Objection(NEEDS, True, *_NEEDS_VIDEO)
    elif limits.needs_file and not media:
        yield Objection(NEEDS, True, *_NEEDS_FILE)
    if media and limits.caption and limits.measure(shape.text) > limits.caption:
        yield Objection("caption_too_long", True, *_beside_a_file(limits.caption))
    if publication.parts and not shape.parts:
        yield Objection("no_threads", False, *_ONE_TEXT)
    if publication.warning.strip() and not shape.warning:
        yield Objection("no_warnings", False, *_WARNING_ABOVE)
    if len(videos) > limits.videos:
        yield Objection("no_video", True, *_NO_VIDEO)
    if videos and len(media) > len(videos) and not limits.mixed:
        yield Objection("video_alone", True, *_VIDEO_ALONE)
    if len(videos) <= limits.videos:
        yield from _of_videos(videos, limits)
    if shape.warning and limits.length and measured(shape, limits) > limits.length >= _longest(shape, limits):
        yield Objection("too_long_with_warning", True, *_WITH_WARNING)
    yield from _of_poll(publication, limits, bool(media))


def _of_videos(videos: Sequence[dict[str, Any]], limits: Limits) -> Iterator[Objection]:
    """How heavy and how long a video may be here, and that its captions stay behind."""
    for each in videos:
        seconds = each.get("seconds", 0)
        if limits.video_bytes and each.get("bytes", 0) > limits.video_bytes:
            yield Objection("video_too_heavy", True, *_most_bytes(limits.video_bytes))
        if limits.video_seconds and seconds > limits.video_seconds:
            yield Objection("video_too_long", True, *_most_seconds(limits.video_seconds))
        if limits.video_least and 0 < seconds < limits.video_least:
            yield Objection("video_too_short", True, *_least_seconds(limits.video_least))
        if each.get("captions") and not limits.captions:
            yield Objection("no_captions", False, *_NO_CAPTIONS)


def _of_poll(publication: Publication, limits: Limits, has_media: bool) -> Iterator[Objection]:
    options = publication.options
    if not options:
        return
    if not limits.options:
        yield Objection("no_polls", False, *_NO_POLL)
    elif not 2 <= len(options) <= limits.options:
        yield Objection("poll_size", True, *_poll_size(limits.options))
    elif limits.option_length and max(map(len, options)) > limits.option_length:
        yield Objection("option_too_long", True, *_option_length(limits.option_length))
    elif has_media:
        yield Objection("poll_alone", True, *_POLL_ALONE)


def _beside_a_file(most: int) -> tuple[Say, Say]:
    return (
        Say(
            f"Avec une image ou une vidéo, ce réseau prend un texte de {most} caractères au plus.",
            f"With a picture or a video this network takes a text of {most} characters at most.",
        ),
        Say("Raccourcissez le texte, ou retirez le fichier.", "Shorten the text, or remove the file."),
    )


def _most_bytes(most: int) -> tuple[Say, Say]:
    return (
        Say(
            f"Ce réseau prend une vidéo de {most / 1e6:g} Mo au plus.",
            f"This network takes a video of {most / 1e6:g} MB at most.",
        ),
        Say("Réduisez la vidéo, ou retirez ce canal.", "Make the video smaller, or remove this channel."),
    )


def _most_seconds(most: int) -> tuple[Say, Say]:
    fr, en = lasting(most)
    return (
        Say(f"Ce réseau prend une vidéo de {fr} au plus.", f"This network takes a video of {en} at most."),
        Say("Raccourcissez la vidéo, ou retirez ce canal.", "Shorten the video, or remove this channel."),
    )


def _least_seconds(least: int) -> tuple[Say, Say]:
    fr, en = lasting(least)
    return (
        Say(f"Ce réseau prend une vidéo de {fr} au moins.", f"This network takes a video of {en} at least."),
        Say("Choisissez une vidéo plus longue, ou retirez ce canal.", "Choose a longer video, or remove this channel."),
    )


def _poll_size(most: int) -> tuple[Say, Say]:
    return (
        Say(f"Ce réseau accepte de 2 à {most} réponses à un sondage.", f"A poll here has 2 to {most} answers."),
        Say("Changez le nombre de réponses.", "Change the number of answers."),
    )


def _option_length(most: int) -> tuple[Say, Say]:
    return (
        Say(f"Une réponse du sondage dépasse {most} caractères.", f"An answer of the poll is longer than {most}."),
        Say("Raccourcissez-la.", "Shorten it."),
    )


_ONE_TEXT = (
    Say("Ce réseau n’a pas de fils de cette longueur.", "This network has no threads of that length."),
    Say("La suite partira dans le même message, à la ligne.", "What follows goes out in the same post, on new lines."),
)
_WARNING_ABOVE = (
    Say("Ce réseau ne masque rien derrière un avertissement.", "This network hides nothing behind a warning."),
    Say("L’avertissement sera écrit au-dessus du texte.", "The warning will be written above the text."),
)
_WITH_WARNING = (
    Say("Avec l’avertissement, le texte est trop long pour ce réseau.", "With the warning the text is too long here."),
    Say("Raccourcissez l’un ou l’autre.", "Shorten one or the other."),
)
_NO_VIDEO = (
    Say(
        "Ce réseau ne prend pas cette vidéo, ou pas autant de vidéos.",
        "This network does not take this video, or not as many videos.",
    ),
    Say("Retirez la vidéo, ou ce canal.", "Remove the video, or this channel."),
)
_NEEDS_VIDEO = (
    Say("Ce réseau ne publie que des vidéos.", "This network publishes videos only."),
    Say("Joignez une vidéo, ou retirez ce canal.", "Attach a video, or remove this channel."),
)
_NEEDS_FILE = (
    Say(
        "Ce réseau ne publie pas de texte sans image ni vidéo.",
        "This network publishes no text without a picture or a video.",
    ),
    Say("Joignez-en une, ou retirez ce canal.", "Attach one, or remove this channel."),
)
_NO_CAPTIONS = (
    Say("Ce réseau ne prend pas de fichier de sous-titres.", "This network takes no file of captions."),
    Say("La vidéo y partira sans eux.", "The video goes out there without them."),
)
_VIDEO_ALONE = (
    Say("Une vidéo part sans image à côté.", "A video goes out with no picture beside it."),
    Say("Gardez la vidéo ou les images.", "Keep the video or the pictures."),
)
_NO_POLL = (
    Say("Ce réseau n’a pas de sondage.", "This network has no polls."),
    Say("Le texte y partira sans les réponses à choisir.", "The text goes out there without the answers to choose."),
)
_POLL_ALONE = (
    Say("Un sondage part sans image ni vidéo.", "A poll goes out with no picture and no video."),
    Say("Gardez le sondage ou les fichiers.", "Keep the poll or the files."),
)
