"""What each kind of rule says against an item. No rows here: terms and an item in, breaches out."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from parvis.say import Say
from parvis.text import privacy
from parvis.text.match import spans
from parvis.text.posts import Post
from parvis.text.query import parse
from parvis.text.words import fold

LINK = re.compile(r"https?://([^\s/?#]+)[^\s]*", re.IGNORECASE)
SURE = 0.8  # below this probability the language is not held against anybody
Terms = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """What is to go out. `at` is when, in the organisation's zone; `media`: mappings with `alt`, `content_type`."""

    text: str
    act: str
    at: datetime
    language: str = "fr"
    media: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Breach:
    """What stands against `text[start:end]` (code points), and the repair."""

    say: Say
    way_out: Say
    start: int = 0
    end: int = 0


def words(terms: Terms, item: Item) -> Iterator[Breach]:
    for start, end in _found(terms["query"], item) or ():
        piece = item.text[start:end]
        yield Breach(Say(f"« {piece} » est à éviter.", f"“{piece}” is to be avoided."), _OTHER_WORDS, start, end)


def mention(terms: Terms, item: Item) -> Iterator[Breach]:
    if (terms.get("picture") and not item.media) or (terms.get("query") and _found(terms["query"], item) is None):
        return
    said = fold(" ".join([item.text, *(str(each.get("alt", "")) for each in item.media)]))
    if not any(fold(wanted) in said for wanted in terms["wanted"]):
        one = terms["wanted"][0]
        yield Breach(
            Say("Une mention obligatoire manque.", "A required mention is missing."),
            Say(f"Ajoutez « {one} ».", f"Add “{one}”."),
            len(item.text),
            len(item.text),
        )


def private(terms: Terms, item: Item) -> Iterator[Breach]:
    for each in privacy.find(item.text, item.language, terms.get("allowed", ())):
        yield Breach(each.say, each.suggestion, each.start, each.end)


def silence(terms: Terms, item: Item) -> Iterator[Breach]:
    start, end = (date.fromisoformat(terms[name]) for name in ("start", "end"))
    if not start <= item.at.date() <= end or (terms.get("query") and _found(terms["query"], item) is None):
        return
    after = end + timedelta(days=1)
    yield Breach(
        Say(
            f"Période de silence du {_french(start)} au {_french(end)}.",
            f"A silence period runs from {start:%Y-%m-%d} to {end:%Y-%m-%d}.",
        ),
        Say(
            f"Attendez le {_french(after)}, ou retirez ce sujet.", f"Wait until {after:%Y-%m-%d}, or drop the subject."
        ),
    )


def quiet(terms: Terms, item: Item) -> Iterator[Breach]:
    start, end = (time.fromisoformat(terms[name]) for name in ("start", "end"))
    now = item.at.time()
    at_night = start <= now or now < end if start > end else start <= now < end
    if not at_night and not (terms.get("sundays") and item.at.weekday() == 6):
        return
    yield Breach(
        Say(
            f"Heures calmes : rien ne part à {now.hour} h {now.minute:02}.",
            f"Quiet hours: nothing goes out at {now:%H:%M}.",
        ),
        Say(f"Prévoyez l’envoi à partir de {end.hour} h {end.minute:02}.", f"Plan it for {end:%H:%M} or later."),
    )


def tongue(terms: Terms, item: Item) -> Iterator[Breach]:
    from parvis.text import language  # its numbers are heavy: not before a rule asks for them

    seen = language.detect(item.text, prior=item.language)
    if not seen.code or seen.confidence < SURE or seen.code in terms["languages"]:
        return
    allowed = ", ".join(terms["languages"])
    say = Say(f"Ce texte n’est pas dans une langue prévue ({allowed}).", f"This text is in none of {allowed}.")
    yield Breach(say, _TRANSLATE)


def links(terms: Terms, item: Item) -> Iterator[Breach]:
    for found in LINK.finditer(item.text):
        host = found[1].rpartition("@")[2].split(":")[0].lower()
        if not any(host == site or host.endswith("." + site) for site in terms["sites"]):
            say = Say(f"Le lien mène à {host}, un site qui n’est pas prévu.", f"The link leads to {host}, not listed.")
            yield Breach(say, _LISTED, *found.span())


def description(terms: Terms, item: Item) -> Iterator[Breach]:
    least = terms.get("least", 0)
    for each in item.media:
        if len(str(each.get("alt", "")).strip()) < least:
            say = Say("Une image est décrite en trop peu de mots.", "A picture is described in too few words.")
            yield Breach(say, Say(f"Décrivez-la en {least} caractères ou plus.", f"Use {least} characters or more."))
        if terms.get("captions") and _is_silent_video(each):
            yield Breach(Say("Une vidéo n’a pas de sous-titres.", "A video has no captions."), _CAPTIONS)


def _is_silent_video(media: Mapping[str, Any]) -> bool:
    return str(media.get("content_type", "")).startswith("video/") and not media.get("captions")


CHECKS: Mapping[str, Callable[[Terms, Item], Iterator[Breach]]] = {
    "words": words,
    "mention": mention,
    "privacy": private,
    "silence": silence,
    "quiet": quiet,
    "language": tongue,
    "links": links,
    "description": description,
}


def _found(query: str, item: Item) -> list[tuple[int, int]] | None:
    return spans(parse(query), Post("", item.text, lang=item.language, has_media=bool(item.media)))


def _french(day: date) -> str:
    return f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_OTHER_WORDS = Say("Dites-le avec d’autres mots.", "Say it in other words.")
_TRANSLATE = Say(
    "Traduisez-le, ou ajoutez-en un résumé dans une langue prévue.", "Translate it, or add a summary in one of them."
)
_LISTED = Say(
    "Donnez l’adresse d’un site de la liste, ou faites ajouter celui-ci.",
    "Give the address of a listed site, or have this one added.",
)
_CAPTIONS = Say("Ajoutez un fichier de sous-titres (WebVTT ou SRT).", "Add a file of captions (WebVTT or SRT).")
