"""The report as one reads it: sentences first, then a picture, then what was said. Made from the figures alone.

The page and the PDF show the same story in the language that is active.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parvis.measure.period import Quarter
from parvis.measure.words import (
    handling_name,
    hours,
    intent_name,
    language_name,
    month_range,
    network_name,
    outcome_name,
    plural,
    share,
    stage_name,
    tone_name,
)
from parvis.text import recorded
from parvis.web import charts
from parvis.web import words as say
from parvis.web.charts import Chart, Series

Figures = dict[str, Any]
EXAMPLE = 160  # characters of the text quoted beside a peak


@dataclass(frozen=True)
class Quote:
    """What somebody said, and who, where, when."""

    text: str
    by: str
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class Section:
    """A part of the report; empty parts are left out by the reader."""

    slug: str
    title: str
    sentences: list[str] = field(default_factory=list)
    chart: Chart | None = None
    points: list[str] = field(default_factory=list)
    table: tuple[list[str], list[list[str]]] | None = None
    quotes: list[Quote] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.sentences or self.chart or self.points or self.table or self.quotes)


def title(figures: Figures) -> str:
    """« 3e trimestre 2026 »."""
    return Quarter.parse(figures["quarter"]).label


def story(figures: Figures, zone: ZoneInfo) -> list[Section]:
    """The sections in reading order."""
    writers: list[Callable[[Figures, ZoneInfo], Section]] = [
        essentials, volume, tone, places, talkers, topics, questions, chains, verbatims, answers, commitments, method,
    ]  # fmt: skip
    return [writer(figures, zone) for writer in writers]


def essentials(f: Figures, zone: ZoneInfo) -> Section:
    return Section("essentials", _("L’essentiel"), list(_essentials(f)))


def _essentials(f: Figures) -> Iterator[str]:
    count = f["mentions"]["folded"]
    if not count:
        yield _(
            "Rien n’a été entendu pendant ce trimestre. "
            "Vérifiez que vos sources répondent et que vos veilles sont larges."
        )
        return
    people = f["mentions"]["people"]
    who = ngettext("%(n)s personne a parlé de vous", "%(n)s personnes ont parlé de vous", people)
    where = ngettext(", dans %(n)s message différent.", ", dans %(n)s messages différents.", count)
    yield plural(who, people) + plural(where, count)
    yield compared(count, f["mentions_before"]["folded"], f["before_is_whole"], f["is_over"])
    yield _tone_sentence(f)
    if f["topics"]:
        names = ", ".join(topic["name"] for topic in f["topics"][:3])
        yield _("Les sujets les plus présents : %(names)s.") % {"names": names}
    if f["answers"]["opened"]:
        yield _answer_sentence(f)


def compared(now: int, before: int, before_is_whole: bool, is_over: bool = True) -> str:
    """How it stands to the quarter before, if that one was listened to from its beginning."""
    if before and not before_is_whole:
        return _("Le trimestre précédent n’a été écouté qu’en partie : il ne se compare pas.")
    if not before:
        return _("C’est le premier trimestre écouté : il servira de point de comparaison.")
    change = (now - before) / before
    then = _("qu’au trimestre précédent") if is_over else _("qu’aux mêmes jours du trimestre précédent")
    if abs(change) < 0.05:
        return _("C’est autant %(then)s (%(before)s).") % {"then": then, "before": say.number(before)}
    words = _("C’est %(change)s de plus %(then)s.") if change > 0 else _("C’est %(change)s de moins %(then)s.")
    return words % {"change": say.percent(abs(change)), "then": then}


def _tone_sentence(f: Figures) -> str:
    tones, total = f["tones"], f["mentions"]["folded"]
    return _("%(negative)s des messages sont négatifs, %(positive)s positifs ; %(unsure)s restent incertains.") % {
        "negative": share(tones["negative"], total),
        "positive": share(tones["positive"], total),
        "unsure": share(tones["unsure"], total),
    }


def _answer_sentence(f: Figures) -> str:
    a = f["answers"]
    words = ngettext(
        "Sur %(opened)s échange ouvert, %(answered)s a reçu une réponse",
        "Sur %(opened)s échanges ouverts, %(answered)s ont reçu une réponse",
        a["opened"],
    ) % {"opened": say.number(a["opened"]), "answered": say.number(a["answered"])}
    if a["median_hours"] is None:
        return words + "."
    return words + _(", la moitié en moins de %(hours)s.") % {"hours": hours(a["median_hours"])}


def volume(f: Figures, zone: ZoneInfo) -> Section:
    days = [date.fromisoformat(row["day"]) for row in f["volume"]]
    counts = [row["count"] for row in f["volume"]]
    marks = [
        (days.index(day), peak["cause"])
        for peak in f["peaks"]
        if peak["cause"] and (day := _local_day(peak["start"], zone)) in days
    ]
    sentences = []
    if any(counts):
        high = max(range(len(counts)), key=counts.__getitem__)
        sentences.append(
            _("Le jour le plus vif est le %(day)s : %(count)s. Un jour ordinaire en compte %(usual)s.")
            % {
                "day": say.day(days[high]),
                "count": plural(ngettext("%(n)s message", "%(n)s messages", counts[high]), counts[high]),
                "usual": say.number(sorted(counts)[len(counts) // 2]),
            }
        )
    chart = charts.line(
        _("Messages par jour"),
        _("Nombre de messages entendus chaque jour du trimestre."),
        days,
        [Series(_("Messages"), counts)],
        marks,
    )
    return Section("volume", _("Jour après jour"), sentences, chart, [_peak(peak, zone) for peak in f["peaks"]])


def _local_day(moment: str, zone: ZoneInfo) -> date:
    return datetime.fromisoformat(moment).astimezone(zone).date()


def _peak(peak: dict[str, Any], zone: ZoneInfo) -> str:
    day = say.day(_local_day(peak["start"], zone))
    told = _("%(day)s : %(count)s, là où l’on en attendait %(expected)s. En cause : %(cause)s.") % {
        "day": day[:1].upper() + day[1:],
        "count": plural(ngettext("%(n)s message", "%(n)s messages", peak["count"]), peak["count"]),
        "expected": say.number(round(peak["expected"])) if peak["expected"] >= 1 else _("moins d’un"),
        "cause": peak["cause"] or _("pas de mot commun"),
    }
    if not peak["example"]:
        return told
    return told + " " + _("Le plus repris : « %(words)s ».") % {"words": Truncator(peak["example"]).chars(EXAMPLE)}


def tone(f: Figures, zone: ZoneInfo) -> Section:
    weeks = [date.fromisoformat(row["day"]) for row in f["weeks"]]
    series = [
        Series(tone_name(name), [row[name] for row in f["weeks"]], name)
        for name in ("negative", "unsure", "neutral", "positive")
    ]
    chart = charts.stacked(
        _("Ton des messages par semaine"), _("Nombre de messages de chaque ton, semaine après semaine."), weeks, series
    )
    comparable = f["before_is_whole"] and f["mentions_before"]["folded"] and f["mentions"]["folded"]
    sentences = [_tone_change(f)] if comparable else []
    intents = ", ".join(f"{intent_name(row['name'])} ({say.number(row['count'])})" for row in f["intents"][:5])
    if intents:
        sentences.append(_("Ce que les personnes cherchent : %(intents)s.") % {"intents": intents})
    return Section("tone", _("Le ton"), sentences, chart if f["mentions"]["folded"] else None)


def _tone_change(f: Figures) -> str:
    now = f["tones"]["negative"] / f["mentions"]["folded"]
    before = f["tones_before"]["negative"] / f["mentions_before"]["folded"]
    words = _("La part des messages négatifs passe de %(before)s à %(now)s.")
    return words % {"before": say.percent(before), "now": say.percent(now)}


def places(f: Figures, zone: ZoneInfo) -> Section:
    rows = [(network_name(row["name"]), row["count"]) for row in f["places"]]
    sentences = []
    if rows:
        words = _("%(place)s réunit %(share)s des messages.")
        sentences.append(words % {"place": rows[0][0], "share": share(rows[0][1], f["mentions"]["folded"])})
    languages = [row for row in f["languages"] if row["name"] != "fr"]
    if languages:
        told = ", ".join(f"{language_name(row['name'])} ({say.number(row['count'])})" for row in languages)
        sentences.append(_("Langues autres que le français : %(languages)s.") % {"languages": told})
    chart = charts.bars(_("Où l’on parle de vous"), _("Nombre de messages par lieu."), rows) if rows else None
    return Section("places", _("Où l’on parle de vous"), sentences, chart)


def talkers(f: Figures, zone: ZoneInfo) -> Section:
    header = [_("Personne"), _("Réseau"), _("Messages"), _("Dont négatifs"), _("Dont positifs")]
    rows = [
        [
            row["name"],
            network_name(row["network"]),
            *(say.number(n) for n in (row["count"], row["tones"]["negative"], row["tones"]["positive"])),
        ]
        for row in f["talkers"]
    ]
    kind = [row["name"] for row in f["talkers"] if row["kind"]]
    sentences = [_("À remercier : %(names)s.") % {"names": ", ".join(kind[:6])}] if kind else []
    return Section("talkers", _("Qui parle"), sentences, table=(header, rows) if rows else None)


def topics(f: Figures, zone: ZoneInfo) -> Section:
    header = [_("Sujet"), _("Messages du public"), _("Dont négatifs"), _("Vos prises de parole")]
    rows = [
        [row["name"], *(say.number(n) for n in (row["count"], row["tones"]["negative"], row["published"]))]
        for row in f["topics"]
    ]
    unheard = [row["name"] for row in f["topics"] if row["count"] >= 3 and not row["published"]]
    sentences = []
    if unheard:
        words = _("On vous en parle et vous n’en avez rien dit : %(names)s. Ce sont des sujets pour votre calendrier.")
        sentences.append(words % {"names": ", ".join(unheard[:5])})
    chart = charts.bars(
        _("Sujets"), _("Nombre de messages par sujet."), [(row["name"], row["count"]) for row in f["topics"]]
    )
    return Section(
        "topics", _("De quoi l’on parle"), sentences, chart if rows else None, table=(header, rows) if rows else None
    )


def questions(f: Figures, zone: ZoneInfo) -> Section:
    asked = sum(row["count"] for row in f["intents"] if row["name"] in {"question", "request"})
    words = ngettext("%(n)s question ou demande ce trimestre.", "%(n)s questions ou demandes ce trimestre.", asked)
    sentences = (
        [plural(words, asked) + " " + _("Voici celles qui parlent pour beaucoup d’autres.")] if f["questions"] else []
    )
    return Section(
        "questions", _("Ce que l’on vous demande"), sentences, quotes=[_quote(row, zone) for row in f["questions"]]
    )


def chains(f: Figures, zone: ZoneInfo) -> Section:
    folded = f["mentions"]["all"] - f["mentions"]["folded"]
    words = ngettext(
        "%(n)s message reprend presque mot pour mot un autre : il est compté avec lui.",
        "%(n)s messages reprennent presque mot pour mot un autre : ils sont comptés avec lui.",
        folded,
    )
    quotes = [
        Quote(row["text"], _("repris %(count)s fois, à partir du %(day)s") % {
            "count": say.number(row["count"]), "day": say.day(_local_day(row["first"], zone))
        }, url=row["url"])
        for row in f["chains"]
    ]  # fmt: skip
    return Section("chains", _("Ce qui a circulé"), [plural(words, folded)] if folded else [], quotes=quotes)


def verbatims(f: Figures, zone: ZoneInfo) -> Section:
    words = _("Des messages choisis parce que leurs mots sont ceux de beaucoup d’autres, en proportion de chaque ton.")
    return Section(
        "verbatims",
        _("En leurs mots"),
        [words] if f["verbatims"] else [],
        quotes=[_quote(row, zone) for row in f["verbatims"]],
    )


def _quote(row: dict[str, Any], zone: ZoneInfo) -> Quote:
    when = say.day(_local_day(row["at"], zone))
    return Quote(row["text"], f"{row['author']}, {network_name(row['network'])}, {when}", row["tone"], row["url"])


def answers(f: Figures, zone: ZoneInfo) -> Section:
    a, before = f["answers"], f["answers_before"]
    sentences = []
    if a["opened"]:
        sentences.append(_answer_sentence(f))
        if a["answered"]:
            words = _("%(share)s des réponses sont parties dans le délai promis.")
            sentences.append(words % {"share": share(a["on_time"], a["answered"])})
        if before["median_hours"] is not None and a["median_hours"] is not None:
            words = _("Au trimestre précédent, la moitié des réponses demandait %(hours)s.")
            sentences.append(words % {"hours": hours(before["median_hours"])})
    criticism = a["criticism"]
    if criticism["count"]:
        turned = sum(criticism["outcomes"].get(name, 0) for name in ("resolved", "improved", "turned"))
        words = ngettext(
            "Sur %(count)s critique, %(turned)s a mené à un mieux.",
            "Sur %(count)s critiques, %(turned)s ont mené à un mieux.",
            criticism["count"],
        )
        sentences.append(words % {"count": say.number(criticism["count"]), "turned": say.number(turned)})
    points = [say.labelled(outcome_name(name), say.number(count)) for name, count in a["outcomes"].items()]
    rows = [(handling_name(name), count) for name, count in a["handlings"].items()]
    chart = charts.bars(_("Comment vous avez répondu"), _("Nombre d’échanges par traitement."), rows) if rows else None
    stages = ", ".join(f"{stage_name(name)} ({say.number(count)})" for name, count in a["stages"].items())
    if stages:
        sentences.append(_("Étapes : %(stages)s.") % {"stages": stages})
    published = f["publications"]["count"]
    words = ngettext("Vous avez publié %(n)s fois.", "Vous avez publié %(n)s fois.", published)
    if published:
        sentences.append(plural(words, published))
    return Section("answers", _("Ce que vous avez fait"), sentences, chart, points)


def commitments(f: Figures, zone: ZoneInfo) -> Section:
    c = f["commitments"]
    if not c["made"]:
        return Section("commitments", _("Vos engagements"))
    words = ngettext("Vous avez pris %(n)s engagement.", "Vous avez pris %(n)s engagements.", c["made"])
    rows = [
        (_("tenus"), c["kept"]),
        (pgettext("engagement", "en cours"), c["open"]),
        (_("en retard"), c["late"]),
        (_("rompus"), c["broken"]),
    ]
    told = ", ".join(say.labelled(name, say.number(count)) for name, count in rows)
    late = [
        _("%(text)s (échéance : %(day)s)") % {"text": row["text"], "day": say.day(date.fromisoformat(row["due"]))}
        for row in c["late_ones"]
    ]
    return Section(
        "commitments", _("Vos engagements"), [plural(words, c["made"]), told.capitalize() + "."], points=late
    )


def method(f: Figures, zone: ZoneInfo) -> Section:
    return Section("method", _("Comment ces chiffres sont faits"), [
        _("Période : %(range)s. Un message repris presque mot pour mot est compté une fois.")
        % {"range": month_range(f)},
        _(
            "Le ton et l’intention sont estimés par une machine, qui dit « incertain » quand elle hésite "
            "et que vous pouvez corriger. Lisez-les comme une tendance."
        ),
        _reliability(),
        _("Une pointe est nommée par les mots qui y montent et qui étaient rares auparavant."),
    ])  # fmt: skip


def _reliability() -> str:
    """How often the machine was right when it was last measured."""
    tone, intent = (recorded.known()[key] for key in ("umsab_fr", "intent_fr"))
    return _(
        "À la dernière mesure (%(day)s), le ton était juste %(tone)d fois sur 100 sur %(posts)d publications "
        "en français, et l’intention %(intent)d fois sur 100 sur %(messages)d messages écrits pour cette mesure."
    ) % {
        "day": say.day(tone.measured, weekday=False, year=True),
        "tone": tone.right,
        "posts": tone.texts,
        "intent": intent.right,
        "messages": intent.texts,
    }
