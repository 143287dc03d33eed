"""Pages of who watches over courses: marking, results, certificates, terms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from parvis.govern.courses import actions, reads, writing
from parvis.govern.courses.forms import MarkForm, RevokeForm, TermsForm
from parvis.govern.courses.models import Certificate, Practice
from parvis.govern.courses.pdf import pdf
from parvis.govern.courses.proofread import findings
from parvis.govern.courses.views.learn import language
from parvis.people.door import HouseRequest, lead, worker


@worker
def marking(request: HouseRequest) -> HttpResponse:
    """What colleagues handed in, oldest first."""
    now = timezone.now()
    rows = reads.to_mark(request.user, request.house, now)
    accredited = reads.is_accredited(request.user, request.house, now)
    return render(request, "courses/marking.html", {"rows": rows, "accredited": accredited})


@worker
def mark(request: HouseRequest, pk: int) -> HttpResponse:
    """One answer, what the engine points at in it, and the colleague's word."""
    row = get_object_or_404(Practice.objects.of(request.house).select_related("person"), pk=pk)
    now = timezone.now()
    if row.person_id == request.user.pk or not reads.is_accredited(request.user, request.house, now):
        raise PermissionDenied
    form = MarkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        material = reads.course(request.house, row.course, row.language)
        passes, word = form.cleaned_data["verdict"] == "passed", form.cleaned_data["word"]
        if actions.mark(request.user, row, passes, word, material, now):
            messages.success(request, _("Merci. %(person)s lira votre avis.") % {"person": row.person})
        else:
            messages.info(request, _("Un collègue a déjà relu cette réponse. Votre avis n’a rien changé."))
        return redirect("courses:marking", request.house.slug)
    found = findings(row.text, row.language, timezone.localtime(row.handed_in_at).date())
    spans = [[each.start, each.end] for each in found]
    return render(request, "courses/mark.html", {"row": row, "form": form, "findings": found, "spans": spans})


@lead
def results(request: HouseRequest) -> HttpResponse:
    """Who passed what, with search by name."""
    words = request.GET.get("q", "")
    courses = reads.catalogue(request.house, language())
    rows = reads.results(request.house, timezone.now(), words, language())
    return render(request, "courses/results.html", {"rows": rows, "courses": courses, "q": words})


@lead
def revoke(request: HouseRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Certificate.objects.of(request.house), pk=pk)
    form = RevokeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.revoke(request.user, row, form.cleaned_data["reason"], timezone.now())
        messages.success(request, _("L’attestation est retirée. Sa page publique le dit."))
        return redirect("courses:results", request.house.slug)
    return render(request, "courses/revoke.html", {"form": form, "row": row})


@lead
def terms(request: HouseRequest) -> HttpResponse:
    """Which courses are required, and what it takes to pass."""
    courses = reads.catalogue(request.house, language())
    form = TermsForm(courses, request.POST or None, instance=reads.terms(request.house))
    if request.method == "POST" and form.is_valid():
        writing.set_terms(request.user, request.house, form.cleaned_data)
        messages.success(request, _("Les conditions sont enregistrées. Les attestations données gardent leur terme."))
        return redirect("courses:catalogue", request.house.slug)
    return render(request, "courses/terms.html", {"form": form})


def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """What a certificate says, for whoever has its link; not for search engines."""
    row = get_object_or_404(Certificate.objects.select_related("organisation"), token=token)
    timezone.activate(row.organisation.tz)
    response = render(request, "courses/certificate.html", {"row": row, "holds": row.holds(timezone.now())})
    response["X-Robots-Tag"] = "noindex"
    return response


def certificate_pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The same on paper, as long as it holds."""
    row = get_object_or_404(Certificate.objects.select_related("organisation"), token=token)
    if not row.holds(timezone.now()):
        return redirect("certificate", token)
    address = request.build_absolute_uri(request.path.removesuffix("certificate.pdf"))
    headers = {"Content-Disposition": f'inline; filename="{row.course}.pdf"', "X-Robots-Tag": "noindex"}
    return HttpResponse(pdf(row, address), content_type="application/pdf", headers=headers)
