"""Pages of incidents: for leads, and for the person concerned. Anybody else finds nothing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.govern.courses.reads import course
from parvis.govern.incidents import actions, reads
from parvis.govern.incidents.forms import IncidentForm, PersonForm, WordForm
from parvis.govern.incidents.models import Incident, Tally
from parvis.govern.incidents.steps import tell
from parvis.govern.rulebook.reads import clauses
from parvis.people.door import HouseRequest, lead, member

STATES = {"open": True, "closed": False}


@member
def incidents(request: HouseRequest) -> HttpResponse:
    """Newest first; `?state=` open or closed, `?q=` a name. For leads, also what was erased, counted."""
    rows, words, state = reads.visible(request.membership), request.GET.get("q", ""), request.GET.get("state", "")
    if words:
        rows = rows.filter(person__name__icontains=words)
    if state in STATES:
        rows = rows.filter(closed_at__isnull=STATES[state])
    tallies = Tally.objects.of(request.house) if request.membership.is_lead else []
    context = {"rows": rows, "tallies": tallies, "q": words, "state": state}
    return render(request, "incidents/incidents.html", context)


@lead
def open_incident(request: HouseRequest) -> HttpResponse:
    """First about whom; then what, with the grade that comes next."""
    who = PersonForm(request.house, request.user, request.GET or None)
    if not who.is_bound or not who.is_valid():
        return render(request, "incidents/person.html", {"form": who})
    person = who.cleaned_data["person"]
    form = IncidentForm(request.house, person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = actions.open_incident(request.user, request.house, form.fields_of(), timezone.now())
        _say_told(request, row)
        return redirect("incidents:incident", request.house.slug, row.pk)
    context = {"form": form, "person": person, "proposed": reads.next_grade(request.house, person)}
    return render(request, "incidents/open.html", context, status=422 if form.is_bound else 200)


def _say_told(request: HouseRequest, row: Incident) -> None:
    if tell(row):
        messages.success(request, _("C’est enregistré. %(person)s est prévenu par courriel.") % {"person": row.person})
    else:
        messages.warning(request, _("C’est enregistré. Le courriel n’a pas pu partir : Parvis réessaiera."))


@member
def incident(request: HouseRequest, pk: int) -> HttpResponse:
    """One incident; the person concerned answers here."""
    row = _row(request, pk)
    is_mine = row.person_id == request.user.pk
    if request.method == "POST" and not is_mine:
        raise Http404
    form = WordForm(request.POST or None, instance=_row(request, pk))
    if request.method == "POST" and form.is_valid():
        if actions.answer(request.user, row, form.cleaned_data["word"], timezone.now()):
            messages.success(request, _("Votre réponse est enregistrée, à côté de ce qui vous a été dit."))
        else:
            messages.error(request, _("C’est clos : votre réponse n’a pas pu être changée."))
        return redirect("incidents:incident", request.house.slug, pk)
    context = {
        "row": row,
        "clause": clauses([row]).get(row.pk),
        "course": course(request.house, row.course, get_language() or "fr") if row.course else None,
        "form": form if is_mine and row.closed_at is None else None,
    }
    return render(request, "incidents/incident.html", context)


def _row(request: HouseRequest, pk: int) -> Incident:
    return get_object_or_404(reads.visible(request.membership), pk=pk)


@lead
@require_POST
def close(request: HouseRequest, pk: int) -> HttpResponse:
    actions.close(request.user, _row(request, pk), timezone.now())
    messages.success(request, _("C’est clos. Le texte reste lisible jusqu’au jour où il sera effacé."))
    return redirect("incidents:incident", request.house.slug, pk)
