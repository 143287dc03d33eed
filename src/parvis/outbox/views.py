"""Pages of the outbox: every delivery, its tries, the network's own words, and what a person can do about it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.channels import speak
from parvis.channels.models import Channel
from parvis.govern import gate, levels, rules
from parvis.outbox import actions, correcting, hands, reads, reviewing, taking
from parvis.outbox.forms import CorrectionForm, LinkForm
from parvis.outbox.models import TROUBLED, Act, Delivery, State
from parvis.people.door import HouseRequest, member, worker

PAGE = 40
SEVERAL: dict[str, Callable[[Any, Delivery], None]] = {"retry": actions.retry, "cancel": actions.cancel}


@member
@require_GET
def deliveries(request: HouseRequest) -> HttpResponse:
    """All deliveries of the house, with filters in the address."""
    asked = {name: request.GET.get(name, "") for name in ("state", "q", "channel", "act")}
    rows = reads.deliveries(request.house, asked["state"], asked["q"], asked["channel"], asked["act"])
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "filtered": any(asked.values()),
        "counts": reads.counts(request.house),
        "channels": Channel.objects.of(request.house),
        "acts": Act.choices,
    }
    return render(request, "outbox/deliveries.html", context)


@member
@require_GET
def delivery(request: HouseRequest, pk: int) -> HttpResponse:
    """One delivery. As a part: 204 while nothing has changed since `seen`."""
    row = _row(request, pk)
    return _page(request, row, LinkForm(by_hand=row.channel.by_hand))


@member
@require_GET
def media(request: HouseRequest, pk: int, number: int) -> Any:
    """A picture of a delivery, to be kept and put out by hand; for members alone."""
    row = _row(request, pk)
    if not 1 <= number <= len(row.media):
        raise Http404
    each = row.media[number - 1]
    try:
        file = default_storage.open(each["file"], "rb")
    except OSError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=each["name"], content_type=each["content_type"])


def _page(request: HouseRequest, row: Delivery, form: LinkForm) -> HttpResponse:
    tries = list(row.tries.all())
    seen = f"{row.state}-{len(tries)}-{sum(1 for each in tries if each.outcome)}"
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    context = {
        "row": row,
        "tries": tries,
        "seen": seen,
        "form": form,
        "can": _can(request, row),
        "closed": gate.refusal(request.user, request.house, row.act, row.channel, timezone.now()),
        "hands": hands.sheet(row, timezone.now()) if row.state == State.BY_HAND else None,
        "moving": row.state in reads.GROUPS["going"],
        "corrections": list(row.corrections.select_related("person")) if row.state in reads.OUT else [],
        "reviews": list(row.reviews.select_related("person")),
        **(_reading(request, row) if row.state == State.HELD else {}),
    }
    return render(request, "outbox/_delivery.html" if request.htmx else "outbox/delivery.html", context)


def _reading(request: HouseRequest, row: Delivery) -> dict[str, Any]:
    """What the page of a held item says: to whom it goes first, and what keeps the reader from letting it go."""
    now = timezone.now()
    return {
        "not_mine": reviewing.release_refusal(request.user, row, now),
        "who_reads": levels.who_reads(row.organisation, row.act, row.channel, row.person, now),
    }


def _can(request: HouseRequest, row: Delivery) -> dict[str, bool]:
    """What the life of this delivery allows a person to do now."""
    return {
        "retry": row.state in TROUBLED,
        "cancel": actions.can_cancel(request.user, row),
        "mark_sent": row.state in actions.TICKABLE and not row.corrects_id,
        "untick": actions.was_ticked(row),
        "correct": correcting.can_correct(row),
        "withdraw": taking.can_withdraw(row),
        "mark_withdrawn": row.state == State.WITHDRAWING and row.channel.by_hand,
    }


def _row(request: HouseRequest, pk: int) -> Delivery:
    rows = Delivery.objects.of(request.house).select_related("channel", "person", "organisation", "corrects")
    return get_object_or_404(rows, pk=pk)


@worker
@require_POST
def retry(request: HouseRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.retry, _("L’envoi est relancé."))


@worker
@require_http_methods(["GET", "POST"])
def cancel(request: HouseRequest, pk: int) -> HttpResponse:
    """Asks first: what is cancelled does not go out."""
    if request.method == "GET":
        return render(request, "outbox/cancel.html", {"row": _row(request, pk)})
    return _act(request, pk, actions.cancel, _("L’envoi est annulé. Le texte reste lisible ici."))


@worker
@require_http_methods(["GET", "POST"])
def withdraw(request: HouseRequest, pk: int) -> HttpResponse:
    """Asks first: what is withdrawn disappears from the network."""
    if request.method == "GET":
        return render(request, "outbox/withdraw.html", {"row": _row(request, pk)})
    return _act(request, pk, taking.withdraw, _("Le retrait est demandé. Vous pouvez suivre ici ce qu’il devient."))


@worker
@require_http_methods(["GET", "POST"])
def correct(request: HouseRequest, pk: int) -> HttpResponse:
    """New words for what is out: the page shows what stands against them before anything is asked for."""
    row = _row(request, pk)
    old = {"key": uuid4().hex, "text": row.text, "title": row.title}
    form = CorrectionForm(request.POST or None, initial=old, with_title=bool(row.title))
    found: list[rules.Objection] = []
    if form.is_valid():
        try:
            made = correcting.correct(request.user, row, anyway=form.cleaned_data.pop("anyway"), **form.cleaned_data)
            messages.success(request, _("La correction est demandée. Vous pouvez suivre ici ce qu’elle devient."))
            return redirect("outbox:delivery", request.house.slug, made.pk)
        except rules.Objected as objected:
            found = objected.objections
        except (gate.Refused, actions.Impossible) as error:
            messages.error(request, _said(error))
    return _correction_page(request, row, form, found)


def _correction_page(
    request: HouseRequest, row: Delivery, form: CorrectionForm, found: list[rules.Objection]
) -> HttpResponse:
    now, limits = timezone.now(), speak.limits(row.channel)
    context = {
        "row": row,
        "form": form,
        "objections": found,
        "blocked": bool(rules.blocking(found)),
        "closed": gate.refusal(request.user, request.house, row.act, row.channel, now),
        "able": correcting.can_correct(row),
        "other": correcting.under_way(row),
        "first_read": levels.notice(request.user, request.house, row.act, row.channel, now),
        "length": limits.measure(form["text"].value() or ""),
        "limit": limits.length,
    }
    return render(request, "outbox/correct.html", context, status=422 if form.is_bound else 200)


@worker
@require_POST
def mark_sent(request: HouseRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    form = LinkForm(request.POST, by_hand=row.channel.by_hand)
    if not form.is_valid():
        return _page(request, row, form)
    url = form.cleaned_data["url"]
    return _act(request, pk, lambda who, row: actions.mark_sent(who, row, url), _("C’est noté : l’envoi est en ligne."))


@worker
@require_POST
def untick(request: HouseRequest, pk: int) -> HttpResponse:
    return _act(request, pk, actions.untick, _("C’est noté : l’envoi n’est pas en ligne."))


@worker
@require_POST
def mark_withdrawn(request: HouseRequest, pk: int) -> HttpResponse:
    return _act(request, pk, taking.mark_withdrawn, _("C’est noté : il n’y est plus."))


def _act(request: HouseRequest, pk: int, verb: Callable[[Any, Delivery], None], done: str) -> HttpResponse:
    row = _row(request, pk)
    if said := _attempt(request, row, verb):
        messages.error(request, said)
    else:
        messages.success(request, done)
    return redirect("outbox:delivery", request.house.slug, row.pk)


def _attempt(request: HouseRequest, row: Delivery, verb: Callable[[Any, Delivery], None]) -> str:
    """Does it; returns what stands in the way, or nothing."""
    try:
        verb(request.user, row)
    except (gate.Refused, actions.Impossible) as error:
        return _said(error)
    return ""


def _said(error: gate.Refused | actions.Impossible) -> str:
    language = get_language() or "fr"
    if isinstance(error, gate.Refused):
        return f"{error.refusal.say.to(language)} {error.refusal.way_out.to(language)}"
    return error.say.to(language)


@member
@require_GET
def to_read(request: HouseRequest) -> HttpResponse:
    """What supervised colleagues wrote: first what the reader may let go, then what waits for somebody else."""
    mine = reads.to_read(request.house, request.user, timezone.now())
    others = reads.deliveries(request.house, "held").exclude(pk__in=[row.pk for row in mine]).order_by("made_at", "pk")
    page = Paginator([*mine, *others], PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "mine": {row.pk for row in mine},
        "unread": reads.to_check(request.house),
        "checkable": {row.pk for row in reads.to_check_by(request.house, request.user, timezone.now())},
    }
    return render(request, "outbox/to_read.html", context)


@worker
@require_POST
def release(request: HouseRequest, pk: int) -> HttpResponse:
    return _read(request, pk, reviewing.release, _("C’est relu : le texte peut partir."))


@worker
@require_POST
def send_back(request: HouseRequest, pk: int) -> HttpResponse:
    word = request.POST.get("word", "").replace("\0", "")
    done = _("Le texte est renvoyé à son auteur, avec votre mot.")
    return _read(request, pk, lambda who, row: reviewing.send_back(who, row, word), done)


@worker
@require_POST
def check_after(request: HouseRequest, pk: int) -> HttpResponse:
    word = request.POST.get("word", "").replace("\0", "")
    return _read(
        request, pk, lambda who, row: reviewing.check_after(who, row, word), _("C’est noté : vous l’avez relu.")
    )


def _read(request: HouseRequest, pk: int, verb: Callable[[Any, Delivery], None], done: str) -> HttpResponse:
    """As `_act`; whoever came from the list goes on with it."""
    answer = _act(request, pk, verb, done)
    return redirect("outbox:to_read", request.house.slug) if "list" in request.POST else answer


@worker
@require_POST
def several(request: HouseRequest) -> HttpResponse:
    """The same verb for all that are ticked; what cannot be done is said, the rest is done."""
    verb = SEVERAL.get(request.POST.get("verb", ""))
    picked = [reads.row_key(pk) for pk in request.POST.getlist("picked")]
    rows = list(Delivery.objects.of(request.house).filter(pk__in=picked).select_related("channel", "organisation"))
    said = [_attempt(request, row, verb) for row in rows] if verb else []
    if done := said.count(""):
        words = ngettext("%(count)s envoi est traité.", "%(count)s envois sont traités.", done)
        messages.success(request, words % {"count": done})
    for words in sorted(set(said) - {""}):
        messages.error(request, words)
    back = request.POST.get("back", "")
    return redirect(reverse("outbox:deliveries", args=[request.house.slug]) + (back if back.startswith("?") else ""))
