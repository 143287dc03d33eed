"""Pages of who writes courses."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.govern.courses import writing
from parvis.govern.courses.forms import PART_FORMS, HeadForm
from parvis.govern.courses.material import READY, read
from parvis.govern.courses.models import Course
from parvis.govern.courses.views.learn import language
from parvis.people.door import HouseRequest, lead


@lead
def write(request: HouseRequest) -> HttpResponse:
    form = HeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = writing.write(request.user, request.house, form.cleaned_data, language()[:2])
        return redirect("courses:edit", request.house.slug, row.slug)
    return render(request, "courses/write.html", {"form": form})


@lead
@require_POST
def adapt(request: HouseRequest, course: str) -> HttpResponse:
    try:
        writing.adapt(request.user, request.house, course, language()[:2])
    except KeyError:
        raise Http404(course) from None
    messages.success(request, _("Ce parcours est maintenant le vôtre : vos changements ne valent que pour la maison."))
    return redirect("courses:edit", request.house.slug, course)


@lead
def edit(request: HouseRequest, course: str) -> HttpResponse:
    """The parts of a course of the house, and its head."""
    row = _own(request, course)
    form = HeadForm(request.POST or None, initial=row.content)
    if request.method == "POST" and form.is_valid():
        writing.change_head(request.user, row, form.cleaned_data)
        messages.success(request, _("C’est enregistré."))
        return redirect("courses:edit", request.house.slug, course)
    material = read(row.slug, row.language, row.content, own=True)
    context = {"row": row, "course": material, "form": form, "is_ready": course in READY}
    return render(request, "courses/edit.html", context)


@lead
def part(request: HouseRequest, course: str, kind: str, part: str = "") -> HttpResponse:
    """A module, question or situation to write; `do` may also lift it by one place or take it away."""
    row, shape = _own(request, course), PART_FORMS.get(kind)
    held = next((each for each in row.content.get(kind, []) if each["id"] == part), None)
    if shape is None or (part and held is None):
        raise Http404(part)
    if request.method == "POST" and request.POST.get("do") in {"lift", "drop"}:
        {"lift": writing.lift, "drop": writing.drop}[request.POST["do"]](request.user, row, kind, part)
        return redirect("courses:edit", request.house.slug, course)
    form = shape(request.POST or None, initial=held)
    if request.method == "POST" and form.is_valid():
        writing.put(request.user, row, kind, part, form.cleaned_data)
        messages.success(request, _("C’est enregistré."))
        return redirect("courses:edit", request.house.slug, course)
    return render(request, "courses/part.html", {"row": row, "form": form, "kind": kind, "held": held})


@lead
@require_POST
def remove(request: HouseRequest, course: str) -> HttpResponse:
    writing.remove(request.user, _own(request, course))
    messages.success(request, _("La version de la maison est supprimée. Les attestations restent."))
    return redirect("courses:catalogue", request.house.slug)


def _own(request: HouseRequest, slug: str) -> Course:
    found: Course = get_object_or_404(Course.objects.of(request.house), slug=slug)
    return found
