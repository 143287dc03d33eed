"""Pages about people: first run, way in, invitations, members, preferences."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.mail import send_mail
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.core.audit import record
from parvis.core.scope import Organisation
from parvis.people import actions, tokens
from parvis.people.door import HouseRequest, lead, member, membership_for
from parvis.people.forms import (
    HouseForm,
    InvitationForm,
    PersonForm,
    PreferencesForm,
    RoleForm,
    TokenForm,
    WelcomeForm,
)
from parvis.people.middleware import is_local
from parvis.people.models import ApiToken, Invitation, Membership, Role, User
from parvis.people.second_factor import is_shut
from parvis.people.sessions import browser

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


def welcome(request: HttpRequest) -> HttpResponse:
    """The first run: one short form, then the house is open. Closed for ever once there is an organisation.

    From another machine it asks for the code that `parvis up` prints, so that no passer-by takes the house.
    """
    if Organisation.objects.exists():
        return redirect("people:home")
    form = WelcomeForm(request.POST or None, code="" if is_local(request) else settings.HOUSE.setup_code)
    if request.method == "POST" and form.is_valid():
        house, user = actions.found(form.cleaned_data["organisation"], form.cleaned_data["zone"], form.person())
        login(request, user, backend=BACKEND)
        return redirect("prepare:today", house.slug)
    return render(request, "people/welcome.html", {"form": form})


@login_required
def home(request: Any) -> HttpResponse:
    """Straight into the only house, or a choice of houses."""
    memberships = list(request.user.memberships.select_related("organisation").order_by("organisation__name"))
    if len(memberships) == 1:
        return redirect("prepare:today", memberships[0].organisation.slug)
    return render(request, "people/houses.html", {"memberships": memberships})


@login_required
def preferences(request: Any) -> HttpResponse:
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Vos préférences sont enregistrées."))
        return redirect("people:preferences")
    return render(request, "people/preferences.html", {"form": form})


@login_required
def second_factor(request: Any, slug: str) -> HttpResponse:
    """Before any page of an organisation that asks for one."""
    house = membership_for(request.user, slug).organisation
    if not is_shut(request, house):
        return redirect("prepare:today", slug)
    return render(request, "people/second_factor.html", {"house": house})


@login_required
def sessions(request: Any) -> HttpResponse:
    """Where the reader is signed in; `end`: one of them, or `others`."""
    rows = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.last_seen_at, reverse=True)
    if request.method == "POST":
        wanted = request.POST.get("end", "")
        ended = [row for row in rows if not row.is_current() and wanted in ("others", str(row.pk))]
        for row in ended:
            row.end()
        if ended:
            messages.success(request, _("C’est fermé : ce navigateur devra se connecter de nouveau."))
        return redirect("people:sessions")
    return render(request, "people/sessions.html", {"rows": [(row, browser(row.user_agent)) for row in rows]})


def invitation(request: Any, token: str) -> HttpResponse:
    """Where an invitation leads: join with the account one has, or make one."""
    invited = get_object_or_404(Invitation.objects.select_related("organisation", "invited_by"), token=token)
    if not invited.is_open(timezone.now()):
        return _over(request, invited)
    if request.user.is_authenticated:
        return _join(request, invited, request.user) if request.method == "POST" else _ask(request, invited, None)
    if not settings.PASSWORD_SIGN_IN:
        return redirect_to_login(request.path)
    form = PersonForm(request.POST or None, initial={"email": invited.email})
    if request.method == "POST" and form.is_valid():
        user = actions.join_anew(invited, form.person(), timezone.now())
        if user is None:
            return _over(request, invited)
        login(request, user, backend=BACKEND)
        return redirect("prepare:today", invited.organisation.slug)
    return _ask(request, invited, form)


def _ask(request: HttpRequest, invited: Invitation, form: PersonForm | None) -> HttpResponse:
    return render(request, "people/invitation.html", {"invitation": invited, "form": form})


def _over(request: HttpRequest, invited: Invitation) -> HttpResponse:
    return render(request, "people/invitation_over.html", {"invitation": invited}, status=410)


def _join(request: HttpRequest, invited: Invitation, user: User) -> HttpResponse:
    if not actions.accept(invited, user, timezone.now()):
        return _over(request, invited)
    return redirect("prepare:today", invited.organisation.slug)


@lead
def settings_page(request: HouseRequest) -> HttpResponse:
    form = HouseForm(request.POST or None, instance=request.house)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(request.house, request.user, "people.arranged", about=request.house.name)
        messages.success(request, _("Les réglages sont enregistrés."))
        return redirect("house:settings", request.house.slug)
    return render(request, "people/settings.html", {"form": form})


@lead
def members(request: HouseRequest) -> HttpResponse:
    """Who belongs to the house, and the invitations that are open."""
    form = InvitationForm(request.POST or None, initial={"role": Role.OFFICER})
    if request.method == "POST" and form.is_valid():
        invited = actions.invite(request.user, request.house, form.cleaned_data["email"], form.cleaned_data["role"])
        _send(request, invited)
        return redirect("house:members", request.house.slug)
    rows = Membership.objects.of(request.house).select_related("user").order_by("user__name")
    invitations = Invitation.objects.of(request.house).filter(
        accepted_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    links = [(row, _link(request, row)) for row in invitations]
    return render(
        request, "people/members.html", {"members": rows, "links": links, "form": form, "roles": Role.choices}
    )


def _link(request: HttpRequest, invited: Invitation) -> str:
    return request.build_absolute_uri(reverse("people:invitation", args=[invited.token]))


def _send(request: HouseRequest, invited: Invitation) -> None:
    if not invited.email:
        messages.success(request, _("Le lien d’invitation est prêt : copiez-le et transmettez-le."))
        return
    words = render_to_string("people/invitation.txt", {"invitation": invited, "link": _link(request, invited)})
    try:
        send_mail(_("Invitation : %(house)s") % {"house": request.house.name}, words, None, [invited.email])
        messages.success(request, _("L’invitation est partie à %(email)s.") % {"email": invited.email})
    except OSError:
        messages.warning(request, _("Le courriel n’a pas pu partir. L’invitation est prête : transmettez son lien."))


@lead
@require_POST
def withdraw_invitation(request: HouseRequest, pk: int) -> HttpResponse:
    invited = get_object_or_404(Invitation.objects.of(request.house), pk=pk)
    actions.withdraw_invitation(request.user, invited, timezone.now())
    messages.success(request, _("L’invitation est retirée : son lien n’ouvre plus rien."))
    return redirect("house:members", request.house.slug)


@lead
@require_POST
def change_role(request: HouseRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.of(request.house), pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        _keeping_a_lead(request, lambda: actions.change_role(request.user, membership, form.cleaned_data["role"]))
    return redirect("house:members", request.house.slug)


@lead
@require_POST
def remove(request: HouseRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.of(request.house), pk=pk)
    _keeping_a_lead(request, lambda: actions.remove(request.user, membership))
    return redirect("house:members", request.house.slug)


def _keeping_a_lead(request: HouseRequest, act: Any) -> None:
    try:
        act()
        messages.success(request, _("C’est fait."))
    except actions.LastLead:
        messages.error(
            request, _("Rien n’a changé : l’organisation garde au moins un responsable. Nommez-en un autre d’abord.")
        )


@member
def tokens_page(request: HouseRequest) -> HttpResponse:
    """One's tokens in this house, for leads those of all; a new one is shown once, in the answer that makes it."""
    form, made = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        _row, made = tokens.make(request.membership, given["name"], given["scopes"], given["days"], timezone.now())
        form = TokenForm()
    context = {"form": form, "made": made, "rows": _tokens(request).order_by("-made_at"), "now": timezone.now()}
    answer = render(request, "people/tokens.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@member
@require_POST
def revoke_token(request: HouseRequest, pk: int) -> HttpResponse:
    tokens.revoke(request.user, get_object_or_404(_tokens(request), pk=pk), timezone.now())
    messages.success(request, _("Le jeton est révoqué : il n’ouvre plus rien."))
    return redirect("house:tokens", request.house.slug)


def _tokens(request: HouseRequest) -> Any:
    rows = ApiToken.objects.of(request.house).select_related("membership__user", "organisation")
    return rows if request.membership.is_lead else rows.filter(membership=request.membership)
