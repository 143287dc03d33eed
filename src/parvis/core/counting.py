"""How often something happened lately: to slow down whoever tries too often. Counted in the database, so exactly."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone


class Tally(models.Model):
    """How many `times` something happened, to be forgotten at `until`."""

    key = models.CharField(primary_key=True, max_length=120)
    times = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)


@transaction.atomic
def times(key: str, within: int) -> int:
    """Counts once more; how often since the first time, which is forgotten after `within` seconds."""
    now = timezone.now()
    Tally.objects.filter(until__lte=now).delete()
    Tally.objects.bulk_create([Tally(key=key, until=now + timedelta(seconds=within))], ignore_conflicts=True)
    Tally.objects.filter(key=key).update(times=models.F("times") + 1)  # its row stays locked until the end
    return Tally.objects.values_list("times", flat=True).get(key=key)
