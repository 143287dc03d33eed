"""Pages of Mesurer: the quarterly report as an article, its files, the reports that were kept."""

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.listen.models import Mention, Watch
from parvis.measure import actions, exports, story
from parvis.measure import quarter as quarterly
from parvis.measure.models import Report
from parvis.measure.pdf import pdf
from parvis.measure.period import BadQuarter, Quarter
from parvis.people.door import HouseRequest, member, worker


@member
def report(request: HouseRequest) -> HttpResponse:
    """The quarter and the watch that the address asks for; the present quarter and all watches by default."""
    quarter, watch = _asked(request)
    figures = quarterly.figures(request.house, quarter, watch, timezone.now())
    return _show(request, figures, quarter, watch, None)


@member
def kept(request: HouseRequest, pk: int) -> HttpResponse:
    """A frozen report, with the figures of then."""
    row = get_object_or_404(Report.objects.of(request.house).select_related("watch", "frozen_by"), pk=pk)
    return _show(request, row.figures, Quarter.parse(row.quarter), row.watch, row)


def _show(
    request: HouseRequest, figures: dict[str, Any], quarter: Quarter, watch: Watch | None, frozen: Report | None
) -> HttpResponse:
    context = {
        "figures": figures,
        "title": story.title(figures),
        "sections": [section for section in story.story(figures, request.house.tz) if not section.is_empty],
        "quarter": quarter,
        "quarters": _quarters(request),
        "watch": watch,
        "watches": Watch.objects.of(request.house),
        "frozen": frozen,
        "kept": Report.objects.of(request.house).select_related("watch")[:12],
    }
    return render(request, "measure/report.html", context)


def _asked(request: HouseRequest) -> tuple[Quarter, Watch | None]:
    """Raises 404 for what is no quarter or no watch of this house."""
    text, number = request.GET.get("quarter", ""), request.GET.get("watch", "")
    try:
        quarter = Quarter.parse(text) if text else Quarter.of(timezone.localdate())
    except BadQuarter:
        raise Http404(text) from None
    if not number:
        return quarter, None
    if not number.isdecimal():
        raise Http404(number)
    return quarter, get_object_or_404(Watch.objects.of(request.house), pk=int(number))


def _quarters(request: HouseRequest) -> list[Quarter]:
    """From the present quarter back to the first with a mention, twelve at most."""
    first = Mention.objects.of(request.house).order_by("published_at").values_list("published_at", flat=True).first()
    quarters = [Quarter.of(timezone.localdate())]
    while first and quarters[-1].start > timezone.localtime(first).date() and len(quarters) < 12:
        quarters.append(quarters[-1].previous)
    return quarters


@member
def report_pdf(request: HouseRequest) -> HttpResponse:
    quarter, watch = _asked(request)
    figures = quarterly.figures(request.house, quarter, watch, timezone.now())
    return _file(pdf(figures, request.house.tz), "application/pdf", f"{request.house.slug}-{quarter}.pdf")


@member
def report_json(request: HouseRequest) -> HttpResponse:
    quarter, watch = _asked(request)
    figures = quarterly.figures(request.house, quarter, watch, timezone.now())
    content = json.dumps(figures, ensure_ascii=False, indent=1).encode()
    return _file(content, "application/json", f"{request.house.slug}-{quarter}.json")


@member
def mentions_csv(request: HouseRequest) -> StreamingHttpResponse:
    quarter, watch = _asked(request)
    lines = (line.encode() for line in exports.mentions_csv(request.house, quarter, watch))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.house.slug}-{quarter}.csv"'
    return response


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@worker
@require_POST
def freeze(request: HouseRequest) -> HttpResponse:
    quarter, watch = _asked(request)
    row = actions.freeze(request.user, request.house, quarter, watch, timezone.now())
    messages.success(request, _("Le rapport est figé : ces chiffres ne changeront plus."))
    return redirect("measure:kept", request.house.slug, row.pk)
