"""Pages of the journal."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from parvis.core.journal import verify
from parvis.govern.journal import exports, reads
from parvis.people.door import HouseRequest, lead, member
from parvis.people.models import Membership

SHOWN = 20


@member
def journal(request: HouseRequest) -> HttpResponse:
    """The audit log in words, with search; `?verify` also walks its chain."""
    asked, language = reads.Asked.of(request.GET), get_language() or "fr"
    page = Paginator(reads.journal(request.house, asked), 50).get_page(request.GET.get("page"))
    people = Membership.objects.of(request.house).select_related("user").order_by("user__name")
    context = {
        "page": page,
        "entries": [(entry, entry.words(language)) for entry in page],
        "people": people,
        "acts": reads.acts(request.house, language),
        "asked": asked,
        "verified": _verified(request, language) if "verify" in request.GET else None,
    }
    return render(request, "govern/journal.html", context)


def _verified(request: HouseRequest, language: str) -> dict[str, Any]:
    found = verify(request.house)
    said = [each.say.to(language) for each in found.breaks]
    return {"number": found.at.number, "hash": found.at.hash, "breaks": said[:SHOWN], "more": len(said[SHOWN:])}


@lead
def export(request: HouseRequest, kind: str) -> StreamingHttpResponse:
    """The whole journal as a file: `jsonl` or `csv`."""
    if kind not in {"jsonl", "csv"}:
        raise Http404(kind)
    lines = (
        exports.json_lines(request.house)
        if kind == "jsonl"
        else exports.csv_lines(request.house, get_language() or "fr")
    )
    answer = StreamingHttpResponse(
        (line.encode("utf-8") for line in lines),
        content_type="text/csv; charset=utf-8" if kind == "csv" else "application/jsonl",
    )
    day = timezone.localdate().isoformat()
    answer["Content-Disposition"] = f'attachment; filename="journal-{request.house.slug}-{day}.{kind}"'
    return answer
