"""Pages of who learns: the catalogue, a course, its modules, its questions, its practices."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.govern.courses import actions, quiz, reads
from parvis.govern.courses.forms import AnswerForm, PracticeForm
from parvis.govern.courses.material import Material
from parvis.govern.courses.models import Attempt
from parvis.govern.courses.proofread import findings
from parvis.govern.rules import blocking
from parvis.people.door import HouseRequest, member


def language() -> str:
    return get_language() or "fr"


def course_or_404(request: HouseRequest, slug: str) -> Material:
    """The course as this house teaches it."""
    found = reads.course(request.house, slug, language())
    if found is None:
        raise Http404(slug)
    return found


def _progress(request: HouseRequest, material: Material) -> reads.Progress:
    return reads.progress(request.user, request.house, material, timezone.now())


@member
def catalogue(request: HouseRequest) -> HttpResponse:
    """Every course with how far one is."""
    now, required = timezone.now(), reads.terms(request.house).required
    courses = [(_progress(request, each), each.slug in required) for each in reads.catalogue(request.house, language())]
    waiting = reads.to_mark(request.user, request.house, now).count()
    accredited = reads.is_accredited(request.user, request.house, now)
    context = {"courses": courses, "waiting": waiting, "accredited": accredited}
    return render(request, "courses/catalogue.html", context)


@member
def course(request: HouseRequest, course: str) -> HttpResponse:
    material = course_or_404(request, course)
    progress = _progress(request, material)
    situations = [(each, progress.practices.get(each.id)) for each in material.situations]
    terms = reads.terms(request.house)
    context = {
        "course": material,
        "progress": progress,
        "situations": situations,
        "terms": terms,
        "drawn": min(terms.drawn, len(material.questions)),
        "is_required": course in terms.required,
    }
    return render(request, "courses/course.html", context)


@member
def module(request: HouseRequest, course: str, part: str) -> HttpResponse:
    """A module to read; posting says it is read and leads on."""
    material = course_or_404(request, course)
    found = material.module(part)
    if found is None:
        raise Http404(part)
    at = material.modules.index(found)
    after = material.modules[at + 1] if at + 1 < len(material.modules) else None
    if request.method == "POST":
        actions.read_module(request.user, request.house, course, part, timezone.now())
        if after:
            return redirect("courses:module", request.house.slug, course, after.id)
        return redirect("courses:course", request.house.slug, course)
    before = material.modules[at - 1] if at else None
    context = {"course": material, "module": found, "number": at + 1, "before": before, "after": after}
    return render(request, "courses/module.html", context)


@member
@require_POST
def begin(request: HouseRequest, course: str) -> HttpResponse:
    material = course_or_404(request, course)
    if not material.questions:
        raise Http404(course)
    try:
        attempt = actions.begin(request.user, request.house, material, timezone.now())
    except actions.NotNow as refused:
        messages.error(request, refused.say.to(language()))
        return redirect("courses:course", request.house.slug, course)
    return redirect("courses:attempt", request.house.slug, attempt.pk)


@member
def attempt(request: HouseRequest, pk: int) -> HttpResponse:
    """The question that comes next; after the last, what was right and why. One's own attempts alone."""
    row = get_object_or_404(Attempt.objects.of(request.house).filter(person=request.user), pk=pk)
    if row.finished_at:
        return render(request, "courses/review.html", {"attempt": row, "answers": _reviewed(row)})
    drawn = row.coming or {}
    stale = request.method == "POST" and request.POST.get("question") != drawn["id"]
    form = AnswerForm(drawn, None if stale else request.POST or None)
    if request.method == "POST" and (stale or form.is_valid()):
        if not stale:
            material = course_or_404(request, row.course)
            actions.answer(row, drawn["id"], form.given, material, timezone.now())
        return redirect("courses:attempt", request.house.slug, pk)
    context = {"attempt": row, "drawn": drawn, "form": form, "number": len(row.answers) + 1}
    return render(request, "courses/question.html", context)


def _reviewed(row: Attempt) -> list[dict[str, object]]:
    """Each question with what was given and what is right, in words."""
    return [
        {
            "text": each["text"],
            "why": each["why"],
            "kind": each["kind"],
            "is_right": quiz.is_right(each, row.answers[each["id"]]),
            "given": [each["choices"][place] for place in row.answers[each["id"]]],
            "right": [each["choices"][place] for place in each["right"]],
        }
        for each in row.questions
    ]


@member
def practice(request: HouseRequest, course: str, part: str) -> HttpResponse:
    """A situation: write, have it read by the engine, hand it in."""
    material = course_or_404(request, course)
    situation = material.situation(part)
    if situation is None:
        raise Http404(part)
    progress = _progress(request, material)
    row = progress.practices.get(part)
    form = PracticeForm(request.POST or None, initial={"text": row.text if row and row.state == "again" else ""})
    found = None
    if request.method == "POST" and form.is_valid():
        text, today = form.cleaned_data["text"], timezone.localdate()
        found = findings(text, material.language, today)
        if request.POST.get("do") == "hand_in" and not blocking(found):
            return _hand_in(request, material, part, text)
    context = {
        "course": material,
        "situation": situation,
        "row": row,
        "form": form,
        "findings": found,
        "blocked": bool(found and blocking(found)),
        "is_open": not progress.is_over and (row is None or row.state == "again"),
    }
    return render(request, "courses/practice.html", context)


def _hand_in(request: HouseRequest, material: Material, part: str, text: str) -> HttpResponse:
    situation = material.situation(part)
    try:
        actions.hand_in(request.user, request.house, material, situation, text, timezone.now())
        messages.success(request, _("Votre réponse est remise. Un collègue habilité la relira."))
    except actions.NotNow as refused:
        messages.error(request, refused.say.to(language()))
    return redirect("courses:course", request.house.slug, material.slug)
