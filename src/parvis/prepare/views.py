"""The start page: Aujourd’hui."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parvis.govern.charter import reads as charter
from parvis.govern.courses import reads as courses
from parvis.govern.register.forms import LeavingForm
from parvis.govern.register.models import Departure
from parvis.people import erasing
from parvis.people.actions import LastLead
from parvis.people.door import HouseRequest, lead, member
from parvis.prepare import leaving as departures
from parvis.prepare import next_step, reads


@member
def today(request: HouseRequest) -> HttpResponse:
    """What asks for me now, what goes out today, the next step of the office, one chart that matters."""
    now = timezone.now()
    steps = next_step.walked(request.house, now)
    coming = next((step for step, done in steps if not done), None)
    context = {
        "wanting": reads.wanting(request.house, request.user, now),
        "first_ones": reads.first_ones(request.house, request.user, now),
        "out": reads.today_out(request.house, now),
        "chart": reads.month_chart(request.house, now),
        "coming": coming,
        "coming_url": reverse(coming.url, args=[request.house.slug]) if coming else "",
        "steps": steps,
        "done": sum(done for _, done in steps),
        "unread": charter.to_acknowledge(request.user, request.house),
        "to_sign": charter.to_sign(request.membership),
        "learning": courses.hints(request.user, request.house, now, get_language() or "fr"),
        "now": now,
    }
    return render(request, "prepare/today.html", context)


@lead
def leaving(request: HouseRequest) -> HttpResponse:
    """Choose who leaves and who takes over, see every door, then shut them all."""
    form = LeavingForm(request.house, request.POST or request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else None
    if request.method == "POST" and chosen:
        return _shut(request, form)
    doors = departures.open_doors(chosen["person"]) if chosen else []
    past = Departure.objects.of(request.house).select_related("successor", "person")[:20]
    return render(request, "prepare/leaving.html", {"form": form, "chosen": chosen, "doors": doors, "past": past})


def _shut(request: HouseRequest, form: LeavingForm) -> HttpResponse:
    person, successor = form.cleaned_data["person"], form.cleaned_data["successor"]
    try:
        departure = departures.leave(request.user, person, successor.user, timezone.now())
    except LastLead:
        form.add_error(
            "person", _("Cette personne est la seule responsable de la maison. Nommez-en une autre d’abord.")
        )
        return render(request, "prepare/leaving.html", {"form": form, "chosen": None, "doors": []}, status=422)
    left = departure.passwords.count()
    words = ngettext(
        "Toutes les portes sont fermées. Il reste %(n)s mot de passe à changer.",
        "Toutes les portes sont fermées. Il reste %(n)s mots de passe à changer.",
        left,
    )
    messages.success(request, words % {"n": left} if left else _("Toutes les portes sont fermées."))
    return redirect("register:accounts", request.house.slug)


@lead
def erase(request: HouseRequest, pk: int) -> HttpResponse:
    """Somebody who left is erased, after the page said what goes and what stays."""
    departures_with = Departure.objects.of(request.house).exclude(person=None).select_related("person")
    row = get_object_or_404(departures_with, pk=pk)
    closed = erasing.refusal(row.person, request.house)
    if request.method == "POST" and not closed:
        erasing.erase(request.user, row.person, request.house)
        messages.success(request, _("C’est effacé. Le journal garde les actes, sans le nom."))
        return redirect("prepare:leaving", request.house.slug)
    return render(request, "prepare/erase.html", {"row": row, "closed": closed}, status=409 if request.POST else 200)
