"""Handing a text over, signing it, sending it back; who signs for what."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.govern.charter import signing
from parvis.govern.charter.forms import RefuseForm, function_forms
from parvis.govern.charter.models import Function
from parvis.govern.charter.views import reading
from parvis.govern.charter.views.writing import writer
from parvis.people.door import HouseRequest, lead, worker


@lead
@require_POST
def submit(request: HouseRequest, pk: int) -> HttpResponse:
    version = reading.version_for(request, pk)
    if _try(request, lambda: signing.submit(request.user, version, timezone.now())):
        messages.success(request, _("Le texte attend ses signatures. Il ne change plus d’ici là."))
    return redirect("charter:version", request.house.slug, pk)


@writer
@require_POST
def take_back(request: HouseRequest, pk: int) -> HttpResponse:
    version = reading.version_for(request, pk)
    if signing.take_back(request.user, version):
        messages.success(request, _("Vous pouvez de nouveau changer le texte."))
    return redirect("charter:write", request.house.slug, pk)


@worker
@require_POST
def sign(request: HouseRequest, pk: int) -> HttpResponse:
    version, function = reading.version_for(request, pk), _function(request)
    seen = request.POST.get("seen", "")
    if _try(request, lambda: signing.sign(request.membership, version, function, seen, timezone.now())):
        version.refresh_from_db()
        said = _("Signé. Toutes les fonctions ont signé : la version est en vigueur.")
        messages.success(request, said if version.is_in_force else _("Votre signature est enregistrée."))
    return redirect("charter:version", request.house.slug, pk)


@worker
@require_POST
def refuse(request: HouseRequest, pk: int) -> HttpResponse:
    version, function, form = reading.version_for(request, pk), _function(request), RefuseForm(request.POST)
    if not form.is_valid():
        return reading.version(request, house=request.house.slug, pk=pk, refusing=form)
    seen, word = request.POST.get("seen", ""), form.cleaned_data["word"]
    if _try(request, lambda: signing.refuse(request.membership, version, function, seen, word, timezone.now())):
        messages.success(request, _("Le texte revient à celles et ceux qui l’écrivent, avec votre mot."))
    return redirect("charter:version", request.house.slug, pk)


@lead
def functions(request: HouseRequest) -> HttpResponse:
    """Which functions sign, and who may sign for each."""
    forms = function_forms(request.house, request.POST or None)
    if request.method == "POST" and forms.is_valid():
        signing.name_functions(request.user, request.house, forms.named(), timezone.now())
        messages.success(request, _("Les fonctions qui signent sont enregistrées."))
        return redirect("charter:functions", request.house.slug)
    hands, needed = signing.hands(request.house), len(signing.functions(request.house))
    context = {
        "forms": forms,
        "too_few": hands < needed,
        "officer": signing.DATA_PROTECTION.to(get_language() or "fr"),
    }
    return render(request, "charter/functions.html", context)


def _function(request: HouseRequest) -> Function:
    number = request.POST.get("function", "")
    return get_object_or_404(Function.objects.of(request.house), pk=int(number) if number.isdecimal() else 0)


def _try(request: HouseRequest, act: Callable[[], Any]) -> Any:
    """What the act gives; None, and its reason said, when it is not possible now."""
    try:
        return act()
    except signing.NotNow as reason:
        messages.error(request, reason.say.to(get_language() or "fr"))
        return None
