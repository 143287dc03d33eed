"""Where each text stands, one version as it is read, what changed, who has read it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.govern.charter import actions, paper, reads, signing
from parvis.govern.charter import difference as differing
from parvis.govern.charter.forms import RefuseForm
from parvis.govern.charter.models import Version
from parvis.people.door import HouseRequest, lead, member, worker


def version_for(request: HouseRequest, pk: int) -> Version:
    """A version of this house; 404 else."""
    return get_object_or_404(reads.versions(request.house), pk=pk)


@member
def policies(request: HouseRequest) -> HttpResponse:
    """Every text of the house: in force, in preparation, not written yet."""
    context = {
        "standings": reads.standings(request.house),
        "needed": len(signing.functions(request.house)),
        "to_sign": reads.to_sign(request.membership),
        "unread": reads.to_acknowledge(request.user, request.house),
        "may_write": reads.may_write(request.membership),
        "now": timezone.now(),
    }
    return render(request, "charter/policies.html", context)


@member
def version(request: HouseRequest, pk: int, refusing: RefuseForm | None = None) -> HttpResponse:
    row = version_for(request, pk)
    unread = {each.version.pk: each.until for each in reads.to_acknowledge(request.user, request.house)}
    places = reads.places(row, request.membership)
    context = {
        "version": row,
        "clauses": row.clauses.all(),
        "places": places,
        "mine": [place for place in places if place.is_mine],
        "too_few": signing.are_too_few(request.house),
        "signatures": signing.given(row),
        "refusals": reads.refusals(row),
        "refuse": refusing or RefuseForm(),
        "fingerprint": row.fingerprint(),
        "read_until": unread.get(row.pk),
        "others": row.policy.versions.exclude(pk=row.pk),
        "before": _before(row),
        "may_write": reads.may_write(request.membership),
        "public": request.build_absolute_uri(
            reverse("charter_public:text", args=[request.house.slug, row.policy.kind])
        ),
        "now": timezone.now(),
    }
    return render(request, "charter/version.html", context)


def _before(version: Version) -> Version | None:
    """The version in force before this one."""
    earlier = version.policy.versions.filter(number__lt=version.number).exclude(in_force_at=None)
    return earlier.order_by("-number").first()


@member
def difference(request: HouseRequest, pk: int) -> HttpResponse:
    """What this version changes, against the one that the address names (`since`) or the one before it."""
    row = version_for(request, pk)
    number = request.GET.get("since", "")
    if number.isdecimal() and len(number) < 10:
        before = get_object_or_404(reads.versions(request.house), policy_id=row.policy_id, number=int(number))
    else:
        before = _before(row)
    if before is None:
        raise Http404("nothing before")
    changes = differing.changes(list(before.clauses.all()), list(row.clauses.all()))
    context = {
        "version": row,
        "before": before,
        "changes": changes,
        "counts": {kind: sum(each.kind == kind for each in changes) for kind in ("changed", "added", "removed")},
        "moved": sum(each.was is not None for each in changes),
        "others": row.policy.versions.exclude(pk=row.pk),
    }
    return render(request, "charter/difference.html", context)


@worker
@require_POST
def acknowledge(request: HouseRequest, pk: int) -> HttpResponse:
    row = version_for(request, pk)
    if actions.acknowledge(request.user, row, timezone.now()):
        messages.success(request, _("C’est noté : vous avez lu « %(title)s ».") % {"title": row.policy})
    return redirect("charter:policies", request.house.slug)


@lead
@require_POST
def publish(request: HouseRequest, pk: int) -> HttpResponse:
    """Makes the policy of this version public, or takes it back (`hide`)."""
    row = version_for(request, pk)
    if "hide" in request.POST:
        actions.hide(request.user, row.policy)
        messages.success(request, _("Ce texte n’est plus à lire sans se connecter."))
    elif actions.publish(request.user, row.policy, timezone.now()):
        messages.success(request, _("Ce texte a maintenant une adresse publique."))
    return redirect("charter:version", request.house.slug, row.pk)


@lead
def readers(request: HouseRequest) -> HttpResponse:
    """For each version in force, who has read it and who has not."""
    rows = [(row, reads.readers(row)) for row in reads.in_force(request.house)]
    return render(request, "charter/readers.html", {"rows": [_counted(*row) for row in rows], "now": timezone.now()})


def _counted(version: Version, readers: list[tuple[Any, Any]]) -> dict[str, Any]:
    late = [(each, at, version.read_by(each)) for each, at in readers]
    return {"version": version, "readers": late, "read": sum(at is not None for _each, at in readers)}


@member
def pdf(request: HouseRequest, pk: int) -> HttpResponse:
    return pdf_file(version_for(request, pk))


def pdf_file(version: Version) -> HttpResponse:
    """The version on paper, to keep."""
    name = f"{version.organisation.slug}-{version.policy.kind}-{version.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(paper.pdf(version), content_type="application/pdf", headers=headers)
