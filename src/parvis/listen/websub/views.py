"""Where a hub calls: to confirm a subscription, to end it, to say that there is something new."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.listen.models import Subscription
from parvis.listen.websub import hubs


@csrf_exempt
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, key: str) -> HttpResponse:
    """A key that nobody knows but the hub; what it sends counts only with its signature."""
    row = get_object_or_404(Subscription, key=key)
    if request.method == "GET":
        return _asked(request, row)
    if hubs.is_signed(row, request.headers.get("X-Hub-Signature", ""), request.body):
        hubs.told(row)
    return HttpResponse(status=202)  # a wrong signature is not told to whoever made it


def _asked(request: HttpRequest, row: Subscription) -> HttpResponse:
    mode, topic = request.GET.get("hub.mode", ""), request.GET.get("hub.topic", "")
    if mode == "denied" and topic == row.topic:
        hubs.deny(row, request.GET.get("hub.reason", ""))
        return HttpResponse(status=200)
    if mode == "subscribe" and hubs.confirm(row, topic, request.GET.get("hub.lease_seconds", "")):
        return HttpResponse(request.GET.get("hub.challenge", "")[:2000], content_type="text/plain")
    raise Http404
