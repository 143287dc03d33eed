"""The start page: Aujourd’hui."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from parvis.govern.charter import reads as charter
from parvis.people.door import HouseRequest, member
from parvis.prepare import next_step, reads


@member
def today(request: HouseRequest) -> HttpResponse:
    """What asks for me now, what goes out today, the next step of the office, one chart that matters."""
    now = timezone.now()
    steps = next_step.walked(request.house, now)
    coming = next((step for step, done in steps if not done), None)
    context = {
        "wanting": reads.wanting(request.house, request.user, now),
        "first_ones": reads.first_ones(request.house, request.user, now),
        "out": reads.today_out(request.house, now),
        "chart": reads.month_chart(request.house, now),
        "coming": coming,
        "coming_url": reverse(coming.url, args=[request.house.slug]) if coming else "",
        "steps": steps,
        "done": sum(done for _, done in steps),
        "unread": charter.to_acknowledge(request.user, request.house),
        "to_sign": charter.to_sign(request.membership),
        "now": now,
    }
    return render(request, "prepare/today.html", context)
