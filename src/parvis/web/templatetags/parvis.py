"""The tags of every page. Each puts out markup that the style sheets of `web` know."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zlib import crc32

import lucide
from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from parvis.say import Say
from parvis.web import charts, words

register = template.Library()

TONES = {
    # shape and word: never colour alone
    "negative": ("▾", _("négatif")),
    "neutral": ("●", _("neutre")),
    "positive": ("▴", _("positif")),
    "unsure": ("◌", _("incertain")),
}
NETWORKS = {
    # name, icon; brand marks are left to their owners
    "bluesky": ("Bluesky", "cloud"),
    "mastodon": ("Mastodon", "at-sign"),
    "wordpress": ("WordPress", "newspaper"),
    "feed": (pgettext_lazy("source", "Flux"), "rss"),
    "rss": (pgettext_lazy("source", "Flux"), "rss"),
    "import": (_("Fichier importé"), "file-up"),
    "facebook": ("Facebook", "thumbs-up"),
    "instagram": ("Instagram", "camera"),
    "threads": ("Threads", "at-sign"),
    "x": ("X", "hash"),
    "linkedin": ("LinkedIn", "briefcase"),
    "youtube": ("YouTube", "video"),
    "peertube": ("PeerTube", "video"),
    "reddit": ("Reddit", "message-circle"),
    "telegram": ("Telegram", "send"),
    "pinterest": ("Pinterest", "pin"),
    "tumblr": ("Tumblr", "text-quote"),
    "email": (_("Courriel"), "mail"),
    "google_business": ("Google", "store"),
    "tiktok": ("TikTok", "music"),
    "snapchat": ("Snapchat", "ghost"),
    "discourse": ("Discourse", "messages-square"),
    "issuu": ("Issuu", "book-open"),
    "scribd": ("Scribd", "book-open"),
    "slideshare": ("SlideShare", "presentation"),
    "elsewhere": (_("Autre lieu"), "map-pin"),
}


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A Lucide icon, hidden from screen readers: a word stands beside it."""
    return _icon(str(name), size)


@lru_cache(maxsize=256)
def _icon(name: str, size: int) -> SafeString:
    drawn = lucide._render_icon(name, size, stroke_width="1.75", **{"class": "icon", "aria-hidden": "true"})
    return mark_safe(re.sub(r"\s+", " ", drawn))


@register.simple_tag
def tone(value: str) -> SafeString:
    """A tone as a shape and a word; nothing for an empty tone."""
    if value not in TONES:
        return SafeString("")
    shape, word = TONES[value]
    return format_html(
        '<span class="tone tone-{}"><span class="tone-shape" aria-hidden="true">{}</span> {}</span>', value, shape, word
    )


@register.simple_tag
def badge(text: Any, kind: str = "plain") -> SafeString:
    """A short state; kinds: plain accent attention kept late broken."""
    return format_html('<span class="badge badge-{}">{}</span>', kind, text)


@register.simple_tag
def network(slug: str) -> SafeString:
    """A network's name with its icon."""
    name, drawn = NETWORKS.get(slug, (str(slug).capitalize(), "globe"))
    return format_html('<span class="network">{}<span>{}</span></span>', _icon(drawn, 16), name)


@register.simple_tag
def lang(code: str) -> SafeString:
    """The attribute of an element whose words are in that language, for those who hear the page; none where unknown."""
    return format_html(' lang="{}"', code) if code else mark_safe("")


@register.simple_tag
def colon() -> str:
    """The colon between a word and what it stands for; French sets it apart."""
    return words.colon()


@register.filter
def quoted(text: Any) -> str:
    """What somebody said or what bears a name, between the marks of the reader's language."""
    return f"“{text}”" if words.is_english() else f"«\xa0{text}\xa0»"


@register.simple_tag
def avatar(person: Any) -> SafeString:
    """The initials of a person (a user or a name) in a disc; the name itself stands beside it."""
    name = str(person or "?")
    initials = "".join(word[0] for word in re.findall(r"\w+", name)[:2]).upper() or "?"
    return format_html(
        '<span class="avatar avatar-{}" aria-hidden="true">{}</span>', crc32(name.encode()) % 6 + 1, initials
    )


@register.simple_tag(takes_context=True)
def when(context: template.Context, value: datetime | None) -> SafeString:
    """A moment as a colleague says it, in the organisation's zone, with the full date in its title."""
    if value is None:
        return SafeString("–")
    zone = getattr(getattr(context.get("request"), "house", None), "tz", None)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(timespec="seconds"),
        words.full(value, zone),
        words.moment(value, timezone.now(), zone),
    )


@register.filter
def dated(value: date) -> str:
    """« 24 novembre 2026 », inside a sentence."""
    return words.day(value, weekday=False, year=True)


@register.simple_tag(takes_context=True)
def day(context: template.Context, value: date | None) -> SafeString:
    """« mardi 24 novembre 2026 »; of a datetime, the day in the organisation's zone."""
    if value is None:
        return SafeString("–")
    if isinstance(value, datetime):
        zone = getattr(getattr(context.get("request"), "house", None), "tz", None)
        value = timezone.localtime(value, zone).date()
    other_year = value.year != timezone.localdate().year
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words.day(value, year=other_year))


@register.simple_tag
def number(value: float | None, digits: int | None = None) -> str:
    """« 12 480 »."""
    return words.number(value, digits)


@register.simple_tag
def percent(share: float) -> str:
    """`0.42` → « 42 % »."""
    return words.percent(share)


@register.simple_tag
def mark(text: str, spans: Iterable[Iterable[int]] = ()) -> SafeString:
    """`text`, escaped, with `[start, end]` spans in <mark>; overlapping spans become one."""
    parts, at = [], 0
    for start, end in sorted((int(start), int(end)) for start, end in spans or ()):
        start, end = max(start, at), min(end, len(text))
        if start < end:
            parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
    return mark_safe("".join([*parts, escape(text[at:])]))


@register.simple_tag
def chart(drawn: charts.Chart) -> SafeString:
    """A figure: the drawing for this width, its caption, and its data behind « Voir les données »."""
    return render_to_string("web/parts/chart.html", {"chart": drawn})


@register.simple_tag
def empty(icon: str = "inbox", title: str = "", text: str = "", href: str = "", label: str = "") -> SafeString:
    """What a list shows while it has nothing: what will come here, and how to begin."""
    given = {"icon": icon, "title": title, "text": text, "href": href, "label": label}
    return render_to_string("web/parts/empty.html", given)


@register.simple_tag
def field(bound: Any, label: str = "") -> SafeString:
    """A form field with label (`label` instead of the form's own), help, errors and input, wired for screen readers."""
    bound.label = label or bound.label
    _drop_echo(bound)
    kind = getattr(bound.field.widget, "input_type", "") or bound.widget_type
    shape = "hidden" if bound.is_hidden else "group" if bound.use_fieldset else "tick" if kind == "checkbox" else "line"
    return render_to_string("web/parts/field.html", {"field": bound, "shape": shape, "kind": kind})


def _drop_echo(bound: Any) -> None:
    """Takes away a placeholder that only repeats the label, as allauth's do."""
    hint, label = str(bound.field.widget.attrs.get("placeholder", "")).lower(), str(bound.label).lower()
    if hint and (hint in label or label in hint or "mail" in hint):
        del bound.field.widget.attrs["placeholder"]


@register.simple_tag
def form_errors(form: Any) -> SafeString:
    """What stops a form, each with a link to its field; nothing while nothing does."""
    if not form.errors:
        return SafeString("")
    return render_to_string("web/parts/form_errors.html", {"form": form, "fields": [f for f in form if f.errors]})


@register.simple_tag(takes_context=True)
def pager(context: template.Context, page: Any) -> SafeString:
    """Ways to the other pages of a list; keeps the filters of the address."""
    if page.paginator.num_pages < 2:
        return SafeString("")
    return render_to_string("web/parts/pager.html", {"page": page}, request=context.get("request"))


@register.filter
def said(sentence: Say | Mapping[str, str] | None) -> str:
    """A sentence (or its JSON) in the reader's language."""
    if not sentence:
        return ""
    pair = sentence if isinstance(sentence, Say) else Say(sentence.get("fr", ""), sentence.get("en", ""))
    return words.spaced(pair.to(get_language() or "fr"))
