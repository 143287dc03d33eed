"""Pages of the contact form: the public one, without sign-in and inside other sites; those by which it is set up."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.core.audit import record
from parvis.listen.contact import taking
from parvis.listen.contact.forms import SetUpForm, WriteForm
from parvis.listen.models import ContactForm
from parvis.people.door import HouseRequest, lead, member
from parvis.people.middleware import SecurePages


@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, key: str) -> HttpResponse:
    """The public page. No cookie reaches it inside another site, so a signed ticket stands in for the session.

    A message without a ticket comes from a form that stands on a site itself: it is shown again, to be confirmed.
    """
    contact = get_object_or_404(ContactForm.objects.select_related("channel", "organisation"), key=key)
    with translation.override(contact.language):
        if not taking.is_open(contact):
            return _public(request, contact, {"closed": True})
        form = WriteForm(request.POST or None)
        found = _take(request, contact, form) if request.method == "POST" else {}
        return _public(request, contact, {"form": form, "ticket": taking.new_ticket(), **found})


def _take(request: HttpRequest, contact: ContactForm, form: WriteForm) -> dict[str, Any]:
    """What the page says after a message; programs that fill what people do not see are thanked, and not heard."""
    key = taking.key_of(request.POST.get("ticket", ""), timezone.now())
    if not form.is_valid():
        return {}
    if form.cleaned_data["website"]:
        return {"done": True}
    if not key:
        return {"confirm": True}
    if taking.is_too_much(contact, request.META.get("REMOTE_ADDR", "")):
        return {"too_much": True, "status": 429}
    taking.take(contact, form.message(), key, timezone.now())
    return {"done": True}


def _public(request: HttpRequest, contact: ContactForm, context: dict[str, Any]) -> HttpResponse:
    status = context.pop("status", 200)
    page = render(request, "listen/contact_public.html", {"contact": contact, **context}, status=status)
    sites = " ".join(["'self'", *contact.sites.split()])
    page.headers["Content-Security-Policy"] = SecurePages.POLICY.replace(
        "frame-ancestors 'none'", f"frame-ancestors {sites}"
    )
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


@member
@require_GET
def forms(request: HouseRequest) -> HttpResponse:
    """The contact forms of the house."""
    rows = ContactForm.objects.of(request.house).select_related("channel")
    return render(request, "listen/contact_forms.html", {"rows": [(row, taking.is_open(row)) for row in rows]})


@lead
def set_up(request: HouseRequest, pk: int | None = None) -> HttpResponse:
    """Makes a form or changes it, and shows what to paste into a site."""
    new = ContactForm(organisation=request.house, language=request.house.language)
    row = get_object_or_404(ContactForm.objects.of(request.house), pk=pk) if pk else new
    form = SetUpForm(request.house, request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(request.house, request.user, "listen.contact_kept", about=row.name)
        messages.success(request, _("Le formulaire est enregistré."))
        return redirect("listen:contact_form", request.house.slug, row.pk)
    address = settings.PUBLIC_URL + reverse("contact:write", args=[row.key]) if pk else ""
    return render(request, "listen/contact_form.html", {"form": form, "row": row, "address": address})


@lead
@require_POST
def close(request: HouseRequest, pk: int) -> HttpResponse:
    """Closes the form to the public, or opens it again."""
    row = get_object_or_404(ContactForm.objects.of(request.house), pk=pk)
    row.closed_at = None if row.closed_at else timezone.now()
    code = "listen.contact_closed" if row.closed_at else "listen.contact_opened"
    with transaction.atomic():
        row.save(update_fields=["closed_at"])
        record(request.house, request.user, code, about=row.name)
    return redirect("listen:contact_forms", request.house.slug)
