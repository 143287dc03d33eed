"""Signs of life of the processes, read by `/healthz` and the doctor."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

FRESH = timedelta(seconds=30)


class Heartbeat(models.Model):
    """When a process of this name last said that it lives."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()


def beat(name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"at": timezone.now()})


def is_fresh(name: str, now: datetime) -> bool:
    """Whether `name` gave a sign of life lately."""
    return Heartbeat.objects.filter(name=name, at__gte=now - FRESH).exists()
