"""Pages of Gouverner: who may speak."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from parvis.govern import actions, growth, reads
from parvis.govern.forms import DutyForm, GrantForm, SuspendForm
from parvis.govern.models import Accreditation, Duty, Level
from parvis.people.door import HouseRequest, lead, member
from parvis.people.models import Membership


@member
def accreditations(request: HouseRequest) -> HttpResponse:
    """Who may speak, where, until when; those who may not are named too."""
    now = timezone.now()
    rows = [(row, row.holds(now)) for row in reads.accreditations(request.house)]
    speaking = {row.person_id for row, holds in rows if holds}
    silent = Membership.objects.of(request.house).exclude(user_id__in=speaking).select_related("user")
    return render(request, "govern/accreditations.html", {"rows": rows, "silent": silent, "now": now})


@lead
def accredit(request: HouseRequest) -> HttpResponse:
    form = GrantForm(request.house, request.POST or None, initial={"person": request.GET.get("person")})
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"].user
        actions.accredit(request.user, request.house, person, form.grant())
        messages.success(request, _("%(person)s peut maintenant parler au nom de la maison.") % {"person": person})
        return redirect("govern:accreditations", request.house.slug)
    return render(request, "govern/accredit.html", {"form": form})


@member
def voice(request: HouseRequest, pk: int) -> HttpResponse:
    """One accreditation: its record since it stands at its level, what that speaks for, and a lead's decision."""
    row, now = _row(request, pk), timezone.now()
    record = growth.record_of(row)
    context = {"row": row, "record": record, "next": growth.next_level(row, record, now), "holds": row.holds(now)}
    context |= {"levels": Level.choices, "rules": growth}
    if proposed := context["next"]:
        context["next_words"] = proposed.label
    return render(request, "govern/voice.html", context)


@lead
@require_POST
def change_level(request: HouseRequest, pk: int) -> HttpResponse:
    row, level = _row(request, pk), request.POST.get("level", "")
    if level in Level.values:
        actions.change_level(request.user, row, level, timezone.now())
        facts = {"person": row.person, "level": Level(level).label}
        messages.success(request, _("Niveau de %(person)s : %(level)s.") % facts)
    return redirect("govern:voice", request.house.slug, pk)


@lead
def renew(request: HouseRequest, pk: int) -> HttpResponse:
    """The page of the reminder: one button."""
    row = _row(request, pk)
    if request.method == "POST":
        if actions.renew(request.user, row, timezone.now()):
            messages.success(request, _("L’habilitation est prolongée d’un an."))
        else:
            messages.error(request, _("Cette habilitation est suspendue. Rétablissez-la d’abord."))
        return redirect("govern:voice", request.house.slug, pk)
    return render(request, "govern/renew.html", {"row": row})


def _row(request: HouseRequest, pk: int) -> Accreditation:
    return get_object_or_404(reads.accreditations(request.house), pk=pk)


@member
def duty(request: HouseRequest) -> HttpResponse:
    """Who answers for emergencies, now and later; a lead names them here."""
    now = timezone.now()
    form = DutyForm(request.house, now, request.POST or None)
    if request.method == "POST":
        if not request.membership.is_lead:
            raise PermissionDenied
        if form.is_valid():
            given = form.cleaned_data
            actions.name_on_duty(
                request.user, request.house, given["person"].user, given["starts_at"], given["ends_at"]
            )
            messages.success(request, _("%(person)s est d’astreinte à ces dates.") % {"person": given["person"]})
            return redirect("govern:duty", request.house.slug)
    context = {"rows": reads.duties(request.house, now), "form": form, "now": now}
    return render(request, "govern/duty.html", context)


@lead
@require_POST
def end_duty(request: HouseRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Duty.objects.of(request.house).select_related("person"), pk=pk)
    actions.end_duty(request.user, row, timezone.now())
    messages.success(request, _("L’astreinte de %(person)s est finie.") % {"person": row.person})
    return redirect("govern:duty", request.house.slug)


@lead
def suspend(request: HouseRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Accreditation.objects.of(request.house), pk=pk)
    form = SuspendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        stopped = actions.suspend(request.user, row, form.cleaned_data["reason"], timezone.now()) or 0
        words = ngettext(
            "C’est suspendu. %(count)s envoi qui attendait est arrêté.",
            "C’est suspendu. %(count)s envois qui attendaient sont arrêtés.",
            stopped,
        )
        messages.success(request, words % {"count": stopped} if stopped else _("C’est suspendu. Rien n’attendait."))
        return redirect("govern:accreditations", request.house.slug)
    return render(request, "govern/suspend.html", {"form": form, "row": row})


@lead
@require_POST
def restore(request: HouseRequest, pk: int) -> HttpResponse:
    actions.restore(request.user, get_object_or_404(Accreditation.objects.of(request.house), pk=pk))
    messages.success(request, _("L’habilitation est rétablie. Ce qui était arrêté le reste : relancez-le au besoin."))
    return redirect("govern:accreditations", request.house.slug)
