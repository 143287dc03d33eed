"""The ambassador's own page. Whoever holds its address is the ambassador: there is nothing else to sign in with."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from parvis.govern.ambassadors import actions, mail, reads
from parvis.govern.ambassadors.forms import AgreeForm, ConsentForm, ShareForm
from parvis.govern.ambassadors.models import Ambassador, Item


def opened(use: str) -> Callable[..., Any]:
    """For pages behind an address: 404 for a wrong one, a page that says so for one that is over."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(view)
        def inside(request: HttpRequest, house: str, pk: int, token: str, **kwargs: Any) -> HttpResponse:
            row = get_object_or_404(Ambassador.objects.select_related("organisation", "person"), pk=pk)
            found = row.opens(token)
            if row.organisation.slug != house or not found or use not in (found, "either"):
                raise Http404
            timezone.activate(row.organisation.tz)
            is_on = row.takes_part if found == "own" else row.is_invited(timezone.now())
            return view(request, row, **kwargs) if is_on else _over(request, row)

        return inside

    return wrap


def _over(request: HttpRequest, row: Ambassador) -> HttpResponse:
    """Withdrawn, answered already, or too late."""
    return render(request, "ambassadors/over.html", {"row": row}, status=410)


@opened("either")
def page(request: HttpRequest, row: Ambassador) -> HttpResponse:
    """What is asked, while there is no answer; then the kit."""
    if row.takes_part:
        return _own(request, row, ConsentForm(instance=row))
    return _ask(request, row, AgreeForm())


def _ask(request: HttpRequest, row: Ambassador, form: AgreeForm) -> HttpResponse:
    context = {"row": row, "form": form, "token": row.token("invitation")}
    return render(request, "ambassadors/consent.html", context, status=422 if form.is_bound else 200)


def _own(request: HttpRequest, row: Ambassador, form: ConsentForm) -> HttpResponse:
    shares = {share.item_id: share for share in row.shares.all()}
    items = [
        (item, shares.get(item.pk), ShareForm(instance=shares.get(item.pk), prefix=str(item.pk)))
        for item in reads.ready(row.organisation, timezone.now())
    ]
    context = {"row": row, "items": items, "form": form, "token": row.token("own")}
    return render(request, "ambassadors/own.html", context, status=422 if form.is_bound else 200)


@require_POST
@opened("invitation")
def agree(request: HttpRequest, row: Ambassador) -> HttpResponse:
    form = AgreeForm(request.POST)
    if not form.is_valid():
        return _ask(request, row, form)
    if not actions.consent(row, form.cleaned_data["accounts"], form.cleaned_data["tells"], timezone.now()):
        return redirect(row.invitation_path)
    row.refresh_from_db()
    if mail.send(row):
        messages.success(request, _("Merci. L’adresse de cette page vous a été envoyée."))
    else:
        messages.success(request, _("Merci. Gardez l’adresse de cette page : elle est à vous seul."))
    return redirect(row.own_path)


@require_POST
@opened("own")
def change(request: HttpRequest, row: Ambassador) -> HttpResponse:
    form = ConsentForm(request.POST)
    if not form.is_valid():
        return _own(request, row, form)
    actions.change_consent(row, form.cleaned_data["accounts"], form.cleaned_data["tells"])
    messages.success(request, _("C’est changé, dès maintenant."))
    return redirect(row.own_path)


@require_POST
@opened("either")
def withdraw(request: HttpRequest, row: Ambassador) -> HttpResponse:
    """One click; also the no to an invitation."""
    path = row.own_path if row.takes_part else row.invitation_path
    actions.withdraw(row, timezone.now())
    return redirect(path)


@require_POST
@opened("own")
def shared(request: HttpRequest, row: Ambassador, item: int) -> HttpResponse:
    found = _item(row, item)
    form = ShareForm(request.POST, prefix=str(item))
    if not form.is_valid():
        messages.error(request, _("Ce lien n’est pas une adresse entière. Recopiez-le, ou laissez la case vide."))
        return redirect(row.own_path)
    actions.share(row, found, form.cleaned_data["link"], timezone.now())
    messages.success(request, _("C’est noté : « %(title)s » est partagé. Merci.") % {"title": found})
    return redirect(row.own_path)


@opened("own")
def picture(_request: HttpRequest, row: Ambassador, item: int) -> FileResponse:
    found = _item(row, item)
    if not found.picture:
        raise Http404
    return FileResponse(default_storage.open(found.picture.name, "rb"), as_attachment=True)


def _item(row: Ambassador, pk: int) -> Item:
    """An item that may be shared now; 404 else."""
    found = next((item for item in reads.ready(row.organisation, timezone.now()) if item.pk == pk), None)
    if found is None:
        raise Http404
    return found
