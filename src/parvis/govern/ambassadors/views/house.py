"""Pages for the house: who takes part, what was shared, the kit."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.govern import gate
from parvis.govern.ambassadors import actions, mail, reads
from parvis.govern.ambassadors.forms import InviteForm, ItemForm
from parvis.govern.ambassadors.models import Ambassador, Item
from parvis.people.door import HouseRequest, lead, member


@member
def ambassadors(request: HouseRequest) -> HttpResponse:
    """For leads: who takes part, what they let the house know of, the kit. For others: what it is, and their place."""
    now = timezone.now()
    is_lead = request.membership.is_lead
    rows = list(reads.ambassadors(request.house)) if is_lead else []
    context = {
        "rows": [(row, row.is_invited(now)) for row in rows],
        "shared": sum(len(row.told) for row in rows),
        "items": [(item, reads.held(item, now)) for item in reads.kit(request.house)] if is_lead else [],
        "mine": reads.of_person(request.house, request.user),
    }
    return render(request, "ambassadors/ambassadors.html", context)


@member
def mine(request: HouseRequest) -> HttpResponse:
    """To the page of this member, or to the invitation that waits for an answer."""
    row = reads.of_person(request.house, request.user)
    if row is None:
        return redirect("ambassadors:ambassadors", request.house.slug)
    return redirect(row.own_path if row.takes_part else row.invitation_path)


@lead
def invite(request: HouseRequest) -> HttpResponse:
    form = InviteForm(request.house, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.invite(request.user, request.house, form.cleaned_data)
        except actions.AlreadyThere:
            form.add_error("person", _("Cette personne est déjà invitée, ou déjà ambassadrice."))
        else:
            _send(request, row)
            return redirect("ambassadors:ambassadors", request.house.slug)
    return render(request, "ambassadors/invite.html", {"form": form})


def _send(request: HouseRequest, row: Ambassador) -> None:
    if mail.send(row):
        messages.success(request, _("Le courriel est parti à %(email)s.") % {"email": row.email})
    else:
        messages.warning(request, _("Le courriel n’a pas pu partir. Rien n’est perdu : essayez plus tard."))


@lead
@require_POST
def remind(request: HouseRequest, pk: int) -> HttpResponse:
    """Sends the address again, to the person alone."""
    _send(request, _row(request, pk))
    return redirect("ambassadors:ambassadors", request.house.slug)


@lead
@require_POST
def end(request: HouseRequest, pk: int) -> HttpResponse:
    actions.withdraw(_row(request, pk), timezone.now(), by=request.user)
    messages.success(request, _("C’est terminé : ses comptes et ses liens sont effacés."))
    return redirect("ambassadors:ambassadors", request.house.slug)


def _row(request: HouseRequest, pk: int) -> Ambassador:
    return get_object_or_404(reads.ambassadors(request.house), pk=pk)


@lead
def prepare(request: HouseRequest) -> HttpResponse:
    form = ItemForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            item = actions.prepare(request.user, request.house, form.fields_of())
        except gate.Refused as refused:
            _explain(form, refused)
        else:
            messages.success(request, _("« %(title)s » est dans le kit.") % {"title": item})
            return redirect("ambassadors:ambassadors", request.house.slug)
    return _form(request, form, None)


@lead
def change(request: HouseRequest, pk: int) -> HttpResponse:
    """Saving it, even unchanged, makes the person who saves answer for it."""
    item = _item(request, pk)
    form = ItemForm(request.POST or None, request.FILES or None, instance=_item(request, pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(request.user, item, form.fields_of())
        except gate.Refused as refused:
            _explain(form, refused)
        else:
            messages.success(request, _("« %(title)s » est à jour dans le kit.") % {"title": item})
            return redirect("ambassadors:ambassadors", request.house.slug)
    return _form(request, form, item)


def _explain(form: ItemForm, refused: gate.Refused) -> None:
    language = get_language() or "fr"
    form.add_error(None, f"{refused.refusal.say.to(language)} {refused.refusal.way_out.to(language)}")


def _form(request: HouseRequest, form: ItemForm, item: Item | None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "ambassadors/item.html", {"form": form, "item": item}, status=status)


def _item(request: HouseRequest, pk: int) -> Item:
    return get_object_or_404(reads.kit(request.house), pk=pk)


@lead
@require_POST
def end_item(request: HouseRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    actions.end(request.user, item, timezone.now())
    messages.success(request, _("« %(title)s » n’est plus dans le kit.") % {"title": item})
    return redirect("ambassadors:ambassadors", request.house.slug)


@lead
def picture(request: HouseRequest, pk: int) -> FileResponse:
    item = get_object_or_404(reads.kit(request.house).exclude(picture=""), pk=pk)
    return FileResponse(default_storage.open(item.picture.name, "rb"), headers={"Content-Disposition": "inline"})
