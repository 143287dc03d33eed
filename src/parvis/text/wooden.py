"""Wooden language: what an institution writes when it does not answer, and what to write instead."""

from collections.abc import Iterator

from parvis.say import Say
from parvis.text.finding import Finding, Folded, apart
from parvis.text.phrases import Phrase, Sentences, phrases
from parvis.text.promises_dates import has_date

_SAYS = {
    "empty": Say("Cette formule n’apprend rien à la personne.", "This phrase tells the person nothing."),
    "evasion": Say("On ne sait pas qui agit.", "Nobody is said to act."),
    "redirect": Say(
        "Vous renvoyez la personne sans lui dire à qui s’adresser.",
        "You send the person away without saying whom to ask.",
    ),
    "no_owner": Say("On ne sait pas qui s’en occupe.", "Nobody is named as taking care of it."),
}
_LACKS = {
    "owner and date": (
        Say(
            "Vous transmettez sans dire à qui, ni quand viendra la réponse.",
            "You pass it on without saying to whom, nor when an answer will come.",
        ),
        Say(
            "Nommez le service et donnez une date : « Le service voirie vous répond d’ici vendredi. »",
            "Name the office and give a date: “The roads office will answer you by Friday.”",
        ),
    ),
    "date": (
        Say(
            "Vous transmettez sans dire quand viendra la réponse.",
            "You pass it on without saying when an answer will come.",
        ),
        Say(
            "Ajoutez une date : « Vous aurez une réponse d’ici vendredi. »",
            "Add a date: “You will have an answer by Friday.”",
        ),
    ),
    "owner": (
        Say("Vous transmettez sans dire à qui.", "You pass it on without saying to whom."),
        Say("Nommez le service ou la personne qui s’en occupe.", "Name the office or the person who deals with it."),
    ),
}
_AFTER = 250  # code points in which the date of a referral, or how to reach someone, may still come: a sentence or two


def find(text: str, language: str = "fr") -> list[Finding]:
    """Empty formulas, evasions and referrals without owner or date in `text`, in reading order.

    Kinds: `empty`, `evasion`, `referral` (passed on), `redirect` (sent away), `no_owner`.
    """
    folded = Folded(text)
    sentences = Sentences(folded.text)
    return apart([*_referrals(folded, sentences, language), *_formulas(folded, sentences, language)])


def _formulas(folded: Folded, sentences: Sentences, language: str) -> Iterator[Finding]:
    for phrase in phrases("wooden", language):
        for match in phrase.pattern.finditer(folded.text) if phrase.kind in _SAYS else ():
            if not _excused(phrase, folded.text[_read_for(phrase, sentences.around(*match.span()))], language):
                yield _finding(folded, match.span(), phrase)


def _read_for(phrase: Phrase, sentence: slice) -> slice:
    """Where an excuse may stand: the means of reaching someone may also come a sentence or two later."""
    return slice(sentence.start, sentence.stop + _AFTER) if phrase.kind == "redirect" else sentence


def _finding(folded: Folded, span: tuple[int, int], phrase: Phrase) -> Finding:
    start, end = folded.span(*span)
    return Finding(phrase.kind, start, end, _SAYS[phrase.kind], phrase.suggestion, phrase.severity)


def _excused(phrase: Phrase, sentence: str, language: str) -> bool:
    said = phrase.unless is not None and phrase.unless.search(sentence) is not None
    return said or (phrase.unless_dated and has_date(sentence, language))


def _referrals(folded: Folded, sentences: Sentences, language: str) -> Iterator[Finding]:
    """A referral without owner and date should not go out; with one of them it may, with a warning."""
    for phrase in phrases("wooden", language):
        for match in phrase.pattern.finditer(folded.text) if phrase.kind == "referral" else ():
            after = folded.text[match.start() : match.end() + _AFTER]
            lacks = _lacks(folded.text[sentences.around(*match.span())], after, language)
            if lacks:
                start, end = folded.span(*match.span())
                yield Finding("referral", start, end, *_LACKS[lacks], "block" if lacks == "owner and date" else "warn")


def _lacks(sentence: str, after: str, language: str) -> str:
    """What a referral does not say: `owner`, `date`, `owner and date`, or nothing."""
    missing = [] if _owned(sentence, language) else ["owner"]
    return " and ".join(missing if has_date(after, language) else [*missing, "date"])


def _owned(sentence: str, language: str) -> bool:
    """Whether an office or a person is named, the *relevant services* not counting."""
    named = {phrase.kind: phrase.pattern for phrase in phrases("wooden", language)}
    return named["owner"].search(named["no_owner"].sub(" ", sentence)) is not None
