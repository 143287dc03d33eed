"""Pages of the register."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.channels import speak
from parvis.govern.register import actions, reads
from parvis.govern.register.forms import AccountForm, CloseForm
from parvis.govern.register.models import Account, Password
from parvis.people.door import HouseRequest, lead, member


@member
def accounts(request: HouseRequest) -> HttpResponse:
    """Every account, what it lacks; channels that nobody entered yet; passwords to change."""
    words, state = request.GET.get("q", ""), request.GET.get("state", "")
    rows = reads.accounts(request.house, words, state if state in reads.STATES else "")
    today = timezone.localdate()
    context = {
        "rows": [(row, row.missing(), row.is_late(today)) for row in rows],
        "unregistered": reads.unregistered(request.house),
        "passwords": Password.objects.of(request.house).filter(changed_at=None).select_related("account", "departure"),
        "q": words,
        "state": state,
    }
    return render(request, "register/accounts.html", context)


@lead
def enter(request: HouseRequest) -> HttpResponse:
    """A new account; `?channel=` starts from a channel."""
    channel = reads.unregistered(request.house).filter(pk=_number(request.GET.get("channel"))).first()
    start = {"owner": request.user.pk}
    if channel:
        start = {
            "network": speak.info(channel.network).name,
            "name": channel.name,
            "url": channel.url,
            "owner": channel.owner_id,
        }
    form = AccountForm(request.house, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        account = actions.enter(request.user, request.house, {**form.cleaned_data, "channel": channel})
        messages.success(request, _("Le compte %(name)s est au registre.") % {"name": account})
        return redirect("register:accounts", request.house.slug)
    return render(request, "register/account.html", {"form": form, "account": None})


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


@lead
def change(request: HouseRequest, pk: int) -> HttpResponse:
    account = _account(request, pk)
    form = AccountForm(request.house, request.POST or None, instance=account)
    if request.method == "POST" and form.is_valid():
        actions.change(request.user, account, form.cleaned_data)
        messages.success(request, _("L’inscription de %(name)s est à jour.") % {"name": account})
        return redirect("register:accounts", request.house.slug)
    return render(request, "register/account.html", {"form": form, "account": account, "close_form": CloseForm()})


def _account(request: HouseRequest, pk: int) -> Account:
    return get_object_or_404(Account.objects.of(request.house), pk=pk)


@lead
@require_POST
def to_close(request: HouseRequest, pk: int) -> HttpResponse:
    account, form = _account(request, pk), CloseForm(request.POST)
    if not form.is_valid():
        own = AccountForm(request.house, instance=account)
        return render(
            request, "register/account.html", {"form": own, "account": account, "close_form": form}, status=422
        )
    actions.to_close(request.user, account, form.cleaned_data["before"], form.cleaned_data["reason"])
    messages.success(request, _("Le registre le rappellera jusqu’à ce que la fermeture soit notée."))
    return redirect("register:change", request.house.slug, pk)


@lead
@require_POST
def keep(request: HouseRequest, pk: int) -> HttpResponse:
    actions.keep(request.user, _account(request, pk))
    messages.success(request, _("Ce compte reste ouvert."))
    return redirect("register:change", request.house.slug, pk)


@lead
@require_POST
def close(request: HouseRequest, pk: int) -> HttpResponse:
    """Notes that it is closed; what is still connected stays a channel until it is closed there."""
    account = _account(request, pk)
    actions.close(request.user, account, timezone.localdate())
    messages.success(request, _("La fermeture de %(name)s est notée.") % {"name": account})
    return redirect("register:accounts", request.house.slug)


@lead
@require_POST
def password(request: HouseRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Password.objects.of(request.house), pk=pk)
    actions.password_changed(request.user, row, timezone.now())
    messages.success(request, _("C’est noté : le mot de passe de %(name)s a changé.") % {"name": row.account})
    return redirect("register:accounts", request.house.slug)
