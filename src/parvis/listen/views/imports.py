"""Pages of files: hand in, say which column is what, watch it go, fetch what was refused."""

import json
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parvis.listen import imports as doing
from parvis.listen.files import UnreadableFile
from parvis.listen.forms import ColumnsForm, FileForm
from parvis.listen.models import Import
from parvis.listen.taking import as_json
from parvis.people.door import HouseRequest, member, worker


@member
@require_http_methods(["GET", "POST"])
def imports(request: HouseRequest) -> HttpResponseBase:
    if request.method == "POST":
        return hand_in(request, house=request.house.slug)
    return _list(request, FileForm())


@worker
def hand_in(request: HouseRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            row = doing.hand_in(request.user, request.house, form.cleaned_data["file"], form.cleaned_data["name"])
            return redirect("listen:import", request.house.slug, row.pk)
        except UnreadableFile as error:
            form.add_error("file", error.say.to(get_language() or "fr"))
    return _list(request, form)


def _list(request: HouseRequest, form: FileForm) -> HttpResponse:
    rows = Import.objects.of(request.house).select_related("source", "made_by")[:20]
    return render(request, "listen/imports.html", {"form": form, "imports": rows})


@member
@require_GET
def one(request: HouseRequest, pk: int) -> HttpResponse:
    """Its columns before it was started, how far it is while it runs, what came of it afterwards."""
    row = _import(request, pk)
    if row.due_at is None and row.done_at is None:
        return _columns(request, row, ColumnsForm(row.mapping["columns"], initial=row.mapping["fields"]))
    language = get_language() or "fr"
    refused = [(line, line.reason.get(language[:2], line.reason["fr"])) for line in row.refused_lines.all()[:20]]
    template = "listen/_progress.html" if request.htmx else "listen/import.html"
    return render(request, template, {"row": row, "refused": refused})


def _columns(request: HouseRequest, row: Import, form: ColumnsForm) -> HttpResponse:
    context = {"row": row, "form": form, "columns": row.mapping["columns"], "lines": doing.first_lines(row)}
    return render(request, "listen/columns.html", context)


@worker
@require_POST
def start(request: HouseRequest, pk: int) -> HttpResponse:
    row = _import(request, pk)
    form = ColumnsForm(row.mapping["columns"], request.POST)
    if not form.is_valid() and row.due_at is None and row.done_at is None:
        return _columns(request, row, form)
    if form.is_valid():
        doing.start(row, form.chosen)
    return redirect("listen:import", request.house.slug, pk)


@worker
@require_POST
def give_up(request: HouseRequest, pk: int) -> HttpResponse:
    doing.give_up(_import(request, pk))
    messages.success(request, _("Le fichier est retiré. Rien n’a été importé."))
    return redirect("listen:imports", request.house.slug)


@member
@require_GET
def refused(request: HouseRequest, pk: int) -> Any:
    """The refused lines with their reasons, one JSON object a line."""
    row = _import(request, pk)
    name = f'attachment; filename="parvis-refused-{row.pk}.jsonl"'
    return StreamingHttpResponse(
        _refused(row), content_type="application/x-ndjson; charset=utf-8", headers={"Content-Disposition": name}
    )


def _refused(row: Import) -> Iterator[str]:
    for line in row.refused_lines.iterator(chunk_size=1000):
        yield json.dumps(as_json(line.number, line.reason, line.content), ensure_ascii=False) + "\n"


def _import(request: HouseRequest, pk: int) -> Any:
    return get_object_or_404(Import.objects.of(request.house).select_related("source", "organisation"), pk=pk)
