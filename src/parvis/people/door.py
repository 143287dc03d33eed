"""The door of every page of an organisation: who may come in, and in which house they then are."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from parvis.people import second_factor
from parvis.people.models import Membership, User


class HouseRequest(HttpRequest):
    """A request inside an organisation: `membership` is the reader's, `house` the organisation."""

    user: User
    membership: Membership
    house: Any
    htmx: Any


def membership_for(user: Any, slug: str) -> Membership:
    """The membership of `user` in the organisation `slug`; raises 404, as if there were no such house."""
    found = Membership.objects.filter(user=user, organisation__slug=slug).select_related("organisation", "user")
    try:
        return found.get()
    except Membership.DoesNotExist:
        raise Http404(slug) from None


def member(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For pages under `/o/<slug:house>/`: signed in and a member, else sign-in or 404.

    The view gets no `house` argument; it finds `request.house` and `request.membership`.
    """

    @login_required
    @wraps(view)
    def inside(request: Any, house: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.membership = membership_for(request.user, house)
        request.house = request.membership.organisation
        timezone.activate(request.house.tz)
        if second_factor.is_shut(request, request.house):
            return redirect("people:second_factor", house)
        request.second_factor_due = second_factor.owed_from(request, request.house)
        return view(request, *args, **kwargs)

    return inside


def worker(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """As `member`, for pages that write: a reader gets 403 with the reason."""

    @member
    @wraps(view)
    def inside(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.membership.may_work:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inside


def lead(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """As `member`, for what only a lead arranges."""

    @member
    @wraps(view)
    def inside(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.membership.is_lead:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inside
