"""What anybody may read: the published texts in force, their past versions, the same on paper."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from parvis.core.scope import Organisation
from parvis.govern.charter import reads
from parvis.govern.charter.models import Version
from parvis.govern.charter.views.reading import pdf_file


def texts(request: HttpRequest, house: str) -> HttpResponse:
    """Every published text of a house; 404 where there is none."""
    organisation = _house(house)
    rows = list(reads.published(organisation))
    if not rows:
        raise Http404(house)
    return render(request, "charter/public_list.html", {"organisation": organisation, "versions": rows})


def text(request: HttpRequest, house: str, kind: str, number: int | None = None) -> HttpResponse:
    """The version in force, or a past one by its number."""
    current = _current(house, kind)
    version = current if number is None else _past(current, number)
    context = {
        "organisation": version.organisation,
        "version": version,
        "current": current,
        "clauses": version.clauses.all(),
        "past": reads.past(version.policy),
    }
    return render(request, "charter/public.html", context)


def pdf(request: HttpRequest, house: str, kind: str, number: int) -> HttpResponse:
    return pdf_file(_past(_current(house, kind), number))


def _house(slug: str) -> Organisation:
    """The house of this name, whose zone the page then speaks in; 404 else."""
    organisation = get_object_or_404(Organisation, slug=slug)
    timezone.activate(organisation.tz)
    return organisation


def _current(house: str, kind: str) -> Version:
    return get_object_or_404(reads.published(_house(house)), policy__kind=kind)


def _past(current: Version, number: int) -> Version:
    """The version with this number, which is or was in force."""
    rows: Any = reads.versions(current.organisation).filter(policy_id=current.policy_id).exclude(in_force_at=None)
    return get_object_or_404(rows, number=number)
