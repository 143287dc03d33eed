"""Pages of the rulebook: the rules in force, a form for each kind, and a text to try them on."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.govern.rulebook import actions, reads
from parvis.govern.rulebook.checks import Item
from parvis.govern.rulebook.forms import FORMS, RuleForm, TryForm
from parvis.govern.rulebook.models import Kind, Rule
from parvis.govern.rulebook.ready import READY, ready
from parvis.people.door import HouseRequest, lead, member


@member
def rules(request: HouseRequest) -> HttpResponse:
    """The rules by kind with the clause each hangs on; those that ended; what a text tried here meets."""
    rows = list(reads.in_force(request.house))
    ended = Rule.objects.of(request.house).exclude(ended_at=None).select_related("ended_by").order_by("-ended_at")[:20]
    named = reads.clauses(rows)
    form = TryForm(request.GET) if request.GET.get("text") else TryForm()
    context = {
        "rows": [(rule, named.get(rule.pk)) for rule in rows],
        "ended": ended,
        "form": form,
        "found": _tried(request, form) if form.is_bound and form.is_valid() else None,
    }
    return render(request, "rulebook/rules.html", context)


def _tried(request: HouseRequest, form: TryForm) -> list:
    at = timezone.now().astimezone(request.house.tz)
    item = Item(form.cleaned_data["text"], form.cleaned_data["act"], at, request.house.language)
    return reads.objections(request.house, None, item)


@lead
def add(request: HouseRequest) -> HttpResponse:
    """Choose a ready rule, or a kind."""
    language = get_language() or "fr"
    proposed = [(each, each.name.to(language), each.why.to(language)) for each in READY]
    return render(request, "rulebook/add.html", {"ready": proposed, "kinds": Kind.choices})


@lead
def make(request: HouseRequest, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404(kind)
    start = ready(request.GET.get("from", ""))
    initial = {**start.initial, "name": start.name.to(get_language() or "fr")} if start and start.kind == kind else {}
    form = FORMS[kind](request.house, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        rule = actions.make(request.user, request.house, kind, form.rule(), form.cleaned_data["channels"])
        messages.success(request, _("La règle « %(name)s » est en place.") % {"name": rule})
        return redirect("rulebook:rules", request.house.slug)
    return _form(request, form, Kind(kind), None)


@lead
def change(request: HouseRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.of(request.house), pk=pk)
    form = FORMS[rule.kind](request.house, request.POST or None, rule=rule)
    if request.method == "POST" and form.is_valid():
        actions.change(request.user, rule, form.rule(), form.cleaned_data["channels"])
        messages.success(request, _("La règle « %(name)s » a changé. Elle vaut dès maintenant.") % {"name": rule})
        return redirect("rulebook:rules", request.house.slug)
    return _form(request, form, Kind(rule.kind), rule)


def _form(request: HttpRequest, form: RuleForm, kind: Kind, rule: Rule | None) -> HttpResponse:
    return render(request, "rulebook/rule.html", {"form": form, "kind": kind, "rule": rule})


@lead
@require_POST
def end(request: HouseRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.of(request.house), pk=pk)
    actions.end(request.user, rule, timezone.now())
    messages.success(request, _("La règle « %(name)s » est levée. Vous pouvez la remettre.") % {"name": rule})
    return redirect("rulebook:rules", request.house.slug)


@lead
@require_POST
def resume(request: HouseRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(Rule.objects.of(request.house), pk=pk)
    actions.resume(request.user, rule)
    messages.success(request, _("La règle « %(name)s » est en place.") % {"name": rule})
    return redirect("rulebook:rules", request.house.slug)
