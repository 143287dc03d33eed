"""The organisation, and rows that belong to one. Nothing crosses from one organisation to another."""

from typing import Any, Self
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


def check_zone(name: str) -> None:
    """Refuses what is not the name of a time zone, such as `Europe/Paris`."""
    if name not in available_timezones():
        raise ValidationError(_("« %(name)s » n’est pas un fuseau horaire connu."), params={"name": name})


class Organisation(models.Model):
    """A house: town hall, chamber, agency, company. `slug` is its name in addresses."""

    name = models.CharField(_("Nom"), max_length=120)
    slug = models.SlugField(unique=True, max_length=60)
    language = models.CharField(_("Langue"), max_length=5, default="fr")
    zone = models.CharField(_("Fuseau horaire"), max_length=60, default="Europe/Paris", validators=[check_zone])
    second_factor_from = models.DateField(_("Second facteur exigé à partir du"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> ZoneInfo:
        """The zone in which this organisation reads its times."""
        return ZoneInfo(self.zone)


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows of organisations; every page starts with `.of(organisation)`."""

    def of(self, organisation: Organisation) -> Self:
        return self.filter(organisation=organisation)


class Scoped(models.Model):
    """A row that belongs to one organisation and goes with it."""

    organisation: Any = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True
