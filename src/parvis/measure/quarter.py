"""The quarterly report as data: plain JSON, the one source of the page, the PDF and the files."""

from datetime import datetime, timedelta
from typing import Any

from parvis.core.scope import Organisation
from parvis.listen.models import Mention, Watch
from parvis.measure import answers, themes, voices, volume
from parvis.measure.heard import Remark, firsts, remarks
from parvis.measure.period import Quarter
from parvis.text import words

VERSION = 1
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


def figures(organisation: Organisation, quarter: Quarter, watch: Watch | None, now: datetime) -> dict[str, Any]:
    """Everything the report says of `quarter`, for one watch or for all together.

    A quarter that runs ends today, and is compared with as many days of the one before.
    """
    start, end = quarter.moments(organisation.tz)
    before, _ = quarter.previous.moments(organisation.tz)
    heard = remarks(organisation, watch, min(before, start - volume.BEFORE), end)
    said = [remark for remark in heard if remark.at >= start]
    last_time = [remark for remark in heard if before <= remark.at < min(start, before + (now - start))]
    until = min(quarter.end, now.astimezone(organisation.tz).date() + A_DAY)
    since = Mention.objects.of(organisation).order_by("published_at").values_list("published_at", flat=True).first()
    return {
        "version": VERSION,
        "organisation": {"name": organisation.name, "slug": organisation.slug},
        "watch": {"name": watch.name, "query": watch.query} if watch else None,
        "quarter": str(quarter),
        "start": quarter.start.isoformat(),
        "end": quarter.end.isoformat(),
        "made_at": now.isoformat(timespec="seconds"),
        "is_over": now >= end,
        "before_is_whole": since is not None and since < before + A_WEEK,
        **_listening(organisation, said, last_time),
        "volume": volume.per_day(said, quarter.start, until, organisation.tz),
        "weeks": voices.weeks(firsts(said), quarter.start, until, organisation.tz),
        "peaks": volume.peaks(heard, start, end, organisation.language),
        "answers": answers.conversations(organisation, watch, start, end),
        "answers_before": answers.conversations(organisation, watch, before, start),
        "commitments": answers.commitments(organisation, start, end, now.astimezone(organisation.tz).date()),
        "publications": answers.publications(organisation, start, end),
        "topics": themes.topics(
            firsts(said), answers.spoken(organisation, start, end), organisation.language, _known(organisation)
        ),
    }


def _known(organisation: Organisation) -> set[str]:
    """Words that say nothing new of this house: its name, and what kind of house it is."""
    return set(words.tokens(organisation.name)) | {"mairie", "ville", "commune"}


def _listening(organisation: Organisation, said: list[Remark], last_time: list[Remark]) -> dict[str, Any]:
    language, once = organisation.language, firsts(said)
    return {
        "mentions": {"all": len(said), "folded": len(once), "people": voices.people(said)},
        "mentions_before": {
            "all": len(last_time),
            "folded": len(firsts(last_time)),
            "people": voices.people(last_time),
        },
        "tones": voices.tones(once),
        "tones_before": voices.tones(firsts(last_time)),
        "intents": voices.tallies(once, "intent"),
        "places": voices.tallies(once, "place"),
        "languages": voices.tallies(once, "language", most=6),
        "talkers": voices.talkers(once),
        "chains": voices.chains(said),
        "questions": themes.questions(once, language),
        "verbatims": themes.verbatims(once, language),
    }
