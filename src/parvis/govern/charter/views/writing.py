"""Writing a text in preparation, clause by clause."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.govern.charter import markup, reads
from parvis.govern.charter import writing as texts
from parvis.govern.charter.forms import EMPTY, IN_FORCE, BeginForm, ClauseForm, DescribeForm
from parvis.govern.charter.models import Clause, Version
from parvis.govern.charter.views.reading import version_for
from parvis.people.door import HouseRequest, member


def writer(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For leads and those who sign; a text that no longer changes sends them back to reading it."""

    @member
    @wraps(view)
    def inside(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not reads.may_write(request.membership):
            raise PermissionDenied
        try:
            return view(request, *args, **kwargs)
        except texts.Frozen:
            messages.error(
                request, _("Ce texte ne change plus : il est à la signature ou en vigueur. Rien n’est modifié.")
            )
            return redirect("charter:policies", request.house.slug)

    return inside


def clause_for(request: HouseRequest, pk: int) -> Clause:
    """A clause of this house with its version; 404 else."""
    rows = Clause.objects.of(request.house).select_related("version__policy", "version__organisation", "organisation")
    return get_object_or_404(rows, pk=pk)


@writer
def begin(request: HouseRequest) -> HttpResponse:
    """A new text, or the next version of one."""
    current = {row.policy.kind: row for row in reads.in_force(request.house)}
    kind = request.GET.get("kind", "")
    start = IN_FORCE if kind in current else "town"
    form = BeginForm(request.house, current, request.POST or None, initial={"kind": kind, "start": start})
    if request.method == "POST" and form.is_valid():
        version = texts.begin(request.user, request.house, *form.written())
        return redirect("charter:write", request.house.slug, version.pk)
    return render(request, "charter/begin.html", {"form": form, "empty": EMPTY})


@writer
def write(request: HouseRequest, pk: int) -> HttpResponse:
    """All clauses with what can be done to each; title, note and time to read."""
    version = version_for(request, pk)
    if not version.is_draft:
        return redirect("charter:version", request.house.slug, pk)
    kept = {"title": version.policy.title, "note": version.note, "grace_days": version.grace_days}
    form = DescribeForm(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        texts.describe(request.user, version, **form.cleaned_data)
        messages.success(request, _("C’est enregistré."))
        return redirect("charter:write", request.house.slug, pk)
    context = {
        "version": version,
        "clauses": version.clauses.all(),
        "form": form,
        "refusals": reads.refusals(version),
        "is_lead": request.membership.is_lead,
    }
    return render(request, "charter/write.html", context)


@writer
def add(request: HouseRequest, pk: int) -> HttpResponse:
    """A new clause, at the end."""
    version = version_for(request, pk)
    form = ClauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "preview" not in request.POST:
        clause = texts.add_clause(request.user, version, form.cleaned_data["title"], form.cleaned_data["text"])
        return _back(request, version, clause)
    return _form(request, form, version, None)


@writer
def clause(request: HouseRequest, pk: int) -> HttpResponse:
    """Rewrites a clause; what somebody else wrote meanwhile is shown, never overwritten."""
    row = clause_for(request, pk)
    now = {"title": row.title, "text": row.text, "seen_title": row.title, "seen_text": row.text}
    form = ClauseForm(request.POST or None, initial=now)
    if request.method != "POST" or not form.is_valid() or "preview" in request.POST:
        return _form(request, form, row.version, row)
    try:
        texts.change_clause(request.user, row, form.cleaned_data["title"], form.cleaned_data["text"], form.seen)
    except texts.Meanwhile as other:
        again = {**form.cleaned_data, "seen_title": other.now.title, "seen_text": other.now.text}
        return _form(request, ClauseForm(initial=again), row.version, row, meanwhile=other.now)
    return _back(request, row.version, row)


def _form(request: HouseRequest, form: ClauseForm, version: Version, row: Clause | None, **more: Any) -> HttpResponse:
    text = str(form["text"].value() or "")
    context = {"form": form, "version": version, "clause": row, "shown": markup.html(text), **more}
    return render(request, "charter/clause.html", context)


@writer
@require_POST
def move(request: HouseRequest, pk: int) -> HttpResponse:
    row = clause_for(request, pk)
    texts.move_clause(request.user, row, -1 if "up" in request.POST else 1)
    return _back(request, row.version, row)


@writer
@require_POST
def remove(request: HouseRequest, pk: int) -> HttpResponse:
    row = clause_for(request, pk)
    texts.remove_clause(request.user, row)
    messages.success(request, _("La clause « %(title)s » est retirée.") % {"title": row.title})
    return redirect("charter:write", request.house.slug, row.version_id)


@writer
@require_POST
def discard(request: HouseRequest, pk: int) -> HttpResponse:
    version = version_for(request, pk)
    texts.discard(request.user, version)
    messages.success(request, _("Le projet est jeté."))
    return redirect("charter:policies", request.house.slug)


def _back(request: HouseRequest, version: Version, clause: Clause) -> HttpResponse:
    """To the list of clauses, at this one."""
    return redirect(f"{reverse('charter:write', args=[request.house.slug, version.pk])}#c-{clause.key}")
