"""One delivery: its tries, the network's own words, and what a person can do about it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.channels import speak
from parvis.govern import gate, levels, rules
from parvis.outbox import actions, correcting, hands, reads, replacing, reviewing, taking
from parvis.outbox.forms import CorrectionForm, LinkForm
from parvis.outbox.models import TROUBLED, Delivery, State
from parvis.outbox.reviewing import Impossible
from parvis.people.door import HouseRequest, member, worker


@member
@require_GET
def delivery(request: HouseRequest, pk: int) -> HttpResponse:
    """One delivery. As a part: 204 while nothing has changed since `seen`."""
    row = row_of(request, pk)
    return _page(request, row, LinkForm(by_hand=row.channel.by_hand))


@member
@require_GET
def media(request: HouseRequest, pk: int, number: int) -> Any:
    """A picture of a delivery, to be kept and put out by hand; for members alone."""
    row = row_of(request, pk)
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
        "take_up": _may_take_up(request, row),
        "reconnect": row.state == State.LOGIN_LOST and bool(row.channel.login_lost_at and request.membership.is_lead),
        "replace": replacing.can_give_way(row),
        "cancel": actions.can_cancel(request.user, row),
        "mark_sent": row.state in actions.TICKABLE and not row.corrects_id,
        "mark_corrected": correcting.can_tick(row),
        "untick": actions.was_ticked(row),
        "correct": correcting.can_correct(row),
        "withdraw": taking.can_withdraw(row) or (taking.will_withdraw(row) and not row.unwanted),
        "ask_again": taking.stands_still(row) and not row.channel.by_hand,
        "mark_withdrawn": row.state == State.WITHDRAWING and (row.channel.by_hand or bool(row.refusal)),
        "leave": taking.can_leave(row),
    }


def _may_take_up(request: HouseRequest, row: Delivery) -> bool:
    is_free = row.state == State.CANCELLED and not actions.is_replaced(row)
    return is_free and not actions.cancelling_refused(request.user, row)


def row_of(request: HouseRequest, pk: int) -> Delivery:
    rows = Delivery.objects.of(request.house).select_related("channel", "person", "organisation", "corrects")
    row: Delivery = get_object_or_404(rows, pk=pk)
    return row


@worker
@require_POST
def retry(request: HouseRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, actions.retry, _("L’envoi est relancé."))


@worker
@require_POST
def take_up(request: HouseRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, actions.take_up, _("L’envoi est repris."))


@worker
@require_POST
def leave(request: HouseRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, taking.leave, _("C’est noté : il reste en ligne."))


@worker
@require_http_methods(["GET", "POST"])
def cancel(request: HouseRequest, pk: int) -> HttpResponse:
    """Asks first: what is cancelled does not go out."""
    if request.method == "GET":
        return render(request, "outbox/cancel.html", {"row": row_of(request, pk)})
    return act_on(request, pk, actions.cancel, _("L’envoi est annulé. Le texte reste lisible ici."))


@worker
@require_http_methods(["GET", "POST"])
def withdraw(request: HouseRequest, pk: int) -> HttpResponse:
    """Asks first: what is withdrawn disappears from the network."""
    if request.method == "GET":
        return render(request, "outbox/withdraw.html", {"row": row_of(request, pk)})
    return act_on(request, pk, taking.withdraw, _("Le retrait est demandé. Vous pouvez suivre ici ce qu’il devient."))


@worker
@require_http_methods(["GET", "POST"])
def correct(request: HouseRequest, pk: int) -> HttpResponse:
    """New words for what is out: the page shows what stands against them before anything is asked for."""
    row = row_of(request, pk)
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
        except (gate.Refused, Impossible) as error:
            messages.error(request, said(error))
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
    row = row_of(request, pk)
    form = LinkForm(request.POST, by_hand=row.channel.by_hand)
    if not form.is_valid():
        return _page(request, row, form)
    url = form.cleaned_data["url"]
    return act_on(
        request, pk, lambda who, row: actions.mark_sent(who, row, url), _("C’est noté : l’envoi est en ligne.")
    )


@worker
@require_POST
def untick(request: HouseRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, actions.untick, _("C’est noté : l’envoi n’est pas en ligne."))


@worker
@require_POST
def mark_corrected(request: HouseRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, correcting.mark_corrected, _("C’est noté : c’est corrigé sur place."))


@worker
@require_POST
def mark_withdrawn(request: HouseRequest, pk: int) -> HttpResponse:
    return act_on(request, pk, taking.mark_withdrawn, _("C’est noté : il n’y est plus."))


def act_on(request: HouseRequest, pk: int, verb: Callable[[Any, Delivery], None], done: str) -> HttpResponse:
    row = row_of(request, pk)
    if said := attempt(request, row, verb):
        messages.error(request, said)
    else:
        messages.success(request, done)
    return redirect("outbox:delivery", request.house.slug, row.pk)


def attempt(request: HouseRequest, row: Delivery, verb: Callable[[Any, Delivery], None]) -> str:
    """Does it; returns what stands in the way, or nothing."""
    try:
        verb(request.user, row)
    except (gate.Refused, Impossible) as error:
        return said(error)
    return ""


def said(error: gate.Refused | Impossible) -> str:
    language = get_language() or "fr"
    if isinstance(error, gate.Refused):
        return f"{error.refusal.say.to(language)} {error.refusal.way_out.to(language)}"
    words: str = error.say.to(language)
    return words
